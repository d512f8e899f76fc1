import { createHash } from 'node:crypto'
import type { Readable } from '../../src-server/db/database.ts'

/**
 * What T5, T14 and T23 compare: content, credentials, roles, settings, people. Left out are the log, use, sessions and limits, which a
 * refused or reading request may move.
 */
const leftOut = new Set([
  'audit_log',
  'audit_details',
  'actors',
  'clients',
  'usage_subjects',
  'usage_routes',
  'usage_daily',
  'sessions',
  'login_failures',
  'known_browsers',
  // Time alone hands on what is due; what there is to tell stands in the content.
  'announcements',
  'sqlite_sequence',
])
const movedByUse: Readonly<Record<string, readonly string[]>> = {
  tokens: ['last_used_at', 'last_used_ip', 'use_count'],
  users: ['last_seen_at'],
  oauth_grants: ['last_used_at'],
}

/** One hash over every row of every other table; of `everything`: of every table, as it is. */
export function databaseHash(db: Readable, of: 'state' | 'everything' = 'state'): string {
  const hash = createHash('sha256')
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
  for (const { name } of tables) {
    if (of === 'state' && leftOut.has(name)) continue
    const without = of === 'state' ? (movedByUse[name] ?? []) : []
    const columns = db
      .all<{ name: string }>(`SELECT name FROM pragma_table_info('${name}')`)
      .map((column) => column.name)
      .filter((column) => !without.includes(column))
    const quoted = columns.map((column) => `quote("${column}")`).join(" || ',' || ")
    hash.update(`\n${name}\n`)
    for (const { row } of db.all<{ row: string }>(`SELECT ${quoted} AS row FROM "${name}" ORDER BY 1`))
      hash.update(`${row}\n`)
  }
  return hash.digest('hex')
}
