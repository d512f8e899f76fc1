import { rfc3339Of } from '../../src-server/contract/fields.ts'
import type { Provider, SignInTokens } from '../../src-server/contract/native-sign-in.ts'
import { discoverProvider } from '../../src-server/contract/native-sign-in.ts'
import type { SeenCertificate } from '../../src-server/outbound/certificate.ts'
import type { Resolve } from '../../src-server/outbound/policy.ts'
import type { CertificateView, ConnectionTrouble } from '../bridge/connection-verbs.ts'
import type { Upstream } from '../forward.ts'
import { fetchThrough } from './door-fetch.ts'
import type { Keeping, KeptSecrets, Owner } from './kept-secrets.ts'
import type { RemoteEntry } from './list-file.ts'
import { lookAt, troubleFrom, whoAmI } from './probe.ts'
import { createRemoteCredential } from './remote-credential.ts'
import { openDoor, type RemoteDoor } from './remote-door.ts'
import { remoteUpstream } from './remote-upstream.ts'

/**
 * One remote while the app runs: its door, its credential, and how it was when it answered last.
 * Held by test/main/connections.test.ts.
 */
export interface Remote {
  readonly upstream: Upstream
  readonly health: () => Health
  /** Asks how it is; `who`: and who is signed in. Never throws for what the server is or does. */
  test(who: boolean): Promise<void>
  signInWithToken(token: string): Promise<RemoteSignIn>
  keepGrant(provider: Provider, clientId: string, tokens: SignInTokens): Promise<RemoteSignIn>
  signOut(): Promise<void>
  /** For code that is written against fetch. */
  readonly fetch: typeof fetch
  /** The way has changed: connections that are open end, what was seen is forgotten. */
  reopen(): void
  close(): void
}

export interface Health {
  readonly state: 'unknown' | 'checking' | 'connected' | 'sign_in' | 'trouble'
  readonly why: ConnectionTrouble | null
  readonly latencyMs: number | null
  readonly certificate: SeenCertificate | null
}

export type RemoteSignIn =
  | { readonly outcome: 'signed_in'; readonly user: string | null; readonly keeping: Keeping }
  | { readonly outcome: 'refused'; readonly why: ConnectionTrouble | null; readonly code: string | null }

export interface RemoteParts {
  /** The entry as it is now. */
  readonly entry: () => RemoteEntry
  readonly secrets: KeptSecrets
  readonly resolve: Resolve
  readonly clock: { nowMs(): number; monotonicMs(): number }
  /** Something can be told anew. */
  readonly changed: () => void
  /** What was learnt that is worth keeping for the next run. */
  readonly learnt: (fact: Partial<Pick<RemoteEntry, 'version' | 'user' | 'last_seen_at' | 'sign_in'>>) => void
}

const unknown: Health = { state: 'unknown', why: null, latencyMs: null, certificate: null }

export function openRemote({ entry, secrets, resolve, clock, changed, learnt }: RemoteParts): Remote {
  let health = unknown
  let door: RemoteDoor | null = null
  let provider: Promise<Provider> | null = null

  const theDoor = (): RemoteDoor => {
    const { address, private_network: privateNetwork, pinned } = entry()
    door ??= openDoor({ origin: address, privateNetwork, pinned }, resolve)
    return door
  }
  const owner = (): Owner => {
    const { id, address, in_keychain: inKeychain } = entry()
    return { id, origin: address, inKeychain }
  }
  const credential = createRemoteCredential({
    owner,
    secrets,
    door: theDoor,
    provider() {
      provider ??= discoverProvider(entry().address, { fetch: fetchThrough(theDoor()) }).catch((error: unknown) => {
        provider = null
        throw error
      })
      return provider
    },
    nowMs: clock.nowMs,
  })

  function become(next: Partial<Health>): void {
    health = { ...health, ...next }
    changed()
  }
  const isSignedOut = (): boolean => credential.isRefused() || secrets.keeping(owner()).kept === 'none'
  const standing = (): Health['state'] => (isSignedOut() ? 'sign_in' : 'connected')
  const seen = (): void => learnt({ last_seen_at: rfc3339Of(clock.nowMs()) })
  const failed = (error: unknown): ConnectionTrouble => {
    const { why, certificate } = troubleFrom(error)
    become({ state: 'trouble', why, certificate, latencyMs: null })
    return why
  }

  /** Asks who the credential is, and keeps the name; answers what the server refused it with. */
  async function ask(
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly code: string | null } | null> {
    const who = await whoAmI(theDoor(), headers)
    if (!who.signedIn) return who
    learnt({ user: who.user })
    return null
  }
  const refusedFor = (code: string | null): RemoteSignIn => ({ outcome: 'refused', why: null, code })

  async function entered(keeping: Keeping): Promise<RemoteSignIn> {
    try {
      const refused = await ask(await credential.headers())
      if (refused !== null) return refusedFor(refused.code)
    } catch (error) {
      return { outcome: 'refused', why: failed(error), code: null }
    }
    become({ state: 'connected', why: null })
    return { outcome: 'signed_in', user: entry().user, keeping }
  }

  return {
    health: () => health,
    upstream: remoteUpstream({
      door: theDoor,
      credential,
      answered(tookMs, ended) {
        const before = health.latencyMs
        const latencyMs = ended
          ? before
          : Math.max(1, Math.round(before === null ? tookMs : before * 0.7 + tookMs * 0.3))
        const state = standing()
        const isNews = state !== health.state || health.why !== null
        health = { ...health, state, why: null, latencyMs }
        if (isNews) {
          seen()
          changed()
        }
      },
      failed: (failure) => void failed(failure),
      nowMs: clock.monotonicMs,
    }),
    async test(who) {
      become({ state: 'checking' })
      try {
        const { version, latencyMs, certificate } = await lookAt(theDoor(), clock.monotonicMs)
        learnt({ version, last_seen_at: rfc3339Of(clock.nowMs()) })
        const headers = who ? await credential.headers() : {}
        if (Object.keys(headers).length > 0) {
          const refused = await ask(headers)
          if (refused !== null) credential.heard({ path: '/', ...refused, sent: headers })
        }
        become({ state: standing(), why: null, latencyMs, certificate })
      } catch (error) {
        failed(error)
      }
    },
    async signInWithToken(token) {
      try {
        const refused = await ask({ authorization: `Bearer ${token}` })
        if (refused !== null) return refusedFor(refused.code)
      } catch (error) {
        return { outcome: 'refused', why: failed(error), code: null }
      }
      const keeping = await credential.keepToken(token)
      learnt({ sign_in: 'token' })
      become({ state: 'connected', why: null })
      return { outcome: 'signed_in', user: entry().user, keeping }
    },
    async keepGrant(found, clientId, tokens) {
      const keeping = await credential.keepGrant(found, clientId, tokens)
      learnt({ sign_in: 'oauth' })
      return entered(keeping)
    },
    async signOut() {
      await credential.signOut()
      learnt({ user: null })
      become({ state: 'sign_in', why: null })
    },
    get fetch() {
      return fetchThrough(theDoor())
    },
    reopen() {
      door?.close()
      door = null
      provider = null
      health = unknown
      changed()
    },
    close: () => door?.close(),
  }
}

/** A certificate as the window may see it. */
export function presentCertificate(seen: SeenCertificate): CertificateView {
  const day = (at: number): string | null => (Number.isFinite(at) ? rfc3339Of(at) : null)
  return {
    fingerprint: seen.fingerprint,
    subject: seen.subject.slice(0, 200),
    issuer: seen.issuer.slice(0, 200),
    names: seen.names.slice(0, 20).map((name) => name.slice(0, 253)),
    valid_from: day(seen.validFrom),
    valid_to: day(seen.validTo),
    trusted: seen.problem === null,
  }
}
