import { createHash, randomFillSync } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * What our secrets look like: a prefix that says the kind, random base62 characters, and six base62 characters of the CRC-32 of all before.
 *
 * Chosen: a checksum, so that a mistyped or made-up secret is refused without a look-up, and so that scanners of repositories can
 * match ours without false alarms. The prefix takes part in it: a secret of one kind never passes for another. Rejection sampling, so
 * that every character is equally likely. Tokens and OAuth secrets hold 32 characters (190 bits), sessions and magic links 43
 * (256 bits). Left out: the id inside the secret; only the SHA-256 of the whole is kept, and only the whole one is ever found.
 * Held by test/identity/secret-format.test.ts (T9).
 */

/** Prefix and number of random characters of each kind. */
const formats = {
  live: ['bk_live_', 32],
  test: ['bk_test_', 32],
  oauth_code: ['bka_', 32],
  oauth_access: ['bko_', 32],
  oauth_refresh: ['bkr_', 32],
  client_secret: ['bkc_', 32],
  magic: ['bkm_', 43],
  session: ['bks_', 43],
} as const satisfies Record<string, readonly [string, number]>

export type SecretKind = keyof typeof formats

/** All kinds, API tokens first. */
export const secretKinds = [
  'live',
  'test',
  'oauth_code',
  'oauth_access',
  'oauth_refresh',
  'client_secret',
  'magic',
  'session',
] as const satisfies readonly SecretKind[]

/** The prefix of a kind, such as `bk_live_`. */
export function prefixOf(kind: SecretKind): string {
  return formats[kind][0]
}

/** The regular expression that we publish for secret scanners. RE2 and PCRE read it too; what it finds is then held against the checksum. */
export const secretPattern = 'bk(?:_live_|_test_|[aorc]_)[0-9A-Za-z]{38}|bk[ms]_[0-9A-Za-z]{49}'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base = alphabet.length
/** The largest multiple of 62 in a byte: bytes from here on are thrown away, or the first characters would be likelier. */
const unbiased = 256 - (256 % base)
const checksumLength = 6

const pool = Buffer.allocUnsafe(4096)
let used = pool.length

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const byte = pool[used] ?? 0
  pool[used] = 0 // what became a secret does not stay in memory a second time
  used += 1
  return byte
}

/** Random base62 characters, each equally likely (5.95 bits each), from the operating system's generator. */
export function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    const byte = randomByte()
    if (byte < unbiased) text += alphabet[byte % base]
  }
  return text
}

function checksumOf(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let place = 0; place < checksumLength; place += 1) {
    digits = alphabet[rest % base] + digits
    rest = Math.floor(rest / base)
  }
  return digits
}

/** Makes a fresh secret. It is shown once and then only kept as its hash. */
export function mintSecret(kind: SecretKind): string {
  const [prefix, length] = formats[kind]
  const text = prefix + randomBase62(length)
  return text + checksumOf(text)
}

const whole = new RegExp(`^(?:${secretPattern})$`)

/** The kind of a well-formed secret, or null: another shape, or the checksum says that a character is wrong. Touches no database. */
export function secretKindOf(text: string): SecretKind | null {
  if (text.length > 64 || !whole.test(text)) return null
  if (checksumOf(text.slice(0, -checksumLength)) !== text.slice(-checksumLength)) return null
  return secretKinds.find((kind) => text.startsWith(formats[kind][0])) ?? null
}

export interface FoundSecret {
  readonly kind: SecretKind
  readonly value: string
  /** Where it begins in the text. */
  readonly index: number
}

const anywhere = new RegExp(`(?=(${secretPattern}))`, 'g')

/** All of our secrets with a right checksum in a text, also where other characters touch them. */
export function findSecrets(text: string): FoundSecret[] {
  if (!text.includes('bk')) return []
  const found: FoundSecret[] = []
  for (const match of text.matchAll(anywhere)) {
    const value = match[1] ?? ''
    const kind = secretKindOf(value)
    if (kind !== null) found.push({ kind, value, index: match.index })
  }
  return found
}

/** What we keep of a secret: the SHA-256 of all of it. No salt and no stretching: 190 random bits cannot be guessed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest()
}

/** What people see of a secret afterwards: its first 12 characters. */
export function visiblePrefixOf(secret: string): string {
  return secret.slice(0, 12)
}
