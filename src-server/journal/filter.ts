import type { Readable, SqlValue } from '../db/database.ts'

/** What to look for in the log. Members left out do not filter. */
export interface LogFilter {
  /** The one row of this number. */
  readonly seq?: number | undefined
  /** Rows about this token: where it acted, and where it was acted on. */
  readonly tokenId?: string | undefined
  /** Rows of tokens that were called so at the time; letters of any case. */
  readonly tokenName?: string | undefined
  /** The id or the name of an OAuth app on whose behalf a user acted. */
  readonly oauthApp?: string | undefined
  readonly actorId?: string | undefined
  /** An action, or the beginning of one and a star: `token.*`. */
  readonly action?: string | undefined
  readonly kind?: string | undefined
  readonly outcome?: string | undefined
  /** A route's template, with or without `/api/v1`. */
  readonly route?: string | undefined
  /** A permission that the request consumed. */
  readonly scope?: string | undefined
  /** Milliseconds UTC, both ends included. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Our id of a request, or the one its caller sent. */
  readonly requestId?: string | undefined
  /** Rows about tokens, whichever: where one acted, or was acted on. */
  readonly anyToken?: boolean | undefined
  /** Part of an action, of a target's id or of an actor's label. */
  readonly q?: string | undefined
}

/** Whose rows may be seen: those of one page, or all. */
export interface Visibility {
  readonly everyPage: boolean
  readonly pageId: string
}

/** A condition on a row of audit_log. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** An index that yields candidates newest first. */
export type Stream =
  | { readonly column: 'actor'; readonly value: number }
  | { readonly column: 'target'; readonly value: string }

/** A filter, made ready for one database: what an export scans by is `everything`, which needs no index. */
export interface Plan {
  /** Null: look at all rows of the range. Empty: there is nothing to find. */
  readonly streams: readonly Stream[] | null
  /** To be met besides. */
  readonly conditions: readonly Condition[]
  /** The whole filter as conditions, for reading without the streams. */
  readonly everything: readonly Condition[]
  readonly lowestSeq: number
  readonly highestSeq: number
}

/** More actors than this are cheaper to look for in a scan. */
const streamsMax = 64

/** Works out how to find what a filter asks for. */
export function planOf(db: Readable, filter: LogFilter, visible: Visibility): Plan {
  const actors = intersection([
    filter.actorId === undefined ? null : keysWhere(db, 'id = ?', filter.actorId),
    filter.tokenName === undefined
      ? null
      : keysWhere(db, "kind = 'token' AND lower(label) = lower(?)", filter.tokenName),
  ])
  const conditions = [...plainConditions(filter, visible), ...lookedUpConditions(db, filter)]
  const range = narrowed(seqRange(db, filter.from, filter.to), filter.seq)

  const byActor = actors === null ? conditions : [...conditions, among('actor', actors)]
  if (filter.tokenId !== undefined) {
    const acting = keysWhere(db, 'id = ?', filter.tokenId)
    const about = {
      sql: '(actor IN (SELECT value FROM json_each(?)) OR target = ?)',
      values: [JSON.stringify(acting), filter.tokenId],
    }
    const streams: Stream[] = [
      ...acting.map((value) => ({ column: 'actor', value }) as const),
      { column: 'target', value: filter.tokenId },
    ]
    return { streams, conditions: byActor, everything: [...byActor, about], ...range }
  }
  if (actors === null || actors.length > streamsMax)
    return { streams: null, conditions: byActor, everything: byActor, ...range }
  return { streams: actors.map((value) => ({ column: 'actor', value })), conditions, everything: byActor, ...range }
}

function plainConditions(filter: LogFilter, visible: Visibility): Condition[] {
  const conditions: Condition[] = []
  const must = (sql: string, ...values: SqlValue[]): void => {
    conditions.push({ sql, values })
  }
  if (!visible.everyPage) must('page_id = ?', visible.pageId)
  if (filter.anyToken === true)
    must("(actor IN (SELECT key FROM actors WHERE kind = 'token') OR substr(target, 1, 4) = 'tok_')")
  if (filter.kind !== undefined) must('kind = ?', filter.kind)
  if (filter.outcome !== undefined) must('outcome = ?', filter.outcome)
  if (filter.action?.endsWith('*'))
    must('substr(action, 1, ?) = ?', filter.action.length - 1, filter.action.slice(0, -1))
  else if (filter.action !== undefined) must('action = ?', filter.action)
  if (filter.route !== undefined) must('route IN (?, ?)', filter.route, `/api/v1${filter.route}`)
  if (filter.scope !== undefined) must("instr(' ' || scopes_used || ' ', ?) > 0", ` ${filter.scope} `)
  if (filter.requestId !== undefined) {
    must(
      `(request_id = ? OR (caller_request_id_digest IS NOT NULL
        AND EXISTS (SELECT 1 FROM audit_details WHERE audit_details.seq = audit_log.seq AND caller_request_id = ?)))`,
      filter.requestId,
      filter.requestId,
    )
  }
  return conditions
}

/** Conditions that name actors by what is known of them. */
function lookedUpConditions(db: Readable, filter: LogFilter): Condition[] {
  const conditions: Condition[] = []
  if (filter.oauthApp !== undefined) {
    const apps = keysWhere(
      db,
      "kind = 'oauth_app' AND (id = ? OR lower(label) = lower(?))",
      filter.oauthApp,
      filter.oauthApp,
    )
    // What it did for a user, and what it did as itself (introspection).
    const list = JSON.stringify(apps)
    conditions.push({
      sql: '(on_behalf_of IN (SELECT value FROM json_each(?)) OR actor IN (SELECT value FROM json_each(?)))',
      values: [list, list],
    })
  }
  if (filter.q !== undefined) {
    const named = JSON.stringify(keysWhere(db, 'instr(lower(label), lower(?)) > 0', filter.q))
    conditions.push({
      sql: `(instr(lower(action), lower(?)) > 0 OR instr(lower(target), lower(?)) > 0 OR actor IN (SELECT value FROM json_each(?)))`,
      values: [filter.q, filter.q, named],
    })
  }
  return conditions
}

function keysWhere(db: Readable, condition: string, ...values: string[]): number[] {
  return db.all<{ key: number }>(`SELECT key FROM actors WHERE ${condition}`, ...values).map((row) => row.key)
}

function among(column: 'actor', keys: readonly number[]): Condition {
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(keys)] }
}

/** What is in every list that there is; null when there is none. */
function intersection(lists: readonly (number[] | null)[]): number[] | null {
  return lists.reduce(
    (common, list) => (common === null ? list : list === null ? common : common.filter((key) => list.includes(key))),
    null,
  )
}

/** The part of a range that is this one number; nothing where it lies outside. */
function narrowed(range: { lowestSeq: number; highestSeq: number }, seq: number | undefined): typeof range {
  if (seq === undefined) return range
  return { lowestSeq: Math.max(range.lowestSeq, seq), highestSeq: Math.min(range.highestSeq, seq) }
}

/** Times never decrease along the chain: a range of time is a range of seq, found by halving. */
export function seqRange(
  db: Readable,
  from: number | undefined,
  to: number | undefined,
): { lowestSeq: number; highestSeq: number } {
  const ends = db.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT seq FROM audit_log ORDER BY seq LIMIT 1) AS first, (SELECT seq FROM audit_log ORDER BY seq DESC LIMIT 1) AS last',
  )
  const first = ends?.first ?? 1
  const last = ends?.last ?? 0
  /** The first row for which the time is at least (or, with `after`, later than) a moment. */
  const firstSeq = (moment: number, after: boolean): number => {
    let low = first
    let high = last + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const at =
        db.get<{ at: number }>('SELECT at FROM audit_log WHERE seq >= ? ORDER BY seq LIMIT 1', middle)?.at ??
        Number.POSITIVE_INFINITY
      if (after ? at > moment : at >= moment) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    lowestSeq: from === undefined ? first : firstSeq(from, false),
    highestSeq: to === undefined ? last : firstSeq(to, true) - 1,
  }
}
