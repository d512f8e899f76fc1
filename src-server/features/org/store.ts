import { couldStillWork } from '../../credentials/token-life.ts'
import type { Readable, SqlValue, Writable } from '../../db/database.ts'

/** The columns of the workspace that its settings change. */
export type WorkspaceColumn =
  | 'name'
  | 'advanced_rbac'
  | 'api_access'
  | 'max_lifetime_days'
  | 'default_lifetime_days'
  | 'allow_never_expires'
  | 'self_rotation'
  | 'max_active_per_scope_set'
  | 'rate_limit_live'
  | 'rate_limit_test'
  | 'audit_retention_days'

/** Changes the given columns and raises the version. */
export function updateWorkspace(tx: Writable, values: ReadonlyMap<WorkspaceColumn, SqlValue>): void {
  const assignments = [...values.keys()].map((column) => `${column} = ?, `).join('')
  tx.run(`UPDATE workspace SET ${assignments}version = version + 1 WHERE only = 1`, ...values.values())
}

export interface Counts {
  pages: number
  members: number
  tokens: number
  active_tokens: number
  custom_roles: number
  audit_rows: number
}

/** How much there is. Rows of the log are without gaps, so the first and the last say how many. */
export function countThings(db: Readable, now: number): Counts {
  const counts = db.get<Counts>(
    `SELECT (SELECT count(*) FROM pages) AS pages,
       (SELECT count(*) FROM users) AS members,
       (SELECT count(*) FROM tokens) AS tokens,
       (SELECT count(*) FROM tokens WHERE disabled_at IS NULL AND ${couldStillWork}) AS active_tokens,
       (SELECT count(*) FROM roles) AS custom_roles,
       (SELECT coalesce(max(seq) - min(seq) + 1, 0) FROM audit_log) AS audit_rows`,
    now,
    now,
  )
  return counts ?? { pages: 0, members: 0, tokens: 0, active_tokens: 0, custom_roles: 0, audit_rows: 0 }
}

/** The room that the database takes, in bytes, and how much of that is free. */
export function storageOf(db: Readable): { database_bytes: number; free_bytes: number } {
  const row = db.get<{ database_bytes: number; free_bytes: number }>(
    `SELECT page_count * page_size AS database_bytes, freelist_count * page_size AS free_bytes
     FROM pragma_page_count, pragma_page_size, pragma_freelist_count`,
  )
  return row ?? { database_bytes: 0, free_bytes: 0 }
}

/** Requests of principals since a day (days since 1970 UTC), by day and outcome. */
export function requestsSince(db: Readable, day: number): { day: number; outcome: string; count: number }[] {
  return db.all(
    'SELECT day, outcome, sum(count) AS count FROM usage_daily WHERE day >= ? GROUP BY day, outcome ORDER BY day',
    day,
  )
}
