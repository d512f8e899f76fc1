/**
 * T6: the attacks of RFC 9700 §4 (security.md 3.1), tried one by one. None may give a code, a token, or what a token opens; each is
 * answered as its RFC says and leaves its row in the log. The mix-up (4.4) is client-libraries.test.ts, races (4.14) are races.test.ts,
 * frames in a real browser (4.16) are pages.chromium.test.ts.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import { expecting, get, post, startWorld, type World } from '../http/world.ts'
import { join, memberPassword } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { ownerPassword } from '../support/harness.ts'
import { counter, gives } from './attempts.ts'
import { Browser, form } from './browser.ts'
import {
  type Authorized,
  authorize,
  authorizePath,
  callback,
  connect,
  exchange,
  pkce,
  proof,
  protocol,
  refresh,
  registerApp,
  type TestApp,
} from './oauth-app.ts'

const it = suite('T6 RFC 9700')
const count = counter()
let world: World
let app: TestApp
let other: TestApp
let native: TestApp

it.before(async () => {
  world = await startWorld()
  app = await registerApp(byToken())
  other = await registerApp(byToken(), { name: 'Other', redirect_uris: ['https://other.example.com/callback'] })
  native = await registerApp(byToken(), {
    ...{ name: 'Native', client_type: 'public', redirect_uris: ['http://127.0.0.1/callback'] },
    scopes: ['incidents:read'],
  })
})
it.after(() => world.server.stop())
// Signing in is slowed down by the minute, and each of these begins with several fresh browsers.
it.before.each(() => world.server.clock.pass(61_000))

/** The owner by token: nobody is asked for a password again, however much time passes. */
const byToken = () => ({ ask: (request: Ask): Promise<Answer> => world.server.asOwner(request) })

const challenge = (): string => pkce().challenge
const base = (): { code_challenge: string } => ({ code_challenge: challenge() })

/** One request to the authorization endpoint, by somebody signed in where that matters; nothing is followed. */
const ask = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  world.server.ask({ path, headers: { Host: consoleHost(), ...headers } })

/** People come by the console's own name: on 127.0.0.1 every request is first led there. */
function consoleHost(): string {
  const { port, services } = world.server.running
  return `${services.workspace.current.consoleId}.localhost:${port}`
}

it('the judge is not blind: what a right client gets counts as given', async () => {
  const authorized = await authorize(world.server, app)
  assert.ok(gives({ status: 303, headers: { location: authorized.answer.href }, text: '', json: {} }))
  const answer = await exchange(world.server, app, authorized)
  assert.ok(gives(answer))
  const teeth = counter()
  teeth.judge({ row: 'teeth', what: 'a right exchange', statuses: [400] }, answer)
  teeth.judge({ row: 'teeth', what: 'a crash', statuses: [400] }, { ...answer, status: 500, text: '', json: {} })
  assert.equal([teeth.accepted, teeth.faults.length, teeth.total], [1, 2, 2])
  assert.ok(gives(await world.server.ask({ path: '/oauth/userinfo', token: answer.json.access_token })))
  assert.ok(gives(await protocol(world.server, 'introspect', { token: answer.json.access_token, ...proof(app) })))
})

it('4.1 a redirect URI is exact: 30 variants of a registered one lead nowhere', async () => {
  const variants = [
    `${callback}/`,
    `${callback}/more`,
    `${callback}more`,
    `${callback}?next=1`,
    `${callback}#fragment`,
    `${callback}%00`,
    `${callback}%2e`,
    `${callback}/../callback`,
    `${callback}/%2e%2e/callback`,
    `${callback};jsessionid=1`,
    ` ${callback}`,
    `${callback} `,
    'https://pager.example.com/CALLBACK',
    'https://pager.example.com/Callback',
    'https://pager.example.com//callback',
    'https://pager.example.com/x/../callback',
    'https://pager.example.com:444/callback',
    'https://pager.example.com:443/callback',
    'https://pager.example.com./callback',
    'https://pager.example.com@evil.example/callback',
    'https://evil.example/callback',
    'https://pager.example.com.evil.example/callback',
    'https://evil-pager.example.com/callback',
    'https://xn--pager-9ua.example.com/callback',
    'https://user:pw@pager.example.com/callback',
    'HTTPS://pager.example.com/callback',
    'http://pager.example.com/callback',
    'https:pager.example.com/callback',
    'javascript:alert(1)',
    '//pager.example.com/callback',
  ]
  assert.is(variants.length, 30)
  for (const redirect_uri of variants) {
    const answer = await ask(authorizePath(app, { ...base(), redirect_uri }))
    count.judge({ row: '4.1', what: redirect_uri, statuses: [400] }, answer)
    assert.is(answer.headers.location, undefined, redirect_uri)
  }
  for (const redirect_uri of [
    'http://localhost/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1/callback/',
    'http://127.0.0.1/other',
    'https://127.0.0.1/callback',
    'http://127.0.0.2/callback',
    'http://[::1]/callback',
    'http://0.0.0.0/callback',
    'http://127.1/callback',
    'http://2130706433/callback',
  ])
    count.judge(
      { row: '4.1', what: redirect_uri, statuses: [400] },
      await ask(authorizePath(native, { ...base(), redirect_uri })),
    )
  const left = await ask(authorizePath(app, { ...base(), redirect_uri: undefined }))
  count.judge({ row: '4.1', what: 'left out', statuses: [400] }, left)
  const twice = await ask(`${authorizePath(app, base())}&redirect_uri=https%3A%2F%2Fevil.example`)
  count.judge({ row: '4.1', what: 'twice', statuses: [400] }, twice)
  assert.is(twice.headers.location, undefined)
})

it('4.2, 4.3 nothing usable stands where a Referer or a history keeps it', async () => {
  const browser = new Browser(world.server)
  const signIn = await browser.open(authorizePath(app, base()))
  const consent = await browser.signIn()
  for (const page of [signIn, consent]) {
    assert.is(page.headers['referrer-policy'], 'no-referrer')
    assert.is(page.headers['cache-control'], 'no-store')
    assert.match(page.headers['content-security-policy'] ?? '', /default-src 'none'/)
    assert.not.match(page.text, /<script|src="http|href="http|url\(/)
    assert.not.match(page.text, /bk[orcxs]_[0-9A-Za-z]{20}/)
  }
  const authorized = await authorize(world.server, app)
  await expecting(200, exchange(world.server, app, authorized))
  count.judge(
    { row: '4.2', what: 'a code from the history', statuses: [400], error: 'invalid_grant' },
    await exchange(world.server, app, authorized),
  )
  const tokens = await connect(world.server, app)
  for (const [what, path] of [
    ['access token in a query', `/oauth/userinfo?access_token=${tokens.access}`],
    ['access token in a query of the API', `/api/v1/me?access_token=${tokens.access}`],
  ] as const)
    count.judge({ row: '4.3', what, statuses: [400, 401] }, await world.server.ask({ path }))
})

it('4.5 a code is for its app, its redirect URI and its verifier, and stays usable by the right one', async () => {
  const authorized = await authorize(world.server, app)
  const steal = (what: string, answer: Promise<Answer>): Promise<void> =>
    answer.then((each) => count.judge({ row: '4.5', what, statuses: [400, 401] }, each))
  await steal('another verifier', exchange(world.server, app, { ...authorized, verifier: pkce().verifier }))
  await steal('no verifier', exchange(world.server, app, { ...authorized, verifier: '' }))
  await steal('another app', exchange(world.server, other, authorized, { redirect_uri: callback }))
  await steal('another app, its own redirect', exchange(world.server, other, authorized))
  await steal('a public app', exchange(world.server, native, authorized, { redirect_uri: callback }))
  await steal('another redirect', exchange(world.server, app, authorized, { redirect_uri: other.redirectUri }))
  await steal('a longer redirect', exchange(world.server, app, authorized, { redirect_uri: `${callback}/x` }))
  await steal('a made-up code', exchange(world.server, app, { ...authorized, code: mintSecret('oauth_code') }))
  await steal(
    'a code with a typo',
    exchange(world.server, app, { ...authorized, code: `${authorized.code.slice(0, -1)}~` }),
  )
  await expecting(200, exchange(world.server, app, authorized))
})

it('4.6 seven kinds of secrets, each in the place of each other: 42 pairs', async () => {
  const authorized = await authorize(world.server, app)
  const tokens = await connect(world.server, app)
  const invited = await expecting(
    201,
    byToken().ask(post('/org/invites', { email: 'new@example.org', role_key: 'viewer' })),
  )
  const login = await world.server.ask({
    method: 'POST',
    path: '/api/v1/auth/login',
    body: { email: 'mina@example.org', password: ownerPassword },
  })
  const cookie = (login.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const [cookieName = '', session = ''] = cookie.split(/=(.*)/s)
  const secrets: Readonly<Record<string, string>> = {
    access: tokens.access,
    refresh: tokens.refresh,
    code: authorized.code,
    id_token: tokens.idToken ?? '',
    api_key: world.server.ownerToken,
    magic: /#t=(bkm_\w+)/.exec(invited.json.url)?.[1] ?? '',
    session,
  }
  const { verifier } = authorized
  const places: Readonly<Record<string, (secret: string) => Promise<Answer>>> = {
    access: (token) => world.server.ask({ path: '/oauth/userinfo', token }),
    refresh: (token) => refresh(world.server, app, token),
    code: (code) => exchange(world.server, app, { code, verifier }),
    id_token: (hint) => ask(authorizePath(app, { ...base(), prompt: 'none', id_token_hint: hint })),
    // What takes nothing but API keys.
    api_key: (token) => world.server.ask(post('/me/rotate', undefined, { token })),
    magic: (token) =>
      world.server.ask({
        ...post('/invites/accept', { name: 'x', password: 'lichen quarry kestrel' }),
        headers: { 'X-Magic-Token': token },
      }),
    session: (value) =>
      world.server.ask({ path: '/api/v1/auth/session', headers: { Cookie: `${cookieName}=${value}` } }),
  }
  let pairs = 0
  for (const [kind, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 20, `there is no ${kind}`)
    for (const [place, use] of Object.entries(places)) {
      if (kind === place) continue
      pairs += 1
      const answer = await use(secret)
      const statuses = place === 'id_token' ? [303, 400, 401] : [400, 401, 403]
      count.judge({ row: '4.6', what: `${kind} as ${place}`, statuses }, answer)
    }
  }
  assert.is(pairs, 42)
})

it('4.7 a request is answered in the browser where it was begun, by a form that only our page has', async () => {
  const grants = async (): Promise<number> =>
    (await expecting(200, world.owner.ask(get('/me/connected-apps')))).json.data.length
  const before = await grants()
  const victim = new Browser(world.server)
  await victim.open(authorizePath(app, { ...base(), prompt: 'login consent' }))
  await victim.signIn()
  const token = /name="form" value="([^"]+)"/.exec(victim.page?.text ?? '')?.[1] ?? ''
  const fields = { act: 'allow', form: token, scope: 'incidents:read', page: world.here }
  const send = (
    body: Record<string, string>,
    headers: Record<string, string>,
    browser: Browser | null,
  ): Promise<Answer> => {
    const sent = form(body)
    const request = { method: 'POST', path: victim.path, body: sent.body, headers: { ...sent.headers, ...headers } }
    return browser === null
      ? world.server.ask({ ...request, headers: { Host: victim.host, ...request.headers } })
      : browser.request(request)
  }
  const attacker = new Browser(world.server)
  await attacker.open(authorizePath(app, base()))
  for (const [what, answer] of [
    ['no cookies', send(fields, {}, null)],
    ['another browser', send(fields, {}, attacker)],
    ['no form value', send({ ...fields, form: '' }, {}, victim)],
    ['a guessed form value', send({ ...fields, form: 'A'.repeat(43) }, {}, victim)],
    ['another origin', send(fields, { Origin: 'https://evil.example' }, victim)],
    ['another port', send(fields, { Origin: 'http://127.0.0.1:1' }, victim)],
    ['another site', send(fields, { 'Sec-Fetch-Site': 'cross-site' }, victim)],
    ['the same site', send(fields, { 'Sec-Fetch-Site': 'same-site' }, victim)],
    ['as text', send(fields, { 'Content-Type': 'text/plain' }, victim)],
    ['as JSON', send(fields, { 'Content-Type': 'application/json' }, victim)],
  ] as const)
    count.judge({ row: '4.7', what, statuses: [400, 403] }, await answer)
  assert.is(await grants(), before, 'something was granted')
})

it('4.8 PKCE: S256, always, whole, and never taken away', async () => {
  const begin = async (what: string, fields: Record<string, string | undefined>, from: TestApp = app): Promise<void> =>
    count.judge(
      { row: '4.8', what, statuses: [303, 400], error: 'invalid_request' },
      await ask(authorizePath(from, fields)),
    )
  for (const each of [app, native]) {
    await begin('no challenge', { code_challenge: undefined, code_challenge_method: undefined }, each)
    await begin('a method without a challenge', { code_challenge: undefined }, each)
    await begin('plain', { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }, each)
    await begin('no method', { ...base(), code_challenge_method: undefined }, each)
    await begin('another method', { ...base(), code_challenge_method: 's256' }, each)
    await begin('42 characters', { code_challenge: 'a'.repeat(42) }, each)
    await begin('129 characters', { code_challenge: 'a'.repeat(129) }, each)
    await begin('not base64url', { code_challenge: '+'.repeat(43) }, each)
    await begin('empty', { code_challenge: '' }, each)
  }
  for (const [what, verifier] of [
    ['the challenge as verifier', null],
    ['a short verifier', 'a'.repeat(42)],
    ['a long verifier', 'a'.repeat(129)],
    ['a verifier of other characters', '!'.repeat(43)],
  ] as const) {
    const authorized = await authorize(world.server, app)
    const given = verifier ?? challenge()
    count.judge(
      { row: '4.8', what, statuses: [400] },
      await exchange(world.server, app, { ...authorized, verifier: given }),
    )
  }
})

it('4.9, 4.10 a token of one app is nothing to another, and ends with its user', async () => {
  const tokens = await connect(world.server, app)
  for (const [what, token] of [
    ['access token', tokens.access],
    ['refresh token', tokens.refresh],
  ] as const) {
    const seen = await protocol(world.server, 'introspect', { token, ...proof(other) })
    count.judge({ row: '4.9', what: `${what} introspected by another`, statuses: [200] }, seen)
    assert.equal(seen.json, { active: false })
    count.judge(
      { row: '4.9', what: `${what} revoked by another`, statuses: [200, 400] },
      await protocol(world.server, 'revoke', { token, ...proof(other) }),
    )
    count.judge(
      { row: '4.9', what: `${what} introspected by nobody`, statuses: [400, 401] },
      await protocol(world.server, 'introspect', { token }),
    )
  }
  await expecting(200, world.server.ask(get('/me', { token: tokens.access })))
  const person = await join(
    world.server,
    { ...world.owner, ...byToken() },
    { email: 'leaver@example.org', role_key: 'editor' },
  )
  const theirs = await connect(world.server, app, {
    email: 'leaver@example.org',
    password: memberPassword,
  })
  await expecting(200, byToken().ask(post(`/org/members/${person.userId}/disable`)))
  for (const [what, answer] of [
    ['API', world.server.ask(get('/me', { token: theirs.access }))],
    ['userinfo', world.server.ask({ path: '/oauth/userinfo', token: theirs.access })],
    ['refresh', refresh(world.server, app, theirs.refresh)],
  ] as const)
    count.judge({ row: '4.10', what: `after the user was disabled: ${what}`, statuses: [400, 401] }, await answer)
})

it('4.11 no open redirector: what is not a registered pair gets a page; an error goes to the registered address alone', async () => {
  for (const [what, fields] of [
    ['an unknown app', { client_id: 'app_00000000000000000000000009' }],
    ['no app', { client_id: undefined }],
    ['an app that is an address', { client_id: 'https://evil.example/client' }],
    ['another app’s address', { redirect_uri: other.redirectUri }],
  ] as const) {
    const answer = await ask(authorizePath(app, { ...base(), ...fields }))
    count.judge({ row: '4.11', what, statuses: [400, 401] }, answer)
    assert.is(answer.headers.location, undefined, what)
  }
  const none = await ask(authorizePath(app, { ...base(), prompt: 'none' }))
  count.judge({ row: '4.11', what: 'prompt=none', statuses: [303], error: 'login_required' }, none)
  const to = new URL(none.headers.location ?? '')
  assert.equal([to.origin, to.searchParams.get('iss')], ['https://pager.example.com', world.server.url])
  for (const path of ['/oauth/register', '/oauth/reg', '/oauth/device', '/oauth/par', '/oauth/request'])
    count.judge(
      { row: '4.11', what: `there is no ${path}`, statuses: [404, 405] },
      await world.server.ask({ method: 'POST', path, ...form({ redirect_uris: 'https://evil.example' }) }),
    )
})

it('4.12 every redirect after a form is 303', async () => {
  const browser = new Browser(world.server)
  await browser.open(authorizePath(app, { ...base(), prompt: 'login consent' }))
  const token = /name="form" value="([^"]+)"/.exec(browser.page?.text ?? '')?.[1] ?? ''
  const fields = { act: 'sign-in', email: 'mina@example.org', password: ownerPassword, form: token }
  const answer = await browser.request({ method: 'POST', path: browser.path, ...form(fields) })
  assert.is(answer.status, 303)
  count.judge({ row: '4.12', what: 'after signing in', statuses: [303] }, answer)
})

it('4.13 what a proxy would say counts for nothing from a stranger', async () => {
  const forged: readonly Record<string, string>[] = [
    { 'X-Forwarded-Host': 'evil.example' },
    { 'X-Forwarded-Proto': 'https' },
    { Forwarded: 'host=evil.example;proto=https' },
    { 'X-Original-Host': 'evil.example' },
    { 'X-Real-IP': '10.0.0.1' },
    { 'X-SSL-Client-Verify': 'SUCCESS' },
  ]
  for (const headers of forged) {
    const { json, status } = await world.server.ask({ path: '/.well-known/openid-configuration', headers })
    assert.equal([status, json.issuer, json.token_endpoint], [200, world.server.url, `${world.server.url}/oauth/token`])
    count.judge(
      { row: '4.13', what: Object.keys(headers).join(), statuses: [401, 400] },
      await world.server.ask({ path: '/oauth/userinfo', headers }),
    )
  }
  for (const host of ['evil.example', `127.0.0.1:${world.server.running.port}@evil.example`, 'localhost.', ''])
    count.judge(
      { row: '4.13', what: `Host: ${host}`, statuses: [400, 421] },
      await world.server.ask({ path: '/.well-known/openid-configuration', headers: { Host: host } }),
    )
})

it('4.14 a refresh token is for its app, its scopes and its time; a replay after the grace ends the line', async () => {
  const tokens = await connect(world.server, app)
  const spend = async (what: string, answer: Promise<Answer>): Promise<void> =>
    count.judge({ row: '4.14', what, statuses: [400, 401] }, await answer)
  await spend('another app', refresh(world.server, other, tokens.refresh))
  await spend('a public app', refresh(world.server, native, tokens.refresh))
  await spend(
    'more scopes',
    refresh(world.server, app, tokens.refresh, { scope: 'openid incidents:read billing:read' }),
  )
  await spend('made up', refresh(world.server, app, mintSecret('oauth_refresh')))
  const next = await expecting(200, refresh(world.server, app, tokens.refresh))
  await spend('again at once', refresh(world.server, app, tokens.refresh))
  await expecting(200, world.server.ask(get('/me', { token: next.json.access_token })))
  world.server.clock.pass(11_000)
  await spend('again after the grace', refresh(world.server, app, tokens.refresh))
  await spend('its successor', refresh(world.server, app, next.json.refresh_token))
  count.judge(
    { row: '4.14', what: 'an access token of the line', statuses: [401] },
    await world.server.ask(get('/me', { token: next.json.access_token })),
  )
  const { json } = await expecting(200, byToken().ask(get('/admin/audit-log?action=grant.reuse')))
  assert.ok(json.data.length >= 1, 'the log says that it came again')
})

it('4.15 an app never passes for a user, nor a user for an app', async () => {
  for (const client_id of [world.server.ownerId, world.server.pageId, 'mina@example.org'])
    count.judge(
      { row: '4.15', what: client_id, statuses: [400] },
      await ask(authorizePath(app, { ...base(), client_id })),
    )
  count.judge(
    { row: '4.15', what: 'client_credentials', statuses: [400] },
    await protocol(world.server, 'token', { grant_type: 'client_credentials', ...proof(app) }),
  )
})

it('4.16 pages are framed by nobody', async () => {
  const browser = new Browser(world.server)
  for (const page of [
    await browser.open(authorizePath(app, { ...base(), prompt: 'login consent' })),
    await browser.signIn(),
  ]) {
    assert.match(page.headers['content-security-policy'] ?? '', /frame-ancestors 'none'/)
    assert.is(page.headers['x-frame-options'], 'DENY')
    assert.is(page.headers['cross-origin-opener-policy'], 'same-origin')
  }
})

it('4.17 an answer comes in the query, and codes are all there is', async () => {
  for (const response_mode of ['fragment', 'form_post', 'web_message', 'jwt', 'query.jwt', ''])
    count.judge(
      { row: '4.17', what: `response_mode=${response_mode}`, statuses: [400] },
      await ask(authorizePath(app, { ...base(), response_mode })),
    )
  for (const response_type of ['token', 'id_token', 'code id_token', 'code token', 'id_token token', 'none', ''])
    count.judge(
      { row: '4.17', what: `response_type=${response_type}`, statuses: [303, 400] },
      await ask(authorizePath(app, { ...base(), response_type })),
    )
  for (const grant_type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', ''])
    count.judge(
      { row: '4.17', what: `grant_type=${grant_type}`, statuses: [400] },
      await protocol(world.server, 'token', {
        ...{ grant_type, username: 'mina@example.org', password: ownerPassword },
        ...proof(app),
      }),
    )
})

it('client authentication: wrong, none, of another, or by two ways at once', async () => {
  const basic = (id: string, secret: string): Record<string, string> => ({
    Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  })
  const secret = app.secret ?? ''
  const cases: [string, Record<string, string>, Record<string, string>][] = [
    ['a wrong secret', { client_id: app.id, client_secret: mintSecret('client_secret') }, {}],
    ['an empty secret', { client_id: app.id, client_secret: '' }, {}],
    ['no secret', { client_id: app.id }, {}],
    ['nothing', {}, {}],
    ['another app’s secret', { client_id: app.id, client_secret: other.secret ?? '' }, {}],
    ['a wrong secret in the header', {}, basic(app.id, 'wrong')],
    ['both ways', { client_id: app.id, client_secret: secret }, basic(app.id, secret)],
    ['two apps', { client_id: other.id }, basic(app.id, secret)],
    ['a secret for an app that has none', { client_id: native.id, client_secret: secret }, {}],
    ['an assertion', { client_id: app.id, client_assertion: 'x', client_assertion_type: 'x' }, {}],
  ]
  for (const [what, fields, headers] of cases) {
    const authorized: Authorized = await authorize(world.server, app)
    const body = form({
      ...{ grant_type: 'authorization_code', code: authorized.code, code_verifier: authorized.verifier },
      ...{ redirect_uri: callback, ...fields },
    })
    const answer = await world.server.ask({
      ...{ method: 'POST', path: '/oauth/token', body: body.body },
      headers: { ...body.headers, ...headers },
    })
    count.judge({ row: 'client', what, statuses: [400, 401] }, answer)
  }
})

it('duplicate parameters are refused wherever they stand', async () => {
  for (const name of ['client_id', 'redirect_uri', 'state', 'scope', 'response_type', 'code_challenge'])
    count.judge(
      { row: 'twice', what: name, statuses: [400, 303] },
      await ask(`${authorizePath(app, base())}&${name}=other`),
    )
  const { code, verifier } = await authorize(world.server, app)
  const body = form({
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: callback, ...proof(app) },
  })
  for (const name of ['code', 'client_id', 'grant_type', 'code_verifier'])
    count.judge(
      { row: 'twice', what: `${name} in a form`, statuses: [400, 401] },
      await world.server.ask({
        method: 'POST',
        path: '/oauth/token',
        body: `${body.body}&${name}=other`,
        ...(body.headers === undefined ? {} : { headers: body.headers }),
      }),
    )
})

it('more scopes are asked for again, and never granted by what was allowed before', async () => {
  const browser = new Browser(world.server)
  await authorize(world.server, app, { browser, consent: { scope: ['incidents:read'], page: world.here } })
  const again = await browser.open(
    authorizePath(app, { ...base(), scope: 'openid incidents:read incidents:write', prompt: 'consent' }),
  )
  assert.match(again.text, /value="allow"/)
  const narrow = await connect(world.server, app, { consent: { scope: ['incidents:read'], page: world.here } })
  count.judge(
    { row: 'scope', what: 'a scope that was ticked off', statuses: [403] },
    await world.server.ask(post('/admin/incidents', { name: 'x', status: 'investigating' }, { token: narrow.access })),
  )
})

it('an app that was switched off is refused with its next call, and tells nobody more than an unknown one', async () => {
  const gone = await registerApp(byToken(), { name: 'Switched off' })
  const tokens = await connect(world.server, gone)
  await expecting(200, byToken().ask(post(`/admin/oauth-apps/${gone.id}/disable`)))
  for (const [what, answer] of [
    ['API', world.server.ask(get('/me', { token: tokens.access }))],
    ['userinfo', world.server.ask({ path: '/oauth/userinfo', token: tokens.access })],
    ['refresh', refresh(world.server, gone, tokens.refresh)],
    ['introspection', protocol(world.server, 'introspect', { token: tokens.access, ...proof(gone) })],
    ['authorize', ask(authorizePath(gone, base()))],
  ] as const)
    count.judge({ row: 'off', what, statuses: [400, 401] }, await answer)
  assert.is((await world.server.ask(get('/me', { token: tokens.access }))).headers['x-error'], 'token_revoked')
})

it('codes live 600 seconds: 599 is early enough, 601 is not', async () => {
  const early = await authorize(world.server, app)
  world.server.clock.pass(599_000)
  await expecting(200, exchange(world.server, app, early))
  const late = await authorize(world.server, app)
  world.server.clock.pass(601_000)
  count.judge(
    { row: 'life', what: 'a code of 601 seconds', statuses: [400], error: 'invalid_grant' },
    await exchange(world.server, app, late),
  )
  const tokens = await connect(world.server, app)
  world.server.clock.pass(91 * 86_400_000)
  count.judge(
    { row: 'life', what: 'a refresh token of 91 days', statuses: [400] },
    await refresh(world.server, app, tokens.refresh),
  )
})

it('T6 none was accepted, each was answered as it must be, and the log has them', async () => {
  world.server.clock.pass(61_000)
  await world.server.restart()
  const { json } = await world.server.asOwner({ path: '/api/v1/admin/audit-log?action=refused.*&limit=200' })
  const logged = json.data.reduce((sum: number, row: { count: number }) => sum + row.count, 0)
  console.log(
    `T6 attempts ${count.total} rows ${count.rows.size} accepted ${count.accepted} refusals in the log ${logged}`,
  )
  assert.equal(count.faults, [])
  assert.is(count.accepted, 0)
  assert.ok(count.total >= 120, `${count.total} attempts`)
  assert.ok(logged > 0)
})

it.run()
