import { sessionCookieName } from '../src-server/contract/lifecycle.ts'
import type { ServerProcess } from './server-process.ts'

/**
 * The session of the person at the window: a header credential that main holds and the window never sees.
 *
 * The window signs in like any browser (`POST /api/v1/auth/login` and whatever else answers with a session cookie). Main keeps the
 * cookie from the window and trades it, over the server's private channel, for a `bks_…` session that it adds to every request.
 * It is renewed while the app is unlocked, and whenever the password was given again. Kept in memory only: closing the app signs out. Held by test/main/forward.test.ts.
 */
export interface WindowCredential {
  /** The value of the Authorization header, if someone is signed in. */
  header(): string | null
  /** Takes the session cookie of an answer (its value). False: the server did not take it, nobody is signed in. */
  exchange(cookie: string): Promise<boolean>
  /** Asks for a new secret and twelve hours more; the server gives none while the session is locked. */
  renew(): Promise<void>
  forget(): void
}

/** The credential of the window, none yet. */
export function createWindowCredential(server: Pick<ServerProcess, 'ask'>): WindowCredential {
  let secret: string | null = null
  return {
    header: () => (secret === null ? null : `Bearer ${secret}`),
    async exchange(cookie) {
      secret = null
      const answer = await server.ask({ type: 'exchange-session', cookie })
      if (answer?.type === 'session') secret = answer.secret
      return secret !== null
    },
    async renew() {
      const before = secret
      if (before === null) return
      const answer = await server.ask({ type: 'renew-session', secret: before })
      // Someone may have signed in or out meanwhile.
      if (answer?.type === 'session' && secret === before) secret = answer.secret
    },
    forget() {
      secret = null
    },
  }
}

/** The session cookie that an answer sets; `null` if it sets none, or clears it. */
export function sessionCookieOf(setCookie: readonly string[]): string | null {
  for (const line of setCookie) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1)
    const cleared = attributes.some((attribute) => /^max-age=(?:0+|-\d+)$/i.test(attribute))
    if (equals !== -1 && pair.slice(0, equals) === sessionCookieName && value !== '' && !cleared) return value
  }
  return null
}
