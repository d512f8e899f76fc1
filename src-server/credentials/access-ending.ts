import type { Writable } from '../db/database.ts'
import { endMagicTokens } from './magic-tokens.ts'
import { endOAuthOf, grantRevoked } from './oauth-grants.ts'
import { endSessionsOf } from './sessions.ts'
import { endBegunSignIns } from './sign-in.ts'

export interface Ending {
  /** Milliseconds UTC. */
  readonly now: number
  /** For the log. */
  readonly reason: string
  /** The session that someone changes their own password in goes on. */
  readonly exceptSession?: string
}

/**
 * Keeps someone out from the next request on: their sessions end, sign-ins that they have begun, links that would set a
 * password, and what they allowed OAuth apps. Their API tokens are no part of it: those belong to the page.
 *
 * Chosen: one place for all that lets a person in, so that whoever takes it away (a new password, a reset, a disabled or removed
 * member) cannot forget one. Whoever calls it says `accessChanged` and records the rows that it answers.
 * Held by test/identity/access-ending.test.ts.
 */
export function endAccess(tx: Writable, userId: string, { now, reason, exceptSession }: Ending) {
  endSessionsOf(tx, userId, now, exceptSession ?? null)
  endBegunSignIns(tx, userId)
  endMagicTokens(tx, 'password_reset', userId, now)
  return endOAuthOf(tx, userId, now, reason).map((grant) => grantRevoked(grant, reason))
}
