import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of component groups. Times are milliseconds UTC. */

export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly position: number
  readonly environment: 'live' | 'test'
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
  /** JSON array of the ids of its components, in order. */
  readonly component_ids: string
}

const groups = `SELECT g.id, g.name, g.description, g.position, g.environment, g.version, g.created_at, g.updated_at,
    (SELECT json_group_array(c.id ORDER BY c.position, c.id) FROM components c WHERE c.group_id = g.id) AS component_ids
  FROM component_groups g`

/** The group with this id; undefined when it is not in this scope. */
export function findGroup(db: Readable, scope: Scope, id: string): GroupRow | undefined {
  return db.get<GroupRow>(
    `${groups} WHERE g.id = ? AND g.page_id = ? AND g.environment = ?`,
    id,
    scope.pageId,
    scope.environment,
  )
}

/** One page of a list. */
export function listGroupRows(db: Readable, listing: Listing): GroupRow[] {
  return db.all<GroupRow>(
    `${groups} WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** How many groups a scope has. */
export function countGroups(db: Readable, scope: Scope): number {
  const row = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM component_groups WHERE page_id = ? AND environment = ?',
    scope.pageId,
    scope.environment,
  )
  return row?.n ?? 0
}

/** Adds a group at the end. */
export function insertGroup(
  tx: Writable,
  scope: Scope,
  id: string,
  fields: { readonly name: string; readonly description: string },
  now: number,
): void {
  tx.run(
    `INSERT INTO component_groups (id, page_id, environment, name, description, position, created_at, updated_at)
     SELECT ?, ?, ?, ?, ?, ifnull(max(position) + 1, 0), ?, ? FROM component_groups WHERE page_id = ? AND environment = ?`,
    id,
    scope.pageId,
    scope.environment,
    fields.name,
    fields.description,
    now,
    now,
    scope.pageId,
    scope.environment,
  )
}

/** Writes all changeable columns, and raises the version. */
export function updateGroupRow(
  tx: Writable,
  id: string,
  fields: { readonly name: string; readonly description: string },
  now: number,
): void {
  tx.run(
    'UPDATE component_groups SET name = ?, description = ?, version = version + 1, updated_at = ? WHERE id = ?',
    fields.name,
    fields.description,
    now,
    id,
  )
}

/** Removes a group; its components stay, without one. */
export function deleteGroupRow(tx: Writable, id: string, now: number): void {
  tx.run('UPDATE components SET group_id = NULL, version = version + 1, updated_at = ? WHERE group_id = ?', now, id)
  tx.run('DELETE FROM component_groups WHERE id = ?', id)
}

/** All ids of a scope, in order. */
export function orderedGroupIds(db: Readable, scope: Scope): string[] {
  return db
    .all<{ id: string }>(
      'SELECT id FROM component_groups WHERE page_id = ? AND environment = ? ORDER BY position, id',
      scope.pageId,
      scope.environment,
    )
    .map((row) => row.id)
}

/** Gives each its place in this order; those that stay where they are are not touched. */
export function placeGroups(tx: Writable, ids: readonly string[], now: number): void {
  for (const [position, id] of ids.entries()) {
    tx.run(
      'UPDATE component_groups SET position = ?, version = version + 1, updated_at = ? WHERE id = ? AND position <> ?',
      position,
      now,
      id,
      position,
    )
  }
}
