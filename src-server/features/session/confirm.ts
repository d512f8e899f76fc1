import { Problem } from '../../contract/problems.ts'
import { type Confirmation, confirmPassword, loginFailed } from '../../credentials/confirm-password.ts'
import { type PersonRow, personById } from '../../credentials/people.ts'
import type { Principal } from '../../credentials/principal.ts'
import { compareCode, type GivenCode, type SecondFactorServices, takeCode } from '../../credentials/second-factor.ts'
import { settlePassword } from '../../credentials/sign-in.ts'
import { hasTwoFactor } from '../../credentials/two-factor.ts'
import { type Change, type Reply, refused } from '../../http/handler.ts'
import type { SeenHeaders } from '../../http/seen-headers.ts'
import { cookieNamed, knownBrowserCookie } from '../../http/session-cookie.ts'
import { sessionOf } from './rules.ts'

/**
 * Someone who is signed in proves once more who they are: with the password, and where two-factor is on with a code besides, exactly as
 * when signing in. What a session alone must not do (a new password, no second factor any more) asks for it anew each time.
 */

interface Confirming {
  readonly caller: Principal
  readonly address: string
  readonly now: number
  readonly headers: Pick<SeenHeaders, 'get'>
}

export interface OwnProof {
  readonly confirmation: Confirmation
  /** Null where the password was wrong, or none was asked. */
  readonly given: GivenCode | null
  /** A code was needed and is missing. */
  readonly codeMissing: boolean
}

/**
 * Compares what a session's own person gave, before the batch. A code is looked at only after a right password.
 * @throws Problem `login_throttled` or `unavailable`.
 */
export async function compareOwn(
  services: SecondFactorServices,
  call: Confirming,
  { password, code }: { password: string; code?: string | undefined },
): Promise<OwnProof> {
  const caller = sessionOf(call.caller)
  const person = personById(services.db, caller.userId) ?? null
  const browser = cookieNamed(call.headers.get('cookie'), knownBrowserCookie)
  const { address, now } = call
  const confirmation = await confirmPassword(services, {
    person,
    account: caller.email,
    password,
    address,
    browser,
    now,
  })
  try {
    if (confirmation.rightFor === null || person === null || !hasTwoFactor(services.db, person.id))
      return { confirmation, given: null, codeMissing: false }
    if (code === undefined) return { confirmation, given: null, codeMissing: true }
    const given = await compareCode(services, { person, code, address, browser, now })
    return { confirmation, given, codeMissing: false }
  } catch (error) {
    confirmation.attempt.done()
    throw error
  }
}

/** Gives up what was compared: something else failed before the batch. */
export function abandon({ confirmation, given }: OwnProof): void {
  confirmation.attempt.done()
  given?.attempt.done()
}

export type Settled =
  | { readonly person: PersonRow; readonly refusal: null }
  | { readonly person: null; readonly refusal: Reply<never> }

/** Decides inside the batch: the person, or the refusal, which is counted and logged. */
export function settleOwn(
  change: Change,
  { sealer }: Pick<SecondFactorServices, 'sealer'>,
  { confirmation, given, codeMissing }: OwnProof,
  now: number,
): Settled {
  const person = settlePassword(change.db, confirmation, now)
  if (person === null) {
    given?.attempt.done()
    return { person: null, refusal: refuse(change, confirmation.person, loginFailed()) }
  }
  const needsCode = hasTwoFactor(change.db, person.id)
  if (codeMissing || (needsCode && given === null)) {
    const detail =
      'Two-factor is on. Send the code of your authenticator app, or a recovery code, along with the password.'
    return { person: null, refusal: refused(new Problem('two_factor_required', { detail })) }
  }
  if (given !== null && takeCode(change.db, sealer, given, now) === null)
    return { person: null, refusal: refuse(change, person, new Problem('two_factor_failed')) }
  return { person, refusal: null }
}

function refuse(change: Change, person: PersonRow | null, problem: Problem): Reply<never> {
  if (person !== null) {
    change.record({
      action: problem.code === 'two_factor_failed' ? 'session.second_factor_failed' : 'session.reauthenticate_failed',
      outcome: 'denied',
      target: { type: 'user', id: person.id, label: person.name },
      pageId: null,
    })
  }
  return refused(problem)
}
