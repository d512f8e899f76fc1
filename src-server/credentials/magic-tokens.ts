import { ANONYMOUS, type CredentialFacts } from '../access/facts.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { MagicPrincipal } from './principal.ts'
import { hashSecret, mintSecret } from './secret-format.ts'

/**
 * Tokens of links: short-lived, for one purpose and one object, used once.
 *
 * Chosen: only the POST that acts uses one up, by compare-and-set in its batch, so that mail scanners which follow links change nothing
 * and of two at once one wins. A newer link for the same thing ends the older ones. Only the SHA-256 is kept.
 * Held by test/identity/magic-tokens.test.ts (T8).
 */

export type MagicPurpose = 'invite'

/** How long an invite's link can be used: a day. */
export const inviteLifeMs = 24 * 3_600_000

interface MagicRow {
  id: number
  purpose: string
  subject_id: string
  expires_at: number
  used_at: number | null
  revoked_at: number | null
}

/** Makes a link's token, shown once; links that there were for the same thing end. */
export function mintMagicToken(
  tx: Writable,
  { purpose, subjectId, now, lifeMs }: { purpose: MagicPurpose; subjectId: string; now: number; lifeMs: number },
): { readonly secret: string; readonly expiresAt: number } {
  endMagicTokens(tx, purpose, subjectId, now)
  const secret = mintSecret('magic')
  const expiresAt = now + lifeMs
  tx.run(
    'INSERT INTO magic_tokens (hash, purpose, subject_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    hashSecret(secret),
    purpose,
    subjectId,
    now,
    expiresAt,
  )
  return { secret, expiresAt }
}

/** Ends every link for one thing that was not used yet. */
export function endMagicTokens(tx: Writable, purpose: MagicPurpose, subjectId: string, now: number): void {
  tx.run(
    'UPDATE magic_tokens SET revoked_at = ? WHERE purpose = ? AND subject_id = ? AND used_at IS NULL AND revoked_at IS NULL',
    now,
    purpose,
    subjectId,
  )
}

/** What stands behind a link besides its own row: its object may have ended, or end sooner. */
export interface MagicSubject {
  readonly name: string
  readonly ended: boolean
  /** Milliseconds UTC, or null. */
  readonly expiresAt: number | null
}

/**
 * The holder of a link's token, in whatever state it is; the kernel judges that.
 * @param subjectOf the object of a purpose; null ends the link.
 */
export function resolveMagicToken(
  db: Readable,
  secret: string,
  generation: number,
  subjectOf: (purpose: string, subjectId: string) => MagicSubject | null,
): MagicPrincipal | null {
  const row = db.get<MagicRow>(
    'SELECT id, purpose, subject_id, expires_at, used_at, revoked_at FROM magic_tokens WHERE hash = ?',
    hashSecret(secret),
  )
  if (row === undefined) return null
  const subject = subjectOf(row.purpose, row.subject_id)
  const expiresAt = Math.min(row.expires_at, subject?.expiresAt ?? row.expires_at)
  const facts: CredentialFacts = {
    ...ANONYMOUS,
    kind: 'magic',
    life: {
      revoked: row.used_at === null && (row.revoked_at !== null || subject === null || subject.ended),
      used: row.used_at !== null,
      disabled: false,
      expiresAt,
    },
  }
  return {
    kind: 'magic',
    id: row.subject_id,
    name: subject?.name ?? row.purpose,
    purpose: row.purpose,
    subjectId: row.subject_id,
    expiresAt,
    generation,
    facts,
  }
}

/** Uses up the open link for one thing, in the batch of the request that acts on it. False: someone else was first, or it ended. */
export function useMagicToken(tx: Writable, purpose: MagicPurpose, subjectId: string, now: number): boolean {
  const used = tx.run(
    `UPDATE magic_tokens SET used_at = ?
     WHERE purpose = ? AND subject_id = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`,
    now,
    purpose,
    subjectId,
    now,
  )
  return used === 1
}
