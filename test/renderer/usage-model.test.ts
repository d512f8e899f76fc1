import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { rangeOf, ranges } from '../../src-renderer/screens/usage/model.ts'
import { axisEnd, axisSteps, linePath, namedDays, totalsOf } from '../../src-renderer/ui/request-chart-model.ts'
import { getUsage } from '../../src-server/contract/org.ts'

test('every range is one that the contract takes', () => {
  for (const days of ranges) assert.ok(z.safeParse(getUsage.query, { days }).success, days)
  assert.is(rangeOf('12'), '30')
  assert.is(rangeOf('90'), '90')
})

test('the axis holds the largest value, in whole steps from nothing to its end', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), (most) => {
      const end = axisEnd(most)
      const steps = axisSteps(end)
      assert.ok(end >= most && end <= Math.max(4, most * 2), `${most} in ${end}`)
      assert.is(steps[0], 0)
      assert.is(steps.at(-1), end)
      assert.ok(steps.every((step) => Number.isInteger(step)))
    }),
  )
})

test('a line starts left, ends right and stays in its box; one day is a flat line', () => {
  assert.is(linePath([0, 5, 10], 10, 100, 40), 'M0,40 L50,20 L100,0')
  assert.is(linePath([5], 10, 100, 40), 'M0,20 L100,20')
  assert.is(linePath([], 10, 100, 40), '')
})

test('the first and the last day are always named', () => {
  assert.equal(namedDays(3, 7), [0, 1, 2])
  const named = namedDays(365, 7)
  assert.is(named.length, 7)
  assert.is(named[0], 0)
  assert.is(named.at(-1), 364)
})

test('denied and failed requests are refused ones; the busiest day counts all three', () => {
  assert.equal(
    totalsOf([
      { day: '2026-11-20', allowed: 5, denied: 1, failed: 0 },
      { day: '2026-11-21', allowed: 4, denied: 2, failed: 3 },
    ]),
    { allowed: 9, refused: 6, busiest: { day: '2026-11-21', requests: 9 } },
  )
  assert.is(totalsOf([{ day: '2026-11-21', allowed: 0, denied: 0, failed: 0 }]).busiest, null)
})

test.run()
