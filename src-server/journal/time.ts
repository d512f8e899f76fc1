import type { Clock } from '../lib/clock.ts'

/** A clock that steps back by more than this is reported, and gains nobody more than this (security.md 2.2). */
export const clockToleranceMs = 120_000

/**
 * The time for every expiry check: the wall clock, but never more than two minutes before the latest time ever committed to the log.
 * Turning the clock back revives nothing.
 */
export function trustedTime(clock: Clock, latestCommittedAt: number): number {
  return Math.max(clock.wall(), latestCommittedAt - clockToleranceMs)
}
