import { maintenanceStateAt } from '../../content/maintenance-state.ts'
import type { Writable } from '../../db/database.ts'
import { announceMaintenance } from '../../mail/announcements.ts'
import type { MailData } from '../../mail/data.ts'
import type { MaintenanceRow, WholeMaintenance } from './store.ts'

/**
 * When subscribers are told of a maintenance: when it is planned, when its window, text or components change, and when it begins, is done or is
 * called off, by hand or by the clock. Nothing is told of the sandbox, of what is over when it is changed, and of a window that the clock only
 * comes to hear of a day later (the server was off).
 */
export type MaintenanceMoment = MailData['maintenance_update']['moment']

const lateMs = 24 * 3_600_000

/** What one change by hand means. Pure; `before` is null for a new one. `null`: nothing to tell, or the clock will. */
export function momentOfChange(
  before: WholeMaintenance | null,
  after: WholeMaintenance,
  now: number,
): MaintenanceMoment | null {
  const { status } = maintenanceStateAt(after.row, now)
  if (before === null) return status === 'scheduled' ? 'scheduled' : status === 'in_progress' ? 'started' : null
  const was = maintenanceStateAt(before.row, now).status
  if (was !== status) {
    if (status === 'cancelled') return 'cancelled'
    if (status === 'completed') return 'completed'
    return status === 'in_progress' ? 'started' : null
  }
  if (status !== 'scheduled' && status !== 'in_progress') return null
  return saysTheSame(before, after) ? null : 'changed'
}

function saysTheSame(before: WholeMaintenance, after: WholeMaintenance): boolean {
  const said = ({ row, components }: WholeMaintenance): string =>
    JSON.stringify([row.body, row.scheduled_for, row.scheduled_until, components.map(({ id }) => id).toSorted()])
  return said(before) === said(after)
}

/** What the clock did. Pure; a window that began and ended unseen is told as done. `null`: it is too long ago. */
export function momentOfClock(before: MaintenanceRow, now: number): MaintenanceMoment | null {
  const { status, movedAt } = maintenanceStateAt(before, now)
  if (movedAt === null || movedAt < now - lateMs) return null
  if (status === 'completed') return 'completed'
  return status === 'in_progress' ? 'started' : null
}

/** Tells, in the batch of the change or of the clock. */
export function announceMoment(
  tx: Writable,
  moment: MaintenanceMoment | null,
  before: WholeMaintenance | null,
  after: WholeMaintenance,
  now: number,
): void {
  const { row } = after
  if (moment === null || row.environment !== 'live') return
  const seen = tx.all<{ id: string; name: string }>(
    'SELECT id, name FROM components WHERE public = 1 AND id IN (SELECT value FROM json_each(?)) ORDER BY position, id',
    JSON.stringify(after.components.map((component) => component.id)),
  )
  announceMaintenance(tx, {
    pageId: row.page_id,
    subjectId: row.id,
    before: before === null ? null : before.components.map((component) => component.id),
    after: seen.map((component) => component.id),
    data: {
      moment,
      name: row.name,
      body: row.body,
      scheduled_for: row.scheduled_for,
      scheduled_until: row.scheduled_until,
      components: seen.map((component) => component.name),
    },
    now,
  })
}
