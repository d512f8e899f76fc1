import { componentsSpokenOf, endWord, sayStatus, touchComponents } from '../../content/component-status.ts'
import type { Writable } from '../../db/database.ts'

/**
 * The word of a window about its components: `under_maintenance`, from its beginning to its end. It is said when the window is
 * planned, so that the clock needs nobody's help.
 */

export interface WindowWord {
  readonly maintenanceId: string
  readonly componentIds: readonly string[]
  /** From when to when it counts; null: it never does (any more). */
  readonly counts: { readonly from: number; readonly until: number } | null
  readonly now: number
}

/** Makes the components' words say what the window says now. */
export function applyWindow(tx: Writable, { maintenanceId, componentIds, counts, now }: WindowWord): void {
  const source = 'maintenance'
  const before = componentsSpokenOf(tx, source, maintenanceId, now)
  const wanted = counts === null ? [] : componentIds
  for (const id of before) if (!wanted.includes(id)) endWord(tx, source, maintenanceId, id, now)
  if (counts !== null) {
    const from = Math.max(counts.from, now)
    for (const componentId of wanted) {
      const extended =
        counts.from <= now &&
        tx.run(
          `UPDATE component_statuses SET until_at = ? WHERE source_id = ? AND component_id = ? AND source = ? AND from_at <= ?
             AND (until_at IS NULL OR until_at > ?)`,
          counts.until,
          maintenanceId,
          componentId,
          source,
          now,
          now,
        ) > 0
      if (extended) continue
      const word = {
        componentId,
        source,
        sourceId: maintenanceId,
        status: 'under_maintenance',
        from,
        until: counts.until,
      } as const
      sayStatus(tx, word, now)
    }
  }
  touchComponents(tx, [...new Set([...before, ...wanted])], now)
}
