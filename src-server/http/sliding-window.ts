/** Room that a ring begins with. */
const smallest = 4

/**
 * An exact limit over any window of a minute: a ring of the last `limit` accepted times.
 *
 * Chosen: a sliding log. No window of 60 s ever holds more than the limit, and nothing is refused while fewer were accepted; fixed
 * windows and token buckets let up to twice as many through. 9.6 kB for 1,200, and no more room than was ever needed: there is one of
 * these for each address. Times are monotonic milliseconds, so a changed clock changes nothing.
 * Held by test/http/sliding-window.test.ts (T13), against a naive list.
 */
export class SlidingWindow {
  /** A ring; it grows up to the limit. */
  #times: Float64Array
  #oldest = 0
  #count = 0
  #limit: number
  readonly #windowMs: number

  constructor(limit: number, windowMs = 60_000) {
    this.#limit = Math.max(1, limit)
    this.#times = new Float64Array(Math.min(this.#limit, smallest))
    this.#windowMs = windowMs
  }

  /** How many may be accepted in one window. */
  get limit(): number {
    return this.#limit
  }

  #expire(now: number): void {
    while (this.#count > 0 && now - (this.#times[this.#oldest] ?? 0) >= this.#windowMs) {
      this.#oldest = (this.#oldest + 1) % this.#times.length
      this.#count -= 1
    }
  }

  /** How many more would be accepted now. */
  left(now: number): number {
    this.#expire(now)
    return this.#limit - this.#count
  }

  /** Milliseconds until the oldest accepted call leaves the window; 0 when there is none. */
  nextFreeMs(now: number): number {
    this.#expire(now)
    return this.#count === 0 ? 0 : Math.max(0, (this.#times[this.#oldest] ?? 0) + this.#windowMs - now)
  }

  /** Accepts a call, or answers false. */
  take(now: number): boolean {
    if (this.left(now) === 0) return false
    if (this.#count === this.#times.length) this.#move(this.#count, Math.min(this.#limit, this.#count * 2))
    this.#times[(this.#oldest + this.#count) % this.#times.length] = now
    this.#count += 1
    return true
  }

  /** Takes back a call accepted at exactly `at`; those after it move up, so that the log stays exact. */
  giveBack(at: number): void {
    const size = this.#times.length
    for (let back = this.#count - 1; back >= 0; back -= 1) {
      if (this.#times[(this.#oldest + back) % size] !== at) continue
      for (let move = back; move < this.#count - 1; move += 1) {
        this.#times[(this.#oldest + move) % size] = this.#times[(this.#oldest + move + 1) % size] ?? 0
      }
      this.#count -= 1
      return
    }
  }

  /** Another limit from now on; the newest accepted calls stay counted. */
  resize(limit: number): void {
    this.#limit = Math.max(1, limit)
    const kept = Math.min(this.#count, this.#limit)
    this.#move(kept, Math.max(kept, Math.min(this.#limit, smallest)))
  }

  /** Into a ring of another size, the newest `kept` of what is counted. */
  #move(kept: number, length: number): void {
    const size = this.#times.length
    const next = new Float64Array(length)
    for (let index = 0; index < kept; index += 1)
      next[index] = this.#times[(this.#oldest + this.#count - kept + index) % size] ?? 0
    this.#times = next
    this.#oldest = 0
    this.#count = kept
  }
}
