import { Problem } from '../contract/problems.ts'
import { sessionCookie } from './authenticate.ts'
import type { Call } from './handler.ts'

/**
 * Cookies, written by hand: Koa refuses Secure ones behind a TLS proxy.
 *
 * `__Host-`: this host only, for all paths, over TLS or on a loopback name only (RFC 6265bis §4.1.3.2). On 127.0.0.1 a browser would send
 * them to every port of this computer, so there only clients without a browser get one; people use `<id>.localhost`.
 */

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** The browser of someone who has signed in here before, so that strangers' failures do not slow them down. */
export const knownBrowserCookie = '__Host-known'
const aYearInSeconds = 365 * 24 * 3600

/** The Set-Cookie of a session; it ends with the browser. */
export function setSessionCookie(secret: string): string {
  return `${sessionCookie}=${secret}; ${attributes}`
}

/** The Set-Cookie that makes this browser a known one for a year. */
export function setKnownBrowserCookie(secret: string): string {
  return `${knownBrowserCookie}=${secret}; ${attributes}; Max-Age=${aYearInSeconds}`
}

/** The value of a cookie that is there exactly once, or null. */
export function cookieNamed(header: string | undefined, name: string): string | null {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals !== -1 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : []
  })
  return values.length === 1 ? (values[0] ?? null) : null
}

type Caller = Pick<Call<never>, 'hostKind' | 'headers' | 'origin'>

/**
 * Refuses to sign a browser in on a loopback name that all ports share.
 *
 * A browser says where a request comes from: Origin on every POST, Sec-Fetch-Site beside it. Node's own fetch sends Sec-Fetch-Mode
 * alone and is none.
 * @param consoleOrigin where the console lives on this port, `http://<id>.localhost:4600`.
 * @throws Problem `cross_origin`, naming that address.
 */
export function refuseBrowserOnLoopback(call: Caller, consoleOrigin: string): void {
  if (call.hostKind !== 'loopback') return
  if (call.headers.get('origin') === undefined && call.headers.get('sec-fetch-site') === undefined) return
  throw new Problem('cross_origin', {
    detail: `A browser keeps one set of cookies for all ports of this address. Sign in at ${consoleOrigin}/console/ instead.`,
  })
}

/** Where the console of this server lives, seen from a request that came by a loopback name: the same scheme and port. */
export function consoleOriginOf(call: Pick<Caller, 'origin'>, consoleId: string): string {
  const url = new URL(call.origin)
  return `${url.protocol}//${consoleId}.localhost${url.port === '' ? '' : `:${url.port}`}`
}

/** Whether a browser's cookie here is its own: not on loopback names, where other programs on this computer see it. */
export function remembersBrowsers(call: Pick<Caller, 'hostKind'>): boolean {
  return call.hostKind === 'page' || call.hostKind === 'public'
}
