/** What is sealed opens with its own key, for its own purpose, unchanged; and in no other way. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CannotOpen, createSealer, keyIdOf } from '../../src-server/keys/sealer.ts'

const it = suite('sealer')
const key = randomBytes(32)
const sealer = createSealer(key)

function reasonOf(work: () => unknown): string {
  try {
    work()
    return 'opened'
  } catch (error) {
    return error instanceof CannotOpen ? error.reason : String(error)
  }
}

it('opens what it sealed, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 500 }), (purpose, bytes) => {
      const plain = Buffer.from(bytes)
      assert.ok(sealer.open(purpose, sealer.seal(purpose, plain)).equals(plain))
    }),
  )
})

it('opens nothing for another purpose', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      fc.pre(one !== other)
      assert.is(
        reasonOf(() => sealer.open(other, sealer.seal(one, Buffer.from('x')))),
        'damaged',
      )
    }),
  )
})

it('opens nothing that was changed by one bit, or cut off, at any place', () => {
  const sealed = sealer.seal('p', Buffer.from('a secret of some length'))
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.is.not(
      reasonOf(() => sealer.open('p', changed)),
      'opened',
      `bit ${bit}`,
    )
  }
  for (let length = 0; length < sealed.length; length += 1)
    assert.is(
      reasonOf(() => sealer.open('p', sealed.subarray(0, length))),
      'damaged',
    )
})

it('says of another key that it is another key', () => {
  const other = createSealer(randomBytes(32))
  assert.is(
    reasonOf(() => other.open('p', sealer.seal('p', Buffer.from('x')))),
    'other_key',
  )
  assert.is(sealer.keyId, keyIdOf(key))
  assert.is.not(sealer.keyId, other.keyId)
})

it('shows nothing of the plain text, not even that two are equal', () => {
  const plain = Buffer.from('the same password')
  const [one, two] = [sealer.seal('p', plain), sealer.seal('p', plain)]
  assert.is(one.indexOf(plain), -1)
  assert.not.ok(one.equals(two))
})

it('derives the same for the same purpose and key, and something else for any other', () => {
  assert.ok(createSealer(Buffer.from(key)).derive('unsubscribe').equals(sealer.derive('unsubscribe')))
  assert.not.ok(sealer.derive('unsubscribe').equals(sealer.derive('other')))
  assert.not.ok(createSealer(randomBytes(32)).derive('unsubscribe').equals(sealer.derive('unsubscribe')))
  assert.is(sealer.derive('x').length, 32)
})

it.run()
