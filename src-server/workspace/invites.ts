import type { MagicSubject } from '../credentials/magic-tokens.ts'
import type { Readable } from '../db/database.ts'

/** SQL: the invite was made by a token that does not work any more (any less than it did: disabled counts); takes the time. */
export const inviterEnded = `(invites.by_token IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.id = invites.by_token
  AND tokens.revoked_at IS NULL AND tokens.disabled_at IS NULL AND (tokens.expires_at IS NULL OR tokens.expires_at > ?)))`

/**
 * An invite as the object of its link. It ends when it is withdrawn or replaced, when the person who made it leaves, and with the
 * token that made it.
 * @param now milliseconds UTC.
 */
export function inviteSubject(db: Readable, inviteId: string, now: number): MagicSubject | null {
  const row = db.get<{ email: string; expires_at: number; ended: number }>(
    `SELECT email, expires_at, (ended_at IS NOT NULL OR ${inviterEnded}) AS ended FROM invites WHERE id = ?`,
    now,
    inviteId,
  )
  return row === undefined ? null : { name: row.email, ended: row.ended === 1, expiresAt: row.expires_at }
}
