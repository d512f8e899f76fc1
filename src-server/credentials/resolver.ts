import { hash as hashOf } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Readable } from '../db/database.ts'
import type { Generation } from './generation.ts'
import type { PageRole, SessionPrincipal, TokenPrincipal } from './principal.ts'
import { resolveToken } from './resolve-token.ts'

/**
 * From a secret to a principal: SHA-256, then the cache, then one indexed read.
 *
 * The cache is keyed by the hash, so that no secret stays in memory, and an entry is good only for the generation it was built in.
 * Unknown secrets are not cached: guessing must not fill it.
 */
export interface CredentialResolver {
  token(secret: string): TokenPrincipal | null
  session(secret: string): SessionPrincipal | null
  /** Builds a principal anew, whatever is cached: what may have changed since the request was authorized is seen. */
  again(principal: TokenPrincipal | SessionPrincipal): TokenPrincipal | SessionPrincipal | null
}

export interface ResolverOptions {
  db: Readable
  generation: Generation
  roleOf(key: string): PageRole
  /** The session with this SHA-256 that has not ended, or null. */
  resolveSession(db: Readable, hash: Buffer, generation: number): SessionPrincipal | null
  /** How many principals are kept. */
  size?: number
}

export function createResolver({
  db,
  generation,
  roleOf,
  resolveSession,
  size = 10_000,
}: ResolverOptions): CredentialResolver {
  const cache = new LRUCache<string, TokenPrincipal | SessionPrincipal>({ max: size })
  const keys = new WeakMap<TokenPrincipal | SessionPrincipal, string>()

  const resolved = <Kind extends TokenPrincipal | SessionPrincipal>(
    secret: string,
    kind: Kind['kind'],
    load: (hash: Buffer) => Kind | null,
    isKind: (principal: TokenPrincipal | SessionPrincipal) => principal is Kind,
  ): Kind | null => {
    const key = kind[0] + hashOf('sha256', secret, 'base64')
    const cached = cache.get(key)
    if (cached !== undefined && cached.generation === generation.current && isKind(cached)) return cached
    const principal = load(Buffer.from(key.slice(1), 'base64'))
    if (principal === null) {
      cache.delete(key)
      return null
    }
    cache.set(key, principal)
    keys.set(principal, key)
    return principal
  }

  const isToken = (principal: TokenPrincipal | SessionPrincipal): principal is TokenPrincipal =>
    principal.kind === 'api_token'
  const isSession = (principal: TokenPrincipal | SessionPrincipal): principal is SessionPrincipal =>
    principal.kind === 'session'

  return {
    token: (secret) =>
      resolved<TokenPrincipal>(
        secret,
        'api_token',
        (hash) => resolveToken(db, hash, generation.current, roleOf),
        isToken,
      ),
    session: (secret) =>
      resolved<SessionPrincipal>(secret, 'session', (hash) => resolveSession(db, hash, generation.current), isSession),
    again(principal) {
      const key = keys.get(principal)
      if (key === undefined) return null
      const hash = Buffer.from(key.slice(1), 'base64')
      return principal.kind === 'api_token'
        ? resolveToken(db, hash, generation.current, roleOf)
        : resolveSession(db, hash, generation.current)
    },
  }
}
