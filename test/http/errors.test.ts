/** api.md's table of refusals, row by row, over HTTP: status, code, exact headers, the problem document, X-Request-ID on all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import { join, type SignedIn, signIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { isProblem } from './problem.ts'
import { expecting, get, mintBy, post, startWorld, thereHost, type World } from './world.ts'

const it = suite('refusals (HTTP)')
let world: World
let admin: SignedIn

it.before(async () => {
  world = await startWorld()
  admin = await join(world.server, world.owner, { email: 'ada@example.org', role_key: 'admin' })
})
it.after(() => world.server.stop())

const bearer = 'Bearer error="invalid_token"'
const ask = (request: Ask): Promise<Answer> => world.server.ask(request)
const me = get('/me')
const revoke = (id: string): Promise<Answer> =>
  expecting(200, world.server.asOwner(post(`/admin/tokens/${id}/revoke`, { reason: 'a test' })))

it('421 unknown_host: another name, none at all, and the connection is closed', async () => {
  for (const host of ['evil.test', 'status.acme.test.', `127.0.0.1:${world.server.running.port + 1}`, ''])
    isProblem(await ask({ ...me, headers: { Host: host } }), 421, 'unknown_host', { Connection: 'close' })
})

it('400 credential_in_query: by name and by value', async () => {
  for (const query of ['token=x', `q=${mintSecret('live')}`])
    isProblem(await ask(get(`/settings?${query}`)), 400, 'credential_in_query', { 'WWW-Authenticate': null })
})

it('400 multiple_credentials: two Authorization headers, or one beside X-Magic-Token', async () => {
  const { ownerToken } = world.server
  const two = { Authorization: [`Bearer ${ownerToken}`, `Bearer ${ownerToken}`] }
  isProblem(await ask({ ...me, headers: two }), 400, 'multiple_credentials', { 'WWW-Authenticate': null })
  const both = { 'X-Magic-Token': mintSecret('magic') }
  isProblem(await ask({ ...me, token: ownerToken, headers: both }), 400, 'multiple_credentials')
  const links = { 'X-Magic-Token': [mintSecret('magic'), mintSecret('magic')] }
  isProblem(await ask({ ...me, headers: links }), 400, 'multiple_credentials')
})

it('400 malformed_request: another header twice, a query key twice, a bad escape', async () => {
  for (const name of [
    'Content-Type',
    'Idempotency-Key',
    'X-Page',
    'X-Environment',
    'X-CSRF',
    'If-Match',
    'Origin',
    'Expect',
  ])
    isProblem(await ask({ ...me, headers: { [name]: ['100-continue', '100-continue'] } }), 400, 'malformed_request')
  isProblem(await ask(get('/incidents?limit=1&limit=2')), 400, 'malformed_request')
  isProblem(await ask(get('/incidents?limit=%zz')), 400, 'malformed_request')
  isProblem(await ask(get('/incidents?status=%ff')), 400, 'malformed_request')
  isProblem(await ask({ ...me, headers: { 'X-Environment': 'staging' } }), 400, 'malformed_request')
})

it('401 unauthenticated: a route that needs a credential, and none came', async () => {
  isProblem(await ask(me), 401, 'unauthenticated', { 'WWW-Authenticate': 'Bearer' })
  isProblem(await ask(get('/admin/tokens')), 401, 'unauthenticated', { 'WWW-Authenticate': 'Bearer' })
  isProblem(await ask({ ...me, headers: { Cookie: 'theme=dark' } }), 401, 'unauthenticated')
})

it('401 invalid_token: malformed, unknown, deleted, of another kind, or on a public route', async () => {
  const gone = await world.server.mint()
  await expecting(204, world.server.asOwner({ method: 'DELETE', path: `/api/v1/admin/tokens/${gone.id}` }))
  const values = [
    'Basic dXNlcjpwYXNz',
    'Bearer',
    'Bearer ',
    'Bearer nonsense',
    'Bearer a b',
    `Bearer ${mintSecret('live')}`,
    `Bearer ${world.server.ownerToken.slice(0, -1)}`,
    `Bearer ${world.server.ownerToken.replace('bk_live_', 'bk_test_')}`,
    `Bearer ${world.server.ownerToken} `.replace(/ $/, ',x'),
    `Bearer ${gone.token}`,
    `Bearer ${mintSecret('oauth_access')}`,
    `Bearer ${mintSecret('session')}`,
    `Bearer ${mintSecret('magic')}`,
  ]
  for (const Authorization of values) {
    isProblem(await ask({ ...me, headers: { Authorization } }), 401, 'invalid_token', { 'WWW-Authenticate': bearer })
    isProblem(await ask(get('/status', { headers: { Authorization } })), 401, 'invalid_token')
  }
  for (const secret of [mintSecret('magic'), mintSecret('live'), 'x'])
    isProblem(await ask({ ...me, headers: { 'X-Magic-Token': secret } }), 401, 'invalid_token')
})

it('403 token_expired, token_revoked, token_disabled; revoked comes before expired before disabled', async () => {
  const { server } = world
  const minted = await Promise.all([1, 2, 3, 4, 5].map(() => server.mint({ expires_in_days: 2 })))
  const [expired, revoked, disabled, all, off] = minted
  if (!expired || !revoked || !disabled || !all || !off) throw new Error('five tokens were asked for')
  await revoke(revoked.id)
  await expecting(200, server.asOwner(post(`/admin/tokens/${off.id}/disable`)))
  const disabledNow = await ask({ ...me, token: off.token })
  isProblem(disabledNow, 403, 'token_disabled', { 'X-Token-Expires-At': String(off.expires_at) })
  await expecting(200, server.asOwner(post(`/admin/tokens/${disabled.id}/disable`)))
  await expecting(200, server.asOwner(post(`/admin/tokens/${all.id}/disable`)))
  await revoke(all.id)
  isProblem(await ask({ ...me, token: revoked.token }), 403, 'token_revoked', { 'WWW-Authenticate': bearer })
  server.clock.pass(3 * 86_400_000)
  isProblem(await ask({ ...me, token: expired.token }), 403, 'token_expired', { 'WWW-Authenticate': bearer })
  isProblem(await ask({ ...me, token: disabled.token }), 403, 'token_expired')
  isProblem(await ask({ ...me, token: all.token }), 403, 'token_revoked')
  isProblem(await ask(get('/status', { token: expired.token })), 403, 'token_expired')
  world = { ...world, owner: await signIn(server) }
  admin = await signIn(server, { email: 'ada@example.org', password: 'lichen quarry kestrel' })
})

it('401 session_expired: a cookie that is ended or unknown, and it is cleared', async () => {
  const person = await signIn(world.server)
  await expecting(204, person.ask(post('/auth/logout')))
  const cleared = { 'Set-Cookie': '__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0' }
  isProblem(await person.ask(me), 401, 'session_expired', cleared)
  for (const value of ['x', mintSecret('session')])
    isProblem(await ask({ ...me, headers: { Cookie: `__Host-sid=${value}` } }), 401, 'session_expired', cleared)
})

it('403 api_access_disabled: tokens stop, sessions go on and switch it on again', async () => {
  const set = (api_access: boolean): Promise<Answer> =>
    expecting(
      200,
      world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { api_access } } }),
    )
  await set(false)
  isProblem(await world.server.asOwner(me), 403, 'api_access_disabled', { 'WWW-Authenticate': null })
  assert.is((await world.owner.ask(me)).status, 200)
  assert.is((await ask(get('/status'))).status, 200)
  await set(true)
  assert.is((await world.server.asOwner(me)).status, 200)
})

it('403 ip_not_allowed: an address list that does not hold the caller', async () => {
  const far = await world.server.mint({ allowed_ips: ['192.0.2.0/24', '2001:db8::/32'] })
  isProblem(await ask({ ...me, token: far.token }), 403, 'ip_not_allowed')
  const near = await world.server.mint({ allowed_ips: ['127.0.0.0/8'] })
  assert.is((await ask({ ...me, token: near.token })).status, 200)
})

it('403 cross_origin, csrf_failed: a cookie alone changes nothing, and on a loopback name reads nothing', async () => {
  const { cookie, csrf } = world.owner
  const change = post('/admin/incidents', { name: 'x', status: 'investigating' })
  const foreign = { Cookie: cookie, 'X-CSRF': csrf, Origin: 'https://evil.test' }
  isProblem(await ask({ ...change, headers: foreign }), 403, 'cross_origin', { 'Access-Control-Allow-Origin': null })
  for (const site of ['cross-site', 'same-site', 'none'])
    isProblem(
      await ask({ ...change, headers: { Cookie: cookie, 'X-CSRF': csrf, 'Sec-Fetch-Site': site } }),
      403,
      'cross_origin',
    )
  isProblem(await ask({ ...change, headers: { Cookie: cookie } }), 403, 'csrf_failed')
  isProblem(await ask({ ...change, headers: { Cookie: cookie, 'X-CSRF': `${csrf}x` } }), 403, 'csrf_failed')
  isProblem(await ask({ ...me, headers: { Cookie: cookie } }), 403, 'csrf_failed')
  isProblem(await ask({ ...me, headers: { Cookie: cookie, 'X-CSRF': 'x' } }), 403, 'csrf_failed')
  assert.is((await ask(get('/auth/session', { headers: { Cookie: cookie } }))).status, 200)
})

it('200 a page opened by hand may read with its cookie; nothing else without our origin may', async () => {
  const onPage = await signIn(world.server, { headers: { Host: 'status.acme.test' } })
  const typed = { Host: 'status.acme.test', Cookie: onPage.cookie, 'Sec-Fetch-Site': 'none' }
  assert.is((await ask({ ...me, headers: typed })).status, 200)
  isProblem(await ask({ ...me, headers: { ...typed, 'Sec-Fetch-Site': 'cross-site' } }), 403, 'cross_origin')
})

it('403 session_required, reauthentication_required', async () => {
  isProblem(await world.server.asOwner(get('/me/sessions')), 403, 'session_required')
  isProblem(await world.server.asOwner(post('/auth/logout')), 403, 'session_required')
  const person = await signIn(world.server)
  world.server.clock.pass(6 * 60_000)
  const again = await person.ask(post('/admin/tokens', { name: 'x', permission: 'read', role_key: 'viewer' }))
  isProblem(again, 403, 'reauthentication_required')
})

it('403 page_mismatch: a token of another page on this host, and an X-Page that disagrees', async () => {
  const { token } = await world.server.mint()
  isProblem(await ask({ ...me, token, headers: { Host: thereHost } }), 403, 'page_mismatch')
  isProblem(await ask({ ...me, token, headers: { 'X-Page': world.there } }), 403, 'page_mismatch')
  isProblem(await ask({ ...me, token, headers: { 'X-Page': 'pag_nonsense' } }), 403, 'page_mismatch')
  isProblem(await ask(get('/org/settings', { token })), 403, 'page_mismatch')
  isProblem(await ask(get('/status', { headers: { Host: thereHost, 'X-Page': world.here } })), 403, 'page_mismatch')
})

it('403 environment_mismatch: a test token and what is shared, and a header that names another environment', async () => {
  const all = { environment: 'test', permission: 'admin', role_key: 'owner', page_id: null }
  const { token } = await mintBy(await signIn(world.server), all)
  isProblem(await ask({ method: 'PATCH', path: '/api/v1/org/settings', token, body: {} }), 403, 'environment_mismatch')
  assert.is((await ask(get('/org/settings', { token }))).status, 200)
  const liveHeader = { 'X-Environment': 'live' }
  isProblem(await ask({ ...me, token, headers: liveHeader }), 403, 'environment_mismatch')
})

it('403 insufficient_scope names what the credential lacks, role_denied what the role lacks, and both what the route accepts', async () => {
  const weak = await world.server.mint({ permission: 'read', role_key: 'owner', scopes: ['incidents:read'] })
  const scope = await ask(post('/admin/incidents', {}, { token: weak.token }))
  isProblem(scope, 403, 'insufficient_scope', {
    'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="incidents:write"',
    'X-Accepted-Permissions': 'incidents:write',
  })
  assert.equal([scope.json.missing, scope.json.lacking], [['incidents:write'], ['level', 'scopes']])
  assert.match(scope.json.detail, /incidents:write.*level and scopes/)
  const viewer = await world.server.mint({ permission: 'admin', role_key: 'viewer' })
  const role = await ask(post('/admin/incidents', {}, { token: viewer.token }))
  isProblem(role, 403, 'role_denied', { 'WWW-Authenticate': null, 'X-Accepted-Permissions': 'incidents:write' })
  assert.equal([role.json.missing, role.json.lacking], [['incidents:write'], ['role']])
  const branding = { method: 'PATCH', path: '/api/v1/admin/settings/branding', body: {}, token: viewer.token }
  isProblem(await ask(branding), 403, 'role_denied', { 'X-Accepted-Permissions': 'settings:write, status_pages:write' })
})

it('403 privilege_escalation: more than the caller has', async () => {
  const { token } = await world.server.mint({ permission: 'admin', role_key: 'admin' })
  const wanted = { name: 'x', permission: 'admin', role_key: 'owner' }
  const answer = await ask(post('/admin/tokens', wanted, { token }))
  isProblem(answer, 403, 'privilege_escalation')
  assert.equal([...answer.json.beyond].sort(), ['billing:read', 'teams:write'])
})

it('423 terraform_locked names feature, reason and who locked it; only terraform-managed tokens go on', async () => {
  const path = '/api/v1/admin/settings/components/lock'
  await expecting(200, world.owner.ask({ method: 'PUT', path, body: { reason: 'kept in Git' } }))
  const create = post('/admin/components', { name: 'API' })
  for (const caller of [world.owner.ask, world.server.asOwner]) {
    const answer = await caller(create)
    isProblem(answer, 423, 'terraform_locked')
    assert.match(answer.json.detail, /components.*Mina Okafor.*kept in Git/)
    assert.equal(answer.json.lock, {
      feature: 'components',
      reason: 'kept in Git',
      locked_by: 'Mina Okafor',
      managed_by: null,
    })
  }
  assert.is((await world.server.asOwner(get('/admin/components'))).status, 200)
  const terraform = await world.server.mint({ permission: 'admin', role_key: 'admin', terraform_managed: true })
  assert.is((await ask({ ...create, token: terraform.token })).status, 201)
  await expecting(204, world.owner.ask({ method: 'DELETE', path, body: { reason: 'done' } }))
})

it('400 invalid_json, 415 unsupported_media_type, 413 payload_too_large', async () => {
  const { ownerToken: token } = world.server
  isProblem(await ask(post('/admin/incidents', '{', { token })), 400, 'invalid_json')
  const text = { 'Content-Type': 'text/plain' }
  isProblem(await ask(post('/admin/incidents', '{}', { token, headers: text })), 415, 'unsupported_media_type')
  const big = `"${'x'.repeat(1024 * 1024)}"`
  isProblem(await ask(post('/admin/incidents', big, { token })), 413, 'payload_too_large', { Connection: 'close' })
})

it('422 validation_failed lists every field that is wrong, by JSON pointer', async () => {
  const wrong = { name: '', status: 'broken', impact: 7, 'odd/one~': true }
  const answer = await world.server.asOwner(post('/admin/incidents', wrong))
  isProblem(answer, 422, 'validation_failed')
  const paths = new Set<string>(answer.json.errors.map((error: { path: string }) => error.path))
  assert.equal([...paths].sort(), ['/impact', '/name', '/odd~1one~0', '/status'])
  assert.ok(answer.json.errors.every((error: { message: string }) => error.message.length > 5))
})

it('404 not_found: no such path, no such id, and an id of another page: the same bytes', async () => {
  isProblem(await ask(get('/nothing')), 404, 'not_found')
  isProblem(await ask({ path: '/api/v2/nothing' }), 404, 'not_found')
  isProblem(await world.server.asOwner(get(`/admin/incidents/${world.absent('inc')}`)), 404, 'not_found')
})

it('405 method_not_allowed lists the methods that the path takes', async () => {
  const answer = await world.server.asOwner({ method: 'PUT', path: '/api/v1/admin/incidents' })
  isProblem(answer, 405, 'method_not_allowed', { Allow: 'GET, HEAD, POST' })
  const item = { method: 'POST', path: `/api/v1/admin/tokens/${world.absent('tok')}` }
  isProblem(await ask(item), 405, 'method_not_allowed', { Allow: 'DELETE, GET, HEAD, PATCH' })
  for (const method of ['TRACE', 'OPTIONS', 'PURGE'])
    isProblem(await ask({ method, path: '/api/v1/status' }), 405, 'method_not_allowed', { Allow: 'GET, HEAD' })
})

it('406 not_acceptable, 414 uri_too_long, 417 expectation_failed, 431 request_header_fields_too_large', async () => {
  isProblem(await ask({ ...me, headers: { Accept: 'image/png' } }), 406, 'not_acceptable')
  isProblem(await ask(get(`/${'a'.repeat(8200)}`)), 414, 'uri_too_long', { Connection: 'close' })
  isProblem(await ask(get(`/${'a'.repeat(20_000)}`)), 414, 'uri_too_long', { Connection: 'close' })
  isProblem(await ask({ ...me, headers: { Expect: 'a cake' } }), 417, 'expectation_failed')
  const long = { 'X-Long': 'a'.repeat(17_000) }
  isProblem(await ask({ ...me, headers: long }), 431, 'request_header_fields_too_large', { Connection: 'close' })
})

it('409 names the state that forbids it', async () => {
  const { id } = await world.server.mint()
  await revoke(id)
  isProblem(await world.server.asOwner(post(`/admin/tokens/${id}/revoke`, { reason: 'twice' })), 409, 'already_revoked')
  isProblem(await world.server.asOwner(post(`/admin/tokens/${id}/disable`)), 409, 'not_active')
  isProblem(await world.server.asOwner(post(`/admin/tokens/${id}/rotate`)), 409, 'not_rotatable')
})

it('429 rate_limited: Retry-After, the policy, and nothing of it for sessions', async () => {
  const patch = (rate_limit_test: number): Promise<Answer> =>
    expecting(
      200,
      world.owner.ask({
        method: 'PATCH',
        path: '/api/v1/org/settings',
        body: { token_policy: { rate_limit_test } },
      }),
    )
  await patch(1)
  world.server.clock.pass(61_000)
  const { token } = await mintBy(await signIn(world.server), { environment: 'test' })
  assert.is((await ask({ ...me, token })).status, 200)
  const answer = await ask({ ...me, token })
  isProblem(answer, 429, 'rate_limited', {
    'Retry-After': /^([1-9]|[1-5]\d|60)$/,
    'RateLimit-Policy': '"test";q=1;w=60',
    RateLimit: /^"test";r=0;t=([1-9]|[1-5]\d|60)$/,
  })
  assert.is(answer.json.type, 'https://iana.org/assignments/http-problem-types#quota-exceeded')
  assert.equal(answer.json['violated-policies'], ['test'])
  assert.is((await world.owner.ask(me)).headers.ratelimit, undefined)
  await patch(1_000_000)
})

it('every refusal of a person with a role names the role, not a token', async () => {
  const answer = await admin.ask(get('/org/usage'))
  isProblem(answer, 403, 'role_denied', { 'X-Accepted-Permissions': 'billing:read' })
  assert.match(answer.json.detail, /Your role lacks it/)
})

it.run()
