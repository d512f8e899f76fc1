import { cookieNamed } from '../http/session-cookie.ts'

/**
 * The two cookies of the authorization server, written by hand.
 *
 * `__Host-as` is who is signed in here, and nothing else anywhere takes it; `__Host-as-open` names the authorization requests that this
 * browser has begun, so that an interaction goes on in the browser where it began and in no other (RFC 9700 §4.7). oidc-provider would
 * scope cookies by path and name them one by one; `__Host-` wants `Path=/`, so several requests in several tabs share one list.
 * SameSite=Lax: an app sends people here from its own site. Held by test/oauth/interaction.test.ts.
 */
export const signedInCookie = '__Host-as'
export const openCookie = '__Host-as-open'

/** How many authorization requests may be open at once in one browser; the oldest is forgotten. */
const openMax = 8
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'
const uidPattern = /^[A-Za-z0-9_-]{20,64}$/

/** Whether a text has the shape of an interaction's id. */
export function isUid(text: string): boolean {
  return uidPattern.test(text)
}

/** What a browser brings. */
export interface BrowserState {
  readonly session: string | null
  readonly open: readonly string[]
}

/** Reads the two cookies; what has another shape is not there. */
export function browserState(header: string | undefined): BrowserState {
  const session = cookieNamed(header, signedInCookie)
  const open = (cookieNamed(header, openCookie) ?? '').split('.').filter(isUid)
  return { session: session !== null && isUid(session) ? session : null, open: open.slice(-openMax) }
}

/** The cookies for oidc-provider, for a request about one interaction or about none. */
export function cookiesFor({ session, open }: BrowserState, uid: string | null): Readonly<Record<string, string>> {
  const isOpen = uid !== null && open.includes(uid)
  return {
    ...(session === null ? {} : { session }),
    ...(isOpen ? { interaction: uid, resume: uid } : {}),
  }
}

/**
 * The Set-Cookie headers of an answer.
 * @param changed what oidc-provider sets or forgets, by its names.
 * @param closed the interaction that ended with this request.
 */
export function setCookies(
  before: BrowserState,
  changed: ReadonlyMap<string, string | null>,
  closed: string | null,
): string[] {
  const headers: string[] = []
  const session = changed.get('session')
  if (session !== undefined)
    headers.push(session === null ? forget(signedInCookie) : `${signedInCookie}=${session}; ${attributes}`)
  const opened = changed.get('interaction') ?? null
  if (opened !== null || (closed !== null && before.open.includes(closed))) {
    const open = [...before.open.filter((uid) => uid !== closed), ...(opened === null ? [] : [opened])].slice(-openMax)
    headers.push(open.length === 0 ? forget(openCookie) : `${openCookie}=${open.join('.')}; ${attributes}`)
  }
  return headers
}

function forget(name: string): string {
  return `${name}=; ${attributes}; Max-Age=0`
}
