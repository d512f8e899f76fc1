import type { ComponentStatus } from '../contract/components.ts'

/**
 * From words with a beginning and an end to one status at each moment, and from there to uptime. Pure.
 *
 * Chosen: time is counted to the millisecond between two bounds, and time before the first word is not counted at all: a component
 * added yesterday has not been up for 90 days. A major outage counts in full and a partial one as three tenths, as visitors know it
 * from other status pages; degraded performance and planned work do not count. Held to a naive oracle by test/content/timeline.test.ts.
 */

/** Something said about a component's status; words come in the order in which they were said. */
export interface Word {
  readonly status: ComponentStatus
  readonly from: number
  readonly until: number | null
}

/** A stretch of time with one status; `null`: nothing was said about it. */
export interface Stretch {
  readonly status: ComponentStatus | null
  readonly from: number
  readonly to: number
}

/**
 * The status at each moment from `from` to `to`, as stretches without gaps. Of the words that hold, the one that began last
 * counts; of two that began together, the one said later. One sweep: words that hold at the same time are few, words may be many.
 */
export function stretchesOf(words: readonly Word[], from: number, to: number): Stretch[] {
  if (to <= from) return []
  const moments = new Set([from, to])
  for (const word of words) {
    if (word.from > from && word.from < to) moments.add(word.from)
    if (word.until !== null && word.until > from && word.until < to) moments.add(word.until)
  }
  const byBeginning = words.toSorted((a, b) => a.from - b.from)
  const stretches: { status: ComponentStatus | null; from: number; to: number }[] = []
  let holding: Word[] = []
  let next = 0
  for (const start of [...moments].sort((a, b) => a - b)) {
    if (start === to) break
    holding = holding.filter((word) => word.until === null || word.until > start)
    for (let word = byBeginning[next]; word !== undefined && word.from <= start; word = byBeginning[next]) {
      if (word.until === null || word.until > start) holding.push(word)
      next += 1
    }
    const status = holding.at(-1)?.status ?? null
    const last = stretches.at(-1)
    if (last !== undefined) last.to = start
    if (last === undefined || last.status !== status) stretches.push({ status, from: start, to })
  }
  const last = stretches.at(-1)
  if (last !== undefined) last.to = to
  return stretches
}

/** How much of a moment in this status counts as down: tenths, so that sums stay whole numbers. */
const downTenthsOf: Readonly<Record<ComponentStatus, number>> = {
  operational: 0,
  under_maintenance: 0,
  degraded_performance: 0,
  partial_outage: 3,
  major_outage: 10,
}

/** From well to worst. */
export const severity: Readonly<Record<ComponentStatus, number>> = {
  operational: 0,
  under_maintenance: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
}

/** What a span of time looked like. */
export interface Span {
  /** Milliseconds for which anything was known. */
  readonly known: number
  /** Tenths of milliseconds that count as down. */
  readonly downTenths: number
  /** Milliseconds of degraded performance or outage. */
  readonly troubled: number
  /** The worst status in it; null where nothing was known. */
  readonly worst: ComponentStatus | null
}

/** Sums up stretches. */
export function spanOf(stretches: readonly Stretch[]): Span {
  let known = 0
  let down = 0
  let troubled = 0
  let worst: ComponentStatus | null = null
  for (const { status, from, to } of stretches) {
    if (status === null) continue
    known += to - from
    down += (to - from) * downTenthsOf[status]
    if (severity[status] >= severity.degraded_performance) troubled += to - from
    if (worst === null || severity[status] > severity[worst]) worst = status
  }
  return { known, downTenths: down, troubled, worst }
}

/** Percent up, two decimals, rounded down (so that 100 means no outage at all); null where nothing was known. */
export function uptimePercent({ known, downTenths: down }: Span): number | null {
  if (known === 0) return null
  // Whole numbers up to the one division: 90 days are 8e10 tenths, times 10,000 still exact.
  return Math.floor(((known * 10 - down) * 10_000) / (known * 10)) / 100
}

/** The parts of stretches that lie within two moments. */
export function within(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  return stretches.flatMap((stretch) => {
    const [start, end] = [Math.max(stretch.from, from), Math.min(stretch.to, to)]
    return start < end ? [{ status: stretch.status, from: start, to: end }] : []
  })
}
