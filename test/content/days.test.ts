import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { daysUpTo } from '../../src-server/content/days.ts'
import { holds } from './holds.ts'

const hour = 3_600_000

/** The date that a zone's clocks show, asked in another way than the code does. */
function dateIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

const zones = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Asuncion',
  'Pacific/Kiritimati',
]

test('days every moment lies in the day that the clocks of the zone show', () => {
  const moment = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) })
  holds(
    'days equal the zone’s calendar',
    fc.property(fc.constantFrom(...zones), moment, (zone, at) => {
      const days = daysUpTo(at, 5, zone)
      const today = days.at(-1)
      assert.is(days.length, 5)
      assert.ok(today !== undefined && today.from <= at && at < today.to, 'the last day holds the moment')
      for (const [index, day] of days.entries()) {
        assert.is(day.from, days[index - 1]?.to ?? day.from, 'no gap')
        assert.ok(day.to - day.from >= 22 * hour && day.to - day.from <= 26 * hour)
        for (const inside of [day.from, day.from + 6 * hour, day.to - 1]) assert.is(dateIn(zone, inside), day.date)
        assert.is.not(dateIn(zone, day.from - 1), day.date)
      }
    }),
    400,
  )
})

test('days of 23 and 25 hours are that long', () => {
  const spring = daysUpTo(Date.UTC(2026, 2, 29, 12), 1, 'Europe/Berlin')[0]
  const autumn = daysUpTo(Date.UTC(2026, 9, 25, 12), 1, 'Europe/Berlin')[0]
  assert.is((spring?.to ?? 0) - (spring?.from ?? 0), 23 * hour)
  assert.is((autumn?.to ?? 0) - (autumn?.from ?? 0), 25 * hour)
  assert.is(autumn?.date, '2026-10-25')
})

test('days begin at one where the clocks leave midnight out', () => {
  // Cairo, 25 April 2025: 00:00 became 01:00.
  const day = daysUpTo(Date.UTC(2025, 3, 25, 12), 1, 'Africa/Cairo')[0]
  assert.is(day?.date, '2025-04-25')
  assert.is(day?.from, Date.UTC(2025, 3, 24, 22))
})

test.run()
