import { readdirSync, readFileSync } from 'node:fs'
import { join as pathJoin } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { exchangeForDesktopSession } from '../../src-server/credentials/sessions.ts'
import { ownerEmail, ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { cookieOf, join, login, memberPassword, session, signIn } from './people.ts'

const it = suite('session (HTTP)')
let server: TestServer
it.before(async () => {
  server = await startTestServer()
})
it.after(async () => {
  await server.stop()
})
/** Every test begins with fresh counters. */
it.before.each(() => server.clock.pass(61_000))

/** Rows of the log about signing in, newest first. */
async function authRows(action: string) {
  const answer = await server.asOwner({ path: `/api/v1/admin/audit-log?kind=auth&action=${action}` })
  return answer.json.data
}

it('200 signs in with a cookie that no page script and no other site can use, and a second secret', async () => {
  const answer = await login(server)
  assert.is(answer.status, 200)
  assert.equal(answer.json.user, { id: server.ownerId, email: ownerEmail, name: 'Mina Okafor' })
  assert.is(answer.json.csrf.length, 43)
  assert.match(
    answer.headers['set-cookie'] ?? '',
    /^__Host-sid=bks_[0-9A-Za-z]{49}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  )
  assert.is(answer.headers['cache-control'], 'no-store')
})

it('keeps the password at the present cost: a hash that was made more cheaply is replaced at sign-in', async () => {
  const { writer, db, passwords } = server.running.services
  const before = await createPasswords({ cost: { memoryCost: 32, timeCost: 1, parallelism: 1 } }).hash(ownerPassword)
  await writer.submit((tx) => tx.run('UPDATE users SET password_hash = ? WHERE id = ?', before, server.ownerId))
  const stored = (): string =>
    db.get<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = ?', server.ownerId)?.password_hash ??
    ''
  await login(server, { password: 'wrong' })
  assert.is(stored(), before)
  assert.is((await login(server)).status, 200)
  assert.is.not(stored(), before)
  assert.is(passwords.needsRehash(stored()), false)
  assert.is((await login(server)).status, 200)
})

it('the desktop session is a header, needs no second secret, and no page in a browser can use it', async () => {
  const { writer, newId } = server.running.services
  const person = await signIn(server)
  const cookie = person.cookie.split('=')[1] ?? ''
  const now = server.clock.wall()
  const desktop = await writer.submit((tx) => exchangeForDesktopSession(tx, cookie, { now, newId }))
  server.running.services.generation.advance()
  const token = desktop?.secret ?? ''
  assert.is((await person.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
  assert.equal((await server.ask({ path: '/api/v1/auth/session', token })).json.transport, 'desktop')
  for (const headers of [{ Origin: server.url }, { 'Sec-Fetch-Site': 'same-origin' }] as Record<string, string>[])
    assert.is((await server.ask({ path: '/api/v1/me', token, headers })).json.code, 'cross_origin')
  const asCookie = await server.ask({ path: '/api/v1/me', headers: { Cookie: `__Host-sid=${token}` } })
  assert.is(asCookie.json.code, 'session_expired')
  assert.is((await server.ask({ path: '/api/v1/me', token: cookie })).json.code, 'invalid_token')
  const out = await server.ask({ method: 'POST', path: '/api/v1/auth/logout', token })
  assert.equal([out.status, out.headers['set-cookie']], [204, undefined])
  assert.is((await server.ask({ path: '/api/v1/me', token })).status, 401)
})

it('200 takes the e-mail address in any case', async () => {
  assert.is((await login(server, { email: 'Mina@EXAMPLE.org' })).status, 200)
})

it('401 answers a wrong password, an unknown person and a person without a password alike', async () => {
  const headers = { 'X-Request-ID': 'same' }
  const wrong = await login(server, { password: 'wrong', headers })
  const unknown = await login(server, { email: 'nobody@example.org', password: 'wrong', headers })
  assert.is(wrong.status, 401)
  assert.is(wrong.json.code, 'login_failed')
  assert.is(wrong.text, unknown.text)
  const shape = ({ headers: answered }: typeof wrong) => Object.entries(answered).filter(([name]) => name !== 'date')
  assert.equal(shape(wrong), shape(unknown))
  await signIn(server)
})

it('logs a failed sign-in against an existing account as a row of its own, and none of its secrets', async () => {
  await login(server, { password: 'my secret typo 1' })
  const [row] = await authRows('session.login_failed')
  assert.equal([row.kind, row.outcome, row.target?.id, row.actor.kind], ['auth', 'denied', server.ownerId, 'anonymous'])
  const before = (await authRows('session.login_failed')).length
  await login(server, { email: 'nobody@example.org', password: 'x' })
  assert.is((await authRows('session.login_failed')).length, before)
  await signIn(server)
  const [signedIn] = await authRows('session.login')
  assert.equal([signedIn.outcome, signedIn.actor.kind, signedIn.actor.id], ['allowed', 'user', server.ownerId])
})

it('429 throttles after five free failures, also with the right password, and lets the right one in after the wait', async () => {
  const statuses: number[] = []
  for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await login(server, { password: 'wrong' })).status)
  assert.equal(statuses, [401, 401, 401, 401, 401, 401])
  const throttled = await login(server)
  assert.equal([throttled.status, throttled.json.code, throttled.headers['retry-after']], [429, 'login_throttled', '1'])
  const unknown = await Promise.all(
    Array.from({ length: 7 }, async () => (await login(server, { email: 'ghost@example.org', password: 'x' })).status),
  )
  assert.is(unknown.filter((status) => status === 429).length, 1)
  server.clock.pass(1000)
  assert.is((await login(server)).status, 200)
  assert.is((await login(server)).status, 200)
})

it('keeps the back-off across a restart', async () => {
  for (let attempt = 0; attempt < 9; attempt += 1) {
    await login(server, { password: 'wrong' })
    server.clock.pass(attempt < 6 ? 0 : 8000)
  }
  await login(server, { password: 'wrong' })
  await server.restart()
  const answer = await login(server)
  assert.is(answer.json.code, 'login_throttled')
  server.clock.pass(60_000)
  assert.is((await login(server)).status, 200)
})

it('403 signs no browser in on 127.0.0.1, whose cookies every port sees, and says where instead', async () => {
  const port = new URL(server.url).port
  const browser = { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' }
  const answer = await login(server, { headers: browser })
  assert.equal([answer.status, answer.json.code], [403, 'cross_origin'])
  assert.match(answer.json.detail, /http:\/\/[a-p]{20}\.localhost:\d+\/console\//)
  assert.is(answer.headers['set-cookie'], undefined)
  const host = `${server.running.services.workspace.current.consoleId}.localhost:${port}`
  const there = await login(server, { headers: { ...browser, Host: host, Origin: `http://${host}` } })
  assert.is(there.status, 200)
  assert.match(there.headers['set-cookie'] ?? '', /^__Host-sid=/)
  const foreign = await login(server, { headers: { Host: host, Origin: 'http://evil.test' } })
  assert.equal([foreign.status, foreign.json.code], [403, 'cross_origin'])
})

it('403 on a loopback name a cookie alone neither reads nor changes anything', async () => {
  const { cookie, csrf } = await signIn(server)
  const withCookie = (path: string, method = 'GET', more: Record<string, string> = {}) =>
    server.ask({ method, path, headers: { Cookie: cookie, ...more } })
  assert.is((await withCookie('/api/v1/me')).json.code, 'csrf_failed')
  assert.is((await withCookie('/api/v1/auth/logout', 'POST')).json.code, 'csrf_failed')
  assert.is((await withCookie('/api/v1/auth/logout', 'POST', { 'X-CSRF': 'wrong' })).json.code, 'csrf_failed')
  assert.is((await withCookie('/api/v1/me', 'GET', { 'X-CSRF': csrf })).status, 200)
})

it('GET /auth/session repeats the second secret only to a request that carries it', async () => {
  const { cookie, csrf } = await signIn(server)
  const path = '/api/v1/auth/session'
  const without = await server.ask({ path, headers: { Cookie: cookie } })
  assert.equal([without.status, without.json.csrf, without.json.user.id], [200, null, server.ownerId])
  assert.is((await server.ask({ path, headers: { Cookie: cookie, 'X-CSRF': 'x'.repeat(43) } })).json.csrf, null)
  assert.is((await server.ask({ path, headers: { Cookie: cookie, 'X-CSRF': csrf } })).json.csrf, csrf)
  assert.is((await server.ask({ path })).json.code, 'unauthenticated')
})

it('401 session_expired after logout, with the cookie cleared', async () => {
  const person = await signIn(server)
  const out = await person.ask({ method: 'POST', path: '/api/v1/auth/logout' })
  assert.is(out.status, 204)
  assert.match(out.headers['set-cookie'] ?? '', /^__Host-sid=; .*Max-Age=0/)
  const after = await person.ask({ path: '/api/v1/me' })
  assert.equal([after.status, after.json.code], [401, 'session_expired'])
  assert.match(after.headers['set-cookie'] ?? '', /^__Host-sid=; .*Max-Age=0/)
})

it('401 session_expired after 30 minutes without a request, and after 12 hours in any case', async () => {
  const idle = await signIn(server)
  server.clock.pass(29 * 60_000)
  assert.is((await idle.ask({ path: '/api/v1/me' })).status, 200)
  server.clock.pass(29 * 60_000)
  assert.is((await idle.ask({ path: '/api/v1/me' })).status, 200)
  server.clock.pass(30 * 60_000)
  assert.is((await idle.ask({ path: '/api/v1/me' })).json.code, 'session_expired')

  const busy = await signIn(server)
  for (let used = 0; used < 35; used += 1) {
    server.clock.pass(20 * 60_000)
    assert.is((await busy.ask({ path: '/api/v1/me' })).status, 200)
  }
  server.clock.pass(20 * 60_000)
  assert.is((await busy.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
})

it('a new sign-in in the same browser ends the session whose cookie it replaces', async () => {
  const first = await signIn(server)
  const second = await signIn(server, { headers: { Cookie: first.cookie } })
  assert.is.not(first.cookie, second.cookie)
  assert.is((await first.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
  assert.is(
    (await server.ask({ path: '/api/v1/me', headers: { Cookie: second.cookie, 'X-CSRF': second.csrf } })).status,
    200,
  )
})

it('opens five minutes with the password, and counts wrong ones like a sign-in', async () => {
  const person = await signIn(server)
  const until = async () => Date.parse((await person.ask({ path: '/api/v1/auth/session' })).json.reauthenticated_until)
  server.clock.pass(6 * 60_000)
  assert.ok((await until()) < server.clock.wall())
  const body = { key: 'night-shift', name: 'Night shift', permissions: [] }
  const refused = await person.ask({ method: 'POST', path: '/api/v1/admin/roles', body })
  assert.equal([refused.status, refused.json.code], [403, 'reauthentication_required'])

  const path = '/api/v1/auth/reauthenticate'
  const wrong = await person.ask({ method: 'POST', path, body: { password: 'wrong' } })
  assert.equal([wrong.status, wrong.json.code], [401, 'login_failed'])
  assert.is((await authRows('session.reauthenticate_failed'))[0].target.id, server.ownerId)
  const right = await person.ask({ method: 'POST', path, body: { password: ownerPassword } })
  assert.is(right.status, 200)
  assert.ok((await until()) > server.clock.wall() + 4 * 60_000)
  const again = await person.ask({ method: 'POST', path: '/api/v1/admin/roles', body })
  assert.is(again.json.code, 'role_not_assignable')
})

it('lists and ends own sessions', async () => {
  const here = await signIn(server, { headers: { 'User-Agent': 'here' } })
  const there = await signIn(server, { headers: { 'User-Agent': 'there' } })
  const { data } = (await here.ask({ path: '/api/v1/me/sessions' })).json
  const current = data.filter((each: { current: boolean }) => each.current)
  assert.equal([current.length, current[0].user_agent, current[0].transport], [1, 'here', 'browser'])
  const other = data.find((each: { user_agent: string }) => each.user_agent === 'there')
  const ended = await here.ask({ method: 'DELETE', path: `/api/v1/me/sessions/${other.id}` })
  assert.is(ended.status, 204)
  assert.is((await there.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
  assert.is((await here.ask({ method: 'DELETE', path: `/api/v1/me/sessions/${other.id}` })).status, 404)
})

it('changing the password ends all other sessions and wants the present one', async () => {
  const email = 'pat@example.org'
  const here = await join(server, await signIn(server), { email, name: 'Pat Reyes', role_key: 'viewer' })
  const there = await signIn(server, { email, password: memberPassword })
  const change = (current_password: string, password: string) =>
    here.ask({ method: 'PUT', path: '/api/v1/me/password', body: { current_password, password } })
  assert.is((await change('wrong', 'gannet harbour slate')).json.code, 'login_failed')
  assert.is((await change(memberPassword, 'password1234')).json.code, 'weak_password')
  assert.is((await change(memberPassword, 'Pat Reyes 2026')).json.code, 'weak_password')
  assert.is((await change(memberPassword, 'short')).json.errors[0].path, '/password')
  assert.is((await change(memberPassword, 'gannet harbour slate')).status, 204)
  assert.is((await there.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
  assert.is((await here.ask({ path: '/api/v1/me' })).status, 200)
  assert.is((await login(server, { email, password: memberPassword })).json.code, 'login_failed')
  assert.is((await login(server, { email, password: 'gannet harbour slate' })).status, 200)
})

it('403 session_required: tokens have no session to look at', async () => {
  for (const [method, path] of [
    ['GET', '/api/v1/auth/session'],
    ['POST', '/api/v1/auth/logout'],
    ['GET', '/api/v1/me/sessions'],
  ] as const)
    assert.is((await server.asOwner({ method, path })).json.code, 'session_required')
})

it('remembers a browser on a page of its own host, and strangers no longer slow it down', async () => {
  const host = { Host: `status.acme.test:${new URL(server.url).port}` }
  const first = await login(server, { headers: host })
  const known = cookieOf(first, '__Host-known')
  assert.match(known, /^__Host-known=[0-9A-Za-z]{43}$/)
  for (let attempt = 0; attempt < 6; attempt += 1) await login(server, { password: 'wrong', headers: host })
  assert.is((await login(server, { headers: host })).json.code, 'login_throttled')
  assert.is((await login(server, { headers: { ...host, Cookie: known } })).status, 200)
  const onLoopback = await login(server, { headers: { Cookie: known } })
  assert.is(cookieOf(onLoopback, '__Host-known'), '')
})

it('422 says which fields of a login are wrong; 400 for what is not JSON', async () => {
  const path = '/api/v1/auth/login'
  const missing = await server.ask({ method: 'POST', path, body: { email: 'x', extra: 1 } })
  assert.equal(
    missing.json.errors.map((error: { path: string }) => error.path),
    ['/password', '/extra'],
  )
  assert.is((await server.ask({ method: 'POST', path, body: '{"email":' })).json.code, 'invalid_json')
})

it('503 bounds parallel sign-ins and answers every one of 200', async () => {
  const people = Array.from({ length: 200 }, (_, place) => `person${place}@example.org`)
  const before = process.memoryUsage().rss
  const statuses = await Promise.all(
    people.map(async (email) => (await login(server, { email, password: 'x' })).status),
  )
  assert.ok(statuses.every((status) => status === 401 || status === 429 || status === 503))
  // One address: 30 a minute come through the throttle, and 18 of those through the gate at once.
  assert.is(statuses.filter((status) => status === 429).length, 170)
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024)
  const counted = [401, 429, 503].map((status) => `${status} ${statuses.filter((each) => each === status).length}`)
  console.log(`T11 parallel-logins 200 answered ${counted.join(', ')}`)
})

it('takes as long for an unknown person as for a known one (printed, not judged here)', async () => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let round = 0; round < 150; round += 1) {
    for (const kind of round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      server.clock.pass(24 * 3_600_000)
      const start = performance.now()
      await login(server, { email: kind === 'known' ? ownerEmail : 'nobody@example.org', password: 'wrong' })
      times[kind].push(performance.now() - start)
    }
  }
  console.log(`T11 login-timing known vs unknown, Welch t ${welch(times.known, times.unknown).toFixed(2)}, 2 x 150`)
})

/** Welch's t of two samples: beyond ±4.5 they differ for sure. */
function welch(one: readonly number[], other: readonly number[]): number {
  const mean = (sample: readonly number[]): number => sample.reduce((sum, value) => sum + value, 0) / sample.length
  const spread = (sample: readonly number[]): number =>
    sample.reduce((sum, value) => sum + (value - mean(sample)) ** 2, 0) / (sample.length - 1) / sample.length
  return (mean(one) - mean(other)) / Math.sqrt(spread(one) + spread(other))
}

it('leaves no password and no secret in any file of the data folder', async () => {
  server.clock.pass(61_000)
  const person = session(server, ownerEmail, await login(server))
  await person.ask({ path: '/api/v1/me' })
  await login(server, { password: 'planted wrong password' })
  server.running.services.writer.flush()
  const secrets = [
    person.cookie.split('=')[1] ?? '',
    person.csrf,
    ownerPassword,
    'planted wrong password',
    'my secret typo 1',
  ]
  let bytes = 0
  for (const file of readdirSync(server.dataDir, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!file.isFile()) continue
    const content = readFileSync(pathJoin(file.parentPath, file.name))
    bytes += content.length
    for (const secret of secrets) assert.is(content.includes(secret), false, `${file.name} holds a secret`)
  }
  assert.ok(bytes > 0)
  console.log(`T30 session-secrets planted ${secrets.length} bytes searched ${bytes} found 0`)
})

it.run()
