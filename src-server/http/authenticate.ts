import { takesMagic } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import type { MagicPrincipal, Principal } from '../credentials/principal.ts'
import type { CredentialResolver } from '../credentials/resolver.ts'
import { secretKindOf } from '../credentials/secret-format.ts'
import type { Exchange, Step } from './exchange.ts'
import type { Limits } from './limit.ts'

/**
 * From headers to a principal. The secret is read once, its checksum tried before anything is looked up, and only its hash goes on.
 *
 * A header credential wins over a cookie; public routes ignore cookies but refuse a bad header credential, so that nobody takes an
 * anonymous answer for an authenticated one. Whether the credential still works is the kernel's first layer (decide.ts).
 */

export const sessionCookie = '__Host-sid'

/** The Set-Cookie that makes a browser forget its session. */
export const clearSessionCookie = `${sessionCookie}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`

export interface AuthenticateOptions {
  resolver: CredentialResolver
  limits: Pick<Limits, 'failedAuthentication'>
  /** A magic token's holder, whatever its state; null when there is none. */
  resolveMagic(secret: string): MagicPrincipal | null
}

/** The step that finds out who calls. */
export function createAuthenticate({ resolver, limits, resolveMagic }: AuthenticateOptions): Step {
  const invalid = (exchange: Exchange): Problem => {
    limits.failedAuthentication(exchange.address)
    return new Problem('invalid_token')
  }

  const bearer = (exchange: Exchange, header: string): Principal => {
    const secret = /^bearer +(\S+)$/i.exec(header.trim())?.[1] ?? ''
    const kind = secretKindOf(secret)
    if (kind === 'live' || kind === 'test') {
      const principal = resolver.token(secret)
      if (principal !== null && principal.environment === kind) return principal
    } else if (kind === 'oauth_access') {
      const principal = resolver.oauth(secret)
      if (principal !== null) return principal
    } else if (kind === 'session') {
      // Only the desktop app's main process holds such a header; a page in a browser never may (security.md 2.3). Sec-Fetch-Mode alone is no
      // sign of a browser: Node's own fetch sends it.
      if (exchange.headers.get('origin') !== undefined || exchange.headers.get('sec-fetch-site') !== undefined) {
        throw new Problem('cross_origin')
      }
      const principal = resolver.session(secret)
      if (principal?.transport === 'desktop') return principal
    }
    throw invalid(exchange)
  }

  return function authenticate(exchange) {
    const { headers, route } = exchange
    const authorization = headers.get('authorization')
    const magic = headers.get('x-magic-token')
    if (headers.repeated.includes('authorization') || headers.repeated.includes('x-magic-token'))
      throw new Problem('multiple_credentials')
    if (authorization !== undefined && magic !== undefined) throw new Problem('multiple_credentials')
    if (authorization !== undefined) {
      exchange.hasCredential = true
      exchange.principal = bearer(exchange, authorization)
      return
    }
    if (magic !== undefined) {
      exchange.hasCredential = true
      const principal = secretKindOf(magic) === 'magic' ? resolveMagic(magic) : null
      if (principal === null || !isOwnDoor(exchange, principal)) throw invalid(exchange)
      exchange.principal = principal
      return
    }
    const cookies = headers.get('cookie')
    if (cookies === undefined || route?.endpoint.permission === 'public') return
    const value = sessionCookieOf(cookies)
    if (value === null) return
    exchange.hasCredential = true
    exchange.viaCookie = true
    const principal = secretKindOf(value) === 'session' ? resolver.session(value) : null
    if (principal === null || principal.transport !== 'browser')
      throw principal === null && resolver.sessionWasRenewed(value) ? sessionRenewed() : sessionEnded()
    exchange.principal = principal
  }
}

/** A magic token opens the routes of its purpose and stage, on its own page: anywhere else it is nobody's, whatever its state. */
function isOwnDoor({ route, hostKind, hostPage }: Exchange, principal: MagicPrincipal): boolean {
  if (route === null || !takesMagic(route.endpoint, principal)) return false
  return hostKind !== 'page' || principal.pageId === null || principal.pageId === hostPage?.id
}

/**
 * The session has another secret since a moment ago. The cookie stays: the browser has the new one already, or gets it with the answer that is
 * on its way, and clearing would sign it out.
 */
function sessionRenewed(): Problem {
  return new Problem('session_expired', {
    detail: 'Your session has got a new id. Send the request again, with the cookie that you were given.',
    headers: { 'X-Session-Renewed': 'true' },
    extensions: { renewed: true },
  })
}

/** The 401 that also clears the cookie. */
function sessionEnded(): Problem {
  return new Problem('session_expired', { headers: { 'Set-Cookie': clearSessionCookie } })
}

/**
 * The value of our session cookie, or null.
 * @throws Problem `malformed_request` when it is there twice: one of the two was planted.
 */
export function sessionCookieOf(header: string): string | null {
  let found: string | null = null
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== sessionCookie) continue
    if (found !== null)
      throw new Problem('malformed_request', {
        detail: 'The session cookie is there more than once. Clear the cookies of this site.',
      })
    found = pair.slice(equals + 1).trim()
  }
  return found
}
