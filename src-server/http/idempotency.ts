import { createHash } from 'node:crypto'
import { Problem } from '../contract/problems.ts'
import { holdsLinkKey } from '../credentials/link-keys.ts'
import type { Environment } from '../credentials/principal.ts'
import { findSecrets } from '../credentials/secret-format.ts'
import type { Readable, Writable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'
import type { Exchange } from './exchange.ts'

/**
 * Idempotency-Key: the first answer is kept for a day and given again, without its secrets.
 *
 * Looked up and recorded in the request's own batch but outside its savepoint, so that a 409 is kept too. Scope: credential, method and
 * path. A row without a status stands for a handler that still waits for something (five minutes at most).
 * Held by test/http/idempotency.test.ts.
 */

export interface KeptAnswer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: string | null
}

const dayMs = 86_400_000
const inFlightMs = 300_000

/**
 * The key of a request, or null where none was sent or none counts.
 * @throws Problem `malformed_request` unless it is 1–255 visible ASCII characters.
 */
export function idempotencyKeyOf(exchange: Exchange): Buffer | null {
  const sent = exchange.headers.get('idempotency-key')
  if (sent === undefined || exchange.req.method !== 'POST' || !/^\/api\/v1\/(admin|org|me)(\/|$)/.test(exchange.path))
    return null
  if (!/^[\x21-\x7e]{1,255}$/.test(sent))
    throw new Problem('malformed_request', { detail: 'Idempotency-Key is 1 to 255 visible ASCII characters.' })
  return createHash('sha256')
    .update(
      JSON.stringify([
        exchange.principal?.kind ?? '',
        exchange.principal?.id ?? '',
        exchange.req.method,
        exchange.path,
        sent,
      ]),
    )
    .digest()
}

/**
 * What a key stands for: the bytes of the body, on this page, in this environment. The same bytes for another page (by Host or X-Page) or
 * for the sandbox are another request: answering them with the first one's answer would say that something is done that is not.
 */
export function requestHash(body: Buffer | null, pageId: string | null, environment: Environment): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([pageId, environment]))
    .update(body ?? '')
    .digest()
}

interface Row {
  body_hash: Buffer
  status: number | null
  headers: string | null
  body: string | null
}

/**
 * The answer that was kept for this key, or null.
 * @throws Problem `idempotency_key_reused` for another body, `idempotency_in_flight` while the first one runs.
 */
export function keptAnswer(db: Readable, key: Buffer, bodyHash: Buffer, now: number): KeptAnswer | null {
  const row = db.get<Row>(
    'SELECT body_hash, status, headers, body FROM idempotency WHERE key = ? AND expires_at > ?',
    key,
    now,
  )
  if (row === undefined) return null
  if (!row.body_hash.equals(bodyHash)) throw new Problem('idempotency_key_reused')
  if (row.status === null) throw new Problem('idempotency_in_flight', { headers: { 'Retry-After': '1' } })
  return { status: row.status, headers: storedWords(row.headers), body: row.body }
}

/** Marks the key as running. */
export function markInFlight(tx: Writable, key: Buffer, bodyHash: Buffer, now: number): void {
  tx.run(
    'INSERT OR REPLACE INTO idempotency (key, body_hash, created_at, expires_at) VALUES (?, ?, ?, ?)',
    key,
    bodyHash,
    now,
    now + inFlightMs,
  )
}

/** Forgets a key whose handler came to no answer that is kept. */
export function forgetKey(tx: Writable, key: Buffer): void {
  tx.run('DELETE FROM idempotency WHERE key = ? AND status IS NULL', key)
}

/** Keeps an answer (2xx and 409 only; the caller sees to that). */
export function keepAnswer(tx: Writable, key: Buffer, bodyHash: Buffer, now: number, answer: KeptAnswer): void {
  tx.run(
    'INSERT OR REPLACE INTO idempotency (key, body_hash, status, headers, body, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    key,
    bodyHash,
    answer.status,
    JSON.stringify(answer.headers),
    answer.body === null ? null : withoutSecrets(answer.body),
    now,
    now + dayMs,
  )
}

/** Drops what is older than a day, a thousand rows a turn. */
export function forgetOldAnswers(tx: Writable, now: number): number {
  return tx.run(
    'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE expires_at <= ? LIMIT 1000)',
    now,
  )
}

/** The body with every field that holds one of our secrets set to null, and `secret_shown: true` if there was one. */
function withoutSecrets(body: string): string {
  const isSecret = (text: string): boolean => findSecrets(text).length > 0 || holdsLinkKey(text)
  if (!isSecret(body)) return body
  const value: unknown = JSON.parse(body, (_key, each: unknown) =>
    typeof each === 'string' && isSecret(each) ? null : each,
  )
  return JSON.stringify(
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, secret_shown: true } : value,
  )
}
