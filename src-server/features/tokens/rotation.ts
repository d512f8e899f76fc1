import { rfc3339OrNull } from '../../contract/fields.ts'
import { Problem } from '../../contract/problems.ts'
import { rotationEndOf } from '../../credentials/token-life.ts'
import type { Readable, Writable } from '../../db/database.ts'
import { systemOrigin } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Use } from '../../journal/uses.ts'
import type { TokenPolicy } from '../../workspace/policy.ts'
import { statusOf } from './present.ts'
import {
  brokenRotations,
  countWorkingInLine,
  countWorkingWithScopes,
  endedRotations,
  type TokenRow,
  updateToken,
} from './store.ts'

/**
 * Rotation: a successor with the same access, while the old one goes on.
 *
 * The old one's clock starts when the **successor is first used**, and stops it at the hard stop in any case: an unattended rotation
 * on Friday does not break Saturday's job. If the successor ends before its first use, the rotation is undone. What time alone
 * brings about is true at once for every request and every list (statusOf), and written down by `settleRotations` soon after.
 * Held by test/tokens/rotation.test.ts.
 */

export const defaultOverlapSeconds = 86_400
export const defaultHardStopSeconds = 604_800

/**
 * @throws Problem `active_token_limit` when one more of this line, or of this scope set, would be too many.
 */
export function refuseTooMany(
  db: Readable,
  policy: TokenPolicy,
  row: Pick<TokenRow, 'line_id' | 'scopes' | 'page_id' | 'environment'>,
  now: number,
  except: string,
): void {
  if (countWorkingInLine(db, row.line_id, now, except) >= 2) throw new Problem('active_token_limit')
  const { maxActivePerScopeSet } = policy
  if (maxActivePerScopeSet === null) return
  if (countWorkingWithScopes(db, row.scopes, row.page_id, row.environment, now, except) >= maxActivePerScopeSet) {
    throw new Problem('active_token_limit', {
      detail: `The policy allows ${maxActivePerScopeSet} working tokens with the same scopes. End one first.`,
    })
  }
}

/** The columns of the old one once its successor is made. */
export function replacedBy(
  row: TokenRow,
  successorId: string,
  overlapMs: number,
  hardStopMs: number,
  now: number,
): Parameters<typeof updateToken>[2] {
  if (overlapMs === 0)
    return {
      rotated_to: successorId,
      revoked_at: now,
      revoke_reason: 'rotated',
      overlap_ms: 0,
      hard_stop_at: now,
      old_ends_at: now,
    }
  const hardStop = Math.min(now + hardStopMs, row.expires_at ?? Number.MAX_SAFE_INTEGER)
  return { rotated_to: successorId, overlap_ms: overlapMs, hard_stop_at: hardStop, old_ends_at: null }
}

/**
 * The rotation in which this token is the successor is undone, unless it was used, or the old one has met its hard stop (what time has
 * ended stays ended, even before it is written down). Answers the old one's id, or null.
 */
export function undoRotationOf(
  tx: Writable,
  successor: Pick<TokenRow, 'id' | 'rotated_from' | 'use_count'>,
  now: number,
): string | null {
  if (successor.rotated_from === null || successor.use_count > 0) return null
  const undone = tx.run(
    `UPDATE tokens SET rotated_to = NULL, overlap_ms = NULL, hard_stop_at = NULL, old_ends_at = NULL, version = version + 1
     WHERE id = ? AND rotated_to = ? AND revoked_at IS NULL AND old_ends_at IS NULL AND hard_stop_at > ?`,
    successor.rotated_from,
    successor.id,
    now,
  )
  return undone === 1 ? successor.rotated_from : null
}

/**
 * Counts the uses of a batch: one update for each token. A successor's first use starts the overlap of the old one.
 * Answers whether access data changed (an old token has got its end).
 */
export function countUses(tx: Writable, uses: readonly Use[]): boolean {
  let changed = false
  for (const use of uses) {
    const { actor } = use.origin
    if (actor.kind !== 'token' || actor.id === null) continue
    const row = tx.get<{ use_count: number; rotated_from: string | null }>(
      'UPDATE tokens SET use_count = use_count + ?, last_used_at = ?, last_used_ip = ? WHERE id = ? RETURNING use_count, rotated_from',
      use.count,
      use.lastAt,
      use.lastAddress,
      actor.id,
    )
    if (row === undefined || row.use_count !== use.count || row.rotated_from === null) continue
    const started = tx.run(
      'UPDATE tokens SET old_ends_at = ? + overlap_ms, version = version + 1 WHERE id = ? AND rotated_to = ? AND old_ends_at IS NULL AND overlap_ms IS NOT NULL',
      use.lastAt,
      row.rotated_from,
      actor.id,
    )
    if (started > 0) changed = true
  }
  return changed
}

/** Writes down what time has done to rotations. Answers whether anything changed. */
export function settleRotations(tx: Writable, journal: Pick<Journal, 'append'>, now: number): boolean {
  const ended = endedRotations(tx, now)
  for (const row of ended) {
    updateToken(tx, row.id, { revoked_at: rotationEndOf(row), revoke_reason: 'rotated' })
    journal.append(tx, systemOrigin, {
      kind: 'event',
      action: 'token.revoke',
      target: { type: 'token', id: row.id, label: row.name },
      before: { status: statusOf(row, (rotationEndOf(row) ?? now) - 1) },
      after: { status: 'revoked', revoke_reason: 'rotated' },
      pageId: row.page_id,
      environment: row.environment === 'test' ? 'test' : 'live',
    })
  }
  const broken = brokenRotations(tx, now)
  for (const row of broken) {
    updateToken(tx, row.id, { rotated_to: null, overlap_ms: null, hard_stop_at: null })
    journal.append(tx, systemOrigin, {
      kind: 'event',
      action: 'token.rotation_undo',
      target: { type: 'token', id: row.id, label: row.name },
      before: { rotation: { hard_stop_at: rfc3339OrNull(row.hard_stop_at) }, rotated_to: row.rotated_to },
      after: { rotation: null, rotated_to: null },
      pageId: row.page_id,
      environment: row.environment === 'test' ? 'test' : 'live',
    })
  }
  return ended.length + broken.length > 0
}
