import { Problem } from '../contract/problems.ts'
import type { Readable } from '../db/database.ts'
import type { LoginThrottle, RunningAttempt } from './login-throttle.ts'
import type { Passwords } from './passwords.ts'
import { isKnownBrowser, type PersonRow } from './people.ts'

/**
 * Compares a password, the same way for everyone: throttle, one argon2 comparison, and only then a look at what it was.
 * Who does not exist, is disabled or has no password yet takes exactly as long and gets the same answer. Held by T11.
 */

export interface PasswordServices {
  readonly db: Readable
  readonly passwords: Passwords
  readonly throttle: LoginThrottle
}

export interface Confirmation {
  /** Whose password was compared, right or wrong; null where there is no such person. */
  readonly person: PersonRow | null
  /** The hash that it was right for; null: it was wrong. */
  readonly rightFor: string | null
  /** The same password at today's cost, where it was kept at a lower one. */
  readonly rehashed: string | null
  readonly attempt: RunningAttempt
}

export interface PasswordQuestion {
  readonly person: PersonRow | null
  /** The e-mail address as given. */
  readonly account: string
  readonly password: string
  readonly address: string
  /** The secret that this browser says it is known by. */
  readonly browser: string | null
  readonly now: number
}

/**
 * Asks for the batch to come: the closure settles `attempt`.
 * @throws Problem `login_throttled` or `unavailable`, before anything is compared.
 */
export async function confirmPassword(
  { db, passwords, throttle }: PasswordServices,
  question: PasswordQuestion,
): Promise<Confirmation> {
  const { person, account, password, address, browser, now } = question
  const isKnown = person !== null && browser !== null && isKnownBrowser(db, person.id, browser)
  const attempt = throttle.begin(db, { account, address, knownBrowser: isKnown ? browser : null }, now)
  try {
    const stored = person === null || person.disabled_at !== null ? null : person.password_hash
    const isRight = await passwords.verify(stored, password)
    const rightFor = isRight ? stored : null
    const rehashed = rightFor !== null && passwords.needsRehash(rightFor) ? await passwords.hash(password) : null
    return { person, rightFor, rehashed, attempt }
  } catch (error) {
    attempt.done()
    throw error
  }
}

/** The one answer to a wrong password, an unknown person, a disabled one. */
export function loginFailed(): Problem {
  return new Problem('login_failed')
}
