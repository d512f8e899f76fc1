import type { Readable, Writable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'
import { type Confirmation, confirmPassword } from './confirm-password.ts'
import { accountOf, type PersonRow, personByEmail, personById, rehash } from './people.ts'
import { compareCode, type GivenCode, type SecondFactorServices, takeCode } from './second-factor.ts'
import { hashSecret, randomBase62 } from './secret-format.ts'
import { hasTwoFactor } from './two-factor.ts'

/**
 * Signing in with a password, for whichever page asks for it: the console's and that of OAuth.
 *
 * Two steps where someone has two-factor on. The first compares the password; where it is right and a code is still to come, it answers
 * a challenge instead of a session, which the second step takes along with the code. Each step has two parts: one that may wait
 * (`comparePassword`, `compareSecond`), and one that decides inside the batch (`firstStep`, `secondStep`).
 *
 * Chosen: the challenge is 256 random bits, kept as SHA-256 for five minutes, for one sign-in, and ends with whatever ends the person's
 * sessions. What it tells, that the password was right, cannot be kept from someone who has it; nothing else is told: a challenge that is
 * unknown, used or too old is one answer. Left out: a second factor for passkeys, which are two already.
 * Held by test/identity/two-factor-api.test.ts.
 */

export interface PasswordSignIn {
  /** As typed. */
  readonly email: string
  readonly password: string
  readonly address: string
  /** The secret that this browser says it is known by. */
  readonly browser: string | null
  readonly now: number
}

export type FirstStep =
  /** The password was right, and is all that is asked. */
  | { readonly kind: 'in'; readonly person: PersonRow }
  /** It was right, and a code is still to come, with this challenge. */
  | {
      readonly kind: 'second_factor'
      readonly person: PersonRow
      readonly challenge: string
      /** Milliseconds UTC. */
      readonly expiresAt: number
    }
  /** It was wrong; whose it would have been is for the log alone. */
  | { readonly kind: 'wrong'; readonly person: PersonRow | null }

export type SecondStep =
  | { readonly kind: 'in'; readonly person: PersonRow; readonly method: 'totp' | 'recovery_code' }
  | { readonly kind: 'wrong'; readonly person: PersonRow }
  /** There is no such sign-in (any more): begin again with the password. */
  | { readonly kind: 'over' }

const challengeLifeMs = 5 * 60_000

/** Compares the password. @throws Problem `login_throttled` or `unavailable`. */
export function comparePassword(
  services: Omit<SecondFactorServices, 'sealer'>,
  { email, ...question }: PasswordSignIn,
): Promise<Confirmation> {
  const account = accountOf(email)
  return confirmPassword(services, { person: personByEmail(services.db, account) ?? null, account, ...question })
}

/** Decides about a password that was compared, in the batch; counts a wrong one. */
export function firstStep(tx: Writable, confirmation: Confirmation, now: number): FirstStep {
  const person = settlePassword(tx, confirmation, now)
  if (person === null) return { kind: 'wrong', person: confirmation.person }
  if (!hasTwoFactor(tx, person.id)) return { kind: 'in', person }
  const challenge = randomBase62(43)
  const expiresAt = now + challengeLifeMs
  tx.run('DELETE FROM begun_sign_ins WHERE expires_at <= ?', now)
  tx.run(
    'INSERT INTO begun_sign_ins (hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
    hashSecret(challenge),
    person.id,
    now,
    expiresAt,
  )
  return { kind: 'second_factor', person, challenge, expiresAt }
}

/** The person, if the password was right and is still theirs now that the batch runs; settles its counter, and a cheaper hash is replaced. */
export function settlePassword(tx: Writable, confirmation: Confirmation, now: number): PersonRow | null {
  const { rightFor, rehashed, attempt } = confirmation
  const person = stillRight(tx, confirmation)
  if (person === null) attempt.failed(tx, now)
  else {
    attempt.succeeded(tx)
    if (rightFor !== null && rehashed !== null) rehash(tx, person.id, rightFor, rehashed)
  }
  attempt.done()
  return person
}

function stillRight(tx: Writable, { person, rightFor }: Confirmation): PersonRow | null {
  if (person === null || rightFor === null) return null
  const now = personById(tx, person.id)
  return now !== undefined && now.disabled_at === null && now.password_hash === rightFor ? now : null
}

export interface SecondQuestion {
  readonly challenge: string
  readonly code: string
  readonly address: string
  readonly browser: string | null
  readonly now: number
}

export interface ComparedSecond {
  /** Null where the challenge stands for no sign-in. */
  readonly given: GivenCode | null
  readonly hash: Buffer
}

/** Compares the code of a sign-in that was begun. @throws Problem `login_throttled` or `unavailable`. */
export async function compareSecond(
  services: SecondFactorServices,
  { challenge, ...question }: SecondQuestion,
): Promise<ComparedSecond> {
  const hash = hashSecret(challenge)
  const person = personOfSignIn(services.db, hash, question.now)
  // Made-up challenges are counted by address alone.
  const given = await compareCode(services, { ...question, person })
  if (person !== null) return { given, hash }
  given.attempt.done()
  return { given: null, hash }
}

/** Decides about a code that was compared, in the batch; counts a wrong one. The challenge is used up by the right one. */
export function secondStep(tx: Writable, sealer: Sealer, { given, hash }: ComparedSecond, now: number): SecondStep {
  if (given === null) return { kind: 'over' }
  const person = personOfSignIn(tx, hash, now)
  if (person === null) {
    given.attempt.done()
    return { kind: 'over' }
  }
  const method = takeCode(tx, sealer, given, now)
  if (method === null) return { kind: 'wrong', person }
  tx.run('DELETE FROM begun_sign_ins WHERE hash = ?', hash)
  return { kind: 'in', person, method }
}

function personOfSignIn(db: Readable, hash: Buffer, now: number): PersonRow | null {
  const row = db.get<{ user_id: string }>(
    'SELECT user_id FROM begun_sign_ins WHERE hash = ? AND expires_at > ?',
    hash,
    now,
  )
  const person = row === undefined ? undefined : personById(db, row.user_id)
  return person === undefined || person.disabled_at !== null ? null : person
}

/** Ends what someone has begun to sign in with: whatever ends their sessions ends this too. */
export function endBegunSignIns(tx: Writable, userId: string): void {
  tx.run('DELETE FROM begun_sign_ins WHERE user_id = ?', userId)
}
