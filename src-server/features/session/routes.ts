import { rfc3339Of } from '../../contract/fields.ts'
import type { NewId } from '../../contract/ids.ts'
import { Problem } from '../../contract/problems.ts'
import { endMyOtherSessions, endMySession, getSession, listMySessions, lock, logout } from '../../contract/session.ts'
import type { PasskeyChallenges } from '../../credentials/passkey-challenges.ts'
import { usablePasskeys } from '../../credentials/passkeys.ts'
import { personById } from '../../credentials/people.ts'
import type { SecondFactorServices } from '../../credentials/second-factor.ts'
import { endSession, endSessionsOf, lockSession } from '../../credentials/sessions.ts'
import { endBegunSignIns } from '../../credentials/sign-in.ts'
import { hasTwoFactor } from '../../credentials/two-factor.ts'
import { clearSessionCookie } from '../../http/authenticate.ts'
import { carriesCsrf } from '../../http/csrf.ts'
import { change, type Route, read } from '../../http/handler.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { loginRoutes } from './login-routes.ts'
import { placeOf } from './passkey-options.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { passkeySignInRoutes } from './passkey-sign-in.ts'
import { passwordRoutes } from './password-routes.ts'
import { presentSession, presentUser } from './present.ts'
import { resetRoutes } from './reset-routes.ts'
import { sessionOf } from './rules.ts'
import { sessionsOf } from './store.ts'
import { twoFactorRoutes } from './two-factor-routes.ts'

export interface SessionServices extends SecondFactorServices {
  readonly newId: NewId
  readonly passkeyChallenges: PasskeyChallenges
  readonly publicUrl: URL | null
  readonly workspace: WorkspaceState
}

/** Signing in and out, and what someone may do with their own sessions and password. */
export function sessionRoutes(services: SessionServices): Route[] {
  return [
    ...loginRoutes(services),
    ...passwordRoutes(services),
    ...twoFactorRoutes(services),
    ...passkeyRoutes(services),
    ...passkeySignInRoutes(services),
    ...resetRoutes(services),

    change(
      logout,
      (call, change) => {
        const caller = sessionOf(call.caller)
        endSession(change.db, caller.id, call.now)
        change.record({ target: { type: 'session', id: caller.id, label: null }, pageId: null })
        change.accessChanged()
        return { body: undefined, cookies: caller.transport === 'browser' ? [clearSessionCookie] : [] }
      },
      { essential: true },
    ),

    change(
      lock,
      (call, change) => {
        const caller = sessionOf(call.caller)
        if (caller.isLocked) return { body: undefined }
        lockSession(change.db, caller.id, call.now)
        change.record({ target: { type: 'session', id: caller.id, label: null }, pageId: null })
        change.accessChanged()
        return { body: undefined }
      },
      { essential: true },
    ),

    read(getSession, (call, db) => {
      const caller = sessionOf(call.caller)
      const given = call.headers.get('x-csrf')
      const person = personById(db, caller.userId)
      return {
        body: {
          id: caller.id,
          transport: caller.transport,
          user: presentUser(person ?? { id: caller.userId, email: caller.email, name: caller.name }),
          csrf: given !== undefined && carriesCsrf(given, caller.csrfHash) ? given : null,
          expires_at: rfc3339Of(caller.expiresAt ?? call.now),
          reauthenticated_until: rfc3339Of(caller.reauthenticatedUntil),
          locked: caller.isLocked,
          two_factor: hasTwoFactor(db, caller.userId),
          passkey: usablePasskeys(db, caller.userId, placeOf(call, services.publicUrl)?.rpId ?? null).length > 0,
        },
      }
    }),

    read(listMySessions, (call, db) => {
      const caller = sessionOf(call.caller)
      const data = sessionsOf(db, caller.userId, call.now).map((row) => presentSession(row, caller.id))
      return { body: { data: data.filter((each) => Date.parse(each.expires_at) > call.now), next_cursor: null } }
    }),

    change(
      endMySession,
      (call, change) => {
        const caller = sessionOf(call.caller)
        const own = sessionsOf(change.db, caller.userId, call.now).some((row) => row.id === call.params.id)
        if (!own || !endSession(change.db, call.params.id, call.now)) throw new Problem('not_found')
        change.record({
          target: { type: 'session', id: call.params.id, label: null },
          pageId: null,
          after: { reason: 'ended by its owner' },
        })
        change.accessChanged()
        const current = call.params.id === caller.id && caller.transport === 'browser'
        return { body: undefined, cookies: current ? [clearSessionCookie] : [] }
      },
      { essential: true },
    ),

    change(
      endMyOtherSessions,
      (call, change) => {
        const caller = sessionOf(call.caller)
        endSessionsOf(change.db, caller.userId, call.now, caller.id)
        endBegunSignIns(change.db, caller.userId)
        change.record({ target: { type: 'user', id: caller.userId, label: caller.name }, pageId: null })
        change.accessChanged()
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}
