import type { Endpoint } from '../../src-server/contract/endpoint.ts'
import type { SafeMode } from '../bridge/connection-verbs.ts'
import type { Gate } from '../forward.ts'
import { problemResponse } from '../problem-response.ts'
import { verdictOf } from './safe-mode.ts'

/**
 * Safe mode, where the window cannot get around it: before a request leaves main.
 *
 * *Ask* is asked by main in a dialog of the system, which nothing in the page can press. *Password* answers as a server does that wants
 * the password again; the console asks for it, the server compares it (`POST /auth/reauthenticate`), and the one request that was held
 * back may then pass, once, within a minute. Held by test/main/safe-mode.test.ts.
 */
export interface SafeModeGateParts {
  readonly endpoints: readonly Endpoint[]
  readonly mode: () => SafeMode
  /** Someone can give a password here: a session, not a token. */
  readonly hasPassword: () => boolean
  /** The connection, as its person calls it. */
  readonly name: () => string
  /** Asks the person whether a change may be made. */
  readonly ask: (what: string) => Promise<boolean>
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

const grantMs = 60_000

export function createSafeModeGate({ endpoints, mode, hasPassword, name, ask, nowMs }: SafeModeGateParts): Gate {
  /** What was held back last for want of a password, and until when it may pass. */
  let waiting: string | null = null
  let granted: { readonly key: string; readonly untilMs: number } | null = null

  return {
    async before(request) {
      const wanted = mode()
      const verdict = verdictOf(wanted === 'password' && !hasPassword() ? 'ask' : wanted, request, endpoints)
      if (verdict.kind === 'pass') return null
      if (verdict.kind === 'refuse')
        return problemResponse(
          'safe_mode',
          `${name()} is read only on this computer. Change its safe mode under Connections to make changes.`,
        )
      if (verdict.kind === 'ask')
        return (await ask(verdict.what)) ? null : problemResponse('change_declined', 'Nothing was changed.')
      const key = `${request.method} ${request.path}`
      const given = granted
      granted = null
      if (given !== null && given.key === key && nowMs() < given.untilMs) return null
      waiting = key
      return problemResponse(
        'reauthentication_required',
        `${name()} asks for your password before every change. Give it, and the change is made.`,
      )
    },
    after({ path, status }) {
      if (path !== '/api/v1/auth/reauthenticate' || status >= 300 || waiting === null) return
      granted = { key: waiting, untilMs: nowMs() + grantMs }
      waiting = null
    },
  }
}
