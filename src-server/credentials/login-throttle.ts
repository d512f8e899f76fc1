import { createHash } from 'node:crypto'
import { countedAddress } from '../access/address.ts'
import { Problem } from '../contract/problems.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Clock } from '../lib/clock.ts'

/**
 * How often someone may try a password.
 *
 * Chosen: five failures are free, then one has to wait 1, 2, 4, … seconds, at most 15 minutes, counted for each account *and* address,
 * in the database, so that neither strangers elsewhere nor a restart change anything. A browser that the account has signed in from has a
 * counter of its own. Accounts that do not exist are counted just the same, so that the answer tells nothing. Attempts that are being
 * checked count as failures until they are known to be right: many at once gain nothing. Besides, 30 attempts a minute from one address.
 * Left out: locking an account for good, which is a gift to whoever wants to lock someone out.
 * Held by test/identity/login-throttle.test.ts (T11).
 */

const freeFailures = 5
export const longestWaitMs = 15 * 60_000
/** Without a further failure for this long, earlier ones are forgotten. */
const forgetAfterMs = 24 * 3_600_000
const perAddressPerMinute = 30
/** Addresses whose attempts of the last minute are remembered; beyond that the longest silent is forgotten. */
const addressesMax = 10_000

/** How long after its last failure a counter must wait, in milliseconds. */
export function waitAfter(failures: number): number {
  return failures <= freeFailures ? 0 : Math.min(longestWaitMs, 1000 * 2 ** (failures - freeFailures - 1))
}

/** Who tries: the account that they name, and from where. */
export interface Attempt {
  /** As typed; the case does not matter. */
  readonly account: string
  readonly address: string
  /** The secret of a browser that this account has signed in from, or null. */
  readonly knownBrowser: string | null
  /** Unknown browsers count together, wherever they are: a second factor is asked of nobody but who knows the password. */
  readonly everywhere?: boolean
}

export interface RunningAttempt {
  /** The password was wrong. Writes the failure, in a batch. */
  failed(tx: Writable, now: number): void
  /** The password was right: the counter starts again. */
  succeeded(tx: Writable): void
  /** Its outcome is settled, or will never be. Call it in any case. */
  done(): void
}

export interface LoginThrottle {
  /**
   * Begins an attempt.
   * @throws Problem `login_throttled` with Retry-After when it is too early.
   */
  begin(db: Readable, attempt: Attempt, now: number): RunningAttempt
}

/** Counters of failures are in the database; what is being checked, and attempts by address, in memory. */
export function createLoginThrottle(clock: Pick<Clock, 'monotonic'>): LoginThrottle {
  /** When attempts that are being checked began, by counter; one that was never settled is forgotten after a minute. */
  const running = new Map<string, number[]>()
  const recent = new Map<string, number[]>()

  const takeFromAddress = (address: string): void => {
    const now = clock.monotonic()
    const times = (recent.get(address) ?? []).filter((time) => now - time < 60_000)
    recent.delete(address) // and in again at the end: the map is in the order of the last attempt
    const oldest = times.length >= perAddressPerMinute ? times[0] : undefined
    if (oldest === undefined) times.push(now)
    recent.set(address, times)
    if (recent.size > addressesMax) {
      const [longestSilent] = recent.keys()
      if (longestSilent !== undefined) recent.delete(longestSilent)
    }
    if (oldest !== undefined) throw throttled(oldest + 60_000 - now)
  }

  return {
    begin(db, attempt, now) {
      const network = countedAddress(attempt.address)
      takeFromAddress(network)
      const key = keyOf(attempt, network)
      const name = key.toString('hex')
      const row = db.get<{ failures: number; last_at: number; blocked_until: number }>(
        'SELECT failures, last_at, blocked_until FROM login_failures WHERE key = ?',
        key,
      )
      const remembered = row !== undefined && now - row.last_at < forgetAfterMs ? row : null
      const began = clock.monotonic()
      const others = (running.get(name) ?? []).filter((time) => began - time < 60_000)
      const atOnce = others.length
      if (remembered !== null && now < remembered.blocked_until) throw throttled(remembered.blocked_until - now)
      // Those being checked may all turn out wrong: what they would cost then is asked now.
      const wait = atOnce === 0 ? 0 : waitAfter((remembered?.failures ?? 0) + atOnce)
      if (wait > 0) throw throttled(wait)
      running.set(name, [...others, began])
      let open = true
      return {
        failed(tx, failedAt) {
          const before = tx.get<{ failures: number; last_at: number }>(
            'SELECT failures, last_at FROM login_failures WHERE key = ?',
            key,
          )
          const failures = (before !== undefined && failedAt - before.last_at < forgetAfterMs ? before.failures : 0) + 1
          tx.run(
            `INSERT INTO login_failures (key, failures, last_at, blocked_until) VALUES (?, ?, ?, ?) ON CONFLICT (key)
             DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
            key,
            failures,
            failedAt,
            failedAt + waitAfter(failures),
          )
          tx.run('DELETE FROM login_failures WHERE last_at < ?', failedAt - forgetAfterMs)
        },
        succeeded(tx) {
          tx.run('DELETE FROM login_failures WHERE key = ?', key)
        },
        done() {
          if (!open) return
          open = false
          const still = running.get(name) ?? []
          const mine = still.indexOf(began)
          const left = still.filter((_, place) => place !== mine)
          if (left.length > 0) running.set(name, left)
          else running.delete(name)
        },
      }
    },
  }
}

function throttled(waitMs: number): Problem {
  return new Problem('login_throttled', { headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) } })
}

/** The counter's key: no e-mail address is kept in clear for people who may not even have an account. */
function keyOf({ account, knownBrowser, everywhere = false }: Attempt, network: string): Buffer {
  const strangers = everywhere ? 'everywhere' : `address ${network}`
  const place = knownBrowser === null ? strangers : `browser ${knownBrowser}`
  return createHash('sha256')
    .update(`login ${account.normalize('NFC').toLowerCase()} from ${place}`)
    .digest()
}
