/** What an access token opens: what was granted, as far as the user's role on the page holds it, for as long as grant, app and user are live. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import { expecting, get, hereHost, post, startWorld, thereHost, type World } from '../http/world.ts'
import { join, memberPassword } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'
import { Browser } from './browser.ts'
import { authorizePath, connect, exchange, pkce, refresh, registerApp, type TestApp, type Tokens } from './oauth-app.ts'

const it = suite('oauth access')
let world: World
let app: TestApp
let people = 0
it.before(async () => {
  world = await startWorld()
  app = await registerApp(world.owner, { scopes: ['incidents:read', 'incidents:write', 'checks:read', 'teams:read'] })
})
it.after(() => world.server.stop())

interface Person {
  readonly userId: string
  readonly email: string
  /** Connects the app for them. */
  connect(options?: Parameters<typeof connect>[2]): Promise<Tokens>
  /** Gives them a role on a page. */
  role(key: string | null, page?: string | null): Promise<Answer>
}

async function person(role_key: string, page_id: string | null = null): Promise<Person> {
  people += 1
  const email = `access${people}@example.org`
  // Signing in twice each: the address would be slowed down.
  if (people % 10 === 0) world.server.clock.pass(61_000)
  const { userId } = await join(world.server, world.owner, { email, role_key, page_id })
  return {
    userId,
    email,
    connect: (options) => connect(world.server, app, { email, password: memberPassword, ...options }),
    role: (key, page = null) =>
      world.owner.ask({
        method: 'PATCH',
        path: `/api/v1/org/members/${userId}`,
        body: { page_id: page, role_key: key },
      }),
  }
}

const call = (tokens: Tokens, path = '/admin/incidents', headers: Record<string, string> = {}): Promise<Answer> =>
  world.server.ask(get(path, { token: tokens.access, headers }))
const create = (tokens: Tokens): Promise<Answer> =>
  world.server.ask(post('/admin/incidents', { name: 'x', status: 'investigating' }, { token: tokens.access }))
const said = ({ status, json }: Answer): string => `${status}${json.code === undefined ? '' : ` ${json.code}`}`

it('granted scopes ∩ the role: each says no by itself, and the next call sees the role change', async () => {
  const kim = await person('viewer')
  const tokens = await kim.connect()
  assert.is(said(await call(tokens)), '200')
  assert.is(said(await create(tokens)), '403 role_denied')
  await expecting(200, kim.role('responder'))
  assert.is(said(await create(tokens)), '201')
  assert.is(said(await call(tokens, '/admin/maintenances')), '403 insufficient_scope')
  await expecting(200, kim.role('planner'))
  assert.is(said(await create(tokens)), '403 role_denied')
  await expecting(200, kim.role('viewer', world.here))
  await expecting(200, kim.role(null))
  assert.is(said(await call(tokens)), '200')
  await expecting(200, kim.role('viewer', world.there))
  await expecting(200, kim.role(null, world.here))
  assert.is(said(await call(tokens)), '403 role_denied')
})

it('what was ticked off is not granted, and not asked for again', async () => {
  const kim = await person('responder')
  const tokens = await kim.connect({ consent: { scope: ['incidents:read'] } })
  assert.is(tokens.json.scope, 'openid incidents:read')
  const me = await expecting(200, call(tokens, '/me'))
  assert.equal([me.json.scopes, me.json.effective_permissions], [['incidents:read'], ['incidents:read']])
  assert.is(said(await create(tokens)), '403 insufficient_scope')
})

it('a grant is for one page: the host’s, else the one that was chosen, and no other', async () => {
  const kim = await person('responder')
  const here = await kim.connect({ consent: { page: world.here } })
  const there = await kim.connect({ consent: { page: world.there } })
  const onHost = await kim.connect({ browser: new Browser(world.server, thereHost) })
  for (const [tokens, page] of [
    [here, world.here],
    [there, world.there],
    [onHost, world.there],
  ] as const) {
    assert.is((await expecting(200, call(tokens, '/me'))).json.page.id, page)
    assert.is((await expecting(200, call(tokens, '/me'))).json.every_page, false)
    const hosts = page === world.here ? [hereHost, thereHost] : [thereHost, hereHost]
    assert.is(said(await call(tokens, '/admin/incidents', { Host: hosts[0] ?? '' })), '200')
    assert.is(said(await call(tokens, '/admin/incidents', { Host: hosts[1] ?? '' })), '403 page_mismatch')
    assert.is(said(await call(tokens, '/org/members')), '403 page_mismatch')
    const other = page === world.here ? world.there : world.here
    assert.is(said(await call(tokens, '/admin/incidents', { 'X-Page': other })), '403 page_mismatch')
  }
})

it('a grant for every page is only theirs to give who have every page; it chooses by X-Page and follows each page’s role', async () => {
  const kim = await person('auditor')
  await expecting(200, kim.role('responder', world.there))
  const tokens = await kim.connect({ consent: { every_page: 'on' } })
  assert.is((await expecting(200, call(tokens, '/me'))).json.every_page, true)
  assert.is(said(await call(tokens, '/org/members')), '200')
  assert.is(said(await create(tokens)), '403 role_denied')
  const there = await world.server.ask(
    post(
      '/admin/incidents',
      { name: 'x', status: 'investigating' },
      { token: tokens.access, headers: { 'X-Page': world.there } },
    ),
  )
  assert.is(there.status, 201)
  await expecting(200, kim.role(null))
  assert.is(said(await call(tokens, '/org/members')), '403 page_mismatch')
  assert.is(said(await call(tokens, '/admin/incidents', { 'X-Page': world.here })), '403 page_mismatch')
  assert.is((await expecting(200, call(tokens, '/me'))).json.page.id, world.there)

  const local = await person('responder', world.here)
  const browser = new Browser(world.server)
  await browser.open(authorizePath(app, { code_challenge: pkce().challenge }))
  await browser.signIn(local.email, memberPassword)
  const tried = await browser.submit({ act: 'allow', every_page: 'on' })
  assert.equal([tried.status, tried.headers.location], [422, undefined])
  const foreign = await browser.submit({ act: 'allow', every_page: null, page: world.there })
  assert.equal([foreign.status, foreign.headers.location], [422, undefined])
})

it('an OAuth token is no owner, no session, and for the live environment only', async () => {
  const tokens = await connect(world.server, app, { consent: { every_page: 'on' } })
  assert.is(said(await call(tokens, '/me/connected-apps')), '403 session_required')
  const policy = { method: 'PATCH', path: '/api/v1/org/settings', body: { features: { api_access: true } } }
  assert.match(said(await world.server.ask({ ...policy, token: tokens.access })), /^403/)
  const sandbox = await call(tokens, '/me', { 'X-Environment': 'test' })
  assert.equal([sandbox.status, sandbox.json.environment], [200, 'live'])
})

it('GET /context and POST /explain speak of the grant', async () => {
  const kim = await person('viewer')
  const tokens = await kim.connect({ consent: { page: world.here } })
  const context = await expecting(200, call(tokens, '/context'))
  assert.equal(
    [context.json.kind, context.json.pages.map(({ id }: { id: string }) => id), context.json.user.email],
    ['oauth', [world.here], kim.email],
  )
  const explain = (path: string, method = 'GET'): Promise<Answer> =>
    world.server.ask(post('/explain', { method, path }, { token: tokens.access }))
  assert.equal((await expecting(200, explain('/admin/incidents'))).json.allowed, true)
  const write = (await expecting(200, explain('/admin/incidents', 'POST'))).json
  assert.equal([write.allowed, write.decided_by, write.code], [false, 'role', 'role_denied'])
  const beyond = (await expecting(200, explain('/admin/maintenances'))).json
  assert.equal([beyond.decided_by, beyond.code], ['scopes', 'insufficient_scope'])
})

it('POST /me/revoke ends the grant with all of its tokens', async () => {
  const kim = await person('viewer')
  const tokens = await kim.connect()
  const fresh = await expecting(200, refresh(world.server, app, tokens.refresh))
  await expecting(204, world.server.ask(post('/me/revoke', { reason: 'done' }, { token: tokens.access })))
  for (const token of [tokens.access, fresh.json.access_token])
    assert.is(said(await world.server.ask(get('/me', { token }))), '401 token_revoked')
  assert.is((await refresh(world.server, app, fresh.json.refresh_token)).json.error, 'invalid_grant')
})

const revoked = '401 token_revoked'

/** Everything that ends access at once, and how it is done. */
const endings: readonly [string, (kim: Person, tokens: Tokens) => Promise<Answer>][] = [
  [
    'its user disconnects it',
    async (_kim, tokens) => {
      const { json } = await expecting(200, world.server.ask(get('/me', { token: tokens.access })))
      return world.owner.ask({ method: 'DELETE', path: `/api/v1/admin/oauth-apps/${app.id}/grants/${json.id}` })
    },
  ],
  ['its user is disabled', (kim) => world.owner.ask(post(`/org/members/${kim.userId}/disable`))],
  ['its user is removed', (kim) => world.owner.ask({ method: 'DELETE', path: `/api/v1/org/members/${kim.userId}` })],
  [
    'its user changes their password',
    async (kim) => {
      const login = await world.server.ask(post('/auth/login', { email: kim.email, password: memberPassword }))
      const cookie = /__Host-sid=[^;]+/.exec(login.headers['set-cookie'] ?? '')?.[0] ?? ''
      return world.server.ask({
        method: 'PUT',
        path: '/api/v1/me/password',
        headers: { Cookie: cookie, 'X-CSRF': login.json.csrf },
        body: { current_password: memberPassword, password: 'quartz meadow lantern' },
      })
    },
  ],
]

for (const [name, act] of endings)
  it(`401 token_revoked on the next call, although it is cached, once ${name}`, async () => {
    const kim = await person('responder')
    const tokens = await kim.connect()
    assert.is(said(await call(tokens)), '200')
    const answer = await act(kim, tokens)
    assert.ok(answer.status < 300, answer.text)
    const next = await call(tokens)
    assert.equal([said(next), next.headers['x-error']], [revoked, 'token_revoked'])
    assert.is((await refresh(world.server, app, tokens.refresh)).json.error, 'invalid_grant')
    const log = await expecting(200, world.owner.ask(get('/admin/audit-log?action=grant.revoke&limit=1')))
    assert.equal([log.json.data[0].changes.after.user_id, log.json.data[0].target.name], [kim.userId, app.name])
  })

for (const [act, method, path] of [
  ['switched off', 'POST', '/disable'],
  ['deleted', 'DELETE', ''],
] as const)
  it(`401 token_revoked on the next call once the app is ${act}; switching on revives nothing`, async () => {
    const mine = await registerApp(world.owner)
    const tokens = await connect(world.server, mine)
    assert.is(said(await call(tokens)), '200')
    const at = `/api/v1/admin/oauth-apps/${mine.id}`
    assert.ok((await world.owner.ask({ method, path: at + path })).status < 300)
    assert.is(said(await call(tokens)), revoked)
    assert.is((await refresh(world.server, mine, tokens.refresh)).json.error, 'invalid_client')
    if (method === 'DELETE') return
    await expecting(200, world.owner.ask(post(`/admin/oauth-apps/${mine.id}/enable`)))
    assert.is(said(await call(tokens)), revoked)
    assert.is((await refresh(world.server, mine, tokens.refresh)).json.error, 'invalid_grant')
  })

it('401 token_revoked once the page of the grant is gone', async () => {
  const made = await expecting(201, world.owner.ask(post('/org/pages', { name: 'Short-lived' })))
  const tokens = await connect(world.server, await registerApp(world.owner), { consent: { page: made.json.id } })
  assert.is(said(await call(tokens)), '200')
  await expecting(204, world.owner.ask({ method: 'DELETE', path: `/api/v1/org/pages/${made.json.id}` }))
  assert.is(said(await call(tokens)), revoked)
})

it('the grant is used when its tokens are: last_used_at, in both lists', async () => {
  const kim = await person('viewer')
  const tokens = await kim.connect()
  const grantOf = async () => {
    const { json } = await expecting(200, world.owner.ask(get(`/admin/oauth-grants?user_id=${kim.userId}`)))
    return json.data[0]
  }
  assert.is((await grantOf()).last_used_at, null)
  await call(tokens, '/admin/tokens')
  assert.is((await grantOf()).last_used_at, null, 'a refused call is no use')
  await call(tokens)
  const first = (await grantOf()).last_used_at
  assert.ok(Date.parse(first) > world.server.clock.wall() - 5_000)
  world.server.clock.pass(30_000)
  await call(tokens)
  assert.is((await grantOf()).last_used_at, first, 'written at most once a minute')
  world.server.clock.pass(31_000)
  await call(tokens)
  assert.ok(Date.parse((await grantOf()).last_used_at) > Date.parse(first))
})

it('401 token_expired after an hour, invalid_token for what was never issued; 403 while API access is off', async () => {
  const tokens = await connect(world.server, app)
  const off = { features: { api_access: false } }
  await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: off }))
  assert.is(said(await call(tokens)), '403 api_access_disabled')
  const on = { features: { api_access: true } }
  await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: on }))
  world.server.clock.pass(3_599_000)
  assert.is(said(await call(tokens)), '200')
  world.server.clock.pass(2_000)
  const expired = await call(tokens)
  assert.equal([said(expired), expired.headers['x-error']], ['401 token_expired', 'token_expired'])
  for (const kind of ['oauth_access', 'oauth_refresh', 'oauth_code', 'client_secret'] as const)
    assert.is(said(await world.server.ask(get('/me', { token: mintSecret(kind) }))), '401 invalid_token')
  for (const other of [tokens.refresh, tokens.idToken ?? '', app.secret ?? ''])
    assert.is(said(await world.server.ask(get('/me', { token: other }))), '401 invalid_token')
  assert.is((await exchange(world.server, app, { code: tokens.access, verifier: pkce().verifier })).status, 400)
})

it.run()
