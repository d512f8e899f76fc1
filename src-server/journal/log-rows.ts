import type { Readable } from '../db/database.ts'
import { genesisOf } from './hash.ts'

/** A row of the log with everything that it refers to, as the file has it. Times are milliseconds UTC, digests hexadecimal. */
export interface LogRow {
  readonly seq: number
  readonly id: string
  readonly at: number
  readonly firstAt: number | null
  readonly count: number
  readonly kind: string
  readonly action: string
  readonly outcome: string
  readonly pageId: string | null
  readonly environment: string | null
  readonly method: string | null
  readonly route: string | null
  readonly status: number | null
  readonly scopes: string | null
  readonly target: string | null
  readonly requestId: string | null
  readonly actorKind: string | null
  readonly actorId: string | null
  readonly actorPrefix: string | null
  /** Null: erased. */
  readonly actorLabel: string | null
  readonly appId: string | null
  readonly appLabel: string | null
  readonly address: string | null
  readonly hadAddress: 0 | 1
  readonly agent: string | null
  readonly hadAgent: 0 | 1
  readonly targetLabel: string | null
  readonly hadTargetLabel: 0 | 1
  readonly callerRequestId: string | null
  readonly hadCallerRequestId: 0 | 1
  /** Canonical JSON. */
  readonly changes: string | null
  readonly hadChanges: 0 | 1
  readonly hash: string
  /** Null: there is no row before it. */
  readonly previousHash: string | null
}

const rowsSql = (
  order: 'ASC' | 'DESC',
): string => `SELECT log.seq, log.id, log.at, log.first_at AS firstAt, log.count, log.kind, log.action,
    log.outcome, log.page_id AS pageId, log.environment, log.method, log.route, log.status, log.scopes_used AS scopes, log.target,
    log.request_id AS requestId, actor.kind AS actorKind, actor.id AS actorId, actor.prefix AS actorPrefix, actor.label AS actorLabel,
    app.id AS appId, app.label AS appLabel,
    client.address, client.address_digest IS NOT NULL AS hadAddress, client.agent, client.agent_digest IS NOT NULL AS hadAgent,
    details.target_label AS targetLabel, log.target_label_digest IS NOT NULL AS hadTargetLabel,
    details.caller_request_id AS callerRequestId, log.caller_request_id_digest IS NOT NULL AS hadCallerRequestId,
    details.changes, log.changes_digest IS NOT NULL AS hadChanges,
    lower(hex(log.hash)) AS hash, nullif(lower(hex(previous.hash)), '') AS previousHash
  FROM audit_log AS log
    LEFT JOIN actors AS actor ON actor.key = log.actor
    LEFT JOIN actors AS app ON app.key = log.on_behalf_of
    LEFT JOIN clients AS client ON client.key = log.client
    LEFT JOIN audit_details AS details ON details.seq = log.seq
    LEFT JOIN audit_log AS previous ON previous.seq = log.seq - 1
  WHERE log.seq IN (SELECT value FROM json_each(?)) ORDER BY log.seq ${order}`

const newestFirst = rowsSql('DESC')
const oldestFirst = rowsSql('ASC')

/** Reads these rows. The first row of a chain gets the workspace's genesis as the hash before it. */
export function readRows(
  db: Readable,
  seqs: readonly number[],
  workspaceId: string,
  order: 'ASC' | 'DESC' = 'DESC',
): LogRow[] {
  if (seqs.length === 0) return []
  const rows = db.all<LogRow>(order === 'DESC' ? newestFirst : oldestFirst, JSON.stringify(seqs))
  return rows.map((row) =>
    row.seq === 1 && row.previousHash === null ? { ...row, previousHash: genesisOf(workspaceId).hash } : row,
  )
}
