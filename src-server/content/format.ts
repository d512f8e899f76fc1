import type { LocalizationSettings } from '../contract/settings.ts'

/** Dates, times and figures as the page's language writes them, in the page's time zone. */
export interface Format {
  /** `21 Nov 2026, 08:14`. */
  moment(at: number): string
  /** The same, and the end of the window; the date of the end only where it is another. */
  window(from: number, until: number): string
  /** `Saturday, 21 November`. */
  day(at: number): string
  /** `21 Nov`. */
  shortDay(at: number): string
  /** `99.98%`. */
  percent(value: number): string
  /** `1 hr, 20 min`; rounded to the minute, at least one. */
  duration(ms: number): string
  readonly zone: string
}

/** The formats of a page's language and time zone. */
export function createFormat({ locale, time_zone: timeZone, hour_cycle }: LocalizationSettings): Format {
  const hourCycle = hour_cycle === 'auto' ? undefined : hour_cycle
  const moment = new Intl.DateTimeFormat(locale, { timeZone, hourCycle, dateStyle: 'medium', timeStyle: 'short' })
  const day = new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', month: 'long', day: 'numeric' })
  const shortDay = new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric' })
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  })
  const unit = (name: 'day' | 'hour' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' })
  const list = new Intl.ListFormat(locale, { style: 'narrow', type: 'unit' })
  const units = [
    { size: 1440, format: unit('day') },
    { size: 60, format: unit('hour') },
    { size: 1, format: unit('minute') },
  ]
  return {
    moment: (at) => moment.format(at),
    window: (from, until) => moment.formatRange(from, until),
    day: (at) => day.format(at),
    shortDay: (at) => shortDay.format(at),
    percent: (value) => percent.format(value / 100),
    duration(ms) {
      let rest = Math.max(1, Math.round(ms / 60_000))
      const parts: string[] = []
      for (const { size, format } of units) {
        const count = Math.floor(rest / size)
        rest -= count * size
        if (count > 0 && parts.length < 2) parts.push(format.format(count))
      }
      return list.format(parts)
    },
    zone: timeZone.replaceAll('_', ' '),
  }
}
