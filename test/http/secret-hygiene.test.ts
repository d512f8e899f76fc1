/** T30: a thousand secrets of all eight kinds, put wherever a request has room, are afterwards nowhere: not in the database, its WAL, a log, or an answer. */
import { type ChildProcess, fork } from 'node:child_process'
import { Secret, TOTP } from 'otpauth'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret, secretKinds } from '../../src-server/credentials/secret-format.ts'
import { cookieOf } from '../identity/people.ts'
import { Browser, form } from '../oauth/browser.ts'
import { authorize, authorizePath, exchange, pkce, proof, refresh, registerApp, tokensIn } from '../oauth/oauth-app.ts'
import { type Answer, type Ask, ask } from '../support/ask.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'
import { filesOf } from './disk.ts'
import { sendRaw } from './raw.ts'
import { get, post } from './world.ts'

interface Where {
  readonly port: number
  readonly dataDir: string
  readonly ownerToken: string
}

const it = suite('secret hygiene')
let child: ChildProcess
let where: Where
let printed = ''

const told = (): Promise<Where> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Where))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed.slice(-2000)}`)))
  })

it.before(async () => {
  child = fork(new URL('./hygiene-server.ts', import.meta.url), [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  child.stdout?.on('data', (text) => (printed += String(text)))
  child.stderr?.on('data', (text) => (printed += String(text)))
  where = await told()
})
it.after(async () => {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.send('stop')
  await ended
})

/** Everywhere that a request has room for a text. */
const places: readonly ((secret: string, owner: string) => Ask)[] = [
  (secret) => get('/me', { token: secret }),
  (secret) => get('/me', { headers: { Authorization: secret } }),
  (secret) =>
    get('/me', { headers: { Authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')} ${secret}` } }),
  (secret) => get('/me', { headers: { 'X-Magic-Token': secret } }),
  (secret) =>
    post('/invites/accept', { name: 'x', password: 'lichen quarry kestrel' }, { headers: { 'X-Magic-Token': secret } }),
  (secret) => get('/me', { headers: { Cookie: `__Host-sid=${secret}` } }),
  (secret) => get('/me', { headers: { Cookie: `a=${secret}; __Host-known=${secret}` } }),
  (secret) => get(`/status?q=${secret}`),
  (secret) => get(`/status?token=${secret}`),
  (secret) => get(`/status?${secret}=1`),
  (secret) => get(`/status?q=${encodeURIComponent(secret).replaceAll('_', '%5F')}`),
  (secret) => get(`/incidents/${secret}`),
  (secret) => get(`/${secret}/${secret}`),
  (secret) => ({ path: `/${secret}`, headers: { Host: 'evil.test' } }),
  (secret) => get('/status', { headers: { Host: secret } }),
  (secret, token) => get(`/admin/tokens/${secret}`, { token }),
  (secret, token) => get('/me', { token, headers: { 'User-Agent': `curl ${secret}` } }),
  (secret, token) => get('/me', { token, headers: { 'X-Request-ID': secret } }),
  (secret) => get('/me', { headers: { 'X-Request-ID': secret, 'User-Agent': secret } }),
  (secret, token) => get('/me', { token, headers: { Referer: `https://example.org/?t=${secret}` } }),
  (secret, token) => get('/me', { token, headers: { Origin: secret, 'X-CSRF': secret, 'X-Page': secret } }),
  (secret, token) =>
    get('/me', { token, headers: { Accept: secret, 'Accept-Language': secret, 'If-None-Match': `"${secret}"` } }),
  (secret, token) => get('/me', { token, headers: { 'X-Environment': secret } }),
  (secret, token) =>
    get('/me', {
      token,
      headers: { 'X-Forwarded-For': secret, 'X-Forwarded-Host': secret, Forwarded: `for=${secret}` },
    }),
  (secret, token) =>
    post('/admin/incidents', { name: 'x', status: 'investigating' }, { token, headers: { 'Idempotency-Key': secret } }),
  (secret, token) =>
    post('/admin/incidents', { name: 'x', status: 'investigating' }, { token, headers: { 'Content-Type': secret } }),
  (secret, token) => post('/admin/incidents', { name: secret, status: 'investigating' }, { token }),
  (secret, token) =>
    post('/admin/incidents', { name: 'x', status: 'investigating', body: `see ${secret}.` }, { token }),
  (secret, token) => post('/admin/incidents', { name: 'x', status: secret }, { token }),
  (secret, token) => post('/admin/incidents', { name: 'x', [secret]: 1 }, { token }),
  (secret, token) => post('/admin/incidents', `{"name": ${secret}}`, { token }),
  (secret, token) => post('/admin/incidents', `{"${secret}":1,"${secret}":2}`, { token }),
  (secret, token) =>
    post(
      '/admin/tokens',
      { name: secret, description: secret, notes: secret, permission: 'read', role_key: secret },
      { token },
    ),
  (secret, token) => post('/admin/tokens/validate', { token: secret }, { token }),
  (secret, token) => post('/admin/tokens/bulk', { ids: [secret], action: 'revoke', reason: secret }, { token }),
  (secret, token) => post('/explain', { method: 'GET', path: `/api/v1/${secret}` }, { token }),
  (secret, token) => post('/explain', { method: 'GET', path: '/me', as: secret }, { token }),
  (secret, token) => ({ method: 'PATCH', path: '/api/v1/org/settings', body: { name: secret }, token }),
  (secret, token) => ({
    method: 'PATCH',
    path: '/api/v1/admin/settings/domains',
    body: { hosts: [secret] },
    token,
    headers: { 'If-Match': secret },
  }),
  (secret, token) => ({
    method: 'PATCH',
    path: '/api/v1/admin/settings/branding',
    body: { header: secret, footer: `<a href="?${secret}">` },
    token,
  }),
  (secret) => post('/auth/login', { email: `${secret}@example.org`, password: 'x' }),
  (secret) => post('/auth/login', { email: ownerEmail, password: secret }),
  (secret) => post('/auth/login', secret),
  (secret) => post('/auth/two-factor', { challenge: secret, code: secret.slice(0, 40) }),
  (secret) => post('/auth/password-reset', { email: `${secret}@example.org` }),
  (secret) => ({
    method: 'PUT',
    path: '/api/v1/auth/password-reset',
    headers: { 'X-Magic-Token': secret },
    body: { password: 'lichen quarry kestrel' },
  }),
  (secret) => post('/setup', { code: secret, workspace_name: 'x', email: 'a@example.org', password: 'x' }),
  (secret, token) => get(`/admin/tokens?cursor=${secret.slice(0, 7)}&q=x`, { token, headers: { Via: secret } }),
  (secret) => ({ path: '/oauth/userinfo', token: secret }),
  (secret) => ({ path: `/oauth/userinfo?access_token=${secret}` }),
  (secret) => ({ path: `/oauth/authorize?client_id=${secret}&redirect_uri=https://${secret}.test/&scope=${secret}` }),
  (secret) => ({ path: `/oauth/authorize?response_type=code&state=${secret}&nonce=${secret}&login_hint=${secret}` }),
  (secret) => ({
    path: `/oauth/interaction/${secret}`,
    headers: { Cookie: `__Host-as=${secret}; __Host-as-open=${secret}` },
  }),
  (secret) => ({ method: 'POST', path: `/oauth/interaction/${secret}`, ...form({ form: secret, act: secret }) }),
  (secret) => protocol({ grant_type: 'authorization_code', code: secret, code_verifier: secret, redirect_uri: secret }),
  (secret) =>
    protocol({ grant_type: 'refresh_token', refresh_token: secret, client_id: secret, client_secret: secret }),
  (secret) => protocol({ grant_type: secret, [secret]: secret }),
  (secret) => ({
    ...protocol({ token: secret }),
    path: '/oauth/introspect',
    headers: { Authorization: `Basic ${Buffer.from(`${secret}:${secret}`).toString('base64')}` },
  }),
  (secret) => ({ ...protocol({ token: secret, token_type_hint: secret }), path: '/oauth/revoke' }),
  (secret) => post('/magic/redeem', undefined, { headers: { 'X-Magic-Token': secret } }),
  (secret) => post('/magic/redeem', { token: secret }),
  (secret) => get('/magic/subscription', { headers: { 'X-Magic-Token': secret } }),
  (secret) => post('/subscribe', { email: `${secret.slice(-40)}@example.org`, components: [{ id: secret }] }),
  (secret) => ({ path: `/m/?t=${secret}` }),
  (secret) => ({ path: `/m/${secret}`, headers: { Referer: `https://example.org/m/#t=${secret}` } }),
  (secret) => ({ path: `/unsubscribe/${secret}` }),
  (secret) => ({ method: 'POST', path: `/unsubscribe/${secret}`, ...form({ 'List-Unsubscribe': secret }) }),
  (secret) => ({ path: `/feeds/${secret}` }),
  (secret) => ({ path: `/views/${secret}`, headers: { 'If-None-Match': `"${secret}"` } }),
  (secret) => ({ path: `/feed.atom?key=${secret}` }),
  (secret) => ({ method: 'POST', path: '/subscribe', ...form({ email: secret, scope: 'some', component: secret }) }),
]

function protocol(fields: Record<string, string>): Ask {
  return { method: 'POST', path: '/oauth/token', ...form(fields) }
}

it('T30 a thousand planted secrets, and those that were really made, are nowhere afterwards', async () => {
  const planted: string[] = []
  let answers = 0
  const send = async (request: Ask): Promise<Answer> => {
    const answer = await ask(where.port, request)
    answers += 1
    assert.ok(answer.status < 500, `${answer.status} to ${request.path}: ${answer.text}`)
    return answer
  }
  const echoed: string[] = []
  for (let round = 0; planted.length < 1000; round += 1)
    for (const place of places) {
      const secret = mintSecret(secretKinds[(round + planted.length) % secretKinds.length] ?? 'live')
      planted.push(secret)
      const { text } = await send(place(secret, where.ownerToken))
      // X-Request-ID is echoed to whoever sent it: that is what it is for.
      if (text.includes(secret.slice(12)) && !`${place}`.includes('X-Request-ID')) echoed.push(`${place}`)
    }
  for (const kind of secretKinds) {
    const secret = mintSecret(kind)
    planted.push(secret)
    await sendRaw(where.port, `GET /${secret} HTTP/1.1\r\nHost: 127.0.0.1:${where.port}\r\nX A: ${secret}\r\n\r\n`)
    await sendRaw(where.port, `${secret} / HTTP/1.1\r\n\r\n`)
  }

  // Those that work: tokens, rotated and revoked, a session with its second secret, a link.
  const { ownerToken } = where
  const real = [ownerToken]
  for (let turn = 0; turn < 10; turn += 1) {
    const minted = await send(
      post(
        '/admin/tokens',
        { name: 'real', permission: 'read', role_key: 'viewer' },
        { token: ownerToken, headers: { 'Idempotency-Key': `k${turn}` } },
      ),
    )
    const rotated = await send(
      post(`/admin/tokens/${minted.json.id}/rotate`, undefined, {
        token: ownerToken,
        headers: { 'Idempotency-Key': `r${turn}` },
      }),
    )
    real.push(minted.json.token, rotated.json.token)
    await send(get('/me', { token: minted.json.token }))
    await send(get(`/status?q=${rotated.json.token}`))
  }
  const login = await send(post('/auth/login', { email: ownerEmail, password: ownerPassword }))
  const cookie = cookieOf(login, '__Host-sid')
  const invite = await send(
    post(
      '/org/invites',
      { email: 'kim@example.org', role_key: 'viewer', page_id: null },
      { headers: { Cookie: cookie, 'X-CSRF': login.json.csrf } },
    ),
  )
  // OAuth: an app with two secrets, codes used and unused, tokens traded and revoked, the cookies of who signed in on the way.
  const reached = { running: { port: where.port }, ask: send }
  const asOwner = {
    ask: (request: Ask) => send({ ...request, headers: { Cookie: cookie, 'X-CSRF': login.json.csrf } }),
  }
  const app = await registerApp(asOwner)
  const rotated = await asOwner.ask(post(`/admin/oauth-apps/${app.id}/rotate-secret`))
  const begun = new Browser(reached)
  await begun.open(authorizePath(app, { code_challenge: pkce().challenge, state: mintSecret('live'), nonce: app.id }))
  const planted2 = mintSecret('live')
  planted.push(planted2)
  const authorized = await authorize(reached, app, { fields: { state: planted2, nonce: planted2 } })
  const tokens = tokensIn(await exchange(reached, app, authorized))
  const traded = tokensIn(await refresh(reached, app, tokens.refresh))
  const unused = await authorize(reached, app, { browser: authorized.browser })
  await send({ path: '/oauth/userinfo', token: traded.access })
  await send({ method: 'POST', path: '/oauth/revoke', ...form({ token: traded.refresh, ...proof(app) }) })
  real.push(app.secret ?? '', rotated.json.client_secret, authorized.code, authorized.verifier, unused.code)
  real.push(tokens.access, tokens.refresh, tokens.idToken ?? '', traded.access, traded.refresh)
  for (const browser of [begun, authorized.browser])
    for (const value of browser.cookies.values())
      real.push(...value.split('.').map((each) => `${' '.repeat(12)}${each}`))
  // Two-factor: its secret, its recovery codes, a code in use, and the challenge between the two steps of a sign-in.
  const asPerson = { Cookie: cookie, 'X-CSRF': login.json.csrf }
  const secondFactor = await send({ method: 'PUT', path: '/api/v1/me/two-factor/secret', headers: asPerson })
  const totp = new TOTP({ secret: Secret.fromBase32(secondFactor.json.secret), digits: 6, period: 30 })
  const step = (steps: number): string => totp.generate({ timestamp: Date.now() + steps * 30_000 })
  const turnedOn = await send({
    method: 'PUT',
    path: '/api/v1/me/two-factor',
    headers: { ...asPerson, 'Idempotency-Key': 'two-factor' },
    body: { code: step(0) },
  })
  const codes: string[] = turnedOn.json.recovery_codes
  const half = await send(post('/auth/login', { email: ownerEmail, password: ownerPassword }))
  const whole = await send(post('/auth/two-factor', { challenge: half.json.challenge, code: codes[0] }))
  assert.equal([half.status, whole.status], [401, 200])
  const personal = [
    secondFactor.json.secret,
    Buffer.from(Secret.fromBase32(secondFactor.json.secret).bytes).toString('latin1'),
    ...codes.flatMap((code) => [code, code.replaceAll('-', '')]),
    half.json.challenge,
    whole.json.csrf,
  ]
  const reader = await linksOfSubscriber(send)
  real.push(...reader.secrets)
  real.push(cookie.split('=')[1] ?? '', login.json.csrf, String(invite.json.url).split('#t=')[1] ?? '', ownerPassword)
  assert.ok(real.every((secret) => secret.length > 20))

  const needles = [...planted, ...real].map((secret) =>
    // The first twelve characters are shown; what has none of our prefixes is looked for whole.
    secret === ownerPassword || secret === login.json.csrf ? secret : secret.slice(12),
  )
  const search = (when: string): { bytes: number; hits: string[] } => {
    const files = [...filesOf(where.dataDir), { name: 'stdout and stderr', bytes: Buffer.from(printed) }]
    const hits = files.flatMap(({ name, bytes }) =>
      needles
        .filter((needle) => bytes.includes(Buffer.from(needle, 'latin1')))
        .map((needle) => `${when} ${name}: …${needle.slice(0, 6)}`),
    )
    return { bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), hits }
  }
  const running = search('running')
  child.send('restart')
  where = await told()
  const log = await ask(where.port, get('/admin/audit-log/export', { token: ownerToken }))
  const after = search('restarted')
  const inLog = needles.filter((needle) => log.text.includes(needle)).length
  const hits = [...running.hits, ...after.hits]
  console.log(
    `T30 secrets planted ${planted.length} of ${secretKinds.length} kinds in ${places.length} places, ${real.length + personal.length} real, ${answers} answers, ${running.bytes + after.bytes} bytes searched, ${hits.length + inLog} found`,
  )
  assert.equal(hits.slice(0, 10), [])
  assert.is(inLog, 0)
  assert.equal([...new Set(echoed)], [])
  assert.ok(log.text.includes('[secret removed'), 'a User-Agent was to be concealed')
})

/** A subscriber with mail, links of every purpose, those exchanged, and every address with a key: all of them used, and asked for again by key of idempotency. */
async function linksOfSubscriber(send: (request: Ask) => Promise<Answer>): Promise<{ secrets: string[] }> {
  const token = where.ownerToken
  const secrets: string[] = []
  // Ten links a minute from one address: what was planted has used up ours.
  const from = '127.0.0.9'
  let turn = 0
  const asked = async (path: string, body?: object): Promise<Answer> => {
    turn += 1
    const request = post(path, body, { token, headers: { 'Idempotency-Key': `links-${turn}` } })
    const answer = await send(request)
    await send(request)
    return answer
  }
  const keep = (secret: unknown, ...less: RegExp[]): string => {
    const text = less.reduce((rest, each) => rest.replace(each, ''), String(secret))
    assert.ok(text.length > 30, `no secret: ${secret}`)
    // A key has no prefix that is shown: it is looked for whole.
    secrets.push(text.startsWith('bk') ? text : `${' '.repeat(12)}${text}`)
    return text
  }
  const beforeKey = /^.*\/(?:unsubscribe|feeds|views)\//
  const component = (await asked('/admin/components', { name: 'Linked' })).json.id
  await send(post('/subscribe', { email: 'mina@example.org' }, { from }))
  const [mail] = (await send(get('/admin/outbox?q=mina', { token }))).json.data
  const opened = await asked(`/admin/outbox/${mail.id}/open`)
  const inMail = keep(/#t=(bkm_\w+)/.exec(opened.text)?.[1])
  const confirmed = await send(post('/magic/redeem', undefined, { from, headers: { 'X-Magic-Token': inMail } }))
  await send(get('/magic/subscription', { headers: { 'X-Magic-Token': keep(confirmed.json.token) } }))
  const subscriber = (await send(get('/admin/subscribers?q=mina', { token }))).json.data[0].id
  const components = [{ id: component }]
  const view = await asked('/admin/custom-views', { name: 'Mine', subscriber_id: subscriber, components })
  const feed = await asked('/admin/rss-feeds', { name: 'Mine', subscriber_id: subscriber, components })
  for (const made of [view, feed]) {
    const { url } = (
      await send(get(`/admin/${made === view ? 'custom-views' : 'rss-feeds'}/${made.json.id}`, { token }))
    ).json
    await send({ path: `/${made === view ? 'views' : 'feeds'}/${keep(url, beforeKey)}` })
  }
  for (const link of [
    { purpose: 'subscription' },
    { purpose: 'custom_view', custom_view_id: view.json.id },
    { purpose: 'rss_feed', rss_feed_id: feed.json.id },
    { purpose: 'manage' },
  ]) {
    const { url } = (await asked(`/admin/subscribers/${subscriber}/magic-link`, link)).json
    const headers = { 'X-Magic-Token': keep(url, /^.*#t=/) }
    const redeemed = await send(post('/magic/redeem', undefined, { from, headers }))
    await send(get('/magic/manage', { headers: { 'X-Magic-Token': keep(redeemed.json.token) } }))
    await send(post('/magic/redeem', undefined, { from, headers }))
  }
  const news = await asked('/admin/incidents', { name: 'News', status: 'investigating', components: [] })
  assert.is(news.status, 201, news.text)
  child.send('look')
  await told()
  const [first] = (await send(get('/admin/outbox?kind=incident_update&q=mina', { token }))).json.data
  const letter = await asked(`/admin/outbox/${first.id}/open`)
  const end = keep(/\/unsubscribe\/([\w-]{43})/.exec(letter.text)?.[1])
  await send({ path: `/unsubscribe/${end}` })
  await send({ method: 'POST', path: `/unsubscribe/${end}`, ...form({ 'List-Unsubscribe': 'One-Click' }) })
  return { secrets }
}

it('T30 teeth: a secret in a field that nobody looks at would be found', async () => {
  const planted = 'sesame-open-the-door-1234'
  await ask(
    where.port,
    post('/admin/incidents', { name: planted, status: 'investigating' }, { token: where.ownerToken }),
  )
  assert.ok(filesOf(where.dataDir).some(({ bytes }) => bytes.includes(planted)))
})

it.run()
