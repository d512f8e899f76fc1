/**
 * Finds rows of the log, newest first.
 *
 * Chosen: actor and target are indexed and read as streams that are merged; times become a range of seq; everything else is a condition,
 * looked at for at most 50,000 rows a page, so that no filter holds up the loop for long: a page may be empty and still go on.
 * Left out: a third index, which halves the rate of appending (measured). Held to a naive oracle by test/journal/list.test.ts.
 */
import type { Readable, SqlValue } from '../db/database.ts'
import { type Condition, type LogFilter, type Plan, planOf, type Stream, seqRange, type Visibility } from './filter.ts'

/** At most so many rows are looked at for one page. */
export const examinedMax = 50_000

/** One page of what was found. */
export interface Found {
  /** Newest first. */
  readonly seqs: readonly number[]
  /** The next page holds rows below this; null: there are no more. */
  readonly next: number | null
}

const nothing: Found = { seqs: [], next: null }

/**
 * Finds the next rows that fit.
 * @param before only rows below this seq; null for the first page.
 * @param limit how many at most.
 */
export function findRows(
  db: Readable,
  filter: LogFilter,
  visible: Visibility,
  before: number | null,
  limit: number,
  examine = examinedMax,
): Found {
  const plan = planOf(db, filter, visible)
  if (filter.requestId !== undefined && before === null) {
    const close = aroundRequest(db, plan, filter.requestId, limit)
    if (close !== null) return close
  }
  return find(db, plan, before, limit, examine)
}

function find(db: Readable, plan: Plan, before: number | null, limit: number, examine: number): Found {
  const top = Math.min(plan.highestSeq, before === null ? plan.highestSeq : before - 1)
  if (top < plan.lowestSeq) return nothing
  return plan.streams === null
    ? scan(db, plan, top, limit, examine)
    : merge(db, plan, plan.streams, top, limit, examine)
}

/** Looks at all rows of the range. */
function scan(db: Readable, { conditions, lowestSeq }: Plan, top: number, limit: number, examine: number): Found {
  const bottom = Math.max(lowestSeq, top - examine + 1)
  const seqs = db
    .all<{ seq: number }>(
      `SELECT seq FROM audit_log WHERE seq BETWEEN ? AND ?${and(conditions)} ORDER BY seq DESC LIMIT ?`,
      bottom,
      top,
      ...valuesOf(conditions),
      limit + 1,
    )
    .map((row) => row.seq)
  if (seqs.length > limit) return cut(seqs, limit)
  return { seqs, next: bottom > lowestSeq ? bottom : null }
}

/** All rows that fit in a short range of seq, oldest first. */
export function fittingBetween(db: Readable, { everything }: Plan, bottom: number, top: number): number[] {
  return db
    .all<{ seq: number }>(
      `SELECT seq FROM audit_log WHERE seq BETWEEN ? AND ?${and(everything)} ORDER BY seq`,
      bottom,
      top,
      ...valuesOf(everything),
    )
    .map((row) => row.seq)
}

/** Merges what the indexes yield, and looks at the rest of the conditions on that. */
function merge(
  db: Readable,
  plan: Plan,
  streams: readonly Stream[],
  top: number,
  limit: number,
  examine: number,
): Found {
  const { conditions, lowestSeq } = plan
  if (streams.length === 0) return nothing
  const size = Math.min(2000, Math.max(limit + 1, Math.ceil(2000 / streams.length)))
  const seqs: number[] = []
  let high = top
  let examined = 0
  while (seqs.length <= limit && high >= lowestSeq && examined < examine) {
    const { candidates, reached } = candidatesOf(db, streams, high, lowestSeq, size)
    const looked = candidates.slice(0, examine - examined)
    const from = looked.length < candidates.length ? (looked.at(-1) ?? high) : reached
    seqs.push(...fitting(db, looked, conditions))
    examined += looked.length
    high = from - 1
  }
  if (seqs.length > limit) return cut(seqs, limit)
  return { seqs, next: high >= lowestSeq ? high + 1 : null }
}

/** The next rows of all streams together, newest first, down to where every stream is known. */
function candidatesOf(
  db: Readable,
  streams: readonly Stream[],
  high: number,
  low: number,
  size: number,
): { candidates: number[]; reached: number } {
  const all = new Set<number>()
  let reached = low
  for (const { column, value } of streams) {
    const rows = db.all<{ seq: number }>(
      `SELECT seq FROM audit_log WHERE ${column} = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?`,
      value,
      low,
      high,
      size,
    )
    for (const { seq } of rows) all.add(seq)
    if (rows.length === size) reached = Math.max(reached, rows.at(-1)?.seq ?? low)
  }
  return { candidates: [...all].filter((seq) => seq >= reached).sort((a, b) => b - a), reached }
}

/** Those of the candidates that meet the conditions, in their order. */
function fitting(db: Readable, candidates: readonly number[], conditions: readonly Condition[]): readonly number[] {
  if (conditions.length === 0 || candidates.length === 0) return candidates
  return db
    .all<{ seq: number }>(
      `SELECT seq FROM audit_log WHERE seq IN (SELECT value FROM json_each(?))${and(conditions)} ORDER BY seq DESC`,
      JSON.stringify(candidates),
      ...valuesOf(conditions),
    )
    .map((row) => row.seq)
}

const ourRequestId = /^req_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{16}$/
const base32 = '0123456789abcdefghjkmnpqrstvwxyz'
const slackMs = 1000
const oneDayMs = 86_400_000

/**
 * Our request ids begin with their time: the rows of that request lie close to it, unless the clock was turned. Rows of one request are
 * appended together, so that finding some is finding all; null sends the search the long way.
 */
function aroundRequest(db: Readable, plan: Plan, requestId: string, limit: number): Found | null {
  const time = ourRequestId.exec(requestId)?.[1]
  if (time === undefined) return null
  const ms = [...time].reduce((sum, letter) => sum * 32 + base32.indexOf(letter), 0)
  const close = seqRange(db, ms - slackMs, ms + oneDayMs)
  const within = (lowest: number): Found => {
    const lowestSeq = Math.max(plan.lowestSeq, lowest)
    const highestSeq = Math.min(plan.highestSeq, close.highestSeq, lowestSeq + examinedMax - 1)
    return find(db, { ...plan, lowestSeq, highestSeq }, null, limit, examinedMax)
  }
  const oldest = within(close.lowestSeq).seqs.at(-1)
  return oldest === undefined ? null : within(oldest)
}

function cut(seqs: readonly number[], limit: number): Found {
  const shown = seqs.slice(0, limit)
  return { seqs: shown, next: shown.at(-1) ?? null }
}

function and(conditions: readonly Condition[]): string {
  return conditions.map(({ sql }) => ` AND ${sql}`).join('')
}

function valuesOf(conditions: readonly Condition[]): SqlValue[] {
  return conditions.flatMap(({ values }) => values)
}
