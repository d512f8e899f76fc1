import { hash as hashOf } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Readable } from '../db/database.ts'
import type { Generation } from './generation.ts'
import type { PageRole, SessionPrincipal, TokenPrincipal } from './principal.ts'
import { resolveToken } from './resolve-token.ts'
import { hashSecret } from './secret-format.ts'

/**
 * From a secret to a principal: SHA-256, then the cache, then one indexed read.
 *
 * The cache is keyed by the hash, so that no secret stays in memory, and an entry is good only for the generation it was built in.
 * Unknown secrets are not cached: guessing must not fill it. Sessions are read every time: people are slow, and "last seen" moves.
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
  /** How many tokens are kept. */
  size?: number
}

/** A resolver with an empty cache. */
export function createResolver({
  db,
  generation,
  roleOf,
  resolveSession,
  size = 10_000,
}: ResolverOptions): CredentialResolver {
  const tokens = new LRUCache<string, TokenPrincipal>({ max: size })
  const hashes = new WeakMap<TokenPrincipal | SessionPrincipal, Buffer>()

  return {
    token(secret) {
      const key = hashOf('sha256', secret, 'base64')
      const cached = tokens.get(key)
      if (cached !== undefined && cached.generation === generation.current) return cached
      const hash = Buffer.from(key, 'base64')
      const principal = resolveToken(db, hash, generation.current, roleOf)
      if (principal === null) {
        tokens.delete(key)
        return null
      }
      tokens.set(key, principal)
      hashes.set(principal, hash)
      return principal
    },
    session(secret) {
      const hash = hashSecret(secret)
      const principal = resolveSession(db, hash, generation.current)
      if (principal !== null) hashes.set(principal, hash)
      return principal
    },
    again(principal) {
      const hash = hashes.get(principal)
      if (hash === undefined) return null
      const rebuilt =
        principal.kind === 'api_token'
          ? resolveToken(db, hash, generation.current, roleOf)
          : resolveSession(db, hash, generation.current)
      // Not into the cache: in a batch it may rest on what is undone in a moment.
      if (rebuilt !== null) hashes.set(rebuilt, hash)
      return rebuilt
    },
  }
}
