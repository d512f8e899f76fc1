import { rfc3339Of } from '../../contract/fields.ts'
import { confirmWithPasskey } from '../../contract/passkeys.ts'
import { changeMyPassword, reauthenticate } from '../../contract/session.ts'
import { endAccess } from '../../credentials/access-ending.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import { loginFailed } from '../../credentials/confirm-password.ts'
import { setPassword } from '../../credentials/people.ts'
import type { Principal } from '../../credentials/principal.ts'
import { markReauthenticated, reauthenticationMs } from '../../credentials/sessions.ts'
import { type Change, preparedChange, type Route, refused } from '../../http/handler.ts'
import { setSessionCookie } from '../../http/session-cookie.ts'
import { abandon, compareOwn, settleOwn } from './confirm.ts'
import { placeHere } from './passkey-options.ts'
import { comparePasskey, confirmation, settlePasskey } from './passkey-sign-in.ts'
import type { SessionServices } from './routes.ts'
import { sessionOf } from './rules.ts'

/** Giving one's password again, and changing it. */
export function passwordRoutes(services: SessionServices): Route[] {
  const { passwords, workspace, publicUrl } = services
  return [
    preparedChange(
      reauthenticate,
      (call) => compareOwn(services, call, call.body),
      (call, change, proof) => {
        const settled = settleOwn(change, services, proof, call.now)
        return settled.person === null ? settled.refusal : proven(change, call, 'password')
      },
      { essential: true },
    ),

    preparedChange(
      confirmWithPasskey,
      async (call) => {
        const place = placeHere(call, publicUrl)
        const ceremony = confirmation(sessionOf(call.caller).userId, place.rpId)
        const { address, now } = call
        return comparePasskey(services, { credential: call.body.credential, place, ceremony, address, now })
      },
      (call, change, proof) => {
        const settled = settlePasskey(change, proof, 'session.reauthenticate_failed', call.now)
        return settled.person === null ? settled.refusal : proven(change, call, 'passkey')
      },
      { essential: true },
    ),

    preparedChange(
      changeMyPassword,
      async (call) => {
        const caller = sessionOf(call.caller)
        const { current_password, code, password } = call.body
        await checkNewPassword(password, [caller.email, caller.name, workspace.current.name ?? ''])
        const proof = await compareOwn(services, call, { password: current_password, code })
        try {
          const hash = proof.confirmation.rightFor === null ? null : await passwords.hash(password)
          return { proof, hash }
        } catch (error) {
          abandon(proof)
          throw error
        }
      },
      (call, change, { proof, hash }) => {
        const settled = settleOwn(change, services, proof, call.now)
        if (settled.person === null) return settled.refusal
        if (hash === null) return refused(loginFailed())
        const { person } = settled
        const caller = sessionOf(call.caller)
        setPassword(change.db, person.id, hash)
        const ending = { now: call.now, reason: 'password changed', exceptSession: caller.id }
        for (const ended of endAccess(change.db, person.id, ending)) change.record(ended)
        const renewed = markReauthenticated(change.db, caller, call.now)
        change.record({ target: { type: 'user', id: person.id, label: person.name }, pageId: null })
        change.accessChanged()
        return { body: undefined, cookies: cookiesOf(renewed) }
      },
    ),
  ]
}

/** Opens five minutes for what is sensitive, and unlocks; a browser's session gets another cookie. */
function proven(change: Change, call: { caller: Principal; now: number }, method: 'password' | 'passkey') {
  const caller = sessionOf(call.caller)
  const renewed = markReauthenticated(change.db, caller, call.now)
  change.record({
    action: 'session.reauthenticate',
    target: { type: 'session', id: caller.id, label: null },
    pageId: null,
    after: { method },
  })
  change.accessChanged()
  return {
    body: { reauthenticated_until: rfc3339Of(call.now + reauthenticationMs) },
    cookies: cookiesOf(renewed),
  }
}

/** The cookie of a session that has got a new secret. */
function cookiesOf(renewed: string | null): string[] {
  return renewed === null ? [] : [setSessionCookie(renewed)]
}
