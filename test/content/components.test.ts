import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'

let server: TestServer
const path = '/api/v1/admin/components'
const groups = '/api/v1/admin/component-groups'
test.before.each(async () => {
  server = await startTestServer()
})
test.after.each(() => server.stop())

async function made(where: string, body: Record<string, unknown>) {
  const answer = await server.asOwner({ method: 'POST', path: where, body })
  assert.is(answer.status, 201, answer.text)
  return answer.json
}
const names = (answer: { json: { data: { name: string }[] } }): string =>
  answer.json.data.map((each) => each.name).join(' ')

test('components 201 a component stands last, is public and operational, and says since when', async () => {
  const first = await made(path, { name: 'API' })
  const second = await made(path, {
    name: 'Website',
    description: 'www',
    status: 'degraded_performance',
    public: false,
  })
  assert.equal([first.position, second.position], [0, 1])
  assert.equal([first.status, first.public, first.status_since], ['operational', true, first.created_at])
  assert.equal(first.status_source, { type: 'manual', id: null })
  assert.equal([second.status, second.public, second.description], ['degraded_performance', false, 'www'])
})

test('components 200 order: by list, by place, and nothing else moves', async () => {
  const ids: string[] = []
  for (const name of ['a', 'b', 'c', 'd']) ids.push((await made(path, { name })).id)
  const [a = '', b = '', c = '', d = ''] = ids
  const order = await server.asOwner({ method: 'PUT', path: `${path}/order`, body: { ids: [d, a, c, b] } })
  assert.is(order.status, 200, order.text)
  assert.is(names(await server.asOwner({ path })), 'd a c b')
  await server.asOwner({ method: 'PATCH', path: `${path}/${b}`, body: { position: 0 } })
  assert.is(names(await server.asOwner({ path })), 'b d a c')
  await made(path, { name: 'e', position: 1 })
  assert.is(names(await server.asOwner({ path })), 'b e d a c')
  assert.is(names(await server.ask({ path: '/api/v1/components' })), 'b e d a c')
})

test('components 422 an order that names something twice, something foreign, or not everything', async () => {
  const one = await made(path, { name: 'one' })
  const two = await made(path, { name: 'two' })
  for (const ids of [[one.id], [one.id, one.id, two.id], [one.id, two.id, 'cmp_00000000000000000000000000'], []]) {
    const answer = await server.asOwner({ method: 'PUT', path: `${path}/order`, body: { ids } })
    assert.is(answer.status, 422, JSON.stringify(ids))
  }
})

test('components 200 groups hold components, can be ordered, and go without taking them along', async () => {
  const core = await made(groups, { name: 'Core' })
  const data = await made(groups, { name: 'Data' })
  const api = await made(path, { name: 'API', group_id: core.id })
  await made(path, { name: 'Reports', group_id: data.id })
  assert.equal((await server.asOwner({ path: `${groups}/${core.id}` })).json.component_ids, [api.id])
  assert.is(names(await server.asOwner({ path: `${path}?group_id=${data.id}` })), 'Reports')
  await server.asOwner({ method: 'PUT', path: `${groups}/order`, body: { ids: [data.id, core.id] } })
  assert.is(names(await server.asOwner({ path: groups })), 'Data Core')
  const moved = await server.asOwner({ method: 'PATCH', path: `${path}/${api.id}`, body: { group_id: data.id } })
  assert.is(moved.json.group_id, data.id)
  assert.is((await server.asOwner({ method: 'DELETE', path: `${groups}/${data.id}` })).status, 204)
  assert.is((await server.asOwner({ path: `${path}/${api.id}` })).json.group_id, null)
  const open = await server.ask({ path: '/api/v1/components' })
  assert.equal(
    open.json.data.map((each: { group: unknown }) => each.group),
    [null, null],
  )
})

test('components 200 lists by present status, words and time', async () => {
  const api = await made(path, { name: 'API' })
  await made(path, { name: 'Website', status: 'major_outage' })
  assert.is(names(await server.asOwner({ path: `${path}?status=major_outage` })), 'Website')
  assert.is(names(await server.asOwner({ path: `${path}?q=api` })), 'API')
  server.clock.pass(1000)
  const since = new Date(server.clock.wall()).toISOString()
  const components = [{ id: api.id, status: 'partial_outage' }]
  const body = { name: 'x', status: 'investigating', components }
  await server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', body })
  assert.is(
    names(await server.asOwner({ path: `${path}?updated_since=${since}` })),
    'API',
    'moved by an incident counts as changed',
  )
  const shown = (await server.asOwner({ path: `${path}/${api.id}` })).json
  assert.is(shown.status_source.type, 'incident')
})

test('components 200 what is not public stays so, also in what incidents and the whole page say', async () => {
  const hidden = await made(path, { name: 'Hidden core', public: false, status: 'major_outage' })
  await made(path, { name: 'API' })
  const components = [{ id: hidden.id, status: 'major_outage' }]
  const body = { name: 'x', status: 'investigating', impact: 'minor', components }
  await server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', body })
  for (const open of ['/api/v1/components', '/api/v1/incidents', '/']) {
    assert.not.match((await server.ask({ path: open })).text, 'Hidden core')
  }
  assert.is((await server.ask({ path: '/api/v1/status' })).json.indicator, 'minor')
})

test('components 204 deleting one takes it out of incidents and the public list', async () => {
  const api = await made(path, { name: 'API' })
  const components = [{ id: api.id, status: 'partial_outage' }]
  const incident = await made('/api/v1/admin/incidents', { name: 'x', status: 'investigating', components })
  assert.is((await server.asOwner({ method: 'DELETE', path: `${path}/${api.id}` })).status, 204)
  assert.equal((await server.asOwner({ path: `/api/v1/admin/incidents/${incident.id}` })).json.components, [])
  assert.equal((await server.ask({ path: '/api/v1/components' })).json.data, [])
})

test('components 200 the whole object can be sent back; an incident’s word does not become a person’s by it', async () => {
  const api = await made(path, { name: 'API' })
  const components = [{ id: api.id, status: 'major_outage' }]
  const incident = await made('/api/v1/admin/incidents', { name: 'x', status: 'investigating', components })
  const read = (await server.asOwner({ path: `${path}/${api.id}` })).json
  const same = await server.asOwner({ method: 'PATCH', path: `${path}/${api.id}`, body: read })
  assert.is(same.status, 200, same.text)
  await server.asOwner({ method: 'POST', path: `/api/v1/admin/incidents/${incident.id}/close` })
  assert.is((await server.asOwner({ path: `${path}/${api.id}` })).json.status, 'operational')
})

test('components 404 and 422 groups and components of another page are not there', async () => {
  await made('/api/v1/org/pages', { name: 'Second', hosts: ['second.acme.test'] })
  const elsewhere = { host: 'second.acme.test' }
  const post = (where: string, name: string) =>
    server.asOwner({ method: 'POST', path: where, headers: elsewhere, body: { name } })
  const [component, group] = [(await post(path, 'Foreign')).json, (await post(groups, 'Foreign group')).json]
  for (const where of [`${path}/${component.id}`, `${groups}/${group.id}`]) {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await server.asOwner({ method, path: where, body: method === 'PATCH' ? { name: 'x' } : undefined })
      assert.is(answer.status, 404)
    }
  }
  const joined = await server.asOwner({ method: 'POST', path, body: { name: 'x', group_id: group.id } })
  assert.equal([joined.status, joined.json.errors[0].path], [422, '/group_id'])
  assert.not.match((await server.asOwner({ path })).text, 'Foreign')
})

test('components 423 while components are locked for Terraform, for people and ordinary tokens alike', async () => {
  const lock = '/api/v1/admin/settings/components/lock'
  const terraform = await server.mint({ permission: 'admin', role_key: 'admin', terraform_managed: true })
  const locked = await server.ask({
    method: 'PUT',
    path: lock,
    token: terraform.token,
    body: { reason: 'managed in Terraform' },
  })
  assert.is(locked.status, 200, locked.text)
  const refused = await server.asOwner({ method: 'POST', path, body: { name: 'x' } })
  assert.equal([refused.status, refused.json.code], [423, 'terraform_locked'])
  const allowed = await server.ask({ method: 'POST', path, token: terraform.token, body: { name: 'x' } })
  assert.is(allowed.status, 201, allowed.text)
})

test.run()
