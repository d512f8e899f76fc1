import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { MaintenanceStatus } from '../../contract/maintenances.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of maintenances and their components. Times are milliseconds UTC. */

export interface MaintenanceRow {
  readonly id: string
  readonly page_id: string
  readonly name: string
  readonly body: string
  /** As last written down; ask content/maintenance-state.ts what it is. */
  readonly status: MaintenanceStatus
  readonly scheduled_for: number
  readonly scheduled_until: number
  readonly started_at: number | null
  readonly completed_at: number | null
  readonly cancelled_at: number | null
  readonly environment: 'live' | 'test'
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
}

export interface WholeMaintenance {
  readonly row: MaintenanceRow
  readonly components: readonly { readonly id: string; readonly name: string }[]
}

const columns = `m.id, m.page_id, m.name, m.body, m.status, m.scheduled_for, m.scheduled_until, m.started_at, m.completed_at, m.cancelled_at,
  m.environment, m.version, m.created_at, m.updated_at`

/** One page of a list. */
export function listMaintenanceRows(db: Readable, listing: Listing): MaintenanceRow[] {
  return db.all<MaintenanceRow>(
    `SELECT ${columns} FROM maintenances m WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** The maintenance with this id; undefined when it is not in this scope. */
export function findMaintenance(db: Readable, scope: Scope, id: string): WholeMaintenance | undefined {
  const row = db.get<MaintenanceRow>(
    `SELECT ${columns} FROM maintenances m WHERE m.id = ? AND m.page_id = ? AND m.environment = ?`,
    id,
    scope.pageId,
    scope.environment,
  )
  return row === undefined ? undefined : wholeMaintenances(db, [row])[0]
}

/** Completes rows with their components. */
export function wholeMaintenances(db: Readable, rows: readonly MaintenanceRow[]): WholeMaintenance[] {
  if (rows.length === 0) return []
  const components = Map.groupBy(
    db.all<{ maintenance_id: string; id: string; name: string }>(
      `SELECT mc.maintenance_id, c.id, c.name FROM json_each(?) AS wanted
         JOIN maintenance_components mc ON mc.maintenance_id = wanted.value JOIN components c ON c.id = mc.component_id
        ORDER BY c.position, c.id`,
      JSON.stringify(rows.map((row) => row.id)),
    ),
    (row) => row.maintenance_id,
  )
  return rows.map((row) => ({ row, components: components.get(row.id) ?? [] }))
}

export interface MaintenanceFields {
  readonly name: string
  readonly body: string
  readonly status: MaintenanceStatus
  readonly scheduled_for: number
  readonly scheduled_until: number
  readonly started_at: number | null
  readonly completed_at: number | null
  readonly cancelled_at: number | null
}

/** Adds a maintenance, without its components. */
export function insertMaintenance(
  tx: Writable,
  scope: Scope,
  id: string,
  fields: MaintenanceFields,
  now: number,
): void {
  tx.run(
    `INSERT INTO maintenances (id, page_id, environment, name, body, status, scheduled_for, scheduled_until, started_at,
       completed_at, cancelled_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    scope.pageId,
    scope.environment,
    fields.name,
    fields.body,
    fields.status,
    fields.scheduled_for,
    fields.scheduled_until,
    fields.started_at,
    fields.completed_at,
    fields.cancelled_at,
    now,
    now,
  )
}

/** Writes all changeable columns, and raises the version. */
export function updateMaintenanceRow(tx: Writable, id: string, fields: MaintenanceFields, now: number): void {
  tx.run(
    `UPDATE maintenances SET name = ?, body = ?, status = ?, scheduled_for = ?, scheduled_until = ?, started_at = ?,
       completed_at = ?, cancelled_at = ?, version = version + 1, updated_at = ? WHERE id = ?`,
    fields.name,
    fields.body,
    fields.status,
    fields.scheduled_for,
    fields.scheduled_until,
    fields.started_at,
    fields.completed_at,
    fields.cancelled_at,
    now,
    id,
  )
}

/**
 * Writes down what the clock has done. The version stays: nobody changed anything, and what is answered is the same before and after.
 */
export function writeDownMoves(
  tx: Writable,
  id: string,
  moved: Pick<MaintenanceRow, 'status' | 'started_at' | 'completed_at' | 'updated_at'>,
): void {
  tx.run(
    'UPDATE maintenances SET status = ?, started_at = ?, completed_at = ?, updated_at = ? WHERE id = ?',
    moved.status,
    moved.started_at,
    moved.completed_at,
    moved.updated_at,
    id,
  )
}

/** Removes a maintenance. */
export function deleteMaintenanceRow(tx: Writable, id: string): void {
  tx.run('DELETE FROM maintenances WHERE id = ?', id)
}

/** Replaces the components of a maintenance. */
export function writeMaintenanceComponents(tx: Writable, id: string, componentIds: readonly string[]): void {
  tx.run('DELETE FROM maintenance_components WHERE maintenance_id = ?', id)
  for (const componentId of componentIds) {
    tx.run('INSERT INTO maintenance_components (maintenance_id, component_id) VALUES (?, ?)', id, componentId)
  }
}

/** Those that the clock has moved past what is written down, of every page and environment. */
export function dueMaintenances(db: Readable, now: number): WholeMaintenance[] {
  return wholeMaintenances(
    db,
    db.all<MaintenanceRow>(
      `SELECT ${columns} FROM maintenances m
        WHERE m.status IN ('scheduled', 'in_progress')
          AND ((m.status = 'scheduled' AND m.scheduled_for <= ?) OR m.scheduled_until <= ?)
        ORDER BY m.scheduled_for, m.id`,
      now,
      now,
    ),
  )
}

/** When the clock next moves one; null when it has nothing to do. */
export function nextDueAt(db: Readable): number | null {
  const row = db.get<{ at: number | null }>(
    `SELECT min(CASE status WHEN 'scheduled' THEN scheduled_for ELSE scheduled_until END) AS at
       FROM maintenances WHERE status IN ('scheduled', 'in_progress')`,
  )
  return row?.at ?? null
}
