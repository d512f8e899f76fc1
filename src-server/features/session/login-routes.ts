import { rfc3339Of } from '../../contract/fields.ts'
import { Problem } from '../../contract/problems.ts'
import { login } from '../../contract/session.ts'
import { signInWithCode } from '../../contract/two-factor.ts'
import { loginFailed } from '../../credentials/confirm-password.ts'
import { comparePassword, compareSecond, firstStep, secondStep } from '../../credentials/sign-in.ts'
import { preparedChange, type Route, refused } from '../../http/handler.ts'
import { consoleOriginOf, cookieNamed, knownBrowserCookie, refuseBrowserOnLoopback } from '../../http/session-cookie.ts'
import { enter } from './enter.ts'
import type { SessionServices } from './routes.ts'

/**
 * Signing in with a password, in one step or two (credentials/sign-in.ts). What takes a tenth of a second of argon2 is done in `prepare`, before
 * the batch; what came of it is looked at again inside it.
 */
export function loginRoutes(services: SessionServices): Route[] {
  const { newId, workspace, sealer } = services
  return [
    preparedChange(
      login,
      async (call) => {
        refuseBrowserOnLoopback(call, consoleOriginOf(call, workspace.current.consoleId))
        const browser = cookieNamed(call.headers.get('cookie'), knownBrowserCookie)
        return comparePassword(services, { ...call.body, address: call.address, browser, now: call.now })
      },
      (call, change, confirmation) => {
        const step = firstStep(change.db, confirmation, call.now)
        if (step.kind === 'in') return enter(call, change, newId, step.person, 'password')
        if (step.person !== null) {
          const action = step.kind === 'wrong' ? 'session.login_failed' : 'session.second_factor'
          const outcome = step.kind === 'wrong' ? 'denied' : 'allowed'
          const target = { type: 'user', id: step.person.id, label: step.person.name }
          change.record({ action, outcome, target, pageId: null })
        }
        if (step.kind === 'wrong') return refused(loginFailed())
        const extensions = {
          challenge: step.challenge,
          methods: ['totp', 'recovery_code'],
          expires_at: rfc3339Of(step.expiresAt),
        }
        return refused(new Problem('two_factor_required', { extensions }))
      },
      { essential: true },
    ),

    preparedChange(
      signInWithCode,
      async (call) => {
        refuseBrowserOnLoopback(call, consoleOriginOf(call, workspace.current.consoleId))
        const browser = cookieNamed(call.headers.get('cookie'), knownBrowserCookie)
        return compareSecond(services, { ...call.body, address: call.address, browser, now: call.now })
      },
      (call, change, compared) => {
        const step = secondStep(change.db, sealer, compared, call.now)
        if (step.kind === 'in') return enter(call, change, newId, step.person, step.method)
        if (step.kind === 'over') return refused(new Problem('sign_in_over'))
        change.record({
          action: 'session.second_factor_failed',
          outcome: 'denied',
          target: { type: 'user', id: step.person.id, label: step.person.name },
          pageId: null,
        })
        return refused(new Problem('two_factor_failed'))
      },
      { essential: true },
    ),
  ]
}
