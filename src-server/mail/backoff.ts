/**
 * When a mail that could not go is tried again. Pure: after 1, 5, 15, 30 minutes, then every hour, until it is too late to be of use (outbox.ts).
 * A server that is in trouble is asked like that once for all mail, not once for each.
 */
const minutes = [1, 5, 15, 30, 60] as const

/** Milliseconds until the next attempt, after so many. */
export function retryAfterMs(attempts: number): number {
  return (minutes[Math.min(Math.max(attempts, 1), minutes.length) - 1] ?? 60) * 60_000
}
