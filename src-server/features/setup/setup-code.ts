import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'

/**
 * The code that lets someone become the owner of a fresh workspace: 128 bits, once, for an hour.
 *
 * Printed by the server as a link, or given by the desktop app over its private channel. Kept in memory only, as its SHA-256: a
 * restart makes a new one. Without it, whoever finds the port first would own the workspace.
 */
export interface SetupCode {
  /** Makes a fresh code; an earlier one stops working. */
  make(): string
  /** From now on this code, and no earlier one. */
  take(code: string): void
  /** Whether it is the one, compared in constant time. */
  isRight(code: string): boolean
  /** It was used. */
  spend(): void
}

const lifeMs = 60 * 60_000

/** No code yet: nothing is right before `make` or `take`. */
export function createSetupCode({ clock }: { clock: Pick<Clock, 'monotonic'> }): SetupCode {
  let current: { digest: Buffer; endsAt: number } | null = null
  const digestOf = (code: string): Buffer => createHash('sha256').update(code).digest()
  const take = (code: string): void => {
    current = { digest: digestOf(code), endsAt: clock.monotonic() + lifeMs }
  }
  return {
    make() {
      const code = randomBytes(16).toString('base64url')
      take(code)
      return code
    },
    take,
    isRight: (code) =>
      current !== null && clock.monotonic() < current.endsAt && timingSafeEqual(digestOf(code), current.digest),
    spend() {
      current = null
    },
  }
}
