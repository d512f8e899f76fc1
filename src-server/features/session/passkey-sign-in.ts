import { beginPasskeyConfirmation, beginPasskeySignIn, signInWithPasskey } from '../../contract/passkeys.ts'
import { Problem } from '../../contract/problems.ts'
import type { GivenCredential } from '../../contract/webauthn.ts'
import type { RunningAttempt } from '../../credentials/login-throttle.ts'
import { type Place, type SignedPasskey, verifyPasskey } from '../../credentials/passkey-ceremony.ts'
import { answerChallenge, type Ceremony } from '../../credentials/passkey-challenges.ts'
import { countPasskey, type PasskeyRow, passkeyByCredential, usablePasskeys } from '../../credentials/passkeys.ts'
import { type PersonRow, personById } from '../../credentials/people.ts'
import { type Change, preparedChange, type Reply, type Route, read, refused } from '../../http/handler.ts'
import { consoleOriginOf, refuseBrowserOnLoopback } from '../../http/session-cookie.ts'
import { enter } from './enter.ts'
import { placeHere, requestOptionsOf } from './passkey-options.ts'
import type { SessionServices } from './routes.ts'
import { sessionOf } from './rules.ts'

/**
 * Signing in and confirming with a passkey: it is something that one has, and opening it (a finger, a face, a PIN) is the second factor, so
 * nothing else is asked. Which passkey it is stands in the answer; nobody types who they are.
 */

export interface PasskeyProof {
  /** Null where no such passkey is known. */
  readonly passkey: PasskeyRow | null
  /** Null where it did not sign for us. */
  readonly signed: SignedPasskey | null
  readonly attempt: RunningAttempt
}

interface Asked {
  readonly credential: GivenCredential
  readonly place: Place
  readonly ceremony: Ceremony
  readonly address: string
  readonly now: number
}

/** Verifies what a passkey signed, before the batch. @throws Problem `login_throttled`. */
export async function comparePasskey(
  { db, throttle, passkeyChallenges }: SessionServices,
  { credential, place, ceremony, address, now }: Asked,
): Promise<PasskeyProof> {
  const attempt = throttle.begin(db, { account: `passkey ${credential.id}`, address, knownBrowser: null }, now)
  try {
    const passkey = passkeyByCredential(db, credential.id) ?? null
    const mayBe = passkey !== null && (ceremony.person === '' || ceremony.person === passkey.user_id)
    const signed = mayBe
      ? await verifyPasskey(credential, passkey, passkey.user_id, {
          ...place,
          isOurs: (challenge) => passkeyChallenges.isOurs(challenge, ceremony, now),
        })
      : null
    return { passkey, signed, attempt }
  } catch (error) {
    attempt.done()
    throw error
  }
}

export type SettledPasskey =
  | { readonly person: PersonRow; readonly refusal: null }
  | { readonly person: null; readonly refusal: Reply<never> }

/** Decides inside the batch: whose it is, or the refusal, which is counted and logged. */
export function settlePasskey(
  change: Change,
  { passkey, signed, attempt }: PasskeyProof,
  action: 'session.login_failed' | 'session.reauthenticate_failed',
  now: number,
): SettledPasskey {
  const row = passkey === null ? undefined : passkeyByCredential(change.db, passkey.credential_id.toString('base64url'))
  const person = row === undefined ? undefined : personById(change.db, row.user_id)
  const refuse = (problem: Problem): SettledPasskey => {
    attempt.failed(change.db, now)
    attempt.done()
    if (person !== undefined) {
      const target = { type: 'user', id: person.id, label: person.name }
      change.record({ action, outcome: 'denied', target, pageId: null, after: { method: 'passkey' } })
    }
    return { person: null, refusal: refused(problem) }
  }
  if (row === undefined || person === undefined || signed === null || person.disabled_at !== null)
    return refuse(new Problem('passkey_failed'))
  if (!answerChallenge(change.db, signed.challenge, now)) return refuse(new Problem('passkey_failed'))
  if (!countPasskey(change.db, row, { ...signed, now })) {
    if (row.suspended_at === null) {
      change.record({
        action: 'passkey.suspend',
        outcome: 'denied',
        target: { type: 'passkey', id: row.id, label: row.name },
        pageId: null,
        after: { name: row.name, rp_id: row.rp_id, reason: 'its counter went back' },
      })
    }
    const detail =
      'This passkey was suspended: its counter went back, so there may be a copy of it. Sign in with your password, then remove it.'
    return refuse(new Problem('passkey_failed', { detail }))
  }
  attempt.succeeded(change.db)
  attempt.done()
  return { person, refusal: null }
}

/** Signing in with a passkey, and what a browser needs to confirm with one. */
export function passkeySignInRoutes(services: SessionServices): Route[] {
  const { newId, workspace, publicUrl, passkeyChallenges } = services
  const signIn = (rpId: string): Ceremony => ({ kind: 'sign_in', person: '', rpId })
  return [
    read(beginPasskeySignIn, (call) => {
      const place = placeHere(call, publicUrl)
      return { body: requestOptionsOf(place, passkeyChallenges.issue(signIn(place.rpId), call.now)) }
    }),

    preparedChange(
      signInWithPasskey,
      async (call) => {
        refuseBrowserOnLoopback(call, consoleOriginOf(call, workspace.current.consoleId))
        const place = placeHere(call, publicUrl)
        return comparePasskey(services, {
          credential: call.body.credential,
          place,
          ceremony: signIn(place.rpId),
          address: call.address,
          now: call.now,
        })
      },
      (call, change, proof) => {
        const settled = settlePasskey(change, proof, 'session.login_failed', call.now)
        return settled.person === null ? settled.refusal : enter(call, change, newId, settled.person, 'passkey')
      },
      { essential: true },
    ),

    read(beginPasskeyConfirmation, (call, db) => {
      const { userId } = sessionOf(call.caller)
      const place = placeHere(call, publicUrl)
      const own = usablePasskeys(db, userId, place.rpId)
      if (own.length === 0)
        throw new Problem('passkeys_unavailable', { detail: 'You have no passkey that works at this address.' })
      return { body: requestOptionsOf(place, passkeyChallenges.issue(confirmation(userId, place.rpId), call.now), own) }
    }),
  ]
}

/** What a passkey is asked for when its person, signed in already, confirms. */
export function confirmation(userId: string, rpId: string): Ceremony {
  return { kind: 'confirm', person: userId, rpId }
}
