/** The keys of ID tokens: made on first use, sealed in the file, changed in time and by hand without anybody noticing. */
import { createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSealer } from '../../src-server/keys/sealer.ts'
import { publishedKeys } from '../../src-server/oauth/signing-keys.ts'
import { filesOf } from '../http/disk.ts'
import { expecting, get, post, startWorld, type World } from '../http/world.ts'
import { signIn } from '../identity/people.ts'
import { connect, registerApp, type TestApp } from './oauth-app.ts'

const it = suite('signing keys')
let world: World
let app: TestApp
it.before(async () => {
  world = await startWorld()
  app = await registerApp(world.owner)
})
it.after(() => world.server.stop())

const dayMs = 86_400_000

type PublicKey = JsonWebKey & { readonly kid: string }
const published = async (): Promise<PublicKey[]> =>
  (await expecting(200, world.server.ask({ path: '/oauth/jwks' }))).json.keys
const kids = async (): Promise<string[]> => (await published()).map(({ kid }) => kid)

async function idToken(): Promise<{ token: string; kid: string }> {
  const { idToken: token = '' } = await connect(world.server, app)
  const header: { kid: string; alg: string } = JSON.parse(
    Buffer.from(token.split('.')[0] ?? '', 'base64url').toString(),
  )
  assert.is(header.alg, 'RS256')
  return { token, kid: header.kid }
}

/** Whether a key that is published now made the signature. */
async function verifies(token: string, kid: string): Promise<boolean> {
  const jwk = (await published()).find((key) => key.kid === kid)
  const [head, body, signature = ''] = token.split('.')
  if (jwk === undefined) return false
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
}

it('the first use makes one key of 3072 bits, however many ask at once; only its public half is published', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, published))
  assert.is(new Set(answers.map((keys) => JSON.stringify(keys))).size, 1)
  const [key, ...more] = answers[0] ?? []
  assert.is(more.length, 0)
  assert.equal([key?.kty, key?.use, key?.alg], ['RSA', 'sig', 'RS256'])
  assert.is(Buffer.from(key?.n ?? '', 'base64url').length * 8, 3072)
  for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.not.ok(key !== undefined && part in key, part)
})

it('the private half rests sealed: neither it nor its primes stand in the folder', async () => {
  const { services } = world.server.running
  const [key] = publishedKeys(services.db, services.sealer, world.server.clock.wall())
  const needles = ['d', 'p', 'q'].map((part) => String(key?.jwk[part] ?? ''))
  assert.ok(needles.every((needle) => needle.length > 100))
  const files = filesOf(world.server.dataDir).filter(({ name }) => /beatkeeper\.db/.test(name))
  assert.ok(files.length > 0)
  for (const { name, bytes } of files)
    for (const needle of needles) {
      assert.not.ok(bytes.includes(needle), name)
      assert.not.ok(bytes.includes(Buffer.from(needle, 'base64url')), name)
    }
})

it('rotated by hand: the new one signs at once, the old one verifies for thirty days more', async () => {
  const before = await idToken()
  const rotated = await expecting(201, world.owner.ask(post('/admin/oauth-keys/rotate')))
  assert.equal(rotated.json.published, [rotated.json.kid, before.kid])
  assert.equal(await kids(), [rotated.json.kid, before.kid])
  const after = await idToken()
  assert.is(after.kid, rotated.json.kid)
  for (const { token, kid } of [before, after]) assert.ok(await verifies(token, kid))
  world.server.clock.pass(29 * dayMs)
  assert.ok(await verifies(before.token, before.kid))
  world.server.clock.pass(2 * dayMs)
  assert.equal(await kids(), [after.kid])
  const owner = await signIn(world.server)
  const { json } = await expecting(200, owner.ask(get('/admin/audit-log?action=oauth.rotate_keys')))
  assert.equal(
    json.data.map((row: { actor: { name: string }; changes: { after: { kid: string } } }) => [
      row.actor.name,
      row.changes.after.kid,
    ]),
    [
      ['Mina Okafor', after.kid],
      ['Beatkeeper', before.kid],
    ],
  )
})

it('rotated in time: published a day before it signs, on the ninetieth day', async () => {
  const [first = ''] = await kids()
  world.server.clock.pass(57 * dayMs)
  assert.equal(await kids(), [first])
  world.server.clock.pass(1.5 * dayMs)
  const [signing, next = '', ...more] = await kids()
  assert.equal([signing, more.length], [first, 0])
  assert.is((await idToken()).kid, first)
  world.server.clock.pass(dayMs)
  assert.equal(await kids(), [next, first])
  assert.is((await idToken()).kid, next)
})

it('after a restart the same keys; with another sealing key new ones, and everyone stays signed in', async () => {
  const before = await kids()
  await world.server.restart()
  assert.equal(await kids(), before)
  const { services } = world.server.running
  const tokens = await connect(world.server, app)
  const now = world.server.clock.wall()
  assert.equal(publishedKeys(services.db, createSealer(randomBytes(32)), now), [])
  await services.writer.submit((tx) => tx.run('UPDATE oauth_signing_keys SET sealed = ?', randomBytes(500)))
  await world.server.restart()
  const after = await kids()
  assert.is(after.length, 1)
  assert.not.ok(before.includes(after[0] ?? ''))
  await expecting(200, world.server.ask(get('/me', { token: tokens.access })))
})

it.run()
