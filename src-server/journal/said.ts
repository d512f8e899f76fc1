import { type AuditKind, type AuditOutcome, auditEvent, outcomeOf } from '../contract/events.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Entry, Origin, Target } from './entry.ts'
import { loggedChanges } from './redact.ts'

/** What a row says besides who, where and which request. */
export interface Said {
  kind: AuditKind
  action: string
  outcome: AuditOutcome
  pageId: string | null
  environment: string | null
  status: number | null
  count: number
  firstAt: number | null
  target: Target | null
  /** Canonical JSON. */
  changes: string | null
}

/** What a row of this entry says. */
export function saidOf(origin: Origin, entry: Entry): Said {
  if (entry.kind === 'event') return saidOfEvent(origin, entry)
  const { pageId, environment } = origin
  if (entry.kind === 'refusals') {
    const { action, status, count, firstAt } = entry
    return {
      kind: 'request',
      action,
      outcome: 'denied',
      pageId,
      environment,
      status,
      count,
      firstAt,
      target: null,
      changes: null,
    }
  }
  const { action, status } = entry
  const changes = entry.code == null ? null : canonicalJson({ after: { code: entry.code } })
  return {
    kind: 'request',
    action,
    outcome: outcomeOf(status),
    pageId,
    environment,
    status,
    count: 1,
    firstAt: null,
    target: entry.target ?? null,
    changes,
  }
}

/** The same for an event: of before and after only what it may log, and of an update what differs. */
export function saidOfEvent(origin: Origin, entry: Extract<Entry, { kind: 'event' }>): Said {
  return {
    kind: auditEvent(entry.action).kind,
    action: entry.action,
    outcome: entry.outcome ?? 'allowed',
    pageId: entry.pageId === undefined ? origin.pageId : entry.pageId,
    environment: entry.environment === undefined ? origin.environment : entry.environment,
    status: null,
    count: 1,
    firstAt: null,
    target: entry.target ?? null,
    changes: loggedChanges(entry.action, entry.before ?? null, entry.after ?? null),
  }
}
