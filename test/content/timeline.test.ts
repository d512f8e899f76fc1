import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spanOf, stretchesOf, uptimePercent, type Word, within } from '../../src-server/content/timeline.ts'
import { type ComponentStatus, componentStatuses } from '../../src-server/contract/components.ts'
import { holds } from './holds.ts'

/** The oracle shares no code: it looks at every single unit of time and asks all words. */
function sampled(words: readonly Word[], from: number, to: number): (ComponentStatus | null)[] {
  return Array.from({ length: to - from }, (_, offset) => {
    const at = from + offset
    const saidSoFar = words.filter((word) => word.from <= at && (word.until === null || at < word.until))
    const latest = Math.max(...saidSoFar.map((word) => word.from))
    return saidSoFar.filter((word) => word.from === latest).at(-1)?.status ?? null
  })
}

const status = fc.constantFrom(...componentStatuses)
const word: fc.Arbitrary<Word> = fc
  .record({ status, from: fc.integer({ min: -20, max: 120 }), lasts: fc.option(fc.integer({ min: 0, max: 60 })) })
  .map(({ status: said, from, lasts }) => ({ status: said, from, until: lasts === null ? null : from + lasts }))
/** In the order in which they are read: by beginning, then as they were said. */
const words = fc.array(word, { maxLength: 12 }).map((list) => list.toSorted((a, b) => a.from - b.from))

test('uptime every moment has the status of the latest word that holds then', () => {
  holds(
    'timeline equals sampling',
    fc.property(words, (said) => {
      const naive = sampled(said, 0, 100)
      const stretches = stretchesOf(said, 0, 100)
      assert.equal(
        stretches.flatMap((stretch) => Array.from({ length: stretch.to - stretch.from }, () => stretch.status)),
        naive,
      )
      for (const [index, stretch] of stretches.entries()) {
        assert.is(stretch.from, stretches[index - 1]?.to ?? 0, 'no gap')
        if (index > 0) assert.is.not(stretch.status, stretches[index - 1]?.status, 'no two of one status side by side')
      }
    }),
    3000,
  )
})

test('uptime equals what counting single moments says, for all and for each day', () => {
  const weight = { operational: 0, under_maintenance: 0, degraded_performance: 0, partial_outage: 3, major_outage: 10 }
  holds(
    'uptime equals counting',
    fc.property(words, fc.integer({ min: 1, max: 99 }), (said, cut) => {
      const stretches = stretchesOf(said, 0, 100)
      for (const [from, to] of [
        [0, 100],
        [0, cut],
        [cut, 100],
      ] as const) {
        const naive = sampled(said, from, to).filter((each) => each !== null)
        const down = naive.reduce((sum, each) => sum + weight[each], 0)
        const span = spanOf(within(stretches, from, to))
        assert.is(span.known, naive.length)
        assert.is(span.downTenths, down)
        const percent = uptimePercent(span)
        if (naive.length === 0) assert.is(percent, null)
        else assert.is(percent, Math.floor((1_000_000 * (10 * naive.length - down)) / (10 * naive.length) / 100) / 100)
      }
    }),
    3000,
  )
})

test('uptime of 100 means no outage at all, and the last hundredth is rounded down', () => {
  const day = 86_400_000
  const outage = { known: 90 * day, downTenths: 10, troubled: 1, worst: 'major_outage' } as const
  assert.is(uptimePercent({ ...outage, downTenths: 0 }), 100)
  assert.is(uptimePercent(outage), 99.99, 'one millisecond in 90 days')
  assert.is(uptimePercent({ ...outage, downTenths: 900 * day }), 0)
  assert.is(uptimePercent({ ...outage, downTenths: 9 * day }), 99)
  assert.is(uptimePercent({ ...outage, known: 0 }), null)
})

test('uptime does not count the time before a component existed', () => {
  const born = [{ status: 'operational', from: 50, until: 75 }] as const
  const span = spanOf(stretchesOf([...born, { status: 'major_outage', from: 75, until: null }], 0, 100))
  assert.is(span.known, 50)
  assert.is(uptimePercent(span), 50)
})

test('uptime of a component that went up and down ten thousand times is one sweep', () => {
  const said: Word[] = Array.from({ length: 20_000 }, (_, index) => ({
    status: index % 2 === 0 ? 'operational' : 'major_outage',
    from: index * 10,
    until: index * 10 + 10,
  }))
  assert.is(stretchesOf(said, 0, 200_000).length, 20_000)
  assert.is(uptimePercent(spanOf(stretchesOf(said, 0, 200_000))), 50)
})

test.run()
