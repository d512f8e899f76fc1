import type * as z from 'zod/mini'
import { rfc3339Of } from '../../contract/fields.ts'
import type { NewId } from '../../contract/ids.ts'
import type { signedIn } from '../../contract/session.ts'
import { type PersonRow, rememberBrowser } from '../../credentials/people.ts'
import type { SignInMethod } from '../../credentials/second-factor.ts'
import { hashSecret, randomBase62 } from '../../credentials/secret-format.ts'
import { endSession, findSession, issueBrowserSession } from '../../credentials/sessions.ts'
import { sessionCookie } from '../../http/authenticate.ts'
import type { Call, Change, Reply } from '../../http/handler.ts'
import {
  cookieNamed,
  knownBrowserCookie,
  remembersBrowsers,
  setKnownBrowserCookie,
  setSessionCookie,
} from '../../http/session-cookie.ts'
import { keptAgent } from '../../journal/clients.ts'
import { presentUser } from './present.ts'

type Entering = Pick<Call<never>, 'headers' | 'address' | 'userAgent' | 'now' | 'hostKind'>

/**
 * Lets someone in who has proved who they are, however they did: a new session, its cookie, its second secret, and a row in the log that says
 * with what. The session that this browser had as the same person ends: no id outlives a sign-in.
 */
export function enter(
  call: Entering,
  change: Change,
  newId: NewId,
  person: PersonRow,
  method: SignInMethod,
): Reply<z.output<typeof signedIn>> {
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
    action: 'session.login',
    target: { type: 'session', id: session.id, label: null },
    pageId: null,
    after: { kind: 'browser', method },
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
}

/** The session that this browser had as the same person ends: its cookie is about to be replaced. */
function endReplaced(change: Change, cookie: string | null, userId: string, now: number): void {
  const before = cookie === null ? null : findSession(change.db, hashSecret(cookie))
  if (before === null || before.user_id !== userId) return
  endSession(change.db, before.id, now)
  change.accessChanged()
}
