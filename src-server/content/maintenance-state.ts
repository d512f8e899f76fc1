import type { MaintenanceStatus } from '../contract/maintenances.ts'

/**
 * The state of a maintenance at a moment. Pure: what is written down, moved on by the clock.
 *
 * Chosen: the row keeps what was last written down; readers ask this rule, so nobody sees a window that has begun as `scheduled`
 * because a timer was late. The timer (features/maintenances/clock.ts) writes the same answer down, with its row in the log.
 * Held by test/content/maintenance-state.test.ts.
 */

export interface MaintenanceTimes {
  readonly status: MaintenanceStatus
  readonly scheduled_for: number
  readonly scheduled_until: number
  readonly started_at: number | null
  readonly completed_at: number | null
}

export interface MaintenanceState {
  readonly status: MaintenanceStatus
  readonly startedAt: number | null
  readonly completedAt: number | null
  /** When the clock last moved it past what is written down; null when it has not. */
  readonly movedAt: number | null
}

/** What the clock makes of a row. A window that was missed altogether has begun and ended when it was planned to. */
export function maintenanceStateAt(row: MaintenanceTimes, at: number): MaintenanceState {
  const isMoving = row.status === 'scheduled' || row.status === 'in_progress'
  if (!isMoving) {
    return { status: row.status, startedAt: row.started_at, completedAt: row.completed_at, movedAt: null }
  }
  const hasBegun = row.status === 'in_progress' || at >= row.scheduled_for
  if (!hasBegun) return { status: 'scheduled', startedAt: null, completedAt: null, movedAt: null }
  const startedAt = row.started_at ?? row.scheduled_for
  if (at >= row.scheduled_until) {
    return { status: 'completed', startedAt, completedAt: row.scheduled_until, movedAt: row.scheduled_until }
  }
  return { status: 'in_progress', startedAt, completedAt: null, movedAt: row.status === 'scheduled' ? startedAt : null }
}

/** The same rule in SQL, for lists: a condition on the row `m`, with the values it binds. */
export function maintenanceStatusCondition(status: MaintenanceStatus, at: number): { sql: string; values: number[] } {
  switch (status) {
    case 'scheduled':
      return { sql: "m.status = 'scheduled' AND m.scheduled_for > ?", values: [at] }
    case 'in_progress':
      return {
        sql: "m.scheduled_until > ? AND (m.status = 'in_progress' OR (m.status = 'scheduled' AND m.scheduled_for <= ?))",
        values: [at, at],
      }
    case 'completed':
      return {
        sql: "(m.status = 'completed' OR (m.status IN ('scheduled', 'in_progress') AND m.scheduled_until <= ?))",
        values: [at],
      }
    case 'cancelled':
      return { sql: "m.status = 'cancelled'", values: [] }
  }
}

/** Those that changed since a moment, by someone or by the clock: a condition on the row `m`, with the values it binds. */
export function maintenanceChangedSince(since: number, at: number): { sql: string; values: number[] } {
  return {
    sql: `m.updated_at >= ?
      OR (m.status = 'scheduled' AND m.scheduled_for BETWEEN ? AND ?)
      OR (m.status IN ('scheduled', 'in_progress') AND m.scheduled_until BETWEEN ? AND ?)`,
    values: [since, since, at, since, at],
  }
}
