import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret, prefixOf, secretKinds } from '../../src-server/credentials/secret-format.ts'
import { conceal, concealJson, holdsSecret } from '../../src-server/journal/conceal.ts'

test('every kind of our secrets is replaced, wherever it stands, whole or cut off', () => {
  for (const kind of secretKinds) {
    for (let round = 0; round < 50; round += 1) {
      const secret = mintSecret(kind)
      for (const text of [
        secret,
        `x${secret}`,
        `${secret}y`,
        `Bearer ${secret}, ${secret}`,
        secret.slice(0, prefixOf(kind).length + 16),
      ]) {
        assert.ok(holdsSecret(text))
        assert.not.ok(conceal(text).includes(secret.slice(prefixOf(kind).length, prefixOf(kind).length + 16)))
      }
    }
  }
})

test('text without one stays the same string', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (!holdsSecret(text)) assert.is(conceal(text), text)
    }),
  )
  for (const text of ['', 'curl/8.5.0', 'bk_live_aB3d', 'bk_live_', 'book_live_aaaaaaaaaaaaaaaaaaaaaaaa', 'bkm_short'])
    assert.is(conceal(text), text)
})

test('values are concealed at any depth, names of members included, and nothing else changes', () => {
  const secret = mintSecret('live')
  const value = { a: [1, null, true, secret], [secret]: { deep: `x ${secret}` }, keep: 'as it is' }
  const text = JSON.stringify(concealJson(value))
  assert.not.ok(text.includes(secret.slice(8)))
  assert.is(
    text,
    '{"a":[1,null,true,"[secret removed: bk_live]"],"[secret removed: bk_live]":{"deep":"x [secret removed: bk_live]"},"keep":"as it is"}',
  )
})

test.run()
