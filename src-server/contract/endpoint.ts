import type * as z from 'zod/mini'
import type { AuditAction } from './events.ts'
import type { MagicPurpose, MagicStage } from './magic.ts'
import type { Permission } from './permissions.ts'
import type { ProblemCode } from './problems.ts'

/**
 * An endpoint is data: router, OpenAPI, typed client, RBAC matrix, docs tables and the console's "may I" all read this value.
 *
 * Chosen: one plain object per endpoint, its types inferred from its schemas. Left out: decorators and code generation.
 * `permission` has no default: an endpoint without one, or without an explicit `'public'` / `'authenticated'`, does not compile.
 * Held by test/contract/endpoints.test.ts (every endpoint has a handler, every handler an endpoint).
 */

export const credentialKinds = ['api_token', 'oauth', 'session', 'magic'] as const
export type CredentialKind = (typeof credentialKinds)[number]

/** Features that can be locked for Terraform (api.md, "Terraform locks"). */
export const lockFeatures = [
  'general',
  'branding',
  'localization',
  'domains',
  'notifications',
  'components',
  'checks',
  'webhooks',
  'roles',
] as const
export type LockFeature = (typeof lockFeatures)[number]

/**
 * Which environment an endpoint speaks about:
 * `content`: the credential's own (live or test); `tokens`: likewise, a test token sees and mints test tokens only;
 * `shared`: both; a test token may read but never change it; `own`: the caller's own credential, whatever its environment.
 */
export type EnvironmentRule = 'content' | 'tokens' | 'shared' | 'own'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Endpoint {
  /** Operation id, `feature.verb`. */
  readonly id: string
  readonly method: Method
  /** Under `/api/v1`, unless `root` is set. */
  readonly path: string
  /** The path stands at the root of the host, not under `/api/v1`. */
  readonly root?: boolean
  readonly summary: string
  /** What the route needs. `public`: no credential. `authenticated`: any live credential of a kind that it takes. */
  readonly permission: Permission | 'public' | 'authenticated'
  /** A second permission that opens it as well (branding: `status_pages:write`). */
  readonly orPermission?: Permission
  /** A second permission that is needed besides. */
  readonly andPermission?: Permission
  /** Left out: API token, OAuth, session. */
  readonly credentials?: readonly CredentialKind[]
  /** Of magic tokens (where `credentials` has them), those of these purposes and of this stage. Any other is `invalid_token`: the wrong door. */
  readonly magic?: { readonly purposes: readonly MagicPurpose[]; readonly stage: MagicStage }
  readonly environments: EnvironmentRule
  /** It speaks for the whole workspace: the caller needs every page. */
  readonly everyPage?: boolean
  /** The role owner on every page, in a session. */
  readonly ownerOnly?: boolean
  /** The password must have been given in the last five minutes (sessions only; API tokens are exempt). */
  readonly reauthenticate?: boolean
  /** A locked session may call it: unlocking, signing out, asking who is here. */
  readonly whileLocked?: boolean
  /** Of API tokens and apps, only terraform-managed tokens may call it (locking and unlocking). Sessions may too. */
  readonly terraformTokensOnly?: boolean
  /** This feature, when locked, is changed by terraform-managed tokens only. */
  readonly lock?: LockFeature
  readonly query?: z.ZodMiniType
  readonly params?: z.ZodMiniType
  readonly body?: z.ZodMiniType
  /** Fields of the body may hold one of our secrets (validate, identify); elsewhere that is refused, 422 `credential_in_body`. */
  readonly takesSecrets?: boolean
  /** The body may be left out (a `POST` whose fields are all optional). */
  readonly bodyOptional?: boolean
  readonly reply: z.ZodMiniType
  readonly status: 200 | 201 | 204
  /** What its body is: JSON, a form of a page (`takes: form`), or anything, read and forgotten. */
  readonly takes?: 'json' | 'form' | 'anything'
  /** `json` unless said otherwise; `stream`, `html` and `feed` (Atom, RSS) are written by their own handler. */
  readonly answers?: 'json' | 'stream' | 'html' | 'feed'
  /** What the log calls the change; `null`: it changes nothing. */
  readonly change: AuditAction | null
  /** A call that ended well counts as use of the token (`validate`, `identify`, `explain` do not). Left out: true. */
  readonly countsAsUse?: boolean
  /** A limit of its own besides the workspace's (calls a minute for each credential). */
  readonly ownLimitPerMinute?: number
  /** A limit for each address that calls, shared by all endpoints that name it (http/limit.ts). */
  readonly addressLimit?: 'magic'
  /** Refusals beyond those that every endpoint of its kind can give. */
  readonly problems?: readonly ProblemCode[]
}

/** Names of the `:parameters` of a path. */
export type PathParameter<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParameter<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

export type ParamsOf<E extends Endpoint> = E extends { params: infer S extends z.ZodMiniType }
  ? z.output<S>
  : { readonly [K in PathParameter<E['path']>]: string }
export type QueryOf<E extends Endpoint> = E extends { query: infer S extends z.ZodMiniType }
  ? z.output<S>
  : Readonly<Record<never, never>>
export type BodyOf<E extends Endpoint> = E extends { body: infer S extends z.ZodMiniType } ? z.output<S> : undefined
export type QueryInput<E extends Endpoint> = E extends { query: infer S extends z.ZodMiniType } ? z.input<S> : undefined
export type BodyInput<E extends Endpoint> = E extends { body: infer S extends z.ZodMiniType } ? z.input<S> : undefined
export type ReplyOf<E extends Endpoint> = z.output<E['reply']>

/** States an endpoint; the identity function, there for its types. */
export function endpoint<const E extends Endpoint>(spec: E): E {
  return spec
}

const defaultCredentials: readonly CredentialKind[] = ['api_token', 'oauth', 'session']

/** Whether a magic token of this purpose and stage is one for this endpoint. */
export function takesMagic(
  spec: Pick<Endpoint, 'magic'>,
  token: { readonly purpose: MagicPurpose; readonly stage: MagicStage },
): boolean {
  return spec.magic !== undefined && spec.magic.stage === token.stage && spec.magic.purposes.includes(token.purpose)
}

/** The kinds of credential that an endpoint takes. */
export function credentialsOf(spec: Endpoint): readonly CredentialKind[] {
  return spec.credentials ?? defaultCredentials
}

/** The path as a client writes it, `/api/v1` included. */
export function fullPath(spec: Endpoint): string {
  return spec.root === true ? spec.path : `/api/v1${spec.path}`
}

/** Whether a call of it may change something. */
export function changesState(spec: Endpoint): boolean {
  return spec.change !== null
}
