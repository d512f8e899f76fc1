/**
 * The one place that turns instants into words.
 *
 * Chosen: `Intl` over epoch milliseconds, with the time zone always written out. Left out: Temporal with its polyfill (18 kB where
 * the runtime has none, as Electron 33 and Node 24 do not); the only zone arithmetic we need is `instantOfWallTime`.
 * Held by test/renderer/time.test.ts.
 */

export type Clock = () => number
export type ZoneChoice = 'utc' | 'local'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** How far `at` lies from `now`, in words: `4 min. ago`, `yesterday`, `in 6 days`. Both in milliseconds. */
export function relativeWords(at: number, now: number): string {
  const distance = at - now
  const size = Math.abs(distance)
  if (size < minuteMs) return 'just now'
  if (size < hourMs) return relative.format(Math.trunc(distance / minuteMs), 'minute')
  if (size < dayMs) return relative.format(Math.trunc(distance / hourMs), 'hour')
  if (size < 60 * dayMs) return relative.format(Math.round(distance / dayMs), 'day')
  if (size < 730 * dayMs) return relative.format(Math.round(distance / (30.44 * dayMs)), 'month')
  return relative.format(Math.round(distance / (365.25 * dayMs)), 'year')
}

/** The same from an RFC 3339 text; `null` in, `null` out, so that the caller decides on "Never". */
export function relativeWordsOf(iso: string | null, now: number): string | null {
  return iso === null ? null : relativeWords(Date.parse(iso), now)
}

/** A length in words, rounded down to its two largest units: `7 days`, `1 hour 30 min`. Seconds below a minute. */
export function durationWords(seconds: number): string {
  const units: readonly (readonly [number, string, string])[] = [
    [86_400, 'day', 'days'],
    [3_600, 'hour', 'hours'],
    [60, 'min', 'min'],
    [1, 's', 's'],
  ]
  const words: string[] = []
  let left = Math.max(0, Math.floor(seconds))
  for (const [size, one, many] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) words.push(`${count} ${count === 1 ? one : many}`)
    if (words.length === 2) break
  }
  return words.length === 0 ? '0 s' : words.join(' ')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
    formats.set(key, found)
  }
  return found.format(at)
}

/** The IANA name behind the user's choice. */
export function zoneOf(choice: ZoneChoice): string {
  return choice === 'utc' ? 'UTC' : new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What stands behind a time so that nobody has to guess: `UTC`, `GMT+1`. */
export function zoneLabel(at: number, zone: string): string {
  if (zone === 'UTC') return 'UTC'
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}

/** `21 Nov 2026, 09:30 UTC` */
export function dateTimeWords(at: number, zone = 'UTC'): string {
  return `${format(at, zone, { dateStyle: 'medium', timeStyle: 'short' })} ${zoneLabel(at, zone)}`
}

/** `21 Nov 2026` */
export function dateWords(at: number, zone = 'UTC'): string {
  return format(at, zone, { dateStyle: 'medium' })
}

/** `21 Nov, 09:29:28`: a row of the log, whose column header names the zone. */
export function logTimeWords(at: number, zone = 'UTC'): string {
  return format(at, zone, { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** `09:30` */
export function clockWords(at: number, zone = 'UTC'): string {
  return format(at, zone, { timeStyle: 'short' })
}

/** `2026-11-21`, as `<input type="date">` wants it. */
export function dateInputValue(at: number, zone: string): string {
  return format(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-')
}

/** `2026-11-21T09:30`, as `<input type="datetime-local">` wants it. */
export function dateTimeInputValue(at: number, zone: string): string {
  return `${dateInputValue(at, zone)}T${format(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const value = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0)
  const wall = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  )
  return wall - Math.floor(at / 1000) * 1000
}

/**
 * The instant of a wall time (`2026-11-21T09:30[:00]`) in a zone, in milliseconds; `null` for what is no wall time.
 * A time that a clock change skips is read with the offset before the change, one that happens twice as the first.
 */
export function instantOfWallTime(wallTime: string, zone: string): number | null {
  const asUtc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(wallTime) ? Date.parse(`${wallTime}Z`) : Number.NaN
  if (Number.isNaN(asUtc)) return null
  const before = asUtc - offsetAt(asUtc - dayMs, zone)
  const after = asUtc - offsetAt(asUtc + dayMs, zone)
  for (const candidate of [Math.min(before, after), Math.max(before, after)]) {
    if (candidate + offsetAt(candidate, zone) === asUtc) return candidate
  }
  return before
}

/** The last second of a day (`2026-11-21`) in a zone, in milliseconds; `null` for what is no day. */
export function endOfDay(day: string, zone: string): number | null {
  return instantOfWallTime(`${day}T23:59:59`, zone)
}

const whole = new Intl.NumberFormat('en')

/** `14,203` */
export function countWords(count: number): string {
  return whole.format(count)
}

/** `48 MB` */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? 'B'}`
}
