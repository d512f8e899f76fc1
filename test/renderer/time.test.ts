/** Times in words, and wall times back to instants. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  clockWords,
  countWords,
  dateInputValue,
  dateTimeInputValue,
  dateTimeWords,
  dateWords,
  durationWords,
  endOfDay,
  instantOfWallTime,
  logTimeWords,
  relativeWords,
  relativeWordsOf,
  sizeWords,
  zoneLabel,
} from '../../src-renderer/ui/time.ts'

const words = suite('renderer.time')
const now = Date.parse('2026-11-21T09:30:00Z')
const day = 86_400_000

words('how far away it is, in words', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, 'just now'],
    [-59_000, 'just now'],
    [-4 * 60_000, '4 min. ago'],
    [-3 * 3_600_000, '3 hr. ago'],
    [-day, 'yesterday'],
    [day, 'tomorrow'],
    [6 * day + 4 * 3_600_000, 'in 6 days'],
    [29.99 * day, 'in 30 days'],
    [90 * day, 'in 3 mo.'],
    [-401 * day, '13 mo. ago'],
    [800 * day, 'in 2 yr.'],
  ]
  for (const [distance, expected] of cases) assert.is(relativeWords(now + distance, now), expected, String(distance))
  assert.is(relativeWordsOf(null, now), null)
})

words('every instant names its zone', () => {
  assert.is(dateTimeWords(now), '21 Nov 2026, 09:30 UTC')
  assert.is(dateTimeWords(now, 'Europe/Berlin'), '21 Nov 2026, 10:30 CET')
  assert.is(zoneLabel(now, 'UTC'), 'UTC')
  assert.is(dateWords(now), '21 Nov 2026')
  assert.is(clockWords(now), '09:30')
  assert.is(logTimeWords(now), '21 Nov, 09:30:00')
})

words('lengths in their two largest units', () => {
  assert.is(durationWords(604_800), '7 days')
  assert.is(durationWords(5_400), '1 hour 30 min')
  assert.is(durationWords(86_461), '1 day 1 min')
  assert.is(durationWords(12.9), '12 s')
  assert.is(durationWords(-4), '0 s')
})

words('inputs of a form get what they understand', () => {
  assert.is(dateInputValue(now, 'UTC'), '2026-11-21')
  assert.is(dateInputValue(Date.parse('2026-12-31T23:30:00Z'), 'Europe/Berlin'), '2027-01-01')
  assert.is(dateTimeInputValue(now, 'Europe/Berlin'), '2026-11-21T10:30')
})

words('a wall time in a zone is its instant', () => {
  assert.is(instantOfWallTime('2026-11-21T10:30', 'Europe/Berlin'), now)
  assert.is(instantOfWallTime('2026-07-01T12:00:30', 'America/New_York'), Date.parse('2026-07-01T16:00:30Z'))
  assert.is(endOfDay('2027-02-19', 'UTC'), Date.parse('2027-02-19T23:59:59Z'))
  for (const nonsense of ['', 'tomorrow', '2026-13-01T00:00', '2026-11-21'])
    assert.is(instantOfWallTime(nonsense, 'UTC'), null, nonsense)
})

words('a time that the clocks skip is read with the offset before, one that happens twice as the first', () => {
  assert.is(instantOfWallTime('2026-03-29T02:30', 'Europe/Berlin'), Date.parse('2026-03-29T01:30:00Z'))
  assert.is(instantOfWallTime('2026-10-25T02:30', 'Europe/Berlin'), Date.parse('2026-10-25T00:30:00Z'))
})

words('there and back again, in every zone', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Australia/Lord_Howe',
  )
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('2020-01-01') / 60_000, max: Date.parse('2035-01-01') / 60_000 }),
      zone,
      (minutes, name) => {
        const at = minutes * 60_000
        const back = instantOfWallTime(dateTimeInputValue(at, name), name)
        // The hour that happens twice comes back as its first.
        assert.ok(
          back === at ||
            (back !== null &&
              at - back > 0 &&
              at - back <= 3_600_000 &&
              dateTimeInputValue(back, name) === dateTimeInputValue(at, name)),
          `${at} in ${name}`,
        )
      },
    ),
    { numRuns: 200 },
  )
})

words('numbers and sizes', () => {
  assert.is(countWords(14_203), '14,203')
  assert.is(sizeWords(48_100_000), '48 MB')
  assert.is(sizeWords(999), '999 B')
  assert.is(sizeWords(1_500), '1.5 kB')
})

words.run()
