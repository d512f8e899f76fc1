import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type * as z from 'zod/mini'
import { publicEndpoints } from '../../src-server/contract/public.ts'
import type { Answer } from '../support/ask.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const minute = 60_000
let server: TestServer
test.before.each(async () => {
  server = await startTestServer()
})
test.after.each(() => server.stop())

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await server.asOwner({ method: 'POST', path: `/api/v1${path}`, body, headers })
  assert.ok(answer.status < 300, answer.text)
  return answer.json
}
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  server.ask({ path: path === '/' ? '/' : `/api/v1${path}`, headers })

const everyPath = [
  '/',
  '/settings',
  '/pages/public/current-host',
  '/incidents',
  '/maintenances',
  '/components',
  '/status',
]

async function fill() {
  const api = await post('/admin/components', { name: 'API' })
  const incident = await post('/admin/incidents', {
    name: 'Slow answers',
    status: 'investigating',
    body: 'Looking.',
    components: [{ id: api.id, status: 'partial_outage' }],
  })
  const maintenance = await post('/admin/maintenances', {
    name: 'Upgrade',
    scheduled_for: new Date(server.clock.wall() + 60 * minute).toISOString(),
    scheduled_until: new Date(server.clock.wall() + 120 * minute).toISOString(),
    components: [{ id: api.id }],
  })
  return { api, incident, maintenance }
}

test('public 200 every route answers anyone, says what its contract says, and can be kept', async () => {
  const { incident, maintenance } = await fill()
  const schemas = new Map<string, z.ZodMiniType>(publicEndpoints.map((endpoint) => [endpoint.path, endpoint.reply]))
  const asked = [
    ...everyPath.map((path) => [path, path] as const),
    [`/incidents/${incident.id}`, '/incidents/:id'] as const,
    [`/maintenances/${maintenance.id}`, '/maintenances/:id'] as const,
  ]
  for (const [path, template] of asked) {
    const answer = await get(path)
    assert.is(answer.status, 200, path)
    assert.match(answer.headers.etag ?? '', /^"[\w-]{27}"$/)
    assert.match(answer.headers['cache-control'] ?? '', /^public, max-age=\d+/)
    assert.is(answer.headers.vary, 'Authorization, X-Magic-Token, X-Page')
    assert.is(answer.headers['access-control-allow-origin'], '*')
    assert.not.ok('set-cookie' in answer.headers)
    const schema = schemas.get(template)
    assert.ok(schema?.safeParse(path === '/' ? answer.text : answer.json).success, path)
  }
})

test('public 200 exactly these fields leave', async () => {
  const { incident, maintenance } = await fill()
  await server.asOwner({
    method: 'PUT',
    path: `/api/v1/admin/incidents/${incident.id}/root-cause`,
    body: { body: 'a blamed colleague' },
  })
  await post(`/admin/incidents/${incident.id}/annotations`, { body: 'a private note' })
  await post(`/admin/incidents/${incident.id}/acknowledge`, undefined)
  const keys = (value: object): string => Object.keys(value).sort().join(' ')
  const shown = (await get(`/incidents/${incident.id}`)).json
  assert.is(keys(shown), 'components id impact name published_at resolved_at status updated_at updates')
  assert.is(keys(shown.updates[0]), 'body created_at id status')
  assert.is(keys(shown.components[0]), 'id name status')
  assert.is(
    keys((await get(`/maintenances/${maintenance.id}`)).json),
    'body completed_at components id name scheduled_for scheduled_until started_at status updated_at',
  )
  assert.is(keys((await get('/components')).json.data[0]), 'description group id name status status_since uptime_90d')
  assert.is(
    keys((await get('/settings')).json),
    'branding description features hour_cycle locale name support_url time_zone',
  )
  assert.is(keys((await get('/status')).json), 'description indicator page')
  assert.is(keys((await get('/pages/public/current-host')).json), 'host id name')
  for (const path of [...everyPath, `/incidents/${incident.id}`]) {
    const { text } = await get(path)
    for (const secret of ['blamed', 'private note', 'acknowledged', 'owner', server.workspaceId, server.ownerId]) {
      assert.not.match(text, secret, `${path} says ${secret}`)
    }
  }
})

test('public 304 what is known is not sent again, until something changes: then the next read has it', async () => {
  const { incident, api } = await fill()
  const seen = new Map<string, string>()
  for (const path of everyPath) seen.set(path, (await get(path)).headers.etag ?? '')
  const unchanged = async (path: string) => (await get(path, { 'If-None-Match': seen.get(path) ?? '' })).status === 304
  for (const path of everyPath) assert.ok(await unchanged(path), path)
  assert.is((await get('/status', { 'If-None-Match': `W/${seen.get('/status')}, "x"` })).status, 304, 'weak, in a list')

  await post(`/admin/incidents/${incident.id}/updates`, { status: 'identified', body: 'Found.' })
  assert.not.ok(await unchanged('/incidents'))
  assert.match((await get('/')).text, 'Found.')
  await server.asOwner({ method: 'PATCH', path: `/api/v1/admin/components/${api.id}`, body: { name: 'Public API' } })
  assert.match((await get('/components')).text, 'Public API')
  await server.asOwner({
    method: 'PATCH',
    path: '/api/v1/admin/settings/general',
    body: { description: 'All about us' },
  })
  assert.match((await get('/settings')).text, 'All about us')
  await server.asOwner({ method: 'PATCH', path: `/api/v1/org/pages/${server.pageId}`, body: { name: 'New name' } })
  for (const path of ['/settings', '/status', '/', '/pages/public/current-host'])
    assert.match((await get(path)).text, 'New name', path)
})

test('public 200 every kind of change shows in the very next answer, under readers that keep asking', async () => {
  const { api } = await fill()
  let rounds = 0
  for (const status of ['major_outage', 'operational', 'degraded_performance', 'partial_outage', 'operational']) {
    const reading = Array.from({ length: 5 }, () => get('/components'))
    await server.asOwner({ method: 'PATCH', path: `/api/v1/admin/components/${api.id}`, body: { status } })
    await Promise.all(reading)
    assert.is((await get('/components')).json.data[0].status, status)
    rounds += 1
  }
  assert.is(rounds, 5)
})

test('public 304 keeps its ETag when what was kept has grown old but nothing changed', async () => {
  await fill()
  const first = await get('/incidents')
  server.clock.pass(10 * minute)
  assert.is((await get('/incidents')).headers.etag, first.headers.etag)
})

test('public 404 what is not public answers like what does not exist', async () => {
  const draft = await post('/admin/incidents', { name: 'Draft', status: 'investigating', published_at: null })
  const headers = { 'X-Request-ID': 'same' }
  const none = await get('/incidents/inc_00000000000000000000000000', headers)
  assert.is(none.status, 404)
  assert.is((await get(`/incidents/${draft.id}`, headers)).text, none.text)
})

test('public each page shows its own, found by its host; one answer never serves two pages', async () => {
  await post('/org/pages', { name: 'Second', hosts: ['second.acme.test'] })
  await post('/admin/incidents', { name: 'Only on the second', status: 'investigating' }, { host: 'second.acme.test' })
  for (const path of everyPath) {
    const [one, two] = [await get(path, { host: 'status.acme.test' }), await get(path, { host: 'second.acme.test' })]
    assert.equal([one.status, two.status], [200, 200])
    assert.not.match(one.text, 'Only on the second')
    if (path === '/incidents' || path === '/') assert.match(two.text, 'Only on the second')
  }
  assert.is((await get('/pages/public/current-host', { host: 'second.acme.test' })).json.host, 'second.acme.test')
  assert.is((await get('/status', { host: 'third.acme.test' })).status, 421)
})

test('public 503 for a probe during a major outage, and only then', async () => {
  const api = await post('/admin/components', { name: 'API' })
  await post('/admin/components', { name: 'Website' })
  const set = (status: string) =>
    server.asOwner({ method: 'PATCH', path: `/api/v1/admin/components/${api.id}`, body: { status } })
  const expected = {
    operational: 200,
    degraded_performance: 200,
    partial_outage: 200,
    under_maintenance: 200,
    major_outage: 503,
  }
  for (const [status, code] of Object.entries(expected)) {
    await set(status)
    assert.is((await get('/status?probe=1')).status, code, status)
    assert.is((await get('/status')).status, 200)
  }
  const down = await get('/status?probe=1', { 'If-None-Match': '*' })
  assert.is(down.status, 503, 'a failing probe is never 304')
  assert.is(down.json.indicator, 'major')
})

test('public 422 a parameter that does not exist, a limit out of bounds, a cursor of another list', async () => {
  for (const path of [
    '/incidents?status=broken',
    '/incidents?limit=0',
    '/incidents?limit=201',
    '/components?x=1',
    '/status?probe=2',
  ]) {
    assert.is((await get(path)).status, 422, path)
  }
  for (let index = 0; index < 3; index += 1)
    await post('/admin/incidents', { name: `i${index}`, status: 'investigating' })
  const { next_cursor } = (await get('/incidents?limit=2')).json
  assert.is((await get(`/incidents?limit=2&cursor=${next_cursor}`)).json.data.length, 1)
  for (const path of [
    `/maintenances?cursor=${next_cursor}`,
    `/incidents?status=open&cursor=${next_cursor}`,
    '/incidents?cursor=abc',
  ]) {
    const answer = await get(path)
    assert.equal([answer.status, answer.json.code], [422, 'invalid_cursor'], path)
  }
})

test('public HEAD answers the headers of GET and no body', async () => {
  await fill()
  const head = await server.ask({ method: 'HEAD', path: '/' })
  const got = await server.ask({ path: '/' })
  assert.equal([head.status, head.text, head.headers.etag], [200, '', got.headers.etag])
})

test.run()
