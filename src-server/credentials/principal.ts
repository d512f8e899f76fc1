import type { AllowedAddresses } from '../access/address.ts'
import type { PermissionSet } from '../access/permission-set.ts'
import type { Level } from '../contract/permissions.ts'

/**
 * Who a request acts as, once its credential has been resolved.
 *
 * Built once and cached with the generation of access data it was built from; when that moves on (a token, role, member or policy
 * changed), the next request builds it anew (credentials/resolve.ts). Times are milliseconds UTC.
 */

export type Environment = 'live' | 'test'

export interface PageRole {
  readonly key: string
  readonly name: string
  /** Closed. */
  readonly permissions: PermissionSet
}

interface PrincipalBase {
  /** The public id: the token's, the session's, the grant's. */
  readonly id: string
  /** What people call it: the token's name, the person's name. */
  readonly name: string
  /** Its row in the log's table of actors, found on first use. */
  actorKey: number | null
  /** `null` = every page. */
  readonly pageId: string | null
  readonly expiresAt: number | null
  /** The generation of access data it was built from. */
  readonly generation: number
}

export interface TokenPrincipal extends PrincipalBase {
  readonly kind: 'api_token'
  readonly prefix: string
  readonly ownerId: string | null
  readonly status: 'active' | 'disabled' | 'revoked'
  /** Level as stored; `null` for a token older than levels. */
  readonly level: Level | null
  readonly levelSet: PermissionSet
  readonly scopeNames: readonly string[]
  readonly scopeSet: PermissionSet
  readonly role: PageRole
  /** level ∩ scopes ∩ role, each closed first. */
  readonly effective: PermissionSet
  readonly environment: Environment
  readonly terraformManaged: boolean
  readonly allowedAddresses: AllowedAddresses | null
  /** The old one of a rotation stops here, once its successor has been used. */
  readonly endsAt: number | null
  /** It is a successor that has not been used yet: its first use starts the overlap. */
  readonly startsOverlapOf: string | null
}

export interface SessionPrincipal extends PrincipalBase {
  readonly kind: 'session'
  readonly userId: string
  readonly email: string
  /** `browser` came with a cookie, `desktop` with a header from the app's main process. */
  readonly transport: 'browser' | 'desktop'
  readonly csrfHash: Buffer | null
  readonly reauthenticatedAt: number
  /** The person's role on each page they have; `everyPage` where a membership names all of them. */
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
}

export interface OAuthPrincipal extends PrincipalBase {
  readonly kind: 'oauth'
  readonly userId: string
  readonly appId: string
  readonly appName: string
  readonly scopeNames: readonly string[]
  readonly scopeSet: PermissionSet
  readonly role: PageRole
  readonly effective: PermissionSet
}

export type Principal = TokenPrincipal | SessionPrincipal | OAuthPrincipal
