import type { ConnectionSecret } from '../../src-server/contract/connection-secret.ts'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { sessionCookieName } from '../../src-server/contract/lifecycle.ts'
import {
  endGrant,
  type Provider,
  renewTokens,
  SignInFailure,
  type SignInTokens,
} from '../../src-server/contract/native-sign-in.ts'
import { logout } from '../../src-server/contract/session.ts'
import type { HeardAnswer } from '../forward.ts'
import { fetchThrough } from './door-fetch.ts'
import type { Keeping, KeptSecrets, Owner } from './kept-secrets.ts'
import type { RemoteDoor } from './remote-door.ts'

/**
 * Who main is at one remote: a browser's session, an API token, or an OAuth grant, and what becomes of it.
 *
 * Chosen: a session and a grant that the server says are over are forgotten, here and in the keychain; an API token is kept until the
 * person takes it away, because nobody can show it a second time and a server that is set up wrongly may refuse it for an hour. A refresh
 * token that came back is in the keychain before the access token beside it is used. Access tokens live in memory.
 * Held by test/main/connections.test.ts.
 */
export interface RemoteCredential {
  /** The headers that say who is asking; none where nobody is signed in. */
  headers(): Promise<Readonly<Record<string, string>>>
  keepSession(cookie: string, csrf: string | null): Promise<boolean>
  keepToken(token: string): Promise<Keeping>
  keepGrant(provider: Provider, clientId: string, tokens: SignInTokens): Promise<Keeping>
  /** Notes what a server made of the credential that a request carried; true: it is over. */
  heard(answer: HeardAnswer): boolean
  /** Ends it at the server, as far as it answers, and forgets it here. */
  signOut(): Promise<void>
  /** The server refused what is kept: someone must sign in. */
  isRefused(): boolean
}

export interface RemoteCredentialParts {
  readonly owner: () => Owner
  readonly secrets: KeptSecrets
  readonly door: () => RemoteDoor
  readonly provider: () => Promise<Provider>
  /** Milliseconds UTC. */
  readonly nowMs: () => number
}

/** An access token is renewed this long before it ends. */
const aheadMs = 60_000

/** What a server says of a session or a grant that is over. */
const over = new Set(['session_expired', 'unauthenticated', 'invalid_token', 'token_revoked'])
/** What it says of an API token that does not work (any more). */
const tokenRefusals = new Set(['invalid_token', 'token_revoked', 'token_expired', 'token_disabled'])

export function createRemoteCredential({
  owner,
  secrets,
  door,
  provider,
  nowMs,
}: RemoteCredentialParts): RemoteCredential {
  let access: { readonly token: string; readonly untilMs: number } | null = null
  let renewing: Promise<string | null> | null = null
  let refused = false

  async function headersOf(secret: ConnectionSecret | null): Promise<Readonly<Record<string, string>>> {
    if (secret === null) return {}
    if (secret.kind === 'session') return { cookie: `${sessionCookieName}=${secret.cookie}`, 'x-csrf': secret.csrf }
    if (secret.kind === 'token') return { authorization: `Bearer ${secret.token}` }
    const token = await accessToken(secret)
    return token === null ? {} : { authorization: `Bearer ${token}` }
  }

  function accessToken(secret: ConnectionSecret & { kind: 'oauth' }): Promise<string | null> {
    if (access !== null && nowMs() < access.untilMs - aheadMs) return Promise.resolve(access.token)
    renewing ??= renew(secret).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function renew(secret: ConnectionSecret & { kind: 'oauth' }): Promise<string | null> {
    access = null
    try {
      const found = await provider()
      const tokens = await renewTokens(found, secret.client_id, secret.refresh_token, {
        fetch: fetchThrough(door()),
        now: nowMs,
      })
      await keepGrant(found, secret.client_id, tokens)
      return tokens.accessToken
    } catch (error) {
      if (!(error instanceof SignInFailure) || error.code !== 'ended') throw error
      await secrets.forget(owner())
      return null
    }
  }

  async function keepGrant(found: Provider, clientId: string, tokens: SignInTokens): Promise<Keeping> {
    const { origin } = owner()
    const keeping = await secrets.keep(owner(), {
      v: 1,
      kind: 'oauth',
      origin,
      issuer: found.issuer,
      client_id: clientId,
      refresh_token: tokens.refreshToken,
    })
    refused = false
    access = { token: tokens.accessToken, untilMs: tokens.accessExpiresAt }
    return keeping
  }

  return {
    headers: async () => headersOf(await secrets.read(owner())),
    async keepSession(cookie, answered) {
      // The password given again answers a new cookie alone: the second secret goes on.
      const before = answered === null ? await secrets.read(owner()) : null
      const csrf = answered ?? (before?.kind === 'session' ? before.csrf : null)
      if (csrf === null) return false
      access = null
      refused = false
      await secrets.keep(owner(), { v: 1, kind: 'session', origin: owner().origin, cookie, csrf })
      return true
    },
    keepToken(token) {
      access = null
      refused = false
      return secrets.keep(owner(), { v: 1, kind: 'token', origin: owner().origin, token })
    },
    keepGrant,
    heard({ path, status, code, renewed, sent }) {
      const bearer = sent.authorization?.slice('Bearer '.length)
      const isCookie = sent.cookie !== undefined
      if (bearer === undefined && !isCookie) return false
      const isGrant = bearer !== undefined && bearer === access?.token
      if (isGrant && status === 401 && code === 'token_expired') {
        // Clocks differ: the next request renews it.
        access = null
        return false
      }
      const ended = status === 401 && code !== null && over.has(code) && renewed !== true
      const signedOut = path === fullPath(logout) && status < 300
      if ((isGrant && ended) || (isCookie && (ended || signedOut))) {
        // A slow refusal of an earlier session must not end the one that has begun since.
        void forgetIfStill(sent)
        return true
      }
      if (!isGrant && !isCookie && (status === 401 || status === 403) && code !== null && tokenRefusals.has(code)) {
        refused = true
        return true
      }
      return false
    },
    async signOut() {
      const secret = await secrets.read(owner())
      try {
        if (secret?.kind === 'session') {
          const answer = await door().send({
            path: fullPath(logout),
            method: 'POST',
            headers: { ...(await headersOf(secret)), accept: 'application/json' },
            body: null,
          })
          answer.resume()
        }
        if (secret?.kind === 'oauth')
          await endGrant(await provider(), secret.client_id, secret.refresh_token, { fetch: fetchThrough(door()) })
      } catch {
        // A server that is away keeps it until it ends by itself; here it is gone.
      }
      access = null
      refused = false
      await secrets.forget(owner())
    },
    isRefused: () => refused,
  }

  async function forgetIfStill(sent: Readonly<Record<string, string>>): Promise<void> {
    const secret = await secrets.read(owner())
    const now =
      secret?.kind === 'session'
        ? sent.cookie === `${sessionCookieName}=${secret.cookie}`
        : secret?.kind === 'oauth' && sent.authorization === `Bearer ${access?.token ?? ''}`
    if (!now) return
    access = null
    await secrets.forget(owner())
  }
}
