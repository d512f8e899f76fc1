import { createSignal } from 'solid-js'
import { isInView, onReturn, storage, wallClock } from '../platform.ts'
import { type ZoneChoice, zoneOf } from '../ui/time.ts'

/** The time that relative words are counted from: one signal for the whole page, moved on twice a minute; and UTC or local. */

const zoneKey = 'bk.zone'
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

/** Starts the clock; returns what stops it. */
export function runClock(): () => void {
  const tick = (): void => {
    if (isInView()) setNow(wallClock())
  }
  const timer = setInterval(tick, 30_000)
  const stop = onReturn(tick)
  return () => {
    clearInterval(timer)
    stop()
  }
}
