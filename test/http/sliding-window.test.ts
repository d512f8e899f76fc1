/** T13, the ring alone: exact over any minute, against a list that is looked through each time. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SlidingWindow } from '../../src-server/http/sliding-window.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const runs = Number(process.env.BEATKEEPER_RUNS ?? 2000)
const it = suite('sliding window')

/** The same by counting: every accepted time in a list, nothing clever. */
class Naive {
  times: number[] = []
  limit: number
  constructor(limit: number) {
    this.limit = limit
  }
  inWindow(now: number): number[] {
    return this.times.filter((at) => now - at < 60_000)
  }
  left(now: number): number {
    return this.limit - this.inWindow(now).length
  }
  nextFreeMs(now: number): number {
    const held = this.inWindow(now)
    return held.length === 0 ? 0 : Math.min(...held) + 60_000 - now
  }
  take(now: number): boolean {
    if (this.left(now) <= 0) return false
    this.times.push(now)
    return true
  }
  giveBack(at: number): void {
    const last = this.times.lastIndexOf(at)
    if (last !== -1) this.times.splice(last, 1)
  }
  resize(limit: number, now: number): void {
    this.times = this.inWindow(now).slice(-limit)
    this.limit = limit
  }
}

type Act = { pass: number; do: 'take' | 'give back' | 'resize' | 'look'; size: number; which: number }

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    pass: fc.oneof(fc.constant(0), fc.nat(20), fc.integer({ min: 0, max: 90_000 })),
    do: fc.oneof(
      { weight: 8, arbitrary: fc.constant('take' as const) },
      { weight: 2, arbitrary: fc.constant('give back' as const) },
      { weight: 1, arbitrary: fc.constant('resize' as const) },
      { weight: 2, arbitrary: fc.constant('look' as const) },
    ),
    size: fc.integer({ min: 1, max: 6 }),
    which: fc.nat(5),
  }),
  { maxLength: 120 },
)

it('T13 accepts, refuses, gives back and is resized exactly as a naive list is', () => {
  const property = fc.property(fc.integer({ min: 1, max: 6 }), acts, (limit, list) => {
    const [ring, naive] = [new SlidingWindow(limit), new Naive(limit)]
    let now = 1_000
    for (const act of list) {
      now += act.pass
      if (act.do === 'take') assert.is(ring.take(now), naive.take(now))
      if (act.do === 'give back') {
        const held = naive.inWindow(now)
        const at = held[held.length - 1 - (act.which % Math.max(1, held.length))] ?? -1
        ring.giveBack(at)
        naive.giveBack(at)
      }
      if (act.do === 'resize') {
        ring.left(now)
        ring.resize(act.size)
        naive.resize(act.size, now)
      }
      assert.equal(
        [ring.left(now), ring.nextFreeMs(now), ring.limit],
        [naive.left(now), naive.nextFreeMs(now), naive.limit],
      )
    }
  })
  const result = fc.check(property, { seed, numRuns: runs })
  console.log(
    `T13 sliding window against a list ${result.numRuns} runs ${result.failed ? 1 : 0} counterexamples, seed ${seed}`,
  )
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'different')
})

it('T13 ten minutes of bursts: no minute holds more than 1,200, and nothing is refused while one holds fewer', () => {
  const ring = new SlidingWindow(1200)
  const accepted: number[] = []
  let first = 0
  let refused = 0
  let refusedWrongly = 0
  const random = fc.sample(fc.integer({ min: 0, max: 4000 }), { numRuns: 4000, seed })
  let now = 0
  for (const pause of random) {
    now += pause % 300
    for (let call = 0; call < pause % 61; call += 1) {
      while (first < accepted.length && now - (accepted[first] ?? 0) >= 60_000) first += 1
      const held = accepted.length - first
      if (ring.take(now)) accepted.push(now)
      else {
        refused += 1
        if (held < 1200) refusedWrongly += 1
      }
      assert.ok(accepted.length - first <= 1200)
    }
  }
  console.log(
    `T13 ten minutes ${accepted.length} accepted ${refused} refused, 0 too many, ${refusedWrongly} refused wrongly`,
  )
  assert.is(refusedWrongly, 0)
  assert.ok(now > 300_000 && accepted.length > 5000 && refused > 1000)
})

it('T13 teeth: a fixed window lets twice as many through in one minute', () => {
  let windowStart = 0
  let used = 0
  const accepted: number[] = []
  for (let now = 59_000; now < 61_000; now += 0.5) {
    if (Math.floor(now / 60_000) !== windowStart) {
      windowStart = Math.floor(now / 60_000)
      used = 0
    }
    if (used >= 1200) continue
    used += 1
    accepted.push(now)
  }
  console.log(`T13 teeth: a fixed window of 1200 lets ${accepted.length} through in two seconds`)
  assert.ok(accepted.length > 1200)
})

it.run()
