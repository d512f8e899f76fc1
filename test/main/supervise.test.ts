import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening, Phase } from '../../src-main/supervise.ts'
import { drainTimeoutMs, restartDelayMs, startTimeoutMs, supervise } from '../../src-main/supervise.ts'
import type { FromServer } from '../../src-server/contract/lifecycle.ts'

const supervision = suite('supervise')

const ready: FromServer = {
  type: 'ready',
  url: 'http://127.0.0.1:1',
  port: 1,
  pid: 1,
  version: '1',
  public_url: null,
  setup_url: null,
}
const failed = (code: 'port_in_use' | 'internal'): FromServer => ({ type: 'failed', code, message: 'why' })

/** Lets happenings follow each other, one second apart unless a time is given. */
function play(...happenings: (Happening | [Happening, number])[]) {
  let phase: Phase = { kind: 'idle' }
  let orders = {}
  let nowMs = 0
  for (const entry of happenings) {
    const [happening, laterMs] = Array.isArray(entry) ? entry : [entry, 1000]
    nowMs += laterMs
    ;({ phase, orders } = supervise(phase, happening, nowMs))
  }
  return { phase, orders }
}

const start: Happening = { kind: 'start' }
const exit: Happening = { kind: 'exit' }
const stop: Happening = { kind: 'stop' }
const timeout: Happening = { kind: 'timeout' }
const retry: Happening = { kind: 'retry' }
const says = (message: FromServer): Happening => ({ kind: 'message', message })

supervision('starts once, and waits for ready', () => {
  const { phase, orders } = play(start)
  assert.is(phase.kind, 'starting')
  assert.equal(orders, { spawn: true, timerMs: startTimeoutMs })
  assert.equal(play(start, start).orders, {})
  assert.is(play(start, says(ready)).phase.kind, 'running')
})

supervision('a start that hangs is killed, and its end is a crash', () => {
  assert.equal(play(start, timeout).orders, { kill: true, timerMs: null })
  assert.is(play(start, timeout, exit).phase.kind, 'waiting')
})

supervision('a crash is followed by a new start, later each time', () => {
  assert.equal(play(start, says(ready), exit).orders, { timerMs: 250 })
  assert.equal(play(start, says(ready), exit, timeout).orders, { spawn: true, timerMs: startTimeoutMs })
  assert.equal(play(start, says(ready), exit, timeout, says(ready), exit).orders, { timerMs: 500 })
  assert.equal(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map(restartDelayMs),
    [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
  )
})

supervision('crashes are forgotten after a minute of running', () => {
  const { orders } = play(start, says(ready), exit, timeout, says(ready), exit, timeout, says(ready), [exit, 60_000])
  assert.equal(orders, { timerMs: 250 })
})

supervision('what says why it failed is not started again by itself', () => {
  const { phase } = play(start, says(failed('port_in_use')), exit)
  assert.equal(phase, { kind: 'failed', code: 'port_in_use', message: 'why', alive: false, again: false })
  assert.is(play(start, says(failed('port_in_use')), exit, retry).phase.kind, 'starting')
})

supervision('asked to try again before the failed process has ended, it does so once it has', () => {
  assert.is(play(start, says(failed('port_in_use')), retry).phase.kind, 'failed')
  assert.equal(play(start, says(failed('port_in_use')), retry, exit).orders, { spawn: true, timerMs: startTimeoutMs })
})

supervision('a failed server that does not end is killed', () => {
  assert.equal(play(start, says(failed('port_in_use'))).orders, { timerMs: drainTimeoutMs })
  assert.equal(play(start, says(failed('port_in_use')), timeout).orders, { kill: true, timerMs: null })
})

supervision('a bug of its own is a crash', () => {
  assert.is(play(start, says(ready), says(failed('internal')), exit).phase.kind, 'waiting')
})

supervision('five crashes before it was ever ready are a failure, with its last words', () => {
  const crash = [says(failed('internal')), exit, timeout]
  const { phase } = play(start, ...crash, ...crash, ...crash, ...crash, says(failed('internal')), exit)
  assert.equal(phase, { kind: 'failed', code: 'internal', message: 'why', alive: false, again: false })
})

supervision('stop drains, then kills', () => {
  assert.equal(play(start, says(ready), stop).orders, { sayStop: true, timerMs: drainTimeoutMs })
  assert.equal(play(start, says(ready), stop, timeout).orders, { kill: true, timerMs: null })
  assert.is(play(start, says(ready), stop, exit).phase.kind, 'stopped')
})

supervision('stop while waiting for the next try is the end', () => {
  assert.equal(play(start, says(ready), exit, stop), { phase: { kind: 'stopped' }, orders: { timerMs: null } })
  assert.equal(play(start, says(ready), exit, stop, timeout).orders, {})
})

supervision('the person may not wish to wait', () => {
  assert.equal(play(start, says(ready), exit, retry).orders, { spawn: true, timerMs: startTimeoutMs })
})

const anyHappening = fc.constantFrom(
  start,
  exit,
  stop,
  timeout,
  retry,
  says(ready),
  says(failed('port_in_use')),
  says(failed('internal')),
)

supervision('never two servers at once, and none after stop, whatever happens in whatever order', () => {
  const runs = 5000
  fc.assert(
    fc.property(fc.array(fc.tuple(anyHappening, fc.nat(100_000)), { maxLength: 40 }), (happenings) => {
      let phase: Phase = { kind: 'idle' }
      let alive = false
      let stopped = false
      let nowMs = 0
      for (const [happening, laterMs] of happenings) {
        if (happening.kind === 'exit' && !alive) continue
        if (happening.kind === 'message' && !alive) continue
        nowMs += laterMs
        const step = supervise(phase, happening, nowMs)
        if (happening.kind === 'exit') alive = false
        if (happening.kind === 'stop') stopped = true
        if (step.orders.spawn) {
          assert.not(alive, 'a second server was started')
          assert.not(stopped, 'a server was started after stop')
          alive = true
        }
        if (step.orders.kill || step.orders.sayStop) assert.ok(alive, 'nothing was there to be ended')
        if (step.phase.kind === 'running') assert.ok(alive)
        phase = step.phase
      }
    }),
    { numRuns: runs },
  )
})

supervision.run()
