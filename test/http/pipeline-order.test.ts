/** The order of refusals: of the steps as they stand in the pipeline, and of what a request with several faults is answered. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { layers } from '../../src-server/access/decide.ts'
import type { Step } from '../../src-server/http/exchange.ts'
import { type PipelineParts, pipeline } from '../../src-server/http/pipeline.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { isProblem } from './problem.ts'
import { expecting, get, mintBy, post, startWorld, thereHost, type World } from './world.ts'

const it = suite('order of refusals')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

/** api.md: Host → query → route and method → credential → API switch → address → rate limit → CSRF → permission → lock → body → the rest. */
const wanted = [
  'observe',
  'findHost',
  'readQuery',
  'checkProtocol',
  'serveConsole',
  'serveOAuth',
  'matchRoute',
  'authenticate',
  'findPage',
  'judge credential',
  'judge api_access',
  'judge address',
  'limit',
  'checkCsrf',
  'checkLocked',
  'judge kind',
  'judge reauthentication',
  'judge page',
  'agreeOnEnvironment',
  'judge environment',
  'judge permission',
  'judge lock',
  'readInput',
  'act',
]

it('the pipeline is api.md’s list, and asks every layer of the kernel in the kernel’s own order', () => {
  const named = (name: string): Step => Object.defineProperty((() => undefined) as Step, 'name', { value: name })
  const given = [
    'findHost',
    'readQuery',
    'serveConsole',
    'serveOAuth',
    'matchRoute',
    'authenticate',
    'findPage',
    'limit',
    'act',
  ]
  // The parts are stand-ins here: only where they stand is asked.
  const parts = Object.fromEntries(given.map((name) => [name, named(name)])) as unknown as PipelineParts
  const names = pipeline(parts).map((step) => step.name)
  assert.equal(names, wanted)
  const judged = names.flatMap((name) => (name.startsWith('judge ') ? [name.slice('judge '.length)] : []))
  assert.equal(
    judged,
    layers.map(({ name }) => name),
  )
})

interface Rung {
  readonly status: number
  readonly code: string
  /** Puts the fault into a request. */
  readonly fault?: (request: Ask) => Ask
  /** Mends what is not in the request. */
  readonly mend?: () => Promise<unknown>
}

const header = (name: string, value: string | string[]): Rung['fault'] => {
  return (request) => ({ ...request, headers: { ...request.headers, [name]: value } })
}

/** The request begins with every fault; each answer names the first that is left, which is then mended. */
async function climb(rungs: readonly Rung[], sound: Ask): Promise<Answer> {
  for (const [index, { status, code, mend }] of rungs.entries()) {
    let request = sound
    // Later faults first, so that an earlier one that touches the same part of the request wins.
    for (const { fault } of rungs.slice(index).toReversed()) request = fault?.(request) ?? request
    isProblem(await world.server.ask(request), status, code)
    await mend?.()
  }
  return world.server.ask(sound)
}

it('a token’s request with every fault meets them in api.md’s order, and passes when the last is mended', async () => {
  const { owner, server, there } = world
  const grants = (fields: object): Promise<{ token: string }> =>
    mintBy(owner, { permission: 'admin', role_key: 'admin', ...fields })
  const far = { allowed_ips: ['192.0.2.1'] }
  const elsewhere = { page_id: there }
  const viewer = { permission: 'read', role_key: 'viewer' }
  const revoked = await mintBy(owner, { ...far, ...elsewhere, ...viewer })
  await expecting(
    200,
    owner.ask(post(`/admin/tokens/${revoked.id}/revoke`, { reason: 'a test' }, { headers: { 'X-Page': there } })),
  )
  const distant = await grants({ ...far, ...elsewhere, ...viewer })
  const foreign = await grants({ ...elsewhere, ...viewer })
  const weak = await grants(viewer)
  const roleless = await grants({ role_key: 'viewer' })
  const good = await grants({})
  const policy = (rate_limit_live: number): Promise<Answer> =>
    expecting(
      200,
      owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { token_policy: { rate_limit_live } } }),
    )
  const access = (api_access: boolean): Promise<Answer> =>
    expecting(200, owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { api_access } } }))
  const lock = '/api/v1/admin/settings/components/lock'

  await policy(1)
  server.clock.pass(61_000)
  assert.is((await server.ask(get('/me', { token: good.token }))).status, 200)
  await access(false)
  await expecting(200, owner.ask({ method: 'PUT', path: lock, body: { reason: 'a test' } }))
  await expecting(201, owner.ask(post('/admin/incidents', { name: 'x', status: 'investigating' })))

  const bearer = (token: string): Rung['fault'] => header('Authorization', `Bearer ${token}`)
  const rungs: Rung[] = [
    { status: 421, code: 'unknown_host', fault: header('Host', 'evil.test') },
    { status: 400, code: 'credential_in_query', fault: (request) => ({ ...request, path: `${request.path}?token=x` }) },
    { status: 417, code: 'expectation_failed', fault: header('Expect', 'a cake') },
    {
      status: 404,
      code: 'not_found',
      fault: (request) => ({ ...request, path: request.path.replace('components', 'no') }),
    },
    { status: 405, code: 'method_not_allowed', fault: (request) => ({ ...request, method: 'PUT' }) },
    { status: 400, code: 'malformed_request', fault: header('If-Match', ['"1"', '"1"']) },
    { status: 406, code: 'not_acceptable', fault: header('Accept', 'image/png') },
    { status: 400, code: 'multiple_credentials', fault: header('X-Magic-Token', 'bkm_x') },
    { status: 401, code: 'invalid_token', fault: header('Authorization', 'Bearer nonsense') },
    { status: 403, code: 'token_revoked', fault: bearer(revoked.token) },
    { status: 403, code: 'api_access_disabled', mend: () => access(true) },
    { status: 403, code: 'ip_not_allowed', fault: bearer(distant.token) },
    { status: 429, code: 'rate_limited', mend: () => policy(1000) },
    { status: 403, code: 'page_mismatch', fault: bearer(foreign.token) },
    { status: 403, code: 'environment_mismatch', fault: header('X-Environment', 'test') },
    { status: 403, code: 'insufficient_scope', fault: bearer(weak.token) },
    { status: 403, code: 'role_denied', fault: bearer(roleless.token) },
    {
      status: 423,
      code: 'terraform_locked',
      mend: () => expecting(204, owner.ask({ method: 'DELETE', path: lock, body: { reason: 'done' } })),
    },
    { status: 415, code: 'unsupported_media_type', fault: header('Content-Type', 'text/plain') },
    {
      status: 413,
      code: 'payload_too_large',
      fault: (request) => ({ ...request, body: `{"a":"${'x'.repeat(1_100_000)}"}` }),
    },
    { status: 400, code: 'invalid_json', fault: (request) => ({ ...request, body: '{' }) },
    { status: 422, code: 'validation_failed', fault: (request) => ({ ...request, body: { name: 7 } }) },
    { status: 409, code: 'idempotency_key_reused', fault: header('Idempotency-Key', 'used-before') },
  ]
  const used = { 'Idempotency-Key': 'used-before' }
  const sound = post('/admin/components', { name: 'API' }, { headers: { Host: 'status.acme.test' } })
  const bearerOf = `Bearer ${good.token}`
  // The key is used by the same credential at the same path, while that is still possible.
  await access(true)
  await policy(1000)
  await expecting(204, owner.ask({ method: 'DELETE', path: lock, body: { reason: 'a moment' } }))
  const first = post('/admin/components', { name: 'Web' }, { token: good.token, headers: used })
  assert.is((await server.ask(first)).status, 201)
  await expecting(200, owner.ask({ method: 'PUT', path: lock, body: { reason: 'a test' } }))
  await policy(1)
  await access(false)

  const passed = await climb(rungs, { ...sound, headers: { ...sound.headers, Authorization: bearerOf } })
  assert.is(passed.status, 201, passed.text)
})

it('a session’s request: credential, CSRF, password, page, permission, body', async () => {
  const { server, owner } = world
  const headers: Record<string, string> = { Host: thereHost, Cookie: owner.cookie, 'X-CSRF': owner.csrf }
  const rungs: Rung[] = [
    { status: 401, code: 'session_expired', fault: header('Cookie', '__Host-sid=bks_x') },
    { status: 403, code: 'cross_origin', fault: header('Origin', 'https://evil.test') },
    { status: 403, code: 'csrf_failed', fault: header('X-CSRF', 'wrong') },
    {
      status: 403,
      code: 'session_locked',
      async mend() {
        await expecting(200, owner.ask(post('/auth/reauthenticate', { password: 'correct horse battery staple 7' })))
        headers.Cookie = owner.cookie
        server.clock.pass(6 * 60_000)
      },
    },
    {
      status: 403,
      code: 'reauthentication_required',
      async mend() {
        await expecting(200, owner.ask(post('/auth/reauthenticate', { password: 'correct horse battery staple 7' })))
        headers.Cookie = owner.cookie
      },
    },
    { status: 403, code: 'page_mismatch', fault: header('X-Page', world.here) },
    { status: 415, code: 'unsupported_media_type', fault: header('Content-Type', 'text/plain') },
    { status: 422, code: 'validation_failed', fault: (request) => ({ ...request, body: {} }) },
  ]
  server.clock.pass(6 * 60_000)
  await expecting(204, owner.ask(post('/auth/lock')))
  const body = { name: 'a token', permission: 'read', role_key: 'viewer' }
  const passed = await climb(rungs, post('/admin/tokens', body, { headers }))
  assert.is(passed.status, 201, passed.text)
})

it('what the kind of credential says comes before page, permission and lock', async () => {
  const foreign = await mintBy(world.owner, { page_id: world.there })
  const sessions = get('/me/sessions', { token: foreign.token, headers: { Host: 'status.acme.test' } })
  isProblem(await world.server.ask(sessions), 403, 'session_required')
  const lock = { method: 'PUT', path: '/api/v1/admin/settings/general/lock', token: foreign.token, body: {} }
  isProblem(await world.server.ask(lock), 403, 'session_required')
})

it('an id of the wrong shape is nothing, after the body was read, like one that is not there', async () => {
  for (const id of ['tok_x', world.absent('tok'), world.absent('inc')]) {
    const path = `/admin/tokens/${id}/revoke`
    isProblem(await world.server.asOwner(post(path, { reason: '' })), 422, 'validation_failed')
    isProblem(await world.server.asOwner(post(path, { reason: 'x' })), 404, 'not_found')
  }
})

it.run()
