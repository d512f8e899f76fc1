import type { Maintenance } from '../../../src-server/contract/maintenances.ts'
import { dateInputValue } from '../../ui/time.ts'

/** A month as weeks of days with what happens on each. Pure; test/renderer/maintenances-model.test.ts. */

export interface CalendarDay {
  /** `2026-11-21` in the zone. */
  day: string
  number: number
  inMonth: boolean
  isToday: boolean
  /** What touches the day; `begins` false: it goes on from the day before. */
  items: { maintenance: Maintenance; begins: boolean }[]
}

export interface Month {
  /** `2026-11`. */
  id: string
  previous: string
  next: string
  weeks: CalendarDay[][]
}

const dayMs = 86_400_000

/** Calendar arithmetic is done on UTC days, which all have 24 hours; only the items are placed in the zone. */
function utcDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function monthId(at: number): string {
  return iso(at).slice(0, 7)
}

/** The month that an address names, else the one of `now`. */
export function monthOf(wanted: string, now: number, zone: string): string {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(wanted) ? wanted : dateInputValue(now, zone).slice(0, 7)
}

/** Weeks from Monday to Sunday; cancelled work is left out. */
export function calendarOf(id: string, maintenances: readonly Maintenance[], now: number, zone: string): Month {
  const first = utcDay(`${id}-01`)
  const lastMonth = new Date(first)
  const next = Date.UTC(lastMonth.getUTCFullYear(), lastMonth.getUTCMonth() + 1, 1)
  const begins = first - ((new Date(first).getUTCDay() + 6) % 7) * dayMs
  const today = dateInputValue(now, zone)
  const placed = maintenances
    .filter((maintenance) => maintenance.status !== 'cancelled')
    .map((maintenance) => ({
      maintenance,
      first: dateInputValue(Date.parse(maintenance.started_at ?? maintenance.scheduled_for), zone),
      // What ends at midnight does not touch the day that begins then.
      last: dateInputValue(Date.parse(maintenance.completed_at ?? maintenance.scheduled_until) - 1, zone),
    }))
    .sort((a, b) => a.maintenance.scheduled_for.localeCompare(b.maintenance.scheduled_for))
  const weeks: CalendarDay[][] = []
  for (let start = begins; start < next; start += 7 * dayMs) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const at = start + index * dayMs
        const day = iso(at)
        return {
          day,
          number: new Date(at).getUTCDate(),
          inMonth: monthId(at) === id,
          isToday: day === today,
          items: placed
            .filter((one) => one.first <= day && day <= one.last)
            .map((one) => ({ maintenance: one.maintenance, begins: one.first === day })),
        }
      }),
    )
  }
  return { id, previous: monthId(first - dayMs), next: monthId(next), weeks }
}

/** `November 2026`. */
export function monthName(id: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    utcDay(`${id}-01`),
  )
}
