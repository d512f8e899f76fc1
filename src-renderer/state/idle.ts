import { onReturn, storage, wallClock } from '../platform.ts'

/**
 * Notices that nobody is there: no key, pointer, wheel or touch in any tab of this console. By the wall clock, so that a computer that slept is
 * found idle when it wakes.
 */

const key = 'bk.active'
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const
const lookEveryMs = 15_000
/** The other tabs hear of it at most this often. */
const tellEveryMs = 10_000

/** Runs `act` at each look while the person has been away for `afterMs`. Returns what ends it. */
export function watchIdle(afterMs: number, act: () => void): () => void {
  let lastSign = wallClock()
  let told = 0
  const noteSign = (): void => {
    // What wakes a computer may be a hand on the mouse: the look comes first.
    if (wallClock() - lastSign >= afterMs) look()
    lastSign = wallClock()
    if (lastSign - told < tellEveryMs) return
    told = lastSign
    storage.write(key, String(lastSign))
  }
  const look = (): void => {
    const elsewhere = Number(storage.read(key) ?? 0)
    // A clock that was turned back must not keep it open.
    const last = Math.max(lastSign, elsewhere > wallClock() ? 0 : elsewhere)
    if (wallClock() - last >= afterMs) act()
  }
  for (const sign of signs) document.addEventListener(sign, noteSign, { capture: true, passive: true })
  const timer = setInterval(look, lookEveryMs)
  const stop = onReturn(look)
  return () => {
    for (const sign of signs) document.removeEventListener(sign, noteSign, { capture: true })
    clearInterval(timer)
    stop()
  }
}
