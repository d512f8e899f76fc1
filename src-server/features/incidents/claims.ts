import {
  componentsSpokenOf,
  endWord,
  endWordsOf,
  sayStatus,
  statusAt,
  touchComponents,
} from '../../content/component-status.ts'
import type { ComponentStatus } from '../../contract/components.ts'
import type { Writable } from '../../db/database.ts'
import { deleteClaim, writeClaim } from './store.ts'

/**
 * What an incident says about components, and what becomes of it.
 *
 * Its words count from its publication until it is over; then each component shows again what else is said about it. What is said
 * together with the end (`close` with `components`) is no longer the incident's word but what holds from then on.
 */

export interface Claim {
  readonly id: string
  readonly status: ComponentStatus
}

export interface Saying {
  readonly incidentId: string
  /** What it said so far. */
  readonly present: readonly Claim[]
  /** What is said now; undefined: nothing new. */
  readonly said: readonly Claim[] | undefined
  /** `said` is all there is: components that it leaves out are no longer affected. */
  readonly replaces: boolean
  /** From when its word counts; null: it says nothing (any more). */
  readonly from: number | null
  /** It ends with this very change. */
  readonly ends: boolean
  readonly now: number
}

/** Writes down what is said, and moves the components' words accordingly. */
export function applyClaims(tx: Writable, saying: Saying): void {
  const { incidentId, said, from, now } = saying
  const source = 'incident'
  const moved = new Set(componentsSpokenOf(tx, source, incidentId, now))
  const claims = new Map(saying.present.map((claim) => [claim.id, claim.status]))
  const named = new Set((said ?? []).map((claim) => claim.id))
  if (said !== undefined && saying.replaces) {
    for (const id of [...claims.keys()].filter((each) => !named.has(each))) {
      claims.delete(id)
      deleteClaim(tx, incidentId, id)
      endWord(tx, source, incidentId, id, now)
    }
  }
  for (const { id, status } of said ?? []) {
    claims.set(id, status)
    writeClaim(tx, incidentId, id, status)
  }
  if (from === null) {
    endWordsOf(tx, source, incidentId, now)
    if (saying.ends) {
      for (const { id, status } of said ?? []) {
        if (statusAt(tx, id, now)?.status === status) continue
        moved.add(id)
        sayStatus(tx, { componentId: id, source: 'manual', sourceId: id, status, from: now, until: null }, now)
      }
    }
  } else {
    const words = wordsOf(tx, incidentId, now)
    for (const [id, status] of claims) {
      const word = words.get(id)
      const stands =
        word !== undefined && word.status === status && (word.from_at <= now ? from <= now : word.from_at === from)
      // Named again, it counts again, even where someone set the status by hand since.
      const holds = !named.has(id) || from > now || statusAt(tx, id, now)?.sourceId === incidentId
      if (stands && holds) continue
      moved.add(id)
      sayStatus(tx, { componentId: id, source, sourceId: incidentId, status, from, until: null }, now)
    }
  }
  touchComponents(tx, [...moved], now)
}

function wordsOf(
  tx: Writable,
  incidentId: string,
  now: number,
): Map<string, { status: ComponentStatus; from_at: number }> {
  const rows = tx.all<{ component_id: string; status: ComponentStatus; from_at: number }>(
    `SELECT component_id, status, from_at FROM component_statuses
      WHERE source_id = ? AND source = 'incident' AND (until_at IS NULL OR until_at > ?)`,
    incidentId,
    now,
  )
  return new Map(rows.map((row) => [row.component_id, row]))
}
