import { createSignal } from 'solid-js'
import { isInView, onReturn, storage, wallClock } from '../platform.ts'
import { type ZoneChoice, zoneOf } from '../ui/time.ts'

/**
 * The time that relative words are counted from: one signal for the whole page, moved on twice a minute and with each answer; and
 * UTC or local.
 *
 * It is the server's time where that is ahead, or behind by more than a minute: a token that was used "in 40 minutes" helps nobody,
 * and what was published a moment ago is not "published later". Held by test/e2e/workspace.chromium.test.ts.
 */

const zoneKey = 'bk.zone'
const tolerableMs = 60_000
/** The Date header is cut to the second, and answers take their time. */
const unsureMs = 999
let aheadMs = 0
const [now, setNow] = createSignal(wallClock())
const [zoneChoice, writeZoneChoice] = createSignal<ZoneChoice>(storage.read(zoneKey) === 'local' ? 'local' : 'utc')

export { now, zoneChoice }

/** IANA name of the chosen zone. */
export function zone(): string {
  return zoneOf(zoneChoice())
}

export function chooseZone(next: ZoneChoice): void {
  storage.write(zoneKey, next === 'utc' ? null : next)
  writeZoneChoice(next)
}

/** Takes note of what the server's clock said with an answer, in milliseconds. What an answer tells about lies never ahead. */
export function noteServerTime(at: number): void {
  const found = at - wallClock()
  const next = found > 0 || found < -tolerableMs ? found + unsureMs : 0
  if (Math.abs(next - aheadMs) > 2 * unsureMs) aheadMs = next
  setNow(Math.max(wallClock() + aheadMs, at + unsureMs))
}

/** Starts the clock; returns what stops it. */
export function runClock(): () => void {
  const tick = (): void => {
    if (isInView()) setNow(wallClock() + aheadMs)
  }
  const timer = setInterval(tick, 30_000)
  const stop = onReturn(tick)
  return () => {
    clearInterval(timer)
    stop()
  }
}
