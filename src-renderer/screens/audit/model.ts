import type { AuditRow } from '../../../src-server/contract/audit.ts'
import type { KnownNames } from './suggestions.ts'

/** Rows of the log without a DOM: what differs, what they are called, how they are copied. Pure; test/renderer/audit-model.test.ts. */

export interface AuditParams {
  [name: string]: string | string[] | undefined
  q?: string
  from?: string
  to?: string
  seq?: string
  export?: string
  verify?: string
}

export function paramOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** The query that the address says: its text, and the range unless the text names one. */
export function queryOf(params: AuditParams): string {
  const text = paramOf(params.q)
  const ends = (['from', 'to'] as const).flatMap((end) => {
    const value = paramOf(params[end])
    return value === '' || new RegExp(`(^|\\s)${end}:`).test(text) ? [] : [`${end}:${value}`]
  })
  return [text, ...ends].filter((part) => part !== '').join(' ')
}

/** How an actor is called in a row; null: it has no name (anymore). */
export function actorName(row: AuditRow): string | null {
  return row.actor.name ?? row.actor.prefix ?? row.actor.id
}

/** The app through which somebody acted; null: they acted themselves. */
export function appName(row: AuditRow): string | null {
  return row.actor.on_behalf_of?.name ?? row.actor.on_behalf_of?.id ?? null
}

/** How a target is called in a row. */
export function targetName(row: AuditRow): string {
  return row.target?.name ?? row.target?.id ?? ''
}

export interface FieldChange {
  field: string
  /** JSON; null where it was not there. */
  before: string | null
  after: string | null
}

/** Fields whose values differ, as text. */
export function fieldChanges(changes: AuditRow['changes']): FieldChange[] {
  const before = changes?.before ?? {}
  const after = changes?.after ?? {}
  const textOf = (record: Readonly<Record<string, unknown>>, field: string): string | null =>
    !Object.hasOwn(record, field) || record[field] === null || record[field] === undefined
      ? null
      : typeof record[field] === 'string'
        ? record[field]
        : JSON.stringify(record[field])
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) }))
    .filter((change) => change.before !== change.after)
}

/** `9f2c81…d79a`: enough of a hash to compare by eye. */
export function shortHash(hash: string): string {
  return hash.length <= 20 ? hash : `${hash.slice(0, 8)}…${hash.slice(-6)}`
}

/** The route with what is known of its parameters: the target's id where there is one parameter. */
export function requestPath(row: AuditRow): string | null {
  if (row.route === null) return null
  const parameters = row.route.match(/:[a-z_]+/g) ?? []
  const id = row.target?.id
  if (parameters.length !== 1 || id === undefined) return row.route
  return row.route.replace(/:[a-z_]+/, encodeURIComponent(id))
}

/** The same request as a command. The secret is a variable; a body is not in the log. */
export function curlOf(row: AuditRow, origin: string): string | null {
  const path = requestPath(row)
  if (path === null || row.method === null) return null
  const method = row.method === 'GET' ? '' : ` -X ${row.method}`
  return `curl -sS${method} "${origin}${path}" \\\n  -H "Authorization: Bearer $STATUS_TOKEN"`
}

/** One row as tab-separated text. */
export function rowText(row: AuditRow): string {
  return [
    `#${row.seq}`,
    row.at,
    row.outcome,
    [actorName(row), appName(row)].filter((name) => name !== null).join(' / '),
    row.action,
    targetName(row),
    row.scopes_used.join(' '),
    row.ip ?? '',
  ].join('\t')
}

/** Names for the completion, newest first; apps also those that are registered, whatever they have done. */
export function knownNames(rows: readonly AuditRow[], registered: readonly string[] = []): KnownNames {
  const recent = rows.slice(0, 2000)
  const unique = (values: readonly (string | null | undefined)[]): string[] => [
    ...new Set(values.filter((value): value is string => value !== null && value !== undefined && value !== '')),
  ]
  return {
    actors: unique(recent.map((row) => row.actor.name)),
    tokens: unique([
      ...recent.filter((row) => row.actor.kind === 'token').map((row) => row.actor.name),
      ...recent.filter((row) => row.target?.type === 'token').map((row) => row.target?.name),
    ]),
    apps: unique([
      ...recent.map((row) => row.actor.on_behalf_of?.name),
      ...recent.filter((row) => row.actor.kind === 'oauth_app').map((row) => row.actor.name),
      ...registered,
    ]),
    routes: unique(recent.map((row) => row.route?.replace(/^\/api\/v1/, ''))),
    actions: unique(recent.map((row) => row.action)),
  }
}

/**
 * How many of these rows are news to someone who saw everything up to `seenSeq`: their own looks at the log are not.
 */
export function newsIn(rows: readonly AuditRow[], seenSeq: number, ownId: string | null): number {
  return rows.filter((row) => row.seq > seenSeq && !(row.action === 'audit.list' && row.actor.id === ownId)).length
}

/** One hour around a row, as `from` and `to` of a query. */
export function hourAround(row: AuditRow): { from: string; to: string } {
  const at = Date.parse(row.at)
  return { from: new Date(at - 3_600_000).toISOString(), to: new Date(at + 3_600_000).toISOString() }
}
