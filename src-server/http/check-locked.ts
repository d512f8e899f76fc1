import type { Endpoint } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import type { Principal } from '../credentials/principal.ts'
import type { Step } from './exchange.ts'

/**
 * A locked session opens nothing but its unlocking: whoever finds the screen, or steals the cookie meanwhile, gets no further.
 * What had begun before goes on. Held by test/identity/session-lock.test.ts.
 */
export const checkLocked: Step = function checkLocked({ principal, route }) {
  if (principal !== null && route !== null) refuseLocked(principal, route.endpoint)
}

/** @throws Problem `session_locked` */
export function refuseLocked(principal: Principal, endpoint: Endpoint): void {
  if (principal.kind !== 'session' || !principal.isLocked) return
  if (endpoint.whileLocked !== true && endpoint.permission !== 'public') throw new Problem('session_locked')
}
