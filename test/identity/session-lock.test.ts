/** A session that gets a new id, and one that is locked: over HTTP, as a browser and its thief would meet it. */
import { once } from 'node:events'
import { request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchangeForDesktopSession } from '../../src-server/credentials/sessions.ts'
import { ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { join, memberPassword, signIn } from './people.ts'

const it = suite('session lock and renewal (HTTP)')
let server: TestServer
it.before(async () => {
  server = await startTestServer()
})
it.after(() => server.stop())
it.before.each(() => server.clock.pass(61_000))

const unlock = { method: 'POST', path: '/api/v1/auth/reauthenticate', body: { password: ownerPassword } }
const token = { name: 'a token', permission: 'read', role_key: 'viewer' }

it('the password again: a new cookie, the same second secret; the earlier cookie opens nothing, and the browser keeps the new one', async () => {
  const person = await signIn(server)
  const stolen = person.cookie
  server.clock.pass(6 * 60_000)
  const again = await person.ask(unlock)
  assert.is(again.status, 200)
  assert.match(
    again.headers['set-cookie'] ?? '',
    /^__Host-sid=bks_[0-9A-Za-z]{49}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  )
  assert.is.not(person.cookie, stolen)
  assert.is((await person.ask({ method: 'POST', path: '/api/v1/admin/tokens', body: token })).status, 201)
  const thief = await server.ask({ path: '/api/v1/me', headers: { Cookie: stolen, 'X-CSRF': person.csrf } })
  assert.equal([thief.status, thief.json.code, thief.json.renewed], [401, 'session_expired', true])
  assert.is(thief.headers['set-cookie'], undefined, 'a late request of the same browser does not sign it out')
  await person.ask({ method: 'POST', path: '/api/v1/auth/logout' })
  const later = await server.ask({ path: '/api/v1/me', headers: { Cookie: stolen, 'X-CSRF': person.csrf } })
  assert.equal([later.json.code, later.json.renewed], ['session_expired', undefined])
  assert.match(later.headers['set-cookie'] ?? '', /Max-Age=0/)
})

it('a wrong password changes no cookie; a changed password does', async () => {
  const owner = await signIn(server)
  const person = await join(server, owner, { email: 'uma@example.org', role_key: 'viewer' })
  const before = person.cookie
  await person.ask({ ...unlock, body: { password: 'wrong' } })
  assert.is(person.cookie, before)
  const changed = await person.ask({
    method: 'PUT',
    path: '/api/v1/me/password',
    body: { current_password: memberPassword, password: 'sextant walrus harbour' },
  })
  assert.is(changed.status, 204, changed.text)
  assert.is.not(person.cookie, before)
  assert.is((await server.ask({ path: '/api/v1/me', headers: { Cookie: before, 'X-CSRF': person.csrf } })).status, 401)
})

it('what was under way when the id was replaced is answered all the same', async () => {
  const person = await signIn(server)
  const body = JSON.stringify({ name: 'API' })
  const req = request({
    host: '127.0.0.1',
    port: server.running.port,
    method: 'POST',
    path: '/api/v1/admin/components',
    headers: {
      ...{ Cookie: person.cookie, 'X-CSRF': person.csrf, Expect: '100-continue' },
      ...{ 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) },
    },
  })
  const answered = once(req, 'response')
  req.flushHeaders()
  // The server has its head and has judged it; its body is still on the way.
  await once(req, 'continue')
  assert.is((await person.ask(unlock)).status, 200)
  req.end(body)
  const [answer] = await answered
  answer.resume()
  assert.is(answer.statusCode, 201)
})

it('two tabs at once: whoever comes late is told to send it again, and then is served', async () => {
  const person = await signIn(server)
  const asked = { path: '/api/v1/me' }
  const together = [person.ask(unlock), ...Array.from({ length: 20 }, () => person.ask(asked))]
  for (const { status, json } of await Promise.all(together)) {
    if (status === 200) continue
    assert.equal([status, json.renewed], [401, true])
    assert.is((await person.ask(asked)).status, 200)
  }
})

it('403 session_locked for everything but unlocking, signing out and asking who is here; the password opens it', async () => {
  const person = await signIn(server)
  assert.is((await person.ask({ method: 'POST', path: '/api/v1/auth/lock' })).status, 204)
  for (const request of [
    { path: '/api/v1/me' },
    { path: '/api/v1/context' },
    { path: '/api/v1/admin/tokens' },
    { method: 'POST', path: '/api/v1/admin/components', body: { name: 'API' } },
    { method: 'DELETE', path: '/api/v1/me/sessions' },
  ]) {
    const answer = await person.ask(request)
    assert.equal([answer.status, answer.json.code], [403, 'session_locked'], request.path)
    assert.is(answer.headers['set-cookie'], undefined)
  }
  assert.is((await person.ask({ method: 'POST', path: '/api/v1/auth/lock' })).status, 204, 'locking twice is no error')
  const who = await person.ask({ path: '/api/v1/auth/session' })
  assert.equal([who.status, who.json.locked, who.json.user.id], [200, true, server.ownerId])
  assert.is((await server.ask({ path: '/api/v1/status', headers: { Cookie: person.cookie } })).status, 200)
  assert.is((await person.ask({ ...unlock, body: { password: 'wrong' } })).status, 401)
  assert.is((await person.ask({ path: '/api/v1/me' })).json.code, 'session_locked')
  assert.is((await person.ask(unlock)).status, 200)
  assert.is((await person.ask({ path: '/api/v1/auth/session' })).json.locked, false)
  assert.is((await person.ask({ method: 'POST', path: '/api/v1/admin/tokens', body: token })).status, 201)
})

it('a lock needs the second secret like every change, and belongs to sessions', async () => {
  const person = await signIn(server)
  const lock = { method: 'POST', path: '/api/v1/auth/lock' }
  assert.is((await server.ask({ ...lock, headers: { Cookie: person.cookie } })).json.code, 'csrf_failed')
  assert.is((await server.asOwner(lock)).json.code, 'session_required')
  assert.is((await person.ask(lock)).status, 204)
  assert.is(
    (await person.ask({ method: 'POST', path: '/api/v1/auth/logout' })).status,
    204,
    'signing out needs no unlocking',
  )
})

it('what began before a lock goes on, and what comes in the same batch behind it does not', async () => {
  const person = await signIn(server)
  const [locked, after] = await Promise.all([
    person.ask({ method: 'POST', path: '/api/v1/auth/lock' }),
    person.ask({ method: 'POST', path: '/api/v1/admin/components', body: { name: 'late' } }),
  ])
  assert.is(locked.status, 204)
  assert.ok(after.status === 201 || after.json.code === 'session_locked', after.text)
  const rows = (await server.asOwner({ path: '/api/v1/admin/audit-log?action=session.lock' })).json.data
  assert.is(rows[0]?.actor.id, server.ownerId)
})

it('the app’s header session is locked and unlocked likewise', async () => {
  const { writer, newId, generation } = server.running.services
  const person = await signIn(server)
  const cookie = person.cookie.split('=')[1] ?? ''
  const now = server.clock.wall()
  const desktop = await writer.submit((tx) => exchangeForDesktopSession(tx, cookie, { now, newId }))
  generation.advance()
  const header = { token: desktop?.secret ?? '' }
  assert.is((await server.ask({ ...header, method: 'POST', path: '/api/v1/auth/lock' })).status, 204)
  assert.is((await server.ask({ ...header, path: '/api/v1/me' })).json.code, 'session_locked')
  const again = await server.ask({ ...header, ...unlock })
  assert.equal([again.status, again.headers['set-cookie']], [200, undefined])
  assert.is((await server.ask({ ...header, path: '/api/v1/me' })).status, 200)
})

it.run()
