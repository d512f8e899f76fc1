/**
 * Whether a credential still works, from what was done to it and what time it is.
 *
 * One function for the pipeline, the list of tokens and the stats, so that they cannot disagree by a millisecond.
 */

/** What has ended a credential, or will. Times are milliseconds since 1970 UTC. */
export type Life = {
  readonly revoked: boolean
  /** Single-use links only. */
  readonly used: boolean
  readonly disabled: boolean
  /** `null` = never. */
  readonly expiresAt: number | null
}

/** The life of a credential that nothing has happened to. */
export const UNENDING: Life = { revoked: false, used: false, disabled: false, expiresAt: null }

/** The five states, each ruling out those after it: what a person did stands before what the clock did, what can be undone last. */
export const STANDINGS = ['revoked', 'used', 'expired', 'disabled', 'active'] as const

/** One of the five states. */
export type Standing = (typeof STANDINGS)[number]

/**
 * The state of a credential at a time. It has expired *at* its expiry, not after it (as RFC 7519 §4.1.4 says of `exp`).
 * @param now milliseconds since 1970 UTC, from the server's trusted clock.
 */
export function standingOf(life: Life, now: number): Standing {
  if (life.revoked) return 'revoked'
  if (life.used) return 'used'
  if (life.expiresAt !== null && now >= life.expiresAt) return 'expired'
  if (life.disabled) return 'disabled'
  return 'active'
}
