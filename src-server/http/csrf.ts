import { timingSafeEqual } from 'node:crypto'
import { Problem } from '../contract/problems.ts'
import { hashSecret } from '../credentials/secret-format.ts'
import type { Exchange, Step } from './exchange.ts'

/**
 * A cookie alone is never enough: on loopback it is sent to, and by, every port of this computer (measured in Chromium).
 *
 * Three things besides the cookie: Origin absent or exactly ours; Sec-Fetch-Site, when sent, `same-origin` (`none` only where
 * a person typed the address); and the second secret in X-CSRF, which only the login answered: for everything that changes something,
 * and on loopback names for reads too. `GET /auth/session` is the one exception: without X-CSRF it says who is signed in and no more.
 * Held by test/http/csrf.test.ts and the Chromium run (T15).
 */
export const checkCsrf: Step = function checkCsrf(exchange) {
  const { principal, headers, route } = exchange
  if (!exchange.viaCookie || principal?.kind !== 'session' || route === null) {
    // Without a session there is still one cross-site danger: a page that signs the visitor in, or sets us up, as someone else.
    if (principal === null && route !== null && route.endpoint.method !== 'GET') refuseForeignOrigin(exchange)
    return
  }
  refuseForeignOrigin(exchange)
  const isRead = route.endpoint.method === 'GET'
  if (isRead && exchange.hostKind !== 'loopback' && exchange.hostKind !== 'console') return
  if (isRead && route.endpoint.id === 'session.get') return
  if (!carriesCsrf(headers.get('x-csrf'), principal.csrfHash)) throw new Problem('csrf_failed')
}

/** Whether the request carries the second secret of its session. */
export function carriesCsrf(value: string | undefined, hash: Buffer | null): boolean {
  return value !== undefined && hash !== null && timingSafeEqual(hashSecret(value), hash)
}

function refuseForeignOrigin(exchange: Exchange): void {
  const origin = exchange.headers.get('origin')
  if (origin !== undefined && origin !== exchange.origin) throw new Problem('cross_origin')
  const site = exchange.headers.get('sec-fetch-site')
  if (site === undefined || site === 'same-origin') return
  if (site === 'none' && exchange.route?.endpoint.method === 'GET') return
  throw new Problem('cross_origin')
}
