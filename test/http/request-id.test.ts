/** X-Request-ID: echoed where it is well-formed, else replaced, on every answer there is; the log keeps the caller's beside ours. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { get, post, startWorld, type World } from './world.ts'

const it = suite('X-Request-ID')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const ours = /^req_[0-9a-hjkmnp-tv-z]{26}$/

it('echoes 1 to 128 characters of A-Za-z0-9._-', async () => {
  for (const id of ['a', 'A.b_c-9', '0', '-', 'x'.repeat(128), 'req_mine'])
    assert.is((await world.server.ask(get('/status', { headers: { 'X-Request-ID': id } }))).headers['x-request-id'], id)
})

it('answers with a fresh id of its own for anything else', async () => {
  const bad = ['', ' ', 'a b', 'x'.repeat(129), 'ä'.normalize(), '<script>', 'a/b', 'a,b', '"a"', 'a\tb', '%61']
  for (const id of bad) {
    const { headers } = await world.server.ask(get('/status', { headers: { 'X-Request-ID': id } }))
    assert.match(headers['x-request-id'] ?? '', ours, JSON.stringify(id))
  }
  const twice = await world.server.ask(get('/status', { headers: { 'X-Request-ID': ['one', 'two'] } }))
  assert.match(twice.headers['x-request-id'] ?? '', ours)
})

it('no two answers have the same id of ours', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => world.server.ask({ path: '/healthz' })))
  assert.is(new Set(answers.map((answer) => answer.headers['x-request-id'])).size, 200)
})

it('stands on every kind of answer: 200, 201, 204, 304, 4xx, streams, HEAD, pages for people', async () => {
  const { server } = world
  const headers = { 'X-Request-ID': 'mine' }
  const { headers: first } = await server.ask(get('/status'))
  const made = await server.asOwner(post('/admin/incidents', { name: 'x', status: 'investigating' }, { headers }))
  const answers = [
    made,
    await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/incidents/${made.json.id}`, headers }),
    await server.ask(get('/status', { headers: { ...headers, 'If-None-Match': first.etag ?? '' } })),
    await server.asOwner(get('/admin/tokens/export', { headers })),
    await server.asOwner({ method: 'HEAD', path: '/api/v1/admin/tokens', headers }),
    await server.ask({ path: '/', headers }),
    await server.ask({ path: '/readyz', headers }),
    await server.ask({ path: '/nothing', headers }),
    await server.ask({ path: '/', headers: { ...headers, Host: 'evil.test' } }),
    await server.ask(get('/me', { headers })),
  ]
  assert.equal(
    answers.map(({ status }) => status),
    [201, 204, 304, 200, 200, 200, 200, 404, 421, 401],
  )
  assert.ok(answers.every((answer) => answer.headers['x-request-id'] === 'mine'))
})

it('the log keeps the caller’s id and ours, and finds a row by either', async () => {
  const { server } = world
  await server.asOwner(get('/me', { headers: { 'X-Request-ID': 'deploy-42' } }))
  const { json } = await server.asOwner(get('/admin/audit-log?kind=request&request_id=deploy-42'))
  assert.is(json.data.length, 1)
  assert.is(json.data[0].client_request_id, 'deploy-42')
  assert.match(json.data[0].request_id, ours)
  const again = await server.asOwner(get(`/admin/audit-log?kind=request&request_id=${json.data[0].request_id}`))
  assert.is(again.json.data[0].seq, json.data[0].seq)
})

it.run()
