import { hash as hashOf } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Readable } from '../db/database.ts'
import type { Generation } from './generation.ts'
import type { OAuthPrincipal, PageRole, SessionPrincipal, TokenPrincipal } from './principal.ts'
import { resolveToken } from './resolve-token.ts'
import { hashSecret } from './secret-format.ts'
import type { SessionResolver } from './sessions.ts'

/**
 * From a secret to a principal: SHA-256, then the cache, then one indexed read.
 *
 * The cache is keyed by the hash, so that no secret stays in memory, and an entry is good only for the generation it was built in.
 * Unknown secrets are not cached: guessing must not fill it. Sessions are read every time: people are slow, and "last seen" moves.
 */
export interface CredentialResolver {
  token(secret: string): TokenPrincipal | null
  /** An OAuth access token, whatever its state. */
  oauth(secret: string): OAuthPrincipal | null
  session(secret: string): SessionPrincipal | null
  /** A session that still lives had this secret, and has another one by now. */
  sessionWasRenewed(secret: string): boolean
  /** Builds a principal anew, whatever is cached: what may have changed since the request was authorized is seen. */
  again(principal: Resolved): Resolved | null
}

/** A principal that can be built anew. */
export type Resolved = TokenPrincipal | SessionPrincipal | OAuthPrincipal
/** One that is found by its secret, always the same. */
type Keyed = TokenPrincipal | OAuthPrincipal

export interface ResolverOptions {
  db: Readable
  generation: Generation
  roleOf(key: string): PageRole
  sessions: SessionResolver
  /** The OAuth access token with this SHA-256, or null. */
  resolveOAuth(db: Readable, hash: Buffer, generation: number): OAuthPrincipal | null
  /** How many tokens are kept, and how many of OAuth. */
  size?: number
}

/** A resolver with an empty cache. */
export function createResolver({
  db,
  generation,
  roleOf,
  sessions,
  resolveOAuth,
  size = 10_000,
}: ResolverOptions): CredentialResolver {
  const tokens = new LRUCache<string, TokenPrincipal>({ max: size })
  const accessTokens = new LRUCache<string, OAuthPrincipal>({ max: size })
  const hashes = new WeakMap<Keyed, Buffer>()

  const find = <Kept extends Keyed>(
    cache: LRUCache<string, Kept>,
    secret: string,
    resolve: (hash: Buffer) => Kept | null,
  ): Kept | null => {
    const key = hashOf('sha256', secret, 'base64')
    const cached = cache.get(key)
    if (cached !== undefined && cached.generation === generation.current) return cached
    const hash = Buffer.from(key, 'base64')
    const principal = resolve(hash)
    if (principal === null) {
      cache.delete(key)
      return null
    }
    cache.set(key, principal)
    hashes.set(principal, hash)
    return principal
  }

  const rebuild = (principal: Keyed, hash: Buffer): Keyed | null => {
    switch (principal.kind) {
      case 'api_token':
        return resolveToken(db, hash, generation.current, roleOf)
      case 'oauth':
        return resolveOAuth(db, hash, generation.current)
    }
  }

  return {
    token: (secret) => find(tokens, secret, (hash) => resolveToken(db, hash, generation.current, roleOf)),
    oauth: (secret) => find(accessTokens, secret, (hash) => resolveOAuth(db, hash, generation.current)),
    session: (secret) => sessions.find(db, hashSecret(secret), generation.current),
    sessionWasRenewed: (secret) => sessions.wasReplaced(db, hashSecret(secret)),
    again(principal) {
      if (principal.kind === 'session') return sessions.again(db, principal, generation.current)
      const hash = hashes.get(principal)
      if (hash === undefined) return null
      const rebuilt = rebuild(principal, hash)
      // Not into the cache: in a batch it may rest on what is undone in a moment.
      if (rebuilt !== null) hashes.set(rebuilt, hash)
      return rebuilt
    },
  }
}
