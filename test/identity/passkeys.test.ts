/** Passkeys over HTTP, with an authenticator that can be told to lie: made, used, renamed, removed, and everything that must not pass. */
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createAuthority } from '../support/certificates.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { turnOnTwoFactor } from './authenticator.ts'
import { join, login, memberPassword, type SignedIn, session, signIn } from './people.ts'
import { type Lies, type SoftPasskey, softPasskey } from './soft-passkey.ts'

const it = suite('passkeys (HTTP)')
let server: TestServer
let host: string
let origin: string
let people = 0
it.before(async () => {
  server = await startTestServer({ consoleDir: null })
  host = `${server.running.services.workspace.current.consoleId}.localhost:${server.running.port}`
  origin = `http://${host}`
})
it.after(async () => {
  await server.stop()
})
it.before.each(() => server.clock.pass(61_000))

const here = (): Record<string, string> => ({ Host: host, Origin: origin, 'Sec-Fetch-Site': 'same-origin' })

/** Someone of their own, signed in at the console's name. */
async function someone(): Promise<SignedIn> {
  people += 1
  const email = `person${people}@example.org`
  await join(server, await signIn(server), { email, role_key: 'viewer' })
  return signIn(server, { email, password: memberPassword, headers: here() })
}

const optionsFor = (person: SignedIn) => person.ask({ method: 'POST', path: '/api/v1/me/passkeys/options' })
async function add(person: SignedIn, passkey: SoftPasskey, lies: Lies = {}, name = 'Laptop') {
  const options = await optionsFor(person)
  assert.is(options.status, 200, options.text)
  const credential = passkey.create(options.json, lies)
  return person.ask({ method: 'POST', path: '/api/v1/me/passkeys', body: { name, credential } })
}
const signInOptions = () => server.ask({ method: 'POST', path: '/api/v1/auth/passkey/options', headers: here() })
const enter = (credential: object, headers: Record<string, string> = here()) =>
  server.ask({ method: 'POST', path: '/api/v1/auth/passkey', headers, body: { credential } })
async function use(passkey: SoftPasskey, lies: Lies = {}) {
  return enter(passkey.get((await signInOptions()).json, lies))
}
async function rows(action: string) {
  return (await server.asOwner({ path: `/api/v1/admin/audit-log?action=${action}&limit=200` })).json.data
}

it('201 adds a passkey that was made here, and it signs in as its person, with nothing else asked', async () => {
  const person = await someone()
  await turnOnTwoFactor(server, person)
  const passkey = softPasskey(origin)
  const options = (await optionsFor(person)).json
  assert.equal(options.authenticatorSelection, {
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  })
  assert.is(options.rp.id, host.split(':')[0])
  const added = await add(person, passkey)
  assert.equal([added.status, added.json.name, added.json.works_here], [201, 'Laptop', true])
  const entered = await use(passkey)
  assert.is(entered.status, 200, entered.text)
  const inside = session(server, person.email, entered, here())
  assert.is(inside.userId, person.userId)
  assert.is((await inside.ask({ path: '/api/v1/auth/session' })).json.user.email, person.email)
  const [row] = await rows('session.login')
  assert.equal([row.actor.id, row.changes.after.method], [person.userId, 'passkey'])
  assert.ok((await person.ask({ path: '/api/v1/me/passkeys' })).json.data[0].last_used_at !== null)
})

it('401 nothing that was signed for another place, another challenge, or without its person is taken', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  assert.is((await add(person, passkey)).status, 201)
  const other = softPasskey(origin)
  const foreignHandle = Buffer.from('usr_someone_else').toString('base64url')
  const { json: spare } = await signInOptions()
  const creation = (await optionsFor(person)).json.challenge
  const lies: readonly (readonly [string, Lies])[] = [
    ['another origin', { origin: 'https://evil.test' }],
    ['another port of this name', { origin: `http://${host.split(':')[0]}:1` }],
    ['another scheme', { origin: `https://${host}` }],
    ['the plain address', { origin: server.url }],
    ['another relying party', { rpId: 'evil.test' }],
    ['a relying party above', { rpId: 'localhost' }],
    ['a made-up challenge', { challenge: Buffer.alloc(70).toString('base64url') }],
    ['a challenge with another end', { challenge: `${spare.challenge.slice(0, -2)}AA` }],
    ['a challenge for making one', { challenge: creation }],
    ['no challenge', { challenge: '' }],
    ['the ceremony of making one', { type: 'webauthn.create' }],
    ['nobody present', { flags: 0 }],
    ['nobody verified', { flags: 1 }],
    ['another key', { otherKey: true }],
    ['another person', { userHandle: foreignHandle }],
  ]
  let refusals = 0
  for (const [what, lie] of lies) {
    const answer = await use(passkey, lie)
    assert.equal(
      [answer.status, answer.json.code, answer.headers['set-cookie']],
      [401, 'passkey_failed', undefined],
      what,
    )
    refusals += 1
    server.clock.pass(16 * 60_000)
  }
  assert.is((await use(other)).json.code, 'passkey_failed', 'one that nobody added')
  assert.is((await use(passkey)).status, 200)
  console.log(`T6 passkeys sign-in lies ${refusals + 1} accepted 0`)
})

it('401 a challenge is answered once and within five minutes, also by many at once', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  await add(person, passkey)
  const options = (await signInOptions()).json
  const answer = passkey.get(options)
  const race = await Promise.all(Array.from({ length: 8 }, () => enter(answer)))
  assert.is(race.filter(({ status }) => status === 200).length, 1)
  server.clock.pass(16 * 60_000)
  const again = await enter(passkey.get((await signInOptions()).json))
  assert.is(again.status, 200)
  const slow = passkey.get((await signInOptions()).json)
  server.clock.pass(301_000)
  assert.is((await enter(slow)).json.code, 'passkey_failed')
})

it('401 nothing that was made for another place, or twice, is added', async () => {
  const person = await someone()
  const lies: readonly (readonly [string, Lies])[] = [
    ['another origin', { origin: 'https://evil.test' }],
    ['another relying party', { rpId: 'evil.test' }],
    ['a made-up challenge', { challenge: Buffer.alloc(70).toString('base64url') }],
    ['the ceremony of using one', { type: 'webauthn.get' }],
    ['nobody verified', { flags: 1 }],
    ['an attestation nobody asked for', { attestation: () => ({ fmt: 'fido-u2f', attStmt: new Map() }) }],
  ]
  for (const [what, lie] of lies) {
    const answer = await add(person, softPasskey(origin), lie)
    assert.equal([answer.status, answer.json.code], [401, 'passkey_failed'], what)
  }
  const passkey = softPasskey(origin)
  const options = (await optionsFor(person)).json
  const credential = passkey.create(options)
  const send = (by: SignedIn) =>
    by.ask({ method: 'POST', path: '/api/v1/me/passkeys', body: { name: 'x', credential } })
  const stranger = await someone()
  assert.is((await send(stranger)).json.code, 'passkey_failed', 'another person’s challenge')
  assert.is((await send(person)).status, 201)
  assert.is((await send(person)).json.code, 'passkey_failed', 'the same answer once more')
  assert.is((await add(stranger, passkey)).json.code, 'passkey_known')
})

it('an attestation with certificates is refused unread, though it is good; one of the passkey itself is none', async () => {
  const person = await someone()
  const leaf = createAuthority('Maker').issue({ commonName: 'Maker of keys', attests: true })
  const x5c = [new X509Certificate(leaf.cert).raw]
  const statement = (sig: Buffer, more: readonly (readonly [string, unknown])[] = []) => ({
    fmt: 'packed',
    attStmt: new Map<unknown, unknown>([['alg', -7], ['sig', sig], ...more]),
  })
  const vouched = await add(person, softPasskey(origin), {
    attestation: (signed) => statement(sign('sha256', signed, createPrivateKey(leaf.key)), [['x5c', x5c]]),
  })
  assert.equal([vouched.status, vouched.json.code], [401, 'passkey_failed'])
  const selfMade = await add(person, softPasskey(origin), {
    attestation: (signed, key) => statement(sign('sha256', signed, key)),
  })
  assert.is(selfMade.status, 201, selfMade.text)
  const badlySigned = await add(person, softPasskey(origin), { attestation: () => statement(Buffer.alloc(70)) })
  assert.is(badlySigned.json.code, 'passkey_failed')
})

it('a counter that goes back suspends the passkey, says so to its owner and in the log; it stays out', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  await add(person, passkey, { counter: 5 })
  assert.is((await use(passkey, { counter: 6 })).status, 200)
  const copy = await use(passkey, { counter: 6 })
  assert.is(copy.json.code, 'passkey_failed')
  assert.match(copy.json.detail, /copy/)
  assert.is((await use(passkey, { counter: 900 })).json.code, 'passkey_failed', 'the one that counts on is out too')
  const [shown] = (await person.ask({ path: '/api/v1/me/passkeys' })).json.data
  assert.ok(shown.suspended_at !== null)
  const suspended = await rows('passkey.suspend')
  assert.equal([suspended.length, suspended[0].outcome, suspended[0].target.id], [1, 'denied', shown.id])
})

it('an authenticator that does not count is always taken', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  await add(person, passkey)
  for (let time = 0; time < 3; time += 1) assert.is((await use(passkey)).status, 200)
})

it('renamed and removed by its owner alone; removed, it signs in no longer', async () => {
  const person = await someone()
  const stranger = await someone()
  const passkey = softPasskey(origin)
  const { id } = (await add(person, passkey)).json
  const path = `/api/v1/me/passkeys/${id}`
  assert.is((await stranger.ask({ method: 'PATCH', path, body: { name: 'Mine' } })).status, 404)
  assert.is((await stranger.ask({ method: 'DELETE', path })).status, 404)
  assert.is((await person.ask({ method: 'PATCH', path, body: { name: 'Blue key' } })).json.name, 'Blue key')
  assert.is((await person.ask({ method: 'DELETE', path })).status, 204)
  assert.is((await use(passkey)).json.code, 'passkey_failed')
  assert.equal((await person.ask({ path: '/api/v1/me/passkeys' })).json.data, [])
})

it('a passkey confirms in place of password and code, but only one of the person who is signed in', async () => {
  const person = await someone()
  const stranger = await someone()
  const own = softPasskey(origin)
  const foreign = softPasskey(origin)
  await add(person, own)
  await add(stranger, foreign)
  await turnOnTwoFactor(server, person)
  server.clock.pass(6 * 60_000)
  assert.is((await optionsFor(person)).json.code, 'reauthentication_required')
  const ask = async () =>
    (await person.ask({ method: 'POST', path: '/api/v1/auth/reauthenticate/passkey/options' })).json
  const confirm = (credential: object) =>
    person.ask({ method: 'POST', path: '/api/v1/auth/reauthenticate/passkey', body: { credential } })
  const options = await ask()
  assert.equal(
    options.allowCredentials.map((each: { id: string }) => each.id),
    [own.id],
  )
  assert.is((await confirm(foreign.get(options))).json.code, 'passkey_failed')
  assert.is((await confirm(own.get((await signInOptions()).json))).json.code, 'passkey_failed', 'a sign-in’s challenge')
  assert.is((await enter(own.get(await ask()))).json.code, 'passkey_failed', 'a confirmation’s challenge')
  server.clock.pass(16 * 60_000)
  assert.is((await confirm(own.get(await ask()))).status, 200)
  assert.is((await optionsFor(person)).status, 200)
})

it('someone who is disabled does not come in with a passkey', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  await add(person, passkey)
  await server.asOwner({ method: 'POST', path: `/api/v1/org/members/${person.userId}/disable` })
  assert.is((await use(passkey)).json.code, 'passkey_failed')
})

it('409 an address and a page’s host hold none; a browser on them is sent elsewhere', async () => {
  const plain = await signIn(server)
  assert.is((await plain.ask({ path: '/api/v1/me/passkeys' })).json.rp_id, null)
  const elsewhere: Record<string, string>[] = [{}, { Host: 'status.acme.test' }]
  for (const headers of elsewhere) {
    const options = await server.ask({ method: 'POST', path: '/api/v1/auth/passkey/options', headers })
    assert.equal([options.status, options.json.code], [409, 'passkeys_unavailable'])
    const credential = softPasskey(origin).get({ challenge: 'x', rpId: 'localhost' })
    assert.is((await enter(credential, headers)).json.code, 'passkeys_unavailable')
  }
  assert.is((await optionsFor(plain)).json.code, 'passkeys_unavailable')
})

it('on the public address the name is that of the address, and a passkey of this computer does not work there', async () => {
  const headers = { Host: 'status.example.org', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9' }
  const reached = await startTestServer({ publicUrl: 'https://status.example.org', trustedProxies: ['127.0.0.1'] })
  const owner = await signIn(reached, { headers })
  const passkey = softPasskey('https://status.example.org')
  const options = await owner.ask({ method: 'POST', path: '/api/v1/me/passkeys/options' })
  assert.is(options.json.rp.id, 'status.example.org')
  const credential = passkey.create(options.json)
  const added = await owner.ask({ method: 'POST', path: '/api/v1/me/passkeys', body: { name: 'x', credential } })
  assert.is(added.status, 201, added.text)
  const asked = { method: 'POST', path: '/api/v1/auth/passkey/options' }
  const there = passkey.get((await reached.ask({ ...asked, headers })).json)
  const consoleHost = `${reached.running.services.workspace.current.consoleId}.localhost:${reached.running.port}`
  const send = (with_: object, at: Record<string, string>) =>
    reached.ask({ method: 'POST', path: '/api/v1/auth/passkey', headers: at, body: { credential: with_ } })
  assert.is((await send(there, { Host: consoleHost })).json.code, 'passkey_failed')
  const local = passkey.get((await reached.ask({ ...asked, headers: { Host: consoleHost } })).json)
  assert.is((await send(local, { Host: consoleHost })).json.code, 'passkey_failed')
  assert.is((await send(there, headers)).status, 200)
  await reached.stop()
})

it('a new password, and signing in with it, leave passkeys as they are', async () => {
  const person = await someone()
  const passkey = softPasskey(origin)
  await add(person, passkey)
  const body = { current_password: memberPassword, password: 'walrus sextant harbour 9' }
  assert.is((await person.ask({ method: 'PUT', path: '/api/v1/me/password', body })).status, 204)
  assert.is((await login(server, { email: person.email, password: body.password })).status, 200)
  assert.is((await use(passkey)).status, 200)
})

it.run()
