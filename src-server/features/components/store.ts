import type { StatusSource } from '../../content/component-status.ts'
import { holdingWord } from '../../content/component-status.ts'
import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { ComponentStatus } from '../../contract/components.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of components. Times are milliseconds UTC. */

export interface ComponentRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly group_id: string | null
  readonly position: number
  readonly public: 0 | 1
  readonly environment: 'live' | 'test'
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
  readonly status: ComponentStatus
  readonly source: StatusSource
  readonly source_id: string
  readonly since: number
}

const components = `SELECT c.id, c.name, c.description, c.group_id, c.position, c.public, c.environment, c.version, c.created_at, c.updated_at,
    w.status, w.source, w.source_id, w.from_at AS since
  FROM components c JOIN component_statuses w ON w.seq = ${holdingWord('c.id')}`

/** The component with this id, with its status at a moment; undefined when it is not in this scope. */
export function findComponent(db: Readable, scope: Scope, id: string, at: number): ComponentRow | undefined {
  return db.get<ComponentRow>(
    `${components} WHERE c.id = ? AND c.page_id = ? AND c.environment = ?`,
    at,
    at,
    id,
    scope.pageId,
    scope.environment,
  )
}

/** One page of a list, with each status at a moment. */
export function listComponentRows(db: Readable, listing: Listing, at: number): ComponentRow[] {
  return db.all<ComponentRow>(
    `${components} WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    at,
    at,
    ...listing.values,
    listing.take,
  )
}

/** How many components a scope has. */
export function countComponents(db: Readable, scope: Scope): number {
  const row = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM components WHERE page_id = ? AND environment = ?',
    scope.pageId,
    scope.environment,
  )
  return row?.n ?? 0
}

export interface ComponentFields {
  readonly name: string
  readonly description: string
  readonly group_id: string | null
  readonly public: boolean
}

/** Adds a component at the end. */
export function insertComponent(tx: Writable, scope: Scope, id: string, fields: ComponentFields, now: number): void {
  tx.run(
    `INSERT INTO components (id, page_id, environment, group_id, name, description, public, position, created_at, updated_at)
     SELECT ?, ?, ?, ?, ?, ?, ?, ifnull(max(position) + 1, 0), ?, ? FROM components WHERE page_id = ? AND environment = ?`,
    id,
    scope.pageId,
    scope.environment,
    fields.group_id,
    fields.name,
    fields.description,
    fields.public ? 1 : 0,
    now,
    now,
    scope.pageId,
    scope.environment,
  )
}

/** Writes all changeable columns, and raises the version. */
export function updateComponentRow(tx: Writable, id: string, fields: ComponentFields, now: number): void {
  tx.run(
    `UPDATE components SET name = ?, description = ?, group_id = ?, public = ?, version = version + 1, updated_at = ? WHERE id = ?`,
    fields.name,
    fields.description,
    fields.group_id,
    fields.public ? 1 : 0,
    now,
    id,
  )
}

/** Removes a component with all that was said about it. */
export function deleteComponentRow(tx: Writable, id: string): void {
  tx.run('DELETE FROM components WHERE id = ?', id)
}

/** All ids of a scope, in order. */
export function orderedComponentIds(db: Readable, scope: Scope): string[] {
  return db
    .all<{ id: string }>(
      'SELECT id FROM components WHERE page_id = ? AND environment = ? ORDER BY position, id',
      scope.pageId,
      scope.environment,
    )
    .map((row) => row.id)
}

/** Gives each its place in this order; those that stay where they are are not touched. */
export function placeComponents(tx: Writable, ids: readonly string[], now: number): void {
  for (const [position, id] of ids.entries()) {
    tx.run(
      'UPDATE components SET position = ?, version = version + 1, updated_at = ? WHERE id = ? AND position <> ?',
      position,
      now,
      id,
      position,
    )
  }
}
