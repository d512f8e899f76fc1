/** Where time comes from. `wall` is milliseconds since 1970 UTC and may jump; `monotonic` is milliseconds that only grow. */
export interface Clock {
  wall(): number
  monotonic(): number
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
}
