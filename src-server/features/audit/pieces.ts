import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditRow } from '../../contract/audit.ts'
import type { Readable } from '../../db/database.ts'
import { exportRows } from '../../journal/export.ts'
import type { LogFilter } from '../../journal/filter.ts'
import { csvRow } from '../../lib/csv.ts'

/** The log as a download, oldest first: JSON Lines, or CSV. Between two pieces the loop turns, so that other requests go on. */

const columns = [
  ...['seq', 'id', 'at', 'kind', 'action', 'outcome', 'actor_kind', 'actor_id', 'actor_name', 'actor_prefix'],
  ...[
    'on_behalf_of_id',
    'on_behalf_of_name',
    'target_type',
    'target_id',
    'target_name',
    'page_id',
    'environment',
    'method',
    'route',
  ],
  ...[
    'status',
    'scopes_used',
    'count',
    'first_at',
    'request_id',
    'client_request_id',
    'ip',
    'user_agent',
    'changes',
    'prev_hash',
    'hash',
  ],
] as const

function cells(row: AuditRow): string[] {
  const { actor, target } = row
  const values: (string | number | null | undefined)[] = [
    ...[row.seq, row.id, row.at, row.kind, row.action, row.outcome, actor.kind, actor.id, actor.name, actor.prefix],
    ...[
      actor.on_behalf_of?.id,
      actor.on_behalf_of?.name,
      target?.type,
      target?.id,
      target?.name,
      row.page_id,
      row.environment,
      row.method,
      row.route,
    ],
    ...[
      row.status,
      row.scopes_used.join(' '),
      row.count,
      row.first_at,
      row.request_id,
      row.client_request_id,
      row.ip,
      row.user_agent,
    ],
    ...[row.changes === undefined ? null : JSON.stringify(row.changes), row.prev_hash, row.hash],
  ]
  return values.map((value) => (value == null ? '' : String(value)))
}

/** The log piece by piece; CSV begins with the names of its columns. */
export async function* exportPieces(
  db: Readable,
  workspaceId: string,
  filter: LogFilter,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvRow(columns)
  for (const rows of exportRows(db, workspaceId, filter)) {
    let piece = ''
    for (const row of rows) piece += format === 'csv' ? csvRow(cells(row)) : `${JSON.stringify(row)}\n`
    if (piece !== '') yield piece
    await nextTurn()
  }
}
