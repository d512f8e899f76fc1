/**
 * Every endpoint of the authorization server, asked with parameters that nobody would send: each is answered as its RFC says, in its shape,
 * never with 5xx, and never with something usable. Runs and seed are printed.
 */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startWorld, type World } from '../http/world.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { gives } from './attempts.ts'
import { authorize, authorizePath, connect, pkce, proof, registerApp, type TestApp } from './oauth-app.ts'

const it = suite('oauth fuzz')
let world: World
let app: TestApp
it.before(async () => {
  world = await startWorld({ logLevel: 'error' })
  app = await registerApp(world.owner)
})
it.after(() => world.server.stop())

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
let asked = 0
const statuses = new Map<number, number>()

const odd = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\r\n',
    '%00',
    '../',
    '[]',
    '{}',
    'null',
    '__proto__',
    'constructor',
    '-1',
    '1e999',
    'true',
  ),
  fc.string({ minLength: 1500, maxLength: 2000 }),
  fc.constantFrom('openid', 'code', 'S256', 'none', 'login', 'authorization_code', 'refresh_token', 'query'),
)

const names = [
  ...[
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
  ],
  ...[
    'prompt',
    'max_age',
    'id_token_hint',
    'login_hint',
    'ui_locales',
    'acr_values',
    'claims',
    'request',
    'request_uri',
  ],
  ...[
    'response_mode',
    'display',
    'resource',
    'dpop_jkt',
    'grant_type',
    'code',
    'code_verifier',
    'refresh_token',
    'token',
  ],
  ...['token_type_hint', 'client_secret', 'client_assertion', 'client_assertion_type', '__proto__', 'x'],
]
const changes = fc.array(fc.tuple(fc.constantFrom(...names), odd, fc.constantFrom('set', 'add', 'drop')), {
  minLength: 1,
  maxLength: 4,
})

function spoiled(of: URLSearchParams, by: readonly (readonly [string, string, string])[]): URLSearchParams {
  const params = new URLSearchParams(of)
  for (const [name, value, how] of by) {
    if (how === 'drop') params.delete(name)
    else if (how === 'add') params.append(name, value)
    else params.set(name, value)
  }
  return params
}

async function send(request: Ask): Promise<Answer> {
  const answer = await world.server.ask(request)
  asked += 1
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  const told = `${request.method ?? 'GET'} ${request.path.slice(0, 300)} ${String(request.body ?? '').slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 200)}`
  assert.ok(answer.status < 500, told)
  assert.ok(answer.headers['x-request-id'] !== undefined, told)
  return answer
}

const media = 'application/x-www-form-urlencoded'

it('the authorization endpoint answers with a page or at a registered address, and gives no code', async () => {
  const host = `${world.server.running.services.workspace.current.consoleId}.localhost:${world.server.running.port}`
  await fc.assert(
    fc.asyncProperty(changes, async (by) => {
      const [path = '', query = ''] = authorizePath(app, { code_challenge: pkce().challenge }).split('?')
      const answer = await send({ path: `${path}?${spoiled(new URLSearchParams(query), by)}`, headers: { Host: host } })
      assert.not.ok(gives(answer), answer.headers.location)
      const { location } = answer.headers
      if (location !== undefined && !location.startsWith('/'))
        assert.is(new URL(location).origin, 'https://pager.example.com', location)
    }),
    { numRuns: 400, seed },
  )
})

for (const endpoint of ['token', 'revoke', 'introspect'] as const)
  it(`the ${endpoint} endpoint answers in JSON as RFC 6749 §5.2 says, and issues nothing`, async () => {
    const { code } = await authorize(world.server, app)
    const tokens = await connect(world.server, app)
    const right: Readonly<Record<string, Record<string, string>>> = {
      // The verifier is never the right one, so that nothing may come of it however the rest is.
      token: { grant_type: 'authorization_code', code, code_verifier: 'a'.repeat(43), redirect_uri: app.redirectUri },
      revoke: { token: `${tokens.access}x` },
      introspect: { token: `${tokens.access}x` },
    }
    await fc.assert(
      fc.asyncProperty(
        changes,
        fc.constantFrom(media, media, media, 'application/json', 'text/plain', ''),
        async (by, type) => {
          const body = String(spoiled(new URLSearchParams({ ...right[endpoint], ...proof(app) }), by))
          const headers: Record<string, string> = type === '' ? {} : { 'Content-Type': type }
          const answer = await send({ method: 'POST', path: `/oauth/${endpoint}`, body, headers })
          assert.not.ok(gives(answer), answer.text)
          if (answer.status < 400) return
          assert.type(answer.json.error, 'string', answer.text)
          assert.is(answer.headers['cache-control'], 'no-store')
        },
      ),
      { numRuns: 250, seed },
    )
  })

it('bodies and headers that are no form, and credentials that are none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('token', 'revoke', 'introspect'),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constant('&'.repeat(5000)),
        fc.constant('a=b&'.repeat(5000)),
      ),
      fc.constantFrom('Basic', 'Basic ', 'Basic !!!', 'Basic Og==', 'Basic YTpi', 'Bearer', 'Bearer x', 'Digest x', ''),
      async (endpoint, body, authorization) => {
        const headers = { 'Content-Type': media, ...(authorization === '' ? {} : { Authorization: authorization }) }
        const answer = await send({ method: 'POST', path: `/oauth/${endpoint}`, body: Buffer.from(body), headers })
        assert.not.ok(gives(answer), answer.text)
      },
    ),
    { numRuns: 200, seed },
  )
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), async (token) => {
      const answer = await send({ path: '/oauth/userinfo', headers: { Authorization: `Bearer ${token}` } })
      assert.not.ok(gives(answer))
      assert.ok([400, 401].includes(answer.status), `${answer.status}`)
    }),
    { numRuns: 100, seed },
  )
})

it('addresses of interactions that nobody was given', async () => {
  await fc.assert(
    fc.asyncProperty(odd, fc.constantFrom('GET', 'POST'), async (uid, method) => {
      const path = `/oauth/interaction/${encodeURIComponent(uid.toWellFormed())}`
      const body = method === 'POST' ? { body: 'act=allow', headers: { 'Content-Type': media } } : {}
      assert.not.ok(gives(await send({ method, path, ...body })))
    }),
    { numRuns: 100, seed },
  )
  const words = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}:${count}`)
  console.log(`T6 malformed requests ${asked} 5xx 0 given 0 statuses ${words.join(' ')} seed ${seed}`)
})

it.run()
