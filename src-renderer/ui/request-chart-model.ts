/**
 * A small chart of requests per day without a DOM: scale, lines, which days are named. Pure; test/renderer/usage-model.test.ts.
 */

export interface DayOfRequests {
  /** `2026-11-21`, UTC. */
  day: string
  allowed: number
  denied: number
  failed: number
}

/** The end of the axis: the least of 1, 2, 3, 4, 5, 6, 8 or 10 times a power of ten that holds the value, at least 4. */
export function axisEnd(most: number): number {
  if (most <= 4) return 4
  const power = 10 ** Math.floor(Math.log10(most))
  const factor = [1, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most) ?? 10
  return factor * power
}

/** Where the lines of the grid lie: quarters, halves or the ends, whichever are whole numbers. */
export function axisSteps(end: number): number[] {
  return end % 4 === 0 ? [0, end / 4, end / 2, (end / 4) * 3, end] : end % 2 === 0 ? [0, end / 2, end] : [0, end]
}

/** `M0,40 L10,20 …` over a box of `width` by `height`; one day is a flat line. */
export function linePath(values: readonly number[], end: number, width: number, height: number): string {
  const x = (index: number): number => (values.length < 2 ? 0 : (index / (values.length - 1)) * width)
  const y = (value: number): number => height - (value / end) * height
  const round = (value: number): number => Math.round(value * 100) / 100
  const points = values.map((value, index) => `${round(x(index))},${round(y(value))}`)
  if (points.length === 1) points.push(`${width},${round(y(values[0] ?? 0))}`)
  return points.length === 0 ? '' : `M${points.join(' L')}`
}

/** Which days are named below: the first, the last and evenly between, at most so many. */
export function namedDays(length: number, atMost: number): number[] {
  if (length <= atMost) return Array.from({ length }, (_, index) => index)
  return Array.from({ length: atMost }, (_, step) => Math.round((step / (atMost - 1)) * (length - 1)))
}

export interface RequestTotals {
  allowed: number
  refused: number
  /** The day with the most requests; `null` when there were none. */
  busiest: { day: string; requests: number } | null
}

export function totalsOf(days: readonly DayOfRequests[]): RequestTotals {
  let allowed = 0
  let refused = 0
  let busiest: RequestTotals['busiest'] = null
  for (const day of days) {
    allowed += day.allowed
    refused += day.denied + day.failed
    const requests = day.allowed + day.denied + day.failed
    if (requests > (busiest?.requests ?? 0)) busiest = { day: day.day, requests }
  }
  return { allowed, refused, busiest }
}
