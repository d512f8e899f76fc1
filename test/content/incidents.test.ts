import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { sandboxToken } from './sandbox.ts'

const minute = 60_000
let server: TestServer
let path: (rest?: string) => string
test.before(async () => {
  server = await startTestServer()
  path = (rest = '') => `/api/v1/admin/incidents${rest}`
})
test.after(() => server.stop())

async function component(name = 'API', headers: Record<string, string> = {}): Promise<string> {
  const made = await server.asOwner({ method: 'POST', path: '/api/v1/admin/components', headers, body: { name } })
  assert.is(made.status, 201, made.text)
  return made.json.id
}

async function open(fields: Record<string, unknown> = {}) {
  const body = { name: 'Slow answers', status: 'investigating', ...fields }
  const made = await server.asOwner({ method: 'POST', path: path(), body })
  assert.is(made.status, 201, made.text)
  return made.json
}

async function statusOf(id: string): Promise<string> {
  return (await server.asOwner({ path: `/api/v1/admin/components/${id}` })).json.status
}

test('incidents 201 opens one with its first update, components and impact, and answers it whole', async () => {
  const api = await component()
  const made = await server.asOwner({
    method: 'POST',
    path: path(),
    body: {
      name: 'Slow answers',
      status: 'investigating',
      impact: 'major',
      body: 'We are looking.',
      components: [{ id: api, status: 'partial_outage' }],
    },
  })
  assert.is(made.status, 201)
  assert.is(made.headers.etag, '"1"')
  const { json } = made
  assert.match(json.id, /^inc_/)
  assert.is(json.impact, 'major')
  assert.equal(json.components, [{ id: api, name: 'API', status: 'partial_outage' }])
  assert.is(json.updates[0].body, 'We are looking.')
  assert.is(json.published_at, json.created_at, 'public at once')
  assert.is(await statusOf(api), 'partial_outage')
  const read = await server.asOwner({ path: path(`/${json.id}`) })
  assert.equal(read.json, json)
  assert.is(read.headers.etag, '"1"')
})

test('incidents 200 the whole life: update, acknowledge, root cause, annotation, close; each a row in the log', async () => {
  const api = await component()
  const incident = await open({ components: [{ id: api, status: 'major_outage' }] })
  const step = async (rest: string, body: unknown, method = 'POST') => {
    const answer = await server.asOwner({ method, path: path(`/${incident.id}${rest}`), body })
    assert.ok(answer.status < 300, answer.text)
    return answer.json
  }
  const acknowledged = await step('/acknowledge', undefined)
  assert.is(acknowledged.acknowledged_by.name, 'owner')
  const updated = await step('/updates', { status: 'identified', body: 'Found it.' })
  assert.is(updated.status, 'identified')
  assert.is(updated.acknowledged_at, acknowledged.acknowledged_at)
  const note = await step('/annotations', { body: 'Ask Sam about the failover.' })
  await step('/root-cause', { body: 'A cable.' }, 'PUT')
  const closed = await step('/close', { body: 'All good again.' })
  assert.is(closed.status, 'resolved')
  assert.is.not(closed.resolved_at, null)
  assert.is(closed.root_cause, 'A cable.')
  assert.equal(
    closed.updates.map((update: { status: string }) => update.status),
    ['resolved', 'identified'],
  )
  assert.is(closed.annotations[0].body, 'Ask Sam about the failover.')
  assert.is(await statusOf(api), 'operational', 'what nothing else affects recovers')
  await step(`/annotations/${note.id}`, undefined, 'DELETE')

  const log = await server.asOwner({ path: `/api/v1/admin/audit-log?kind=change&q=${incident.id}&limit=50` })
  assert.equal(
    log.json.data.map((row: { action: string }) => row.action),
    [
      'incident.annotate',
      'incident.close',
      'incident.root_cause',
      'incident.annotate',
      'incident.post_update',
      'incident.acknowledge',
      'incident.create',
    ],
  )
})

test('incidents 200 an update after the end opens it again, and its components are affected again', async () => {
  const api = await component()
  const incident = await open({ components: [{ id: api, status: 'partial_outage' }] })
  await server.asOwner({ method: 'POST', path: path(`/${incident.id}/close`) })
  assert.is(await statusOf(api), 'operational')
  const again = await server.asOwner({
    method: 'POST',
    path: path(`/${incident.id}/updates`),
    body: { status: 'investigating', body: 'It is back.' },
  })
  assert.is(again.json.resolved_at, null)
  assert.is(await statusOf(api), 'partial_outage')
})

test('incidents 200 closing can say what holds from then on; a component that another incident affects keeps its word', async () => {
  const [one, two] = [await component('One'), await component('Two')]
  const first = await open({ components: [{ id: one, status: 'major_outage' }] })
  const second = await open({
    components: [
      { id: one, status: 'degraded_performance' },
      { id: two, status: 'major_outage' },
    ],
  })
  await server.asOwner({ method: 'POST', path: path(`/${first.id}/close`) })
  assert.is(await statusOf(one), 'degraded_performance')
  const components = [{ id: two, status: 'degraded_performance' }]
  await server.asOwner({ method: 'POST', path: path(`/${second.id}/close`), body: { components } })
  assert.equal([await statusOf(one), await statusOf(two)], ['operational', 'degraded_performance'])
})

test('incidents 200 a person’s word counts until something newer is said', async () => {
  const api = await component()
  const incident = await open({ components: [{ id: api, status: 'major_outage' }] })
  const set = (status: string) =>
    server.asOwner({ method: 'PATCH', path: `/api/v1/admin/components/${api}`, body: { status } })
  await set('operational')
  assert.is(await statusOf(api), 'operational')
  const components = [{ id: api, status: 'partial_outage' }]
  const body = { status: 'identified', body: 'Half of it is down.', components }
  await server.asOwner({ method: 'POST', path: path(`/${incident.id}/updates`), body })
  assert.is(await statusOf(api), 'partial_outage')
})

test('incidents 200 a draft changes nothing that anyone sees, until it is published or its moment comes', async () => {
  const api = await component()
  const draft = await open({
    name: 'A secret draft',
    published_at: null,
    components: [{ id: api, status: 'major_outage' }],
  })
  const isPublic = async () => (await server.ask({ path: '/api/v1/incidents' })).text.includes('A secret draft')
  const one = `/api/v1/incidents/${draft.id}`
  assert.not.ok(await isPublic())
  assert.is((await server.ask({ path: one })).status, 404)
  assert.is(await statusOf(api), 'operational')
  const at = new Date(server.clock.wall() + 10 * minute).toISOString()
  await server.asOwner({ method: 'PATCH', path: path(`/${draft.id}`), body: { published_at: at } })
  assert.not.ok(await isPublic())
  assert.is(await statusOf(api), 'operational')
  server.clock.pass(10 * minute)
  assert.ok(await isPublic())
  assert.is((await server.ask({ path: one })).status, 200)
  assert.is(await statusOf(api), 'major_outage')
  await server.asOwner({ method: 'PATCH', path: path(`/${draft.id}`), body: { published_at: null } })
  assert.not.ok(await isPublic())
  assert.is(await statusOf(api), 'operational')
})

test('incidents 200 the whole object can be sent back; a changed status is told in the timeline', async () => {
  const api = await component()
  const incident = await open({ components: [{ id: api, status: 'partial_outage' }] })
  const same = await server.asOwner({ method: 'PATCH', path: path(`/${incident.id}`), body: incident })
  assert.is(same.status, 200, same.text)
  assert.equal({ ...same.json, updated_at: null }, { ...incident, updated_at: null })
  const moved = await server.asOwner({
    method: 'PATCH',
    path: path(`/${incident.id}`),
    body: { status: 'monitoring', components: [] },
  })
  assert.is(moved.json.updates[0].status, 'monitoring')
  assert.equal(moved.json.components, [])
  assert.is(await statusOf(api), 'operational')
})

test('incidents 204 deletes one; its components recover, and what it did to them stays in their history', async () => {
  const api = await component()
  const incident = await open({ components: [{ id: api, status: 'major_outage' }] })
  server.clock.pass(10 * minute)
  assert.is((await server.asOwner({ method: 'DELETE', path: path(`/${incident.id}`) })).status, 204)
  assert.is((await server.asOwner({ path: path(`/${incident.id}`) })).status, 404)
  assert.is(await statusOf(api), 'operational')
  const shown = await server.ask({ path: '/api/v1/components?limit=200' })
  const uptime = shown.json.data.find((each: { id: string }) => each.id === api).uptime_90d
  assert.ok(uptime < 100, `${uptime}`)
})

test('incidents 200 lists by status, words, time and sort, and goes on by cursor to the end', async () => {
  const prefix = 'Listed one'
  for (let index = 0; index < 7; index += 1) {
    await open({ name: `${prefix} ${index}`, status: index < 3 ? 'resolved' : 'monitoring' })
    server.clock.pass(1000)
  }
  const get = async (query: string) => {
    const q = query.startsWith('q=') ? '' : `q=${encodeURIComponent(prefix)}&`
    const answer = await server.asOwner({ path: path(`?${q}${query}`) })
    assert.is(answer.status, 200, answer.text)
    return answer.json
  }
  const names = (list: { data: { name: string }[] }) => list.data.map((each) => each.name.slice(-1)).join('')
  assert.is(names(await get('')), '6543210', 'newest first')
  assert.is(names(await get('status=open')), '6543')
  assert.is(names(await get('status=resolved&sort=created_at')), '012')
  assert.is(names(await get('sort=-name&limit=2')), '65')
  let seen = ''
  let next = ''
  for (;;) {
    const list = await get(`sort=name&limit=3${next}`)
    seen += names(list)
    if (list.next_cursor === null) break
    next = `&cursor=${list.next_cursor}`
  }
  assert.is(seen, '0123456')
  const sixth = (await get('sort=name')).data[5]
  assert.is(names(await get(`updated_since=${encodeURIComponent(sixth.updated_at)}&sort=name`)), '56')
  assert.is((await get('q=100%25')).data.length, 0, 'a percent sign is a percent sign')
})

test('incidents 404 ids of another page, of the sandbox and of nothing answer the same bytes', async () => {
  const page = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Second', hosts: ['second.acme.test'] },
  })
  assert.is(page.status, 201, page.text)
  const foreign = await server.asOwner({
    method: 'POST',
    path: path(),
    headers: { host: 'second.acme.test' },
    body: { name: 'Foreign', status: 'investigating', body: 'x' },
  })
  const test = { token: await sandboxToken(server) }
  const sandbox = await server.ask({
    method: 'POST',
    path: path(),
    token: test.token,
    body: { name: 'Sandbox', status: 'investigating' },
  })
  assert.equal([foreign.status, sandbox.status], [201, 201], sandbox.text)
  const ids = [foreign.json.id, sandbox.json.id, 'inc_00000000000000000000000000', 'inc_x']
  const calls = [
    { method: 'GET', rest: '' },
    { method: 'PATCH', rest: '', body: { name: 'x' } },
    { method: 'DELETE', rest: '' },
    { method: 'POST', rest: '/updates', body: { status: 'resolved', body: 'x' } },
    { method: 'POST', rest: '/acknowledge' },
    { method: 'POST', rest: '/close' },
    { method: 'PUT', rest: '/root-cause', body: { body: 'x' } },
    { method: 'POST', rest: '/annotations', body: { body: 'x' } },
    { method: 'DELETE', rest: '/annotations/ann_00000000000000000000000000' },
  ]
  let asked = 0
  const texts = new Set<string>()
  for (const { method, rest, body } of calls) {
    for (const id of ids) {
      const answer = await server.asOwner({
        method,
        path: path(`/${encodeURIComponent(id)}${rest}`),
        headers: { host: 'status.acme.test', 'X-Request-ID': 'same' },
        body,
      })
      assert.is(answer.status, 404, `${method} ${id}${rest}: ${answer.text}`)
      texts.add(answer.text)
      asked += 1
    }
  }
  for (const id of ids)
    texts.add(
      (
        await server.ask({
          path: `/api/v1/incidents/${encodeURIComponent(id)}`,
          headers: { host: 'status.acme.test', 'X-Request-ID': 'same' },
        })
      ).text,
    )
  assert.is(texts.size, 1)
  console.log(`T4 incidents: ${asked + ids.length} calls with foreign ids, 0 told apart`)
})

test('incidents 409 closing or acknowledging what is over, and acknowledging twice', async () => {
  const incident = await open()
  const post = (rest: string) => server.asOwner({ method: 'POST', path: path(`/${incident.id}${rest}`) })
  assert.is((await post('/acknowledge')).status, 200)
  const twice = await post('/acknowledge')
  assert.equal([twice.status, twice.json.code], [409, 'invalid_transition'])
  assert.is((await post('/close')).status, 200)
  for (const rest of ['/close', '/acknowledge']) {
    const refused = await post(rest)
    assert.equal([refused.status, refused.json.code], [409, 'invalid_transition'])
  }
})

test('incidents 412 a stale If-Match changes nothing', async () => {
  const incident = await open()
  const change = (version: string, name: string) =>
    server.asOwner({ method: 'PATCH', path: path(`/${incident.id}`), headers: { 'If-Match': version }, body: { name } })
  const first = await change('"1"', 'Renamed')
  assert.equal([first.status, first.headers.etag], [200, '"2"'])
  const stale = await change('"1"', 'Lost')
  assert.equal([stale.status, stale.json.code], [412, 'precondition_failed'])
  assert.is((await server.asOwner({ path: path(`/${incident.id}`) })).json.name, 'Renamed')
})

test('incidents 422 wrong fields are named, and a component of another environment is none of this page', async () => {
  const api = await component()
  const sandbox = { token: await sandboxToken(server) }
  const refused = async (body: unknown, at: string, token?: string) => {
    const answer = await server.asOwner({
      method: 'POST',
      path: path(),
      body,
      ...(token === undefined ? {} : { token }),
    })
    assert.equal([answer.status, answer.json.code], [422, 'validation_failed'], answer.text)
    assert.ok(
      answer.json.errors.some((error: { path: string }) => error.path === at),
      answer.text,
    )
  }
  const good = { name: 'x', status: 'investigating' }
  await refused({ ...good, name: '' }, '/name')
  await refused({ ...good, name: 'a'.repeat(121) }, '/name')
  await refused({ ...good, name: 'a\u0007b' }, '/name')
  await refused({ ...good, status: 'broken' }, '/status')
  await refused({ name: 'x' }, '/status')
  await refused({ ...good, impact: 'huge' }, '/impact')
  await refused({ ...good, colour: 'red' }, '/colour')
  await refused({ ...good, published_at: 'tomorrow' }, '/published_at')
  await refused(
    { ...good, components: [{ id: 'cmp_00000000000000000000000000', status: 'operational' }] },
    '/components/0/id',
  )
  await refused({ ...good, components: [{ id: api, status: 'operational' }] }, '/components/0/id', sandbox.token)
  await refused(
    {
      ...good,
      components: [
        { id: api, status: 'operational' },
        { id: api, status: 'operational' },
      ],
    },
    '/components',
  )
  const fixed = await open()
  const moved = await server.asOwner({
    method: 'PATCH',
    path: path(`/${fixed.id}`),
    body: { created_at: '2020-01-01T00:00:00Z' },
  })
  assert.equal([moved.status, moved.json.errors[0].path], [422, '/created_at'])
})

test('incidents 422 a text that holds one of our secrets is never published', async () => {
  const { token } = await server.mint()
  const answer = await server.asOwner({
    method: 'POST',
    path: path(),
    body: { name: 'x', status: 'investigating', body: `use ${token} for now` },
  })
  assert.equal([answer.status, answer.json.code], [422, 'credential_in_body'])
  assert.not.match(answer.text, token)
})

test('incidents the sandbox is a world of its own: never listed live, never public', async () => {
  const sandbox = { token: await sandboxToken(server) }
  const made = await server.ask({
    method: 'POST',
    path: path(),
    token: sandbox.token,
    body: { name: 'Sandbox only', status: 'investigating', impact: 'critical' },
  })
  assert.is(made.json.environment, 'test')
  assert.match((await server.ask({ path: path(), token: sandbox.token })).text, 'Sandbox only')
  assert.not.match((await server.asOwner({ path: path('?limit=200') })).text, 'Sandbox only')
  for (const open of ['/api/v1/incidents', `/api/v1/incidents/${made.json.id}`, '/api/v1/status', '/']) {
    assert.not.match((await server.ask({ path: open })).text, 'Sandbox only')
    assert.not.match((await server.ask({ path: open, token: sandbox.token })).text, 'Sandbox only')
  }
})

test.run()
