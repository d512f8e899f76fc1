/**
 * Whether an API token could still work, in SQL and for a row: one rule for every list, count and check, beside the kernel's own
 * (access/standing.ts), which says what a live request is told.
 *
 * "Could still work" is active or switched off: neither revoked, nor expired, nor the old one of a rotation whose time has run out,
 * whether that is written down yet or not. Held by test/tokens/list.test.ts, against a naive reading.
 */

/** SQL: when a rotation ends a token, NULL while nothing does. min() of SQLite is NULL for any NULL, so a far future stands in for it. */
export const rotationEnd = 'nullif(min(coalesce(old_ends_at, 1e15), coalesce(hard_stop_at, 1e15)), 1e15)'

/** SQL: a row of `tokens` that could still work at a time; takes that time twice. */
export const couldStillWork = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
  AND (rotated_to IS NULL OR coalesce(${rotationEnd}, 1e15) > ?)`

/** When a rotation ends a token, milliseconds UTC, or null: nothing does, or it is not being replaced. */
export function rotationEndOf(row: {
  readonly rotated_to: string | null
  readonly old_ends_at: number | null
  readonly hard_stop_at: number | null
}): number | null {
  if (row.rotated_to === null) return null
  const ends = [row.old_ends_at, row.hard_stop_at].filter((end) => end !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}
