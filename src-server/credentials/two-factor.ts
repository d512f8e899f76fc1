import { Problem } from '../contract/problems.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { Totp } from './totp.ts'

/**
 * Someone's authenticator app: begun with a secret, on once its first code was right.
 *
 * Chosen: the secret rests sealed with the server's key, bound to its person, so that a stolen file gives no codes and no row can be
 * put in another's place. A new one waits beside the one in use until its first code, so that moving to another phone never leaves
 * someone without. The step of the last code that was taken is kept: none is taken twice, by compare-and-set.
 * Held by test/identity/two-factor-api.test.ts.
 */

/** How long a secret waits for its first code. */
export const pendingLifeMs = 30 * 60_000

export interface TwoFactorRow {
  secret: Buffer | null
  confirmed_at: number | null
  last_step: number
  last_used_at: number | null
  pending_secret: Buffer | null
  pending_until: number | null
}

/** What is kept of someone's authenticator app; undefined where there never was one. */
export function twoFactorOf(db: Readable, userId: string): TwoFactorRow | undefined {
  return db.get<TwoFactorRow>(
    'SELECT secret, confirmed_at, last_step, last_used_at, pending_secret, pending_until FROM two_factor WHERE user_id = ?',
    userId,
  )
}

/** Whether signing in with a password asks this person for a code. */
export function hasTwoFactor(db: Readable, userId: string): boolean {
  return twoFactorOf(db, userId)?.secret != null
}

function purposeOf(userId: string): string {
  return `two-factor ${userId}`
}

/** @throws Problem `unavailable` where the key that it was sealed with is gone: recovery codes and passkeys go on without it. */
function opened(sealer: Sealer, userId: string, sealed: Buffer): Buffer {
  try {
    return sealer.open(purposeOf(userId), sealed)
  } catch (cause) {
    throw new Problem('unavailable', {
      detail:
        'Codes of authenticator apps cannot be checked here: the keys of this workspace are not those that it was made with. Use a recovery code or a passkey.',
      cause,
    })
  }
}

/** Keeps a fresh secret until its first code; the one in use goes on. */
export function beginTwoFactor(tx: Writable, sealer: Sealer, userId: string, secret: Buffer, until: number): void {
  tx.run(
    `INSERT INTO two_factor (user_id, pending_secret, pending_until) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET pending_secret = excluded.pending_secret, pending_until = excluded.pending_until`,
    userId,
    sealer.seal(purposeOf(userId), secret),
    until,
  )
}

export interface TotpTry {
  readonly userId: string
  readonly code: string
  /** Milliseconds UTC. */
  readonly now: number
}

/**
 * The step of a first code that is right for the waiting secret; null where it is not.
 * @throws Problem `two_factor_not_begun` where nothing waits (any more).
 */
export function firstCodeStep(db: Readable, sealer: Sealer, totp: Totp, { userId, code, now }: TotpTry): number | null {
  const row = twoFactorOf(db, userId)
  if (row === undefined || row.pending_secret === null || now >= (row.pending_until ?? 0))
    throw new Problem('two_factor_not_begun')
  return totp.stepOf(opened(sealer, userId, row.pending_secret), code, now, 0)
}

/** Turns the waiting secret on, in place of the one before it, if the code is its own. @throws Problem as above. */
export function confirmTwoFactor(tx: Writable, sealer: Sealer, totp: Totp, given: TotpTry): boolean {
  const step = firstCodeStep(tx, sealer, totp, given)
  if (step === null) return false
  tx.run(
    `UPDATE two_factor SET secret = pending_secret, confirmed_at = ?, last_step = ?, last_used_at = NULL,
       pending_secret = NULL, pending_until = NULL WHERE user_id = ?`,
    given.now,
    step,
    given.userId,
  )
  return true
}

/** Takes a code of someone's app. False: it is not right now, or was taken before. */
export function takeTotp(tx: Writable, sealer: Sealer, totp: Totp, { userId, code, now }: TotpTry): boolean {
  const row = twoFactorOf(tx, userId)
  if (row === undefined || row.secret === null) return false
  const step = totp.stepOf(opened(sealer, userId, row.secret), code, now, row.last_step)
  if (step === null) return false
  return (
    tx.run(
      'UPDATE two_factor SET last_step = ?, last_used_at = ? WHERE user_id = ? AND last_step < ?',
      step,
      now,
      userId,
      step,
    ) === 1
  )
}

/** Forgets someone's authenticator app and recovery codes. */
export function endTwoFactor(tx: Writable, userId: string): void {
  tx.run('DELETE FROM two_factor WHERE user_id = ?', userId)
  tx.run('DELETE FROM recovery_codes WHERE user_id = ?', userId)
}
