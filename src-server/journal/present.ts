import type { AuditRow, Erasable } from '../contract/audit.ts'
import {
  type ActorKind,
  type AuditKind,
  type AuditOutcome,
  actorKinds,
  auditKinds,
  auditOutcomes,
} from '../contract/events.ts'
import { rfc3339Of } from '../contract/fields.ts'
import { storedObject } from '../lib/stored-json.ts'
import { isPlain } from './canonical-json.ts'
import type { LogRow } from './log-rows.ts'
import { parseTargetReference } from './target.ts'

/** A row of the log as the API shows it (api.md, "Audit log"): everything that leaves is listed here, field by field. */
export function presentRow(row: LogRow): AuditRow {
  const erased = erasedOf(row)
  return {
    seq: row.seq,
    id: row.id,
    at: rfc3339Of(row.at),
    kind: oneOf(auditKinds, row.kind, 'system' satisfies AuditKind),
    action: row.action,
    outcome: oneOf(auditOutcomes, row.outcome, 'failed' satisfies AuditOutcome),
    actor: {
      kind: oneOf(actorKinds, row.actorKind, 'system' satisfies ActorKind),
      id: row.actorId,
      name: row.actorLabel,
      ...(row.actorPrefix === null ? {} : { prefix: row.actorPrefix }),
      ...(row.appId === null ? {} : { on_behalf_of: { id: row.appId, name: row.appLabel } }),
    },
    ...(row.target === null ? {} : { target: { ...parseTargetReference(row.target), name: row.targetLabel } }),
    page_id: row.pageId,
    environment: row.environment === 'live' || row.environment === 'test' ? row.environment : null,
    method: row.method,
    route: row.route,
    status: row.status,
    scopes_used: row.scopes === null || row.scopes === '' ? [] : row.scopes.split(' '),
    count: row.count,
    ...(row.firstAt === null ? {} : { first_at: rfc3339Of(row.firstAt) }),
    request_id: row.requestId,
    ...(row.callerRequestId === null ? {} : { client_request_id: row.callerRequestId }),
    ip: row.address,
    user_agent: row.agent,
    ...(row.changes === null ? {} : { changes: changesOf(row.changes) }),
    ...(erased.length === 0 ? {} : { erased }),
    prev_hash: row.previousHash,
    hash: row.hash,
  }
}

/** A digest whose value is gone. */
function erasedOf(row: LogRow): Erasable[] {
  const all: [Erasable, boolean][] = [
    ['actor', row.actorKind !== null && row.actorLabel === null],
    ['on_behalf_of', row.appId !== null && row.appLabel === null],
    ['target', row.hadTargetLabel === 1 && row.targetLabel === null],
    ['ip', row.hadAddress === 1 && row.address === null],
    ['user_agent', row.hadAgent === 1 && row.agent === null],
    ['client_request_id', row.hadCallerRequestId === 1 && row.callerRequestId === null],
    ['changes', row.hadChanges === 1 && row.changes === null],
  ]
  return all.flatMap(([name, isErased]) => (isErased ? [name] : []))
}

/** A word of a closed list. A file that someone has edited may hold any other; the chain says so, and the list still opens. */
function oneOf<Word extends string>(words: readonly Word[], word: string | null, otherwise: Word): Word {
  return words.find((known) => known === word) ?? otherwise
}

/** What redact.ts wrote: before and after, each an object. What else a file that someone has edited holds there is not shown. */
function changesOf(json: string): NonNullable<AuditRow['changes']> {
  const { before, after } = storedObject(json)
  return {
    ...(isPlain(before) ? { before } : {}),
    ...(isPlain(after) ? { after } : {}),
  }
}
