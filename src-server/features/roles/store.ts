import type { PageReach } from '../../access/pages.ts'
import type { Permission } from '../../contract/permissions.ts'
import { couldStillWork } from '../../credentials/token-life.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Custom roles, and who holds a role. Times are milliseconds UTC. */

export interface RoleRow {
  key: string
  id: string
  name: string
  description: string
  /** A JSON list of names. */
  permissions: string
  version: number
  created_at: number
  updated_at: number
}

const columns = 'SELECT key, id, name, description, permissions, version, created_at, updated_at FROM roles'

/** All custom roles, by key. */
export function customRoles(db: Readable): RoleRow[] {
  return db.all<RoleRow>(`${columns} ORDER BY key`)
}

/** The custom role of this key; undefined when there is none. */
export function customRole(db: Readable, key: string): RoleRow | undefined {
  return db.get<RoleRow>(`${columns} WHERE key = ?`, key)
}

/** Adds a custom role. */
export function insertRole(
  tx: Writable,
  role: { key: string; id: string; name: string; description: string; permissions: readonly Permission[]; now: number },
): void {
  tx.run(
    'INSERT INTO roles (key, id, name, description, permissions, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    role.key,
    role.id,
    role.name,
    role.description,
    JSON.stringify(role.permissions),
    role.now,
    role.now,
  )
}

/** Writes all changeable columns, and raises the version. */
export function updateRoleRow(
  tx: Writable,
  key: string,
  role: { name: string; description: string; permissions: readonly Permission[]; now: number },
): void {
  tx.run(
    'UPDATE roles SET name = ?, description = ?, permissions = ?, updated_at = ?, version = version + 1 WHERE key = ?',
    role.name,
    role.description,
    JSON.stringify(role.permissions),
    role.now,
    key,
  )
}

/** Removes a custom role. */
export function deleteRoleRow(tx: Writable, key: string): void {
  tx.run('DELETE FROM roles WHERE key = ?', key)
}

/** Who holds a role: members, and tokens that could still work (neither revoked, nor expired, nor the ended one of a rotation). */
export interface Holders {
  readonly members: number
  readonly tokens: number
}

/** Holders of every role that has any. */
export function holdersByRole(db: Readable, now: number): Map<string, Holders> {
  const rows = db.all<{ role_key: string; members: number; tokens: number }>(
    `SELECT role_key, sum(member) AS members, sum(token) AS tokens FROM (
       SELECT role_key, 1 AS member, 0 AS token FROM memberships
       UNION ALL SELECT role_key, 1, 0 FROM invites WHERE accepted_at IS NULL AND ended_at IS NULL AND expires_at > ?
       UNION ALL SELECT role_key, 0, 1 FROM tokens WHERE ${couldStillWork}
     ) GROUP BY role_key`,
    now,
    now,
    now,
  )
  return new Map(rows.map((row) => [row.role_key, { members: row.members, tokens: row.tokens }]))
}

/** The pages on which each holder of a role holds it; `null` = every page. */
export function reachesOfHolders(db: Readable, key: string, now: number): PageReach[] {
  const rows = db.all<{ page_id: string | null }>(
    `SELECT page_id FROM memberships WHERE role_key = ?
     UNION SELECT page_id FROM invites WHERE role_key = ? AND accepted_at IS NULL AND ended_at IS NULL AND expires_at > ?
     UNION SELECT page_id FROM tokens WHERE role_key = ? AND ${couldStillWork}`,
    key,
    key,
    now,
    key,
    now,
    now,
  )
  return rows.map((row) => (row.page_id === null ? null : [row.page_id]))
}
