import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { calendarOf, monthName, monthOf } from '../../src-renderer/screens/maintenances/calendar-model.ts'
import {
  endAfter,
  lengthOf,
  listQuery,
  overlapsOf,
  proposedWindow,
  valuesOf,
  views,
  windowBody,
  windowProblems,
} from '../../src-renderer/screens/maintenances/model.ts'
import { createMaintenance, listMaintenances, type Maintenance } from '../../src-server/contract/maintenances.ts'

const now = Date.parse('2026-11-21T09:10:00Z')
const words = { missing: 'missing', backwards: 'backwards', over: 'over' }
const window = (id: string, from: string, until: string, extra: Partial<Maintenance> = {}): Maintenance => ({
  id,
  name: id,
  body: '',
  status: 'scheduled',
  scheduled_for: `${from}:00.000Z`,
  scheduled_until: `${until}:00.000Z`,
  started_at: null,
  completed_at: null,
  cancelled_at: null,
  components: [{ id: 'cmp_api', name: 'API' }],
  environment: 'live',
  created_at: '',
  updated_at: '',
  ...extra,
})

test('every view asks for what the contract takes', () => {
  for (const view of views) assert.ok(z.safeParse(listMaintenances.query, listQuery({ view, q: 'db' })).success, view)
})

test('a proposed window is an hour from a full hour, more than a day ahead, and can be sent', () => {
  const proposed = proposedWindow(now, 'UTC')
  assert.is(proposed.from, '2026-11-22T10:00')
  assert.is(lengthOf(proposed, 'UTC'), 'h1')
  assert.equal(windowProblems(proposed, now, 'UTC', words), [])
  const body = { name: 'x', scheduled_for: '', scheduled_until: '', ...windowBody({ ...proposed, name: 'x' }, 'UTC') }
  assert.ok(z.safeParse(createMaintenance.body, body).success)
})

test('a length stays what it is across a change of the clocks', () => {
  // Berlin goes back an hour on 25 October 2026 at 03:00.
  const until = endAfter('2026-10-25T01:30', 'h4', 'Europe/Berlin')
  assert.is(until, '2026-10-25T04:30')
  assert.is(lengthOf({ from: '2026-10-25T01:30', until }, 'Europe/Berlin'), 'h4')
})

test('times that are missing, backwards or over are refused at their field', () => {
  const base = { ...proposedWindow(now, 'UTC'), name: 'x' }
  const paths = (values: Partial<typeof base>) =>
    windowProblems({ ...base, ...values }, now, 'UTC', words).map(({ path, message }) => `${path} ${message}`)
  assert.equal(paths({ from: '' }), ['/scheduled_for missing'])
  assert.equal(paths({ until: base.from }), ['/scheduled_until backwards'])
  assert.equal(paths({ from: '2026-11-20T09:00', until: '2026-11-20T10:00' }), ['/scheduled_until over'])
})

test('a change sends the fields that were changed', () => {
  assert.equal(windowBody({ name: 'y' }, 'UTC'), { name: 'y' })
  assert.equal(windowBody({ from: '2026-11-22T10:00' }, 'Europe/Berlin'), { scheduled_for: '2026-11-22T09:00:00.000Z' })
  const one = window('a', '2026-11-22T10:00', '2026-11-22T11:00')
  assert.is(valuesOf(one, 'Europe/Berlin').from, '2026-11-22T11:00')
})

test('windows overlap where they share time; those that share components come first', () => {
  const others = [
    window('touching', '2026-11-22T11:00', '2026-11-22T12:00'),
    window('other-parts', '2026-11-22T10:30', '2026-11-22T12:00', { components: [] }),
    window('same-parts', '2026-11-22T09:00', '2026-11-22T10:01'),
    window('cancelled', '2026-11-22T10:00', '2026-11-22T11:00', { status: 'cancelled' }),
    window('itself', '2026-11-22T10:00', '2026-11-22T11:00'),
  ]
  const found = overlapsOf(
    {
      id: 'itself',
      from: Date.parse('2026-11-22T10:00Z'),
      until: Date.parse('2026-11-22T11:00Z'),
      components: ['cmp_api'],
    },
    others,
  )
  assert.equal(
    found.map(({ maintenance, shared }) => [maintenance.id, shared]),
    [
      ['same-parts', ['API']],
      ['other-parts', []],
    ],
  )
})

test('a month is whole weeks from Monday to Sunday, with every day of it once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      const id = `${year}-${String(month).padStart(2, '0')}`
      const { weeks, previous, next } = calendarOf(id, [], now, 'UTC')
      const days = weeks.flat()
      assert.ok(weeks.every((week) => week.length === 7))
      assert.is(new Date(`${days[0]?.day}T00:00Z`).getUTCDay(), 1)
      const inside = days.filter((day) => day.inMonth)
      assert.equal(
        inside.map((day) => day.number),
        Array.from({ length: new Date(Date.UTC(year, month, 0)).getUTCDate() }, (_, index) => index + 1),
      )
      assert.is(calendarOf(next, [], now, 'UTC').previous, id)
      assert.is(calendarOf(previous, [], now, 'UTC').next, id)
    }),
  )
})

test('a window stands on every day that it touches in the zone, and not on the day that begins when it ends', () => {
  const night = window('night', '2026-11-21T22:30', '2026-11-22T00:00')
  const on = (zone: string) =>
    calendarOf('2026-11', [night], now, zone)
      .weeks.flat()
      .filter((day) => day.items.length > 0)
      .map((day) => [day.day, day.items[0]?.begins])
  assert.equal(on('UTC'), [['2026-11-21', true]])
  assert.equal(on('Europe/Berlin'), [
    ['2026-11-21', true],
    ['2026-11-22', false],
  ])
})

test('an address names a month, and anything else means this one', () => {
  assert.is(monthOf('2026-02', now, 'UTC'), '2026-02')
  assert.is(monthOf('2026-13', now, 'UTC'), '2026-11')
  assert.is(monthName('2026-02'), 'February 2026')
})

test.run()
