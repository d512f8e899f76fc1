import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { sandboxToken } from './sandbox.ts'

const minute = 60_000
const hour = 60 * minute
let server: TestServer
const path = '/api/v1/admin/maintenances'
test.before(async () => {
  server = await startTestServer()
})
test.after(() => server.stop())

async function component(name = 'Database'): Promise<string> {
  return (await server.asOwner({ method: 'POST', path: '/api/v1/admin/components', body: { name } })).json.id
}
const inFuture = (ms: number): string => new Date(server.clock.wall() + ms).toISOString()
async function plan(fields: Record<string, unknown> = {}) {
  const body = { name: 'Upgrade', scheduled_for: inFuture(hour), scheduled_until: inFuture(2 * hour), ...fields }
  const made = await server.asOwner({ method: 'POST', path, body })
  assert.is(made.status, 201, made.text)
  return made.json
}
const get = async (id: string) => (await server.asOwner({ path: `${path}/${id}` })).json
const step = (id: string, name: string) => server.asOwner({ method: 'POST', path: `${path}/${id}/${name}` })
const statusOf = async (id: string): Promise<string> =>
  (await server.asOwner({ path: `/api/v1/admin/components/${id}` })).json.status
const publicComponent = async (id: string) =>
  (await server.ask({ path: '/api/v1/components?limit=200' })).json.data.find((each: { id: string }) => each.id === id)

/** What the log says the system did to this maintenance, oldest first. */
async function movesBySystem(id: string): Promise<string[]> {
  const log = await server.asOwner({ path: `/api/v1/admin/audit-log?kind=change&q=${id}` })
  return log.json.data
    .filter((row: { actor: { kind: string } }) => row.actor.kind === 'system')
    .map((row: { action: string }) => row.action)
    .reverse()
}

test('maintenances 201 plans one with its components; nothing shows on them yet', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  assert.match(made.id, /^mnt_/)
  assert.is(made.status, 'scheduled')
  assert.equal(made.components, [{ id: database, name: 'Database' }])
  assert.is(await statusOf(database), 'operational')
})

test('maintenances 200 the clock moves it at its very moments, in every answer at once, and the log says that it did', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  const shown = async () => [
    (await get(made.id)).status,
    (await server.ask({ path: `/api/v1/maintenances/${made.id}` })).json.status,
    await statusOf(database),
    (await publicComponent(database)).status,
    (await server.asOwner({ path: `${path}?status=in_progress` })).json.data.some(
      (each: { id: string }) => each.id === made.id,
    ),
  ]
  assert.equal(await shown(), ['scheduled', 'scheduled', 'operational', 'operational', false])
  server.clock.pass(hour)
  assert.equal(await shown(), ['in_progress', 'in_progress', 'under_maintenance', 'under_maintenance', true])
  assert.is((await server.ask({ path: '/api/v1/status' })).json.indicator, 'maintenance')
  server.clock.pass(hour)
  assert.equal(await shown(), ['completed', 'completed', 'operational', 'operational', false])
  assert.is((await server.ask({ path: '/api/v1/status' })).json.indicator, 'none')
  assert.equal(await movesBySystem(made.id), ['maintenance.start', 'maintenance.complete'])
  const done = await get(made.id)
  assert.equal([done.started_at, done.completed_at], [made.scheduled_for, made.scheduled_until])
})

test('maintenances 200 a window that passed while the server was off is told as it was planned', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  server.clock.pass(5 * hour)
  await server.restart()
  const done = await get(made.id)
  assert.equal(
    [done.status, done.started_at, done.completed_at],
    ['completed', made.scheduled_for, made.scheduled_until],
  )
  await server.running.services.writer.submit(() => undefined)
  assert.equal(await movesBySystem(made.id), ['maintenance.start', 'maintenance.complete'])
})

test('maintenances 200 by hand: start early, complete early', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  const started = await step(made.id, 'start')
  assert.equal([started.status, started.json.status], [200, 'in_progress'])
  assert.is(await statusOf(database), 'under_maintenance')
  const completed = await step(made.id, 'complete')
  assert.is(completed.json.status, 'completed')
  assert.is(await statusOf(database), 'operational')
  server.clock.pass(90 * minute)
  assert.is(await statusOf(database), 'operational', 'the window that was planned does not come any more')
  assert.is((await get(made.id)).status, 'completed')
})

test('maintenances 200 cancelled: its window never comes, and visitors no longer see it', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  assert.is((await server.ask({ path: `/api/v1/maintenances/${made.id}` })).status, 200)
  assert.is((await step(made.id, 'cancel')).json.status, 'cancelled')
  assert.is((await server.ask({ path: `/api/v1/maintenances/${made.id}` })).status, 404)
  server.clock.pass(90 * minute)
  assert.is((await get(made.id)).status, 'cancelled')
  assert.is(await statusOf(database), 'operational')
})

test('maintenances 200 moving a window moves its components’ status; lengthening goes on, a new component joins', async () => {
  const [one, two] = [await component('One'), await component('Two')]
  const made = await plan({ components: [{ id: one }] })
  const patch = async (body: Record<string, unknown>) => {
    const answer = await server.asOwner({ method: 'PATCH', path: `${path}/${made.id}`, body })
    assert.is(answer.status, 200, answer.text)
    return answer.json
  }
  const later = { scheduled_for: inFuture(3 * hour), scheduled_until: inFuture(4 * hour) }
  await patch(later)
  server.clock.pass(90 * minute)
  assert.is(await statusOf(one), 'operational')
  server.clock.pass(90 * minute)
  assert.is(await statusOf(one), 'under_maintenance')
  const longer = new Date(Date.parse(later.scheduled_until) + hour).toISOString()
  const current = await get(made.id)
  await patch({ ...current, scheduled_until: longer, components: [{ id: one }, { id: two }] })
  server.clock.pass(90 * minute)
  assert.equal([await statusOf(one), await statusOf(two)], ['under_maintenance', 'under_maintenance'])
  await patch({ components: [{ id: two }] })
  assert.equal([await statusOf(one), await statusOf(two)], ['operational', 'under_maintenance'])
  server.clock.pass(hour)
  assert.equal([await statusOf(one), await statusOf(two)], ['operational', 'operational'])
})

test('maintenances 204 deleting one that is planned takes its window away', async () => {
  const database = await component()
  const made = await plan({ components: [{ id: database }] })
  assert.is((await server.asOwner({ method: 'DELETE', path: `${path}/${made.id}` })).status, 204)
  server.clock.pass(90 * minute)
  assert.is(await statusOf(database), 'operational')
})

test('maintenances 404 ids of another page, of the sandbox and of nothing answer the same bytes', async () => {
  await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Second', hosts: ['second.acme.test'] },
  })
  const body = { name: 'Foreign', scheduled_for: inFuture(hour), scheduled_until: inFuture(2 * hour) }
  const foreign = await server.asOwner({ method: 'POST', path, headers: { host: 'second.acme.test' }, body })
  const token = await sandboxToken(server)
  const sandbox = await server.ask({ method: 'POST', path, token, body })
  assert.equal([foreign.status, sandbox.status], [201, 201])
  const texts = new Set<string>()
  const ids = [foreign.json.id, sandbox.json.id, 'mnt_00000000000000000000000000']
  const headers = { host: 'status.acme.test', 'X-Request-ID': 'same' }
  for (const id of ids) {
    const calls = [
      { method: 'GET' },
      { method: 'PATCH', body: { name: 'x' } },
      { method: 'DELETE' },
      ...['start', 'complete', 'cancel'].map((name) => ({ method: 'POST', rest: `/${name}` })),
    ]
    for (const call of calls) {
      const { method, rest = '', body: sent } = { rest: undefined, body: undefined, ...call }
      const answer = await server.asOwner({ method, path: `${path}/${id}${rest ?? ''}`, headers, body: sent })
      assert.is(answer.status, 404, answer.text)
      texts.add(answer.text)
    }
    texts.add((await server.ask({ path: `/api/v1/maintenances/${id}`, headers })).text)
  }
  assert.is(texts.size, 1)
})

test('maintenances 409 steps that do not lead on, and times of what is over', async () => {
  const made = await plan()
  const refused = async (answer: { status: number; json: { code: string } }) =>
    assert.equal([answer.status, answer.json.code], [409, 'invalid_transition'])
  await refused(await step(made.id, 'complete'))
  await step(made.id, 'start')
  await refused(await step(made.id, 'start'))
  const move = (body: Record<string, unknown>) => server.asOwner({ method: 'PATCH', path: `${path}/${made.id}`, body })
  await refused(await move({ scheduled_for: inFuture(30 * minute) }))
  server.clock.pass(3 * hour)
  for (const name of ['start', 'complete', 'cancel']) await refused(await step(made.id, name))
  await refused(await move({ scheduled_until: inFuture(hour) }))
  assert.is((await move({ name: 'Renamed' })).status, 200)
})

test('maintenances 412 a stale If-Match changes nothing', async () => {
  const made = await plan()
  const patch = (name: string) =>
    server.asOwner({ method: 'PATCH', path: `${path}/${made.id}`, headers: { 'If-Match': '"1"' }, body: { name } })
  assert.is((await patch('First')).status, 200)
  assert.is((await patch('Second')).status, 412)
})

test('maintenances 422 windows that end before they begin or are over, and components that are not there', async () => {
  const refused = async (fields: Record<string, unknown>, at: string) => {
    const body = { name: 'x', scheduled_for: inFuture(hour), scheduled_until: inFuture(2 * hour), ...fields }
    const answer = await server.asOwner({ method: 'POST', path, body })
    assert.equal([answer.status, answer.json.errors?.[0]?.path], [422, at], answer.text)
  }
  await refused({ scheduled_until: inFuture(hour) }, '/scheduled_until')
  await refused({ scheduled_for: inFuture(-2 * hour), scheduled_until: inFuture(-hour) }, '/scheduled_until')
  await refused({ scheduled_for: 'soon' }, '/scheduled_for')
  await refused({ scheduled_for: undefined }, '/scheduled_for')
  await refused({ components: [{ id: 'cmp_00000000000000000000000000' }] }, '/components/0/id')
  await refused({ status: 'completed' }, '/status')
})

test.run()
