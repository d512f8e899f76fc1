/**
 * Between an app's request and its answer: sign-in in one step or two, consent, denial, another account; each in the browser where it was
 * begun, by forms that only our own page can have sent.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expecting, get, hereHost, post, startWorld, type World } from '../http/world.ts'
import { turnOnTwoFactor } from '../identity/authenticator.ts'
import { join, memberPassword, type SignedIn, signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'
import { Browser, form } from './browser.ts'
import { authorizePath, exchange, pkce, proof, protocol, registerApp, type TestApp } from './oauth-app.ts'

const it = suite('oauth interaction')
let world: World
let owner: SignedIn
let app: TestApp
let people = 0
it.before(async () => {
  world = await startWorld()
  owner = world.owner
  app = await registerApp(owner, { name: '<b>Pager</b> & Co', description: '"quoted"' })
})
it.after(() => world.server.stop())
/** Thirty sign-ins a minute come from one address. */
it.before.each(async () => {
  world.server.clock.pass(61_000)
  owner = await signIn(world.server)
})

async function someone(role_key = 'responder'): Promise<SignedIn> {
  people += 1
  return join(world.server, owner, { email: `asked${people}@example.org`, role_key })
}

const begin = async (fields: Record<string, string | undefined> = {}, host?: string): Promise<Browser> => {
  const browser = new Browser(world.server, host)
  await browser.open(authorizePath(app, { code_challenge: pkce().challenge, ...fields }))
  return browser
}
const errorOf = (answer: Answer): string | null => {
  const { location } = answer.headers
  return location === undefined ? null : new URL(location).searchParams.get('error')
}
const grants = async (): Promise<number> =>
  (await expecting(200, owner.ask(get(`/admin/oauth-apps/${app.id}`)))).json.grants

it('people sign in under a name of this server’s own, never on 127.0.0.1, with cookies that only this host has', async () => {
  const { server } = world
  const direct = await server.ask({ path: authorizePath(app, { code_challenge: pkce().challenge }) })
  assert.is(direct.status, 303)
  assert.match(direct.headers.location ?? '', /^http:\/\/[a-z0-9]+\.localhost:\d+\/oauth\/authorize\?/)
  assert.is(direct.headers['set-cookie'], undefined)
  const browser = await begin()
  assert.match(browser.host, /^[a-z0-9]+\.localhost:/)
  assert.equal([...browser.cookies.keys()], ['__Host-as-open'])
  const answer = await browser.signIn()
  assert.match(answer.text, /Allow/)
  assert.equal([...browser.cookies.keys()].sort(), ['__Host-as', '__Host-as-open'])
  const set = (await browser.request({ path: browser.path })).headers['set-cookie']
  assert.is(set, undefined, 'looking sets nothing')
})

it('every page: no script, one style by its digest, framed by nobody, kept by nobody, nothing from elsewhere', async () => {
  const browser = await begin()
  const pages = [browser.page, await browser.signIn('nobody@example.org', 'wrong password'), await browser.signIn()]
  pages.push(await new Browser(world.server).open(authorizePath(app, { redirect_uri: 'https://evil.test/' })))
  for (const page of pages) {
    if (page === null) throw new Error('no page')
    const policy = page.headers['content-security-policy'] ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'/)
    assert.match(policy, /frame-ancestors 'none'; base-uri 'none'$/)
    assert.equal(
      ['cache-control', 'x-frame-options', 'referrer-policy', 'x-content-type-options', 'server'].map(
        (name) => page.headers[name],
      ),
      ['no-store', 'DENY', 'no-referrer', 'nosniff', undefined],
    )
    assert.not.match(page.text, /<script|<link|<img src="http|onload=|style="/)
  }
  const [first, wrong, , refused] = pages
  assert.match(first?.headers['content-security-policy'] ?? '', /form-action 'self' https:\/\/pager\.example\.com;/)
  assert.match(refused?.headers['content-security-policy'] ?? '', /form-action 'self';/)
  assert.match(first?.text ?? '', /&lt;b&gt;Pager&lt;\/b&gt; &amp; Co/)
  assert.equal([wrong?.status, refused?.status], [401, 400])
})

it('the consent page says which app, whose, which scopes in words, for which page, how long, and what it cannot do', async () => {
  const browser = await begin()
  const { text } = await browser.signIn()
  for (const words of [
    'Mina Okafor',
    ownerEmail,
    'pager.example.com',
    'Open, update, acknowledge, annotate and close incidents',
    '<code>incidents:write</code>',
    'Know who you are',
    'Acme Status',
    'Other',
    'On all of your pages instead',
    'It won’t be able to',
    'See plan, usage and invoices',
    '90 days',
    'Mina Okafor registered this app here',
  ])
    assert.ok(text.includes(words), words)
  assert.match(
    text,
    /<button class="main" name="act" value="allow">Allow<\/button><button name="act" value="deny">Deny</,
  )
})

it('denying answers access_denied with state and iss, and grants nothing', async () => {
  const before = await grants()
  const browser = await begin({ state: 'the state' })
  await browser.signIn()
  const answer = await browser.submit({ act: 'deny' })
  const url = new URL(answer.headers.location ?? '')
  assert.equal(
    ['error', 'state', 'iss', 'code'].map((name) => url.searchParams.get(name)),
    ['access_denied', 'the state', world.server.url, null],
  )
  assert.is(answer.status, 303)
  assert.is(await grants(), before)
  const { json } = await expecting(200, owner.ask(get('/admin/audit-log?action=grant.deny&limit=1')))
  assert.equal([json.data[0].outcome, json.data[0].actor.name], ['denied', 'Mina Okafor'])
  const cancelled = await (await begin()).submit({ act: 'deny', email: '', password: '' })
  assert.is(errorOf(cancelled), 'access_denied')
})

it('a wrong password, somebody unknown and somebody disabled get one answer; a try for an account is a row', async () => {
  const kim = await someone()
  await expecting(200, owner.ask(post(`/org/members/${kim.userId}/disable`)))
  const pages = []
  for (const [email, password] of [
    [ownerEmail, 'wrong password'],
    ['nobody@example.org', 'wrong password'],
    [kim.email, memberPassword],
  ] as const) {
    const page = await (await begin()).signIn(email, password)
    pages.push([page.status, page.text.includes('is not right'), page.headers['set-cookie']])
  }
  assert.equal(pages, Array(3).fill([401, true, undefined]))
  const { json } = await expecting(200, owner.ask(get('/admin/audit-log?action=session.login_failed&limit=2')))
  assert.equal(
    json.data.map((row: { target: { name: string } }) => row.target.name).sort(),
    [kim.email.split('@')[0], 'Mina Okafor'].sort(),
  )
})

it('tries are slowed down as on the console’s page: 429 with how long to wait', async () => {
  const kim = await someone()
  const browser = await begin()
  let last: Answer | null = null
  for (let tries = 0; tries < 7; tries += 1) last = await browser.signIn(kim.email, 'wrong password')
  assert.equal([last?.status, last?.text.includes('too many attempts')], [429, true])
  assert.match(last?.headers['retry-after'] ?? '', /^\d+$/)
})

it('two-factor: the password leads to a second page, the code to the app; a code is taken once', async () => {
  const kim = await someone()
  const authenticator = await turnOnTwoFactor(world.server, kim)
  world.server.clock.pass(31_000)
  const browser = await begin()
  const second = await browser.signIn(kim.email, memberPassword)
  assert.equal(
    [second.status, second.text.includes('name="code"'), browser.cookies.has('__Host-as')],
    [200, true, false],
  )
  const wrong = await browser.submit({ act: 'code', code: '000000' })
  assert.equal([wrong.status, wrong.text.includes('This code is not right')], [401, true])
  const code = authenticator.code()
  const consent = await browser.submit({ act: 'code', code })
  assert.match(consent.text, /value="allow"/)
  const again = await begin()
  await again.signIn(kim.email, memberPassword)
  assert.is((await again.submit({ act: 'code', code })).status, 401)
  const [recovery = ''] = authenticator.recoveryCodes
  assert.match((await again.submit({ act: 'code', code: recovery })).text, /value="allow"/)
  const { json } = await expecting(200, owner.ask(get('/admin/audit-log?action=session.login&limit=1')))
  assert.equal(json.data[0].changes.after, { kind: 'authorization', method: 'recovery_code' })
})

it('403 for a form from elsewhere: another origin, another site, without the value of the page, with that of another', async () => {
  const before = await grants()
  const victim = await begin()
  await victim.signIn()
  const attacker = await begin()
  await attacker.signIn(...credentials(await someone()))
  const formValue = (browser: Browser): string =>
    /name="form" value="([^"]+)"/.exec(browser.page?.text ?? '')?.[1] ?? ''
  const fields = (value: string) => ({ act: 'allow', scope: 'incidents:read', page: world.here, form: value })
  const send = (value: string, headers: Record<string, string>, path = victim.path): Promise<Answer> => {
    const { body, headers: type } = form(fields(value))
    return victim.request({ method: 'POST', path, body, headers: { ...type, ...headers } })
  }
  const own = formValue(victim)
  for (const [value, headers, path] of [
    [own, { Origin: 'https://evil.test' }, victim.path],
    [own, { Origin: 'http://127.0.0.1:1' }, victim.path],
    [own, { 'Sec-Fetch-Site': 'cross-site' }, victim.path],
    [own, { 'Sec-Fetch-Site': 'same-site' }, victim.path],
    [own, { 'Content-Type': 'text/plain' }, victim.path],
    ['', {}, victim.path],
    [formValue(attacker), {}, victim.path],
  ] as const)
    assert.is((await send(value, headers, path)).status, 403, JSON.stringify([value.slice(0, 4), headers]))
  // The attacker's own interaction, with its right value, in the victim's browser.
  const swapped = await send(formValue(attacker), {}, attacker.path)
  assert.equal([swapped.status, swapped.headers.location], [400, undefined])
  assert.is(await grants(), before)
  const { body, headers } = form(fields(own))
  const good = await victim.request({
    method: 'POST',
    path: victim.path,
    body,
    headers: { ...headers, Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
  })
  assert.is(good.status, 303)
})

it('an interaction belongs to the browser where it was begun, is answered once, and waits for half an hour', async () => {
  const browser = await begin()
  await browser.signIn()
  const path = browser.path
  const uid = path.split('/').at(-1) ?? ''
  const stranger = new Browser(world.server, browser.host)
  for (const asked of [path, `/oauth/authorize/${uid}`]) assert.is((await stranger.open(asked)).status, 400)
  const copied = await stranger.request({ path, headers: { Cookie: `__Host-as-open=${uid}` } })
  assert.is(copied.status, 200, 'whoever has the cookie is the browser')
  const answer = await browser.submit({ act: 'allow' })
  assert.is(answer.status, 303)
  assert.is((await browser.open(path)).status, 400)
  assert.is((await browser.open(`/oauth/authorize/${uid}`)).status, 400)

  const late = await begin()
  world.server.clock.pass(1_801_000)
  assert.is((await late.signIn()).status, 400)
})

it('several requests in one browser do not disturb each other', async () => {
  const browser = await begin()
  const first = browser.path
  await browser.open(authorizePath(app, { code_challenge: pkce().challenge, state: 'second' }))
  const second = browser.path
  assert.not.equal(first, second)
  assert.is((await browser.open(first)).status, 200)
  await browser.signIn()
  assert.match(browser.page?.text ?? '', /value="allow"/)
  assert.is((await browser.open(second)).status, 200)
})

it('another account: signed out here alone, and the same request begins again', async () => {
  const kim = await someone()
  const browser = await begin({ state: 'kept' })
  await browser.signIn()
  assert.match(browser.page?.text ?? '', /Mina Okafor/)
  await browser.submit({ act: 'switch' })
  assert.match(browser.page?.text ?? '', /name="password"/)
  assert.not.ok(browser.cookies.has('__Host-as'))
  await browser.signIn(...credentials(kim))
  assert.ok(browser.page?.text.includes(kim.email))
  const answer = await browser.submit({ act: 'allow' })
  assert.is(new URL(answer.headers.location ?? '').searchParams.get('state'), 'kept')
  const asked = await begin({ prompt: 'login' })
  await asked.signIn()
  await asked.open(authorizePath(app, { code_challenge: pkce().challenge, prompt: 'login' }))
  await asked.signIn(...credentials(kim))
  assert.ok(asked.page?.text.includes(kim.email), 'signing in as somebody else replaces who was signed in')
})

it('signed in, a confidential app that was allowed goes straight through; prompt=consent asks, prompt=none never does', async () => {
  const kim = await someone()
  const mine = await registerApp(owner, { name: 'Straight' })
  const at = (fields: Record<string, string> = {}): string =>
    authorizePath(mine, { code_challenge: pkce().challenge, ...fields })
  const browser = new Browser(world.server, hereHost)
  assert.is(errorOf(await browser.open(at({ prompt: 'none' }))), 'login_required')
  await browser.open(at())
  await browser.signIn(...credentials(kim))
  assert.is(errorOf(await browser.open(at({ prompt: 'none' }))), 'consent_required')
  await browser.open(at())
  assert.is((await browser.submit({ act: 'allow' })).status, 303)
  for (const fields of ['', '&prompt=none']) {
    const answer = await browser.open(at() + fields)
    assert.match(answer.headers.location ?? '', /code=bka_/)
  }
  assert.match((await browser.open(at({ prompt: 'consent' }))).text, /value="allow"/)
  const { json } = await expecting(200, owner.ask(get(`/admin/oauth-grants?app_id=${mine.id}`)))
  assert.is(json.data.length, 1, 'one grant for one page')
  // More than was allowed is asked for.
  const wider = await registerApp(owner, { name: 'Wider', scopes: ['incidents:read', 'checks:read'] })
  const narrow = new Browser(world.server, hereHost)
  await narrow.open(authorizePath(wider, { code_challenge: pkce().challenge, scope: 'openid incidents:read' }))
  await narrow.signIn(...credentials(kim))
  await narrow.submit({ act: 'allow' })
  const asked = await narrow.open(authorizePath(wider, { code_challenge: pkce().challenge }))
  assert.match(asked.text, /value="checks:read" checked/)
})

it('the sign-in ends after half an hour without a visit, after twelve hours in any case, and with a changed password', async () => {
  const kim = await someone()
  const visit = async (browser: Browser): Promise<boolean> => {
    const { text } = await browser.open(authorizePath(app, { code_challenge: pkce().challenge, prompt: 'consent' }))
    return text.includes('value="allow"')
  }
  const idle = await begin()
  await idle.signIn(...credentials(kim))
  world.server.clock.pass(29 * 60_000)
  assert.ok(await visit(idle))
  world.server.clock.pass(31 * 60_000)
  assert.not.ok(await visit(idle))
  const busy = await begin()
  await busy.signIn(...credentials(kim))
  let hours = 0
  for (; hours < 13 * 3; hours += 1) {
    world.server.clock.pass(20 * 60_000)
    if (!(await visit(busy))) break
  }
  assert.ok(hours >= 34 && hours <= 36, `${hours} visits`)
  const changed = await begin()
  await changed.signIn(...credentials(kim))
  const session = await world.server.ask(post('/auth/login', { email: kim.email, password: memberPassword }))
  const cookie = /__Host-sid=[^;]+/.exec(session.headers['set-cookie'] ?? '')?.[0] ?? ''
  const body = { current_password: memberPassword, password: 'quartz meadow lantern' }
  const headers = { Cookie: cookie, 'X-CSRF': session.json.csrf }
  await expecting(204, world.server.ask({ method: 'PUT', path: '/api/v1/me/password', headers, body }))
  assert.not.ok(await visit(changed))
})

it('the cookie of the authorization server opens nothing else, and the console’s cookie nothing here', async () => {
  const browser = await begin()
  await browser.signIn()
  const as = browser.cookies.get('__Host-as') ?? ''
  const api = await world.server.ask(get('/me', { headers: { Cookie: `__Host-as=${as}; __Host-sid=${as}` } }))
  assert.is(api.status, 401)
  const plain = await world.server.ask(get('/me', { headers: { Cookie: `__Host-as=${as}` } }))
  assert.equal([plain.status, plain.json.code], [401, 'unauthenticated'])
  const [, sid = ''] = owner.cookie.split('=')
  const fresh = new Browser(world.server, browser.host)
  const page = await fresh.request({
    path: authorizePath(app, { code_challenge: pkce().challenge }),
    headers: { Cookie: `${owner.cookie}; __Host-as=${sid}` },
  })
  assert.match(page.headers.location ?? '', /\/oauth\/interaction\//)
})

it('401 and no tokens for a right code in the hands of another app', async () => {
  const other = await registerApp(owner, { name: 'Other app' })
  const browser = await begin()
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow' })
  const code = new URL(answer.headers.location ?? '').searchParams.get('code') ?? ''
  const stolen = await exchange(world.server, other, { code, verifier: pkce().verifier })
  assert.equal([stolen.status, stolen.json.error], [400, 'invalid_grant'])
  const unproved = await protocol(world.server, 'token', {
    ...proof(app),
    client_secret: 'bkc_wrong',
    grant_type: 'authorization_code',
    code,
  })
  assert.equal([unproved.status, unproved.json.error], [401, 'invalid_client'])
})

function credentials(person: SignedIn): [string, string] {
  return [person.email, person.email === ownerEmail ? ownerPassword : memberPassword]
}

it.run()
