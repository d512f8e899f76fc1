import type { Clock } from '../lib/clock.ts'

/** A clock that is moved by whoever tells the story; it never goes back. */
export interface DemoClock extends Clock {
  /** To this moment, milliseconds UTC. An earlier one is where it stands already. */
  moveTo(ms: number): void
}

export function createDemoClock(start: number): DemoClock {
  let now = start
  return {
    wall: () => now,
    monotonic: () => now - start,
    moveTo(ms) {
      now = Math.max(now, Math.floor(ms))
    },
  }
}
