import type { Readable, Writable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { LoginThrottle, RunningAttempt } from './login-throttle.ts'
import type { Passwords } from './passwords.ts'
import { isKnownBrowser, type PersonRow } from './people.ts'
import { matchRecoveryCode, recoveryCodeOf, useRecoveryCode } from './recovery-codes.ts'
import { loadTotp, type Totp } from './totp.ts'
import { hasTwoFactor, takeTotp } from './two-factor.ts'

/**
 * Compares the second factor: a code of the authenticator app, or a recovery code in its place.
 *
 * Two parts, like a password: what takes time before the batch, what decides inside it. Throttled like passwords, but counted for the
 * account from everywhere together: whoever comes this far knows the password, and six digits would not stand against a thousand
 * addresses with five tries each. A browser that the account knows has a counter of its own here too. Held by T11.
 */

export interface SecondFactorServices {
  readonly db: Readable
  readonly passwords: Passwords
  readonly throttle: LoginThrottle
  readonly sealer: Sealer
}

/** With what someone proved who they are, as the log says it. */
export type SignInMethod = 'password' | 'totp' | 'recovery_code' | 'passkey'

export interface CodeQuestion {
  /** Whose code it is to be; null where nobody is known. */
  readonly person: PersonRow | null
  readonly code: string
  readonly address: string
  /** The secret that this browser says it is known by. */
  readonly browser: string | null
  readonly now: number
}

/** A code that was looked at; `takeCode` decides. */
export interface GivenCode {
  readonly person: PersonRow | null
  readonly code: string
  readonly totp: Totp
  /** The hash of the recovery code that it was, if it was one. */
  readonly recoveryHash: string | null
  readonly attempt: RunningAttempt
}

/**
 * Asks for the batch to come.
 * @throws Problem `login_throttled` or `unavailable`, before anything is compared.
 */
export async function compareCode(
  { db, passwords, throttle }: SecondFactorServices,
  { person, code, address, browser, now }: CodeQuestion,
): Promise<GivenCode> {
  const isKnown = person !== null && browser !== null && isKnownBrowser(db, person.id, browser)
  const attempt = throttle.begin(
    db,
    {
      account: person === null ? 'second factor of nobody' : `second factor of ${person.id}`,
      address,
      knownBrowser: isKnown ? browser : null,
      everywhere: person !== null,
    },
    now,
  )
  try {
    const recovery = recoveryCodeOf(code)
    const recoveryHash = recovery === null ? null : await matchRecoveryCode(db, passwords, person?.id ?? null, recovery)
    return { person, code: code.replaceAll(/\s/g, ''), totp: await loadTotp(), recoveryHash, attempt }
  } catch (error) {
    attempt.done()
    throw error
  }
}

/** Takes a code, so that it is never taken again, and settles its counter; `null`: it was wrong, used, or nobody's. */
export function takeCode(
  tx: Writable,
  sealer: Sealer,
  { person, code, totp, recoveryHash, attempt }: GivenCode,
  now: number,
): 'totp' | 'recovery_code' | null {
  const taken = (): 'totp' | 'recovery_code' | null => {
    if (person === null || !hasTwoFactor(tx, person.id)) return null
    if (recoveryHash !== null) return useRecoveryCode(tx, person.id, recoveryHash, now) ? 'recovery_code' : null
    return takeTotp(tx, sealer, totp, { userId: person.id, code, now }) ? 'totp' : null
  }
  try {
    const method = taken()
    if (method === null) attempt.failed(tx, now)
    else attempt.succeeded(tx)
    return method
  } finally {
    attempt.done()
  }
}
