import { couldStillWork } from '../../credentials/token-life.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Terraform locks. `page_id` is '' for what belongs to the workspace. Times are milliseconds UTC. */

export interface LockRow {
  page_id: string
  feature: string
  reason: string
  managed_by: string | null
  managed_by_name: string | null
  locked_by: string
  locked_by_name: string
  locked_at: number
}

const columns =
  'SELECT page_id, feature, reason, managed_by, managed_by_name, locked_by, locked_by_name, locked_at FROM terraform_locks'

/** The locks that hold on a page, the workspace's own among them. */
export function locksOn(db: Readable, pageId: string): LockRow[] {
  return db.all<LockRow>(`${columns} WHERE page_id IN (?, '')`, pageId)
}

/** The lock on a feature; undefined while it is open. */
export function findLock(db: Readable, pageId: string, feature: string): LockRow | undefined {
  return db.get<LockRow>(`${columns} WHERE page_id = ? AND feature = ?`, pageId, feature)
}

/** Locks a feature. */
export function insertLock(tx: Writable, row: LockRow): void {
  tx.run(
    `INSERT INTO terraform_locks (page_id, feature, reason, managed_by, managed_by_name, locked_by, locked_by_name, locked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.page_id,
    row.feature,
    row.reason,
    row.managed_by,
    row.managed_by_name,
    row.locked_by,
    row.locked_by_name,
    row.locked_at,
  )
}

/** Unlocks a feature. */
export function deleteLockRow(tx: Writable, pageId: string, feature: string): void {
  tx.run('DELETE FROM terraform_locks WHERE page_id = ? AND feature = ?', pageId, feature)
}

/** The name of a terraform-managed token that works on this page (on every page, for the workspace's own) and has not been ended. */
export function managingToken(db: Readable, id: string, pageId: string, now: number): { name: string } | undefined {
  return db.get<{ name: string }>(
    `SELECT name FROM tokens WHERE id = ? AND terraform_managed = 1 AND (page_id IS NULL OR page_id = ?) AND ${couldStillWork}`,
    id,
    pageId,
    now,
    now,
  )
}
