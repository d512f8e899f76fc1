import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  findSecrets,
  hashSecret,
  mintSecret,
  prefixOf,
  randomBase62,
  secretKindOf,
  secretKinds,
  secretPattern,
  visiblePrefixOf,
} from '../../src-server/credentials/secret-format.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const count = 10_000
const it = suite('credentials.secret-format (T9)')

const secrets = Array.from({ length: count }, (_, place) =>
  mintSecret(secretKinds[place % secretKinds.length] ?? 'live'),
)

it('never makes the same secret twice', () => {
  assert.is(new Set(secrets).size, count)
})

it('draws every character equally often (chi-square)', () => {
  const drawn = randomBase62(count * 32)
  const seen = new Map<string, number>()
  for (const character of drawn) seen.set(character, (seen.get(character) ?? 0) + 1)
  const expected = drawn.length / alphabet.length
  let chiSquare = 0
  for (const character of alphabet) chiSquare += ((seen.get(character) ?? 0) - expected) ** 2 / expected
  assert.is(seen.size, alphabet.length)
  // 61 degrees of freedom: above 150 once in a thousand million runs by chance; a plain `byte % 62` gives thousands.
  assert.ok(chiSquare < 150, `chi-square ${chiSquare}`)
})

it('would notice the bias of a plain modulo (teeth)', () => {
  const expected = (count * 32) / 62
  let chiSquare = 0
  for (let place = 0; place < 62; place += 1) {
    const probability = (place < 256 % 62 ? 5 : 4) / 256
    chiSquare += (probability * count * 32 - expected) ** 2 / expected
  }
  assert.ok(chiSquare > 1000)
})

it('refuses every single-character typo', () => {
  let typos = 0
  let caught = 0
  secrets.forEach((secret, turn) => {
    for (let place = 0; place < secret.length; place += 1) {
      const other = alphabet[(turn + place * 7) % alphabet.length] ?? '0'
      if (other === secret[place]) continue
      typos += 1
      if (secretKindOf(secret.slice(0, place) + other + secret.slice(place + 1)) === null) caught += 1
    }
  })
  // Every other character in every place, for one secret of each kind.
  for (const kind of secretKinds) {
    const secret = mintSecret(kind)
    for (let place = 0; place < secret.length; place += 1) {
      for (const other of `${alphabet}_- `) {
        if (other === secret[place]) continue
        typos += 1
        if (secretKindOf(secret.slice(0, place) + other + secret.slice(place + 1)) === null) caught += 1
      }
    }
  }
  assert.is(caught, typos)
  console.log(`T9 token-format secrets ${count} duplicates 0 typos ${typos} caught ${caught}`)
})

it('knows the kind of each secret and shows twelve characters of it', () => {
  for (const kind of secretKinds) {
    const secret = mintSecret(kind)
    assert.is(secretKindOf(secret), kind)
    assert.ok(secret.startsWith(prefixOf(kind)))
    assert.is(visiblePrefixOf(secret), secret.slice(0, 12))
    assert.is(hashSecret(secret).length, 32)
  }
})

it('follows the published shape: 32 random characters for tokens, 43 for sessions and links, 6 of checksum', () => {
  for (const kind of secretKinds) {
    const length = kind === 'magic' || kind === 'session' ? 43 : 32
    assert.is(mintSecret(kind).length, prefixOf(kind).length + length + 6)
  }
  // A fixed vector, so that scanners written elsewhere can be held against it.
  assert.is(
    secretKindOf(
      `bk_live_00000000000000000000000000000000${checksumByHand('bk_live_00000000000000000000000000000000')}`,
    ),
    'live',
  )
})

it('refuses what only looks like one: shorter, longer, of no kind, of another case, with blanks', () => {
  const secret = mintSecret('live')
  for (const wrong of [
    '',
    'bk_live_',
    secret.slice(1),
    secret.slice(0, -1),
    `${secret}0`,
    ` ${secret}`,
    `${secret}\n`,
    secret.replace('live', 'prod'),
    'x'.repeat(1_000_000),
  ])
    assert.is(secretKindOf(wrong), null)
  assert.is(secretKindOf(secret.replace('bk_live_', 'bk_test_')), null)
})

it('finds every secret in a text, whatever touches it, and nothing in ordinary code', () => {
  const pattern = new RegExp(secretPattern, 'g')
  const text = secrets
    .map(
      (secret, place) =>
        `${['TOKEN=', 'x', '"', '_', '=bk'][place % 5]}${secret}${['\n', 'a', '";', '/', ' '][place % 5]}`,
    )
    .join('')
  assert.is(text.match(pattern)?.length, count)
  assert.equal(
    findSecrets(text).map((found) => found.value),
    secrets,
  )
  let read = 0
  let found = 0
  for (const source of ordinaryCode(join(import.meta.dirname, '../../node_modules'), [
    'vite',
    'zod',
    'koa',
    'solid-js',
    'lucide-solid',
    'playwright-core',
    'axe-core',
  ])) {
    read += source.length
    found += findSecrets(source).length
    if (read > 10_000_000) break
  }
  assert.is(found, 0)
  console.log(`T9 token-format regex found ${count} of ${count}, in ${read} characters of ordinary code ${found}`)
})

it('never throws and never finds what was not minted, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...secretKinds), (noise, kind) => {
      const secret = mintSecret(kind)
      assert.is(secretKindOf(noise), null)
      assert.equal(
        findSecrets(`${noise}${secret}${noise}`).map((found) => [found.kind, found.value]),
        [[kind, secret]],
      )
    }),
    { numRuns: 1000 },
  )
})

/** The checksum again, written another way: CRC-32 bit by bit, then base 62 with BigInt. */
function checksumByHand(text: string): string {
  let crc = 0xffffffff
  for (const byte of Buffer.from(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  let rest = BigInt((crc ^ 0xffffffff) >>> 0)
  let digits = ''
  for (let place = 0; place < 6; place += 1) {
    digits = alphabet[Number(rest % 62n)] + digits
    rest /= 62n
  }
  return digits
}

function* ordinaryCode(root: string, packages: readonly string[]): Generator<string> {
  for (const name of packages) {
    for (const file of readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })) {
      const path = join(root, name, file)
      if (/\.(?:[cm]?js|ts)$/.test(file) && statSync(path).isFile()) yield readFileSync(path, 'utf8')
    }
  }
}

it.run()
