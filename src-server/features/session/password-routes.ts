import { rfc3339Of } from '../../contract/fields.ts'
import { invalidField } from '../../contract/problems.ts'
import { changeMyPassword, reauthenticate } from '../../contract/session.ts'
import { endAccess } from '../../credentials/access-ending.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import { loginFailed } from '../../credentials/confirm-password.ts'
import { setPassword } from '../../credentials/people.ts'
import { markReauthenticated, reauthenticationMs } from '../../credentials/sessions.ts'
import { preparedChange, type Route, refused } from '../../http/handler.ts'
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
      async (call) => {
        const { password, code, passkey } = call.body
        if (passkey !== undefined && password === undefined && code === undefined) {
          const place = placeHere(call, publicUrl)
          const ceremony = confirmation(sessionOf(call.caller).userId, place.rpId)
          const { address, now } = call
          return { passkey: await comparePasskey(services, { credential: passkey, place, ceremony, address, now }) }
        }
        if (password === undefined || passkey !== undefined)
          throw invalidField('/password', 'must be given, or a passkey in its place')
        return { own: await compareOwn(services, call, { password, code }) }
      },
      (call, change, { passkey, own }) => {
        const settled =
          passkey === undefined
            ? settleOwn(change, services, own, call.now)
            : settlePasskey(change, passkey, 'session.reauthenticate_failed', call.now)
        if (settled.person === null) return settled.refusal
        const caller = sessionOf(call.caller)
        markReauthenticated(change.db, caller.id, call.now)
        change.record({
          target: { type: 'session', id: caller.id, label: null },
          pageId: null,
          after: { method: passkey === undefined ? 'password' : 'passkey' },
        })
        change.accessChanged()
        return { body: { reauthenticated_until: rfc3339Of(call.now + reauthenticationMs) } }
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
        markReauthenticated(change.db, caller.id, call.now)
        change.record({ target: { type: 'user', id: person.id, label: person.name }, pageId: null })
        change.accessChanged()
        return { body: undefined }
      },
    ),
  ]
}
