/** `PATCH /admin/tokens/:id`: words, owner, addresses, an earlier end. What a token can do never changes; whole objects can be sent back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('changing tokens')
const day = 86_400_000
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const patch = (id: string, body: unknown): Promise<Answer> =>
  world.owner.ask({ method: 'PATCH', path: `/api/v1/admin/tokens/${id}`, body })
const read = async (id: string) => (await expecting(200, world.owner.ask(get(`/admin/tokens/${id}`)))).json
const paths = (answer: Answer): string[] => answer.json.errors.map((error: { path: string }) => error.path).sort()

it('200 changes words, purpose, owner and addresses, and says what changed in the log', async () => {
  const { id } = await mintBy(world.owner)
  const ada = await join(world.server, world.owner, { email: 'ada@example.org', name: 'Ada', role_key: 'admin' })
  const body = {
    name: 'e\u0301tat',
    description: 'new',
    notes: 'a\nb',
    purpose: 'interactive',
    owner_id: ada.userId,
    allowed_ips: ['10.0.0.0/8'],
  }
  const { json, headers } = await expecting(200, patch(id, body))
  assert.equal(
    [json.name, json.description, json.notes, json.purpose, json.owner, json.allowed_ips],
    ['état', 'new', 'a\nb', 'interactive', { id: ada.userId, name: 'Ada' }, ['10.0.0.0/8']],
  )
  assert.equal(await read(id), json)
  assert.is(headers.etag, '"2"')
  const log = await world.owner.ask(get(`/admin/audit-log?q=${id}&action=token.update`))
  const [{ changes }] = log.json.data
  assert.equal(Object.keys(changes.after).sort(), [
    'allowed_ips',
    'description',
    'name',
    'notes',
    'owner_id',
    'purpose',
  ])
  assert.equal([changes.before.name, changes.after.owner_id], ['a token', ada.userId])
  assert.is((await expecting(200, patch(id, { owner_id: null, allowed_ips: null }))).json.owner, null)
})

it('409 scopes_immutable for level, scopes, role, environment, page and Terraform, naming each', async () => {
  const { id, ...before } = await mintBy(world.owner)
  const wanted = {
    permission: 'admin',
    scopes: ['incidents:read'],
    role_key: 'owner',
    environment: 'test',
    page_id: null,
    terraform_managed: true,
  }
  for (const [field, value] of Object.entries(wanted)) {
    const answer = await patch(id, { [field]: value, name: 'not this either' })
    isProblem(answer, 409, 'scopes_immutable')
    assert.equal(paths(answer), [`/${field}`])
  }
  isProblem(await patch(id, { scopes: [] }), 409, 'scopes_immutable')
  const { token: _, ...present } = { id, ...before }
  assert.equal(await read(id), present)
})

it('200 for the whole object as it was read, by Terraform say: nothing changes, no version, no row', async () => {
  const { id, token } = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    allowed_ips: ['127.0.0.0/8'],
  })
  const object = await read(id)
  const answer = await expecting(200, patch(id, object))
  assert.equal([answer.headers.etag, answer.json], ['"1"', object])
  const log = await world.owner.ask(get(`/admin/audit-log?q=${id}&action=token.update`))
  assert.is(log.json.data.length, 0)
  const renamed = await expecting(200, patch(id, { ...object, name: 'renamed' }))
  assert.equal([renamed.json.name, renamed.headers.etag], ['renamed', '"2"'])
  // A token that manages itself: reading itself is a use, and use moves fields that it then sends back as they were.
  const asItself = (request: Parameters<typeof world.server.ask>[0]) => world.server.ask({ ...request, token })
  const own = (await expecting(200, asItself(get(`/admin/tokens/${id}`)))).json
  await expecting(200, asItself(get('/me')))
  const path = `/api/v1/admin/tokens/${id}`
  assert.is((await asItself({ method: 'PATCH', path, body: { ...own, notes: 'by itself' } })).status, 200)
})

it('422 for a field that cannot be changed and is not as it stands', async () => {
  const { id } = await mintBy(world.owner)
  const answer = await patch(id, {
    id: world.absent('tok'),
    status: 'revoked',
    created_at: '2020-01-01T00:00:00.000Z',
    token_prefix: 'bk_live_xxxx',
    revoked_at: '2020-01-01T00:00:00.000Z',
    owner: null,
  })
  isProblem(answer, 422, 'validation_failed')
  assert.equal(paths(answer), ['/created_at', '/id', '/owner', '/revoked_at', '/status', '/token_prefix'])
  isProblem(await patch(id, { token: 'x' }), 422, 'validation_failed')
  isProblem(await patch(id, { hash: 'x' }), 422, 'validation_failed')
  for (const body of [
    { name: '' },
    { description: null },
    { purpose: 'fun' },
    { owner_id: world.absent('usr') },
    { allowed_ips: ['x'] },
    { allowed_ips: [] },
  ])
    isProblem(await patch(id, body), 422, 'validation_failed')
})

it('expires_at: earlier only, in the future only, and it ends the token then', async () => {
  const { id, token, expires_at } = await mintBy(world.owner, { expires_in_days: 30 })
  const at = (ms: number): object => ({ expires_at: new Date(ms).toISOString() })
  const end = Date.parse(String(expires_at))
  isProblem(await patch(id, at(end + 1)), 422, 'validation_failed')
  isProblem(await patch(id, { expires_at: null }), 422, 'validation_failed')
  isProblem(await patch(id, at(world.server.clock.wall() - 1)), 422, 'validation_failed')
  assert.is((await patch(id, at(end))).headers.etag, '"1"')
  const soon = world.server.clock.wall() + 3000
  assert.is(Date.parse((await expecting(200, patch(id, at(soon)))).json.expires_at), soon)
  assert.is((await world.server.ask(get('/me', { token }))).status, 200)
  world.server.clock.pass(3000)
  isProblem(await world.server.ask(get('/me', { token })), 403, 'token_expired')
  isProblem(await patch(id, at(world.server.clock.wall() + day)), 409, 'not_active')
  assert.is((await patch(id, { name: 'still has a name' })).status, 200)
})

it('a token that never expires: its whole object can be sent back, and it can be given an end', async () => {
  await expecting(
    200,
    world.owner.ask({
      method: 'PATCH',
      path: '/api/v1/org/settings',
      body: { token_policy: { allow_never_expires: true } },
    }),
  )
  const { id, expires_at } = await mintBy(world.owner, { expires_at: null })
  assert.is(expires_at, null)
  assert.is((await patch(id, await read(id))).status, 200)
  const end = new Date(world.server.clock.wall() + day).toISOString()
  assert.is((await expecting(200, patch(id, { expires_at: end }))).json.expires_at, end)
})

it('a revoked token keeps its words changeable and nothing else', async () => {
  const { id } = await mintBy(world.owner)
  await expecting(200, world.owner.ask(post(`/admin/tokens/${id}/revoke`, { reason: 'x' })))
  assert.is((await patch(id, { notes: 'why it was revoked' })).status, 200)
  isProblem(await patch(id, { expires_at: new Date(world.server.clock.wall() + day).toISOString() }), 409, 'not_active')
})

it('what changes who may use it counts for the very next request', async () => {
  const minted: Minted = await mintBy(world.owner, { allowed_ips: ['127.0.0.1'] })
  assert.is((await world.server.ask(get('/me', { token: minted.token }))).status, 200)
  await expecting(200, patch(minted.id, { allowed_ips: ['192.0.2.1'] }))
  isProblem(await world.server.ask(get('/me', { token: minted.token })), 403, 'ip_not_allowed')
})

it('404 for a token of another page, byte for byte as for one that is not there', async () => {
  const other = await mintBy(world.owner, { page_id: world.there })
  const headers = { 'X-Request-ID': 'same' }
  const ask = (id: string) =>
    world.owner.ask({ method: 'PATCH', path: `/api/v1/admin/tokens/${id}`, body: { name: 'x' }, headers })
  const [foreign, absent] = [await ask(other.id), await ask(world.absent('tok'))]
  isProblem(foreign, 404, 'not_found')
  assert.is(foreign.text, absent.text)
})

it.run()
