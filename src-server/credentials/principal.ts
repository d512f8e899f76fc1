import type { CredentialFacts } from '../access/facts.ts'
import type { PermissionSet } from '../access/permission-set.ts'
import type { MagicPurpose, MagicStage } from '../contract/magic.ts'
import type { Level } from '../contract/permissions.ts'

/**
 * Who a request acts as, once its credential has been resolved.
 *
 * Built once and cached with the generation of access data that it was built from; when that moves on (a token, role, member or
 * policy changed), the next request builds it anew (resolver.ts). Times are milliseconds UTC.
 */

export type Environment = 'live' | 'test'

export interface PageRole {
  readonly key: string
  readonly name: string
  /** Closed. Empty for a role that is not known (any more). */
  readonly permissions: PermissionSet
}

interface PrincipalBase {
  /** The public id: the token's, the session's, the grant's. */
  readonly id: string
  /** What people call it: the token's name, the person's name. */
  readonly name: string
  readonly expiresAt: number | null
  /** The generation of access data it was built from. */
  readonly generation: number
}

export interface TokenPrincipal extends PrincipalBase {
  readonly kind: 'api_token'
  readonly prefix: string
  readonly ownerId: string | null
  /** `null` = every page. */
  readonly pageId: string | null
  readonly level: Level
  readonly scopeNames: readonly string[]
  readonly role: PageRole
  readonly environment: Environment
  readonly terraformManaged: boolean
  /** What the decision kernel reads; the same on every page. */
  readonly facts: CredentialFacts
  /** The old one of a rotation stops here (its successor has been used, or the hard stop). */
  readonly endsAt: number | null
  /** It is a successor that has not been used yet: its first use starts the overlap of this one. */
  readonly startsOverlapOf: string | null
}

export interface SessionPrincipal extends PrincipalBase {
  readonly kind: 'session'
  readonly userId: string
  readonly email: string
  /** `browser` came with a cookie, `desktop` with a header from the app's main process. */
  readonly transport: 'browser' | 'desktop'
  readonly csrfHash: Buffer | null
  /** Until when the password counts as just given. */
  readonly reauthenticatedUntil: number
  /** When it ends for want of use, unless it is used. */
  readonly lastSeenAt: number
  /** Until the password is given again it opens nothing. */
  readonly isLocked: boolean
  /** A membership that names every page, or null. */
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
}

/** A user through an OAuth app: `id` is the grant's, `name` the user's. */
export interface OAuthPrincipal extends PrincipalBase {
  readonly kind: 'oauth'
  readonly userId: string
  readonly appId: string
  readonly appName: string
  /** `null` = every page. */
  readonly pageId: string | null
  /** Permissions that were granted and that this token still has. */
  readonly scopeNames: readonly string[]
  /** The user's role on the page of the grant; of a grant for all, the one that they have on every page. */
  readonly role: PageRole
  /** What the decision kernel reads on the page of the grant; of a grant for all, each page has its own (facts.ts). */
  readonly facts: CredentialFacts
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
  /** When the grant was last used, as far as it was written down; moved on by whoever writes it. Milliseconds UTC. */
  readonly use: { writtenAt: number }
}

/** The holder of a magic token: one purpose, one object, no permissions. */
export interface MagicPrincipal extends PrincipalBase {
  readonly kind: 'magic'
  /** The row of the token itself: what is used up, and nothing else. */
  readonly tokenId: number
  readonly purpose: MagicPurpose
  readonly stage: MagicStage
  readonly subjectId: string
  /** The page that it is for; `null`: none in particular (invites). */
  readonly pageId: string | null
  readonly facts: CredentialFacts
}

export type Principal = TokenPrincipal | SessionPrincipal | OAuthPrincipal | MagicPrincipal

/** Someone by id and by the name of the time. */
export interface Someone {
  readonly id: string
  readonly name: string
}

/** Who acts, as rows of ours keep it: the person where there is one (a session ends, its person stays), else the token. */
export function whoActs(principal: Principal): Someone {
  const id = principal.kind === 'session' || principal.kind === 'oauth' ? principal.userId : principal.id
  return { id, name: principal.name }
}
