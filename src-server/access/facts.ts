import {
  type CredentialKind,
  changesState,
  credentialsOf,
  type Endpoint,
  type EnvironmentRule,
  type LockFeature,
} from '../contract/endpoint.ts'
import type { AllowedAddresses } from './address.ts'
import { type Access, effectiveAccess } from './effective.ts'
import type { PageReach } from './pages.ts'
import { EMPTY } from './permission-set.ts'
import { type Requirement, requirementOf } from './requirement.ts'
import { type Life, UNENDING } from './standing.ts'

/**
 * Everything that a decision may depend on, as plain data: the clock's answer, the credential, the endpoint's rules and
 * the request. Who gathers them is free to use databases and caches; who judges them is not.
 */
export type Facts = {
  /** Milliseconds since 1970 UTC, from the server's trusted clock. */
  readonly now: number
  readonly credential: CredentialFacts
  readonly endpoint: EndpointRules
  readonly request: RequestFacts
}

/** What a request came with. */
export type CallerKind = CredentialKind | 'anonymous'

/** A credential, resolved. One that was not found has no facts: it is refused where it was looked for. */
export type CredentialFacts = {
  readonly kind: CallerKind
  readonly life: Life
  /** For a session and an OAuth grant, `role` is the person's on what the request speaks for (`rolePageOf`). */
  readonly access: Access
  readonly pages: PageReach
  readonly environment: 'live' | 'test'
  /** `null` = from anywhere. */
  readonly allowedIps: AllowedAddresses | null
  readonly terraformManaged: boolean
  /** The role is owner on every page: all of them by `null`, or the only one there is. */
  readonly isOwner: boolean
  /** Until when the password counts as just given (sessions); `null` = it was not. */
  readonly reauthenticatedUntil: number | null
}

/** Nobody: no credential was sent. */
export const ANONYMOUS: CredentialFacts = {
  kind: 'anonymous',
  life: UNENDING,
  access: effectiveAccess({ level: null, scopes: null, role: EMPTY }),
  pages: [],
  environment: 'live',
  allowedIps: null,
  terraformManaged: false,
  isOwner: false,
  reauthenticatedUntil: null,
}

/** An endpoint as the layers read it: the contract's words compiled, once. */
export type EndpointRules = {
  readonly isPublic: boolean
  readonly required: Requirement
  readonly credentials: readonly CredentialKind[]
  readonly environments: EnvironmentRule
  readonly everyPage: boolean
  readonly ownerOnly: boolean
  readonly reauthenticate: boolean
  /** Of the API tokens, only those that are terraform-managed (locking and unlocking). */
  readonly terraformTokensOnly: boolean
  readonly changes: boolean
  readonly lock: LockFeature | null
}

/**
 * Compiles an endpoint of the contract.
 * @throws {RangeError} if it names a permission that there is not.
 */
export function rulesOf(endpoint: Endpoint): EndpointRules {
  return {
    isPublic: endpoint.permission === 'public',
    required: requirementOf(endpoint),
    credentials: credentialsOf(endpoint),
    environments: endpoint.environments,
    everyPage: endpoint.everyPage ?? false,
    ownerOnly: endpoint.ownerOnly ?? false,
    reauthenticate: endpoint.reauthenticate ?? false,
    terraformTokensOnly: endpoint.terraformTokensOnly ?? false,
    changes: changesState(endpoint),
    lock: endpoint.lock ?? null,
  }
}

/** A feature that is locked for Terraform, and by whom. */
export type Lock = {
  readonly feature: LockFeature
  readonly reason: string
  /** The name of who locked it. */
  readonly lockedBy: string
  /** The name of the token that manages it, where one was named. */
  readonly managedBy: string | null
}

/** The request, as far as it decides. */
export type RequestFacts = {
  /** The page it speaks about: the host's, else the token's, else the one asked for or the default. */
  readonly pageId: string | null
  /** `X-Page`, if it was sent. */
  readonly pageAsked: string | null
  /** The workspace's page where it has just one. */
  readonly onlyPageId: string | null
  /** The caller's address, as the socket or the trusted proxy told it. */
  readonly address: string
  /** Whether API access is on in this workspace. */
  readonly apiAccess: boolean
  /** The lock on the endpoint's feature, if it is locked on this page. */
  readonly lock: Lock | null
}

/**
 * Where a person's role counts for a request: on its page, or (`null`) on every page, where the endpoint speaks for the workspace and
 * there are several. Otherwise an admin of one page who may view all of them could change what belongs to all.
 */
export function rolePageOf(
  endpoint: EndpointRules,
  { pageId, onlyPageId }: Pick<RequestFacts, 'pageId' | 'onlyPageId'>,
): string | null {
  return endpoint.everyPage && onlyPageId === null ? null : pageId
}
