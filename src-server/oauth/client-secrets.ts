import { timingSafeEqual } from 'node:crypto'
import { hashSecret, secretKindOf } from '../credentials/secret-format.ts'
import type { Readable } from '../db/database.ts'

/**
 * Whether a client secret is one that works for an app now: its own, or the one that it is taking over from. Compared by hash, and every
 * one of them whatever came before, so that the time tells nothing.
 */
export function isClientSecret(db: Readable, appId: string, secret: unknown, now: number): boolean {
  if (typeof secret !== 'string' || secretKindOf(secret) !== 'client_secret') return false
  const given = hashSecret(secret)
  const rows = db.all<{ hash: Buffer }>(
    'SELECT hash FROM oauth_app_secrets WHERE app_id = ? AND (ends_at IS NULL OR ends_at > ?)',
    appId,
    now,
  )
  let isOne = false
  for (const { hash } of rows) if (timingSafeEqual(hash, given)) isOne = true
  return isOne
}
