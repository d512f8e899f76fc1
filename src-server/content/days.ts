/**
 * Calendar days in a time zone, as visitors of a page count them. Pure.
 *
 * Chosen: the rules of the runtime's own time-zone data (Intl), asked for the offset at an instant; a day begins at the first
 * instant that has its date. Days of 23 and 25 hours come out right. Held by test/content/days.test.ts.
 */

export interface Day {
  /** `2026-11-21`. */
  readonly date: string
  /** Milliseconds UTC, end exclusive. */
  readonly from: number
  readonly to: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallClock(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** What the clocks of a zone show at an instant, read as if it were UTC. */
function localTime(at: number, timeZone: string): number {
  const parts = new Map(
    wallClock(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  return Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  )
}

const dayMs = 86_400_000

/** The first instant of the day that begins `midnight`, a local time read as UTC. */
function startOfDay(midnight: number, timeZone: string): number {
  const guess = midnight - (localTime(midnight, timeZone) - midnight)
  const shown = localTime(guess, timeZone)
  if (shown === midnight) {
    // A day on which the clocks go back over midnight has two of them; the first one counts.
    const before = guess - 3_600_000
    return localTime(before, timeZone) === midnight ? before : guess
  }
  // Our guess used the offset of the other side of a change of clocks; with its own it is right, or midnight was left out that day.
  const corrected = guess - (shown - midnight)
  const again = localTime(corrected, timeZone)
  return again >= midnight ? corrected : corrected + (midnight - again)
}

/** The last `count` days up to the one that holds `at`, oldest first. The last one ends with its own end, after `at`. */
export function daysUpTo(at: number, count: number, timeZone: string): Day[] {
  const today = Math.floor(localTime(at, timeZone) / dayMs) * dayMs
  const starts: number[] = []
  for (let back = count - 1; back >= -1; back -= 1) starts.push(startOfDay(today - back * dayMs, timeZone))
  return starts.slice(0, -1).map((from, index) => ({
    date: new Date(today - (count - 1 - index) * dayMs).toISOString().slice(0, 10),
    from,
    to: starts[index + 1] ?? from,
  }))
}
