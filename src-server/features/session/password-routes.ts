import { rfc3339Of } from '../../contract/fields.ts'
import { changeMyPassword, login, reauthenticate } from '../../contract/session.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import { endOAuthOf, grantRevoked } from '../../credentials/oauth-grants.ts'
import type { Principal } from '../../credentials/principal.ts'
import { hashSecret, randomBase62 } from '../../credentials/secret-format.ts'
import {
  endSession,
  endSessionsOf,
  findSession,
  issueBrowserSession,
  markReauthenticated,
  reauthenticationMs,
} from '../../credentials/sessions.ts'
import { sessionCookie } from '../../http/authenticate.ts'
import { type Change, preparedChange, type Route, refused } from '../../http/handler.ts'
import {
  consoleOriginOf,
  cookieNamed,
  knownBrowserCookie,
  refuseBrowserOnLoopback,
  remembersBrowsers,
  setKnownBrowserCookie,
  setSessionCookie,
} from '../../http/session-cookie.ts'
import { keptAgent } from '../../journal/clients.ts'
import { type Confirmation, confirmPassword, loginFailed } from './confirm-password.ts'
import { presentUser } from './present.ts'
import type { SessionServices } from './routes.ts'
import { sessionOf } from './rules.ts'
import { personByEmail, personById, rehash, rememberBrowser, setPassword } from './store.ts'

/**
 * Everything that takes a password: signing in, giving it again, changing it. It is compared in `prepare`, before the batch (a tenth of a
 * second of argon2), and what came of that is looked at again inside it: the hash that it was right for must still be theirs.
 */
export function passwordRoutes(services: SessionServices): Route[] {
  const { db, passwords, newId, workspace } = services

  /** The person of a session and their password, given again. */
  const confirmOwn = async (
    call: { caller: Principal; address: string; now: number; headers: { get(name: 'cookie'): string | undefined } },
    password: string,
  ): Promise<Confirmation> => {
    const caller = sessionOf(call.caller)
    return confirmPassword(services, {
      person: personById(db, caller.userId) ?? null,
      account: caller.email,
      password,
      address: call.address,
      browser: cookieNamed(call.headers.get('cookie'), knownBrowserCookie),
      now: call.now,
    })
  }

  return [
    preparedChange(
      login,
      async (call) => {
        refuseBrowserOnLoopback(call, consoleOriginOf(call, workspace.current.consoleId))
        const account = call.body.email.normalize('NFC').toLowerCase()
        return confirmPassword(services, {
          person: personByEmail(db, account) ?? null,
          account,
          password: call.body.password,
          address: call.address,
          browser: cookieNamed(call.headers.get('cookie'), knownBrowserCookie),
          now: call.now,
        })
      },
      (call, change, confirmation) => {
        const person = stillRight(change, confirmation)
        if (person === null) return refuseLogin(change, confirmation, call.now, 'session.login_failed')
        settle(change, confirmation)
        change.actAs({ kind: 'user', id: person.id, prefix: null, label: person.name })
        const cookies = call.headers.get('cookie')
        endReplaced(change, cookieNamed(cookies, sessionCookie), person.id, call.now)
        const session = issueBrowserSession(change.db, {
          userId: person.id,
          now: call.now,
          newId,
          address: call.address,
          userAgent: keptAgent(call.userAgent),
        })
        change.record({
          target: { type: 'session', id: session.id, label: null },
          pageId: null,
          after: { kind: 'browser' },
        })
        const set = [setSessionCookie(session.secret)]
        if (remembersBrowsers(call)) {
          const before = cookieNamed(cookies, knownBrowserCookie)
          const browser = before !== null && /^[0-9A-Za-z]{43}$/.test(before) ? before : randomBase62(43)
          rememberBrowser(change.db, person.id, browser, call.now)
          set.push(setKnownBrowserCookie(browser))
        }
        return {
          body: { user: presentUser(person), csrf: session.csrf, expires_at: rfc3339Of(session.expiresAt) },
          cookies: set,
        }
      },
      { essential: true },
    ),

    preparedChange(
      reauthenticate,
      (call) => confirmOwn(call, call.body.password),
      (call, change, confirmation) => {
        if (stillRight(change, confirmation) === null)
          return refuseLogin(change, confirmation, call.now, 'session.reauthenticate_failed')
        settle(change, confirmation)
        const caller = sessionOf(call.caller)
        markReauthenticated(change.db, caller.id, call.now)
        change.record({ target: { type: 'session', id: caller.id, label: null }, pageId: null })
        change.accessChanged()
        return { body: { reauthenticated_until: rfc3339Of(call.now + reauthenticationMs) } }
      },
      { essential: true },
    ),

    preparedChange(
      changeMyPassword,
      async (call) => {
        const caller = sessionOf(call.caller)
        await checkNewPassword(call.body.password, [caller.email, caller.name, workspace.current.name ?? ''])
        const confirmation = await confirmOwn(call, call.body.current_password)
        try {
          const hash = confirmation.rightFor === null ? null : await passwords.hash(call.body.password)
          return { confirmation, hash }
        } catch (error) {
          confirmation.attempt.done()
          throw error
        }
      },
      (call, change, { confirmation, hash }) => {
        const person = stillRight(change, confirmation)
        if (person === null || hash === null)
          return refuseLogin(change, confirmation, call.now, 'session.reauthenticate_failed')
        confirmation.attempt.succeeded(change.db)
        confirmation.attempt.done()
        const caller = sessionOf(call.caller)
        setPassword(change.db, person.id, hash)
        endSessionsOf(change.db, person.id, call.now, caller.id)
        const reason = 'password changed'
        for (const grant of endOAuthOf(change.db, person.id, call.now, reason))
          change.record(grantRevoked(grant, reason))
        markReauthenticated(change.db, caller.id, call.now)
        change.record({ target: { type: 'user', id: person.id, label: person.name }, pageId: null })
        change.accessChanged()
        return { body: undefined }
      },
    ),
  ]
}

/** The person, if the password was right and is still theirs now that the batch runs; else null. */
function stillRight(change: Change, { person, rightFor }: Confirmation) {
  if (person === null || rightFor === null) return null
  const now = personById(change.db, person.id)
  return now !== undefined && now.disabled_at === null && now.password_hash === rightFor ? now : null
}

/** The password was right: its counter starts again, and a cheaper hash is replaced. */
function settle(change: Change, { person, rightFor, rehashed, attempt }: Confirmation): void {
  attempt.succeeded(change.db)
  attempt.done()
  if (person !== null && rightFor !== null && rehashed !== null) rehash(change.db, person.id, rightFor, rehashed)
}

/** Counts and logs a wrong password; both stay although the answer is a refusal. */
function refuseLogin(
  change: Change,
  { person, attempt }: Confirmation,
  now: number,
  action: 'session.login_failed' | 'session.reauthenticate_failed',
) {
  attempt.failed(change.db, now)
  attempt.done()
  if (person !== null) {
    change.record({
      action,
      outcome: 'denied',
      target: { type: 'user', id: person.id, label: person.name },
      pageId: null,
    })
  }
  return refused(loginFailed())
}

/** The session that this browser had as the same person ends: its cookie is about to be replaced. */
function endReplaced(change: Change, cookie: string | null, userId: string, now: number): void {
  const before = cookie === null ? null : findSession(change.db, hashSecret(cookie))
  if (before === null || before.user_id !== userId) return
  endSession(change.db, before.id, now)
  change.accessChanged()
}
