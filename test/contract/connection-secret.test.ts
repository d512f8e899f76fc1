import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ConnectionSecret, readSecret, writeSecret } from '../../src-server/contract/connection-secret.ts'

/** What lies in the keychain: read back as it was written, for its own address alone. */
const it = suite('connection secret')

const origin = 'https://status.example.org'
const text = fc.string()
const any: fc.Arbitrary<ConnectionSecret> = fc.oneof(
  fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant('session' as const),
    origin: text,
    cookie: text,
    csrf: text,
  }),
  fc.record({ v: fc.constant(1 as const), kind: fc.constant('token' as const), origin: text, token: text }),
  fc.record(
    {
      v: fc.constant(1 as const),
      kind: fc.constant('oauth' as const),
      origin: text,
      issuer: text,
      client_id: text,
      refresh_token: text,
      access: fc.record({ token: text, until: fc.nat() }, { noNullPrototype: true }),
    },
    { requiredKeys: ['v', 'kind', 'origin', 'issuer', 'client_id', 'refresh_token'] },
  ),
)

it('is read back as it was written, and never for another address', () => {
  fc.assert(
    fc.property(any, text, (secret, other) => {
      assert.equal(readSecret(writeSecret(secret), secret.origin), structuredClone({ ...secret }))
      if (other !== secret.origin) assert.is(readSecret(writeSecret(secret), other), null)
    }),
  )
})

it('what is damaged, of another version or holds more is nothing', () => {
  const good = { v: 1, kind: 'token', origin, token: 'bk_live_x' }
  assert.ok(readSecret(JSON.stringify(good), origin) !== null)
  for (const bad of [
    '',
    'null',
    '[]',
    '{',
    JSON.stringify({ ...good, v: 2 }),
    JSON.stringify({ ...good, kind: 'password' }),
    JSON.stringify({ ...good, more: 1 }),
    JSON.stringify({ v: 1, kind: 'token', origin }),
  ])
    assert.is(readSecret(bad, origin), null, bad)
})

it.run()
