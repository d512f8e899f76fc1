import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Readable, Writable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'

/**
 * The keys that sign ID tokens: made at the first use, sealed at rest, changed without anybody noticing.
 *
 * Chosen: RS256, the one algorithm that every OpenID client knows (OIDC Core §15.1), with 3072 bits. A key signs for ninety days. Its
 * successor is published a day before it signs, so that clients which keep the key set for a day have it by then, and it stays published
 * for thirty days after. Access tokens are opaque and need no key: changing keys signs nobody out. Where the sealing key is another one
 * (a backup that was restored without its keys), what it sealed is of no use any more and new keys are made.
 * Held by test/oauth/signing-keys.test.ts.
 */

const dayMs = 86_400_000
const signsForMs = 90 * dayMs
const publishedBeforeMs = dayMs
const publishedAfterMs = 30 * dayMs

/** A private key as JWK. */
export interface SigningKey {
  readonly kid: string
  readonly jwk: Readonly<Record<string, unknown>>
}

interface KeyRow {
  kid: string
  sealed: Buffer
  created_at: number
  signs_from: number
}

/** The keys to be published at a time, the one that signs first; empty before the first use. */
export function publishedKeys(db: Readable, sealer: Pick<Sealer, 'open'>, now: number): SigningKey[] {
  const rows = db.all<KeyRow>('SELECT kid, sealed, created_at, signs_from FROM oauth_signing_keys ORDER BY signs_from')
  const signing = rows.findLastIndex((row) => row.signs_from <= now)
  const published = rows.filter((_, index) => {
    const next = rows[index + 1]
    return index >= signing || (next !== undefined && now < next.signs_from + publishedAfterMs)
  })
  const inOrder = [...published].sort((a, b) => Number(b === rows[signing]) - Number(a === rows[signing]))
  return inOrder.flatMap((row) => opened(row, sealer) ?? [])
}

/** A key that cannot be opened any more signs nothing and proves nothing: it is as if it were not there. */
function opened(row: KeyRow, sealer: Pick<Sealer, 'open'>): SigningKey | null {
  try {
    const jwk: Record<string, unknown> = JSON.parse(sealer.open(purposeOf(row.kid), row.sealed).toString('utf8'))
    return { kid: row.kid, jwk }
  } catch {
    return null
  }
}

function purposeOf(kid: string): string {
  return `oauth_signing_key:${kid}`
}

/** Whether a key has to be made now: there is none that signs, or its successor is due. */
export function keyIsDue(db: Readable, sealer: Pick<Sealer, 'open'>, now: number): 'now' | 'soon' | null {
  const [signing] = publishedKeys(db, sealer, now)
  const latest = db.get<{ signs_from: number }>('SELECT max(signs_from) AS signs_from FROM oauth_signing_keys')
  if (signing === undefined || latest === undefined || latest.signs_from === null) return 'now'
  return now >= latest.signs_from + signsForMs - publishedBeforeMs ? 'soon' : null
}

const generate = promisify(generateKeyPair)

/** Makes a key; it is nobody's until it is kept. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 3072 })
  const kid = randomBytes(9).toString('base64url')
  return { kid, jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } }
}

/** Keeps a key, sealed, and forgets those that nobody needs any more. */
export function keepSigningKey(
  tx: Writable,
  sealer: Pick<Sealer, 'seal'>,
  { kid, jwk }: SigningKey,
  { now, signsFrom }: { now: number; signsFrom: number },
): void {
  const sealed = sealer.seal(purposeOf(kid), Buffer.from(JSON.stringify(jwk), 'utf8'))
  tx.run(
    'INSERT INTO oauth_signing_keys (kid, sealed, created_at, signs_from) VALUES (?, ?, ?, ?)',
    kid,
    sealed,
    now,
    signsFrom,
  )
  tx.run(
    `DELETE FROM oauth_signing_keys WHERE signs_from < (
       SELECT max(signs_from) FROM oauth_signing_keys AS later WHERE later.signs_from <= ?)`,
    now - publishedAfterMs,
  )
}

/** From when a key that is made for a reason signs. */
export function signsFrom(due: 'now' | 'soon', now: number): number {
  return due === 'now' ? now : now + publishedBeforeMs
}
