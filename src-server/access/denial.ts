import type { Permission } from '../contract/permissions.ts'
import { describeProblem, type ProblemCode } from '../contract/problems.ts'
import type { AccessSet } from './effective.ts'

/** The layers of a decision, in the order in which they are asked. `layers` in decide.ts pairs each name with its function. */
export const LAYER_NAMES = [
  'credential',
  'api_access',
  'address',
  'kind',
  'reauthentication',
  'page',
  'environment',
  'permission',
  'lock',
] as const

/** One layer of a decision. */
export type LayerName = (typeof LAYER_NAMES)[number]

/** The codes that a decision can refuse with. */
export type DenialCode = Extract<
  ProblemCode,
  | 'unauthenticated'
  | 'invalid_token'
  | 'session_expired'
  | 'token_expired'
  | 'token_revoked'
  | 'token_disabled'
  | 'magic_expired'
  | 'magic_used'
  | 'api_access_disabled'
  | 'ip_not_allowed'
  | 'session_required'
  | 'credential_kind_not_accepted'
  | 'reauthentication_required'
  | 'page_mismatch'
  | 'environment_mismatch'
  | 'insufficient_scope'
  | 'role_denied'
  | 'terraform_locked'
>

/** One layer's no, complete enough to be answered, logged and shown without asking again. */
export type Denial = {
  readonly layer: LayerName
  readonly code: DenialCode
  readonly status: number
  /** The permissions that the route needs and the credential lacks; only the layer `permission` has any. */
  readonly missing: readonly Permission[]
  /** Which of level, scopes and role lack them. */
  readonly lacking: readonly AccessSet[]
  /** For people: what stands in the way, and what to do. */
  readonly detail: string
}

/** What a denial says beyond its code; the catalogue of problems has the rest. */
export type DenialWords = Partial<Pick<Denial, 'status' | 'missing' | 'lacking' | 'detail'>>

/** States a denial. Status and sentence are the catalogue's unless more is known. */
export function deny(layer: LayerName, code: DenialCode, words: DenialWords = {}): Denial {
  const { status, detail } = describeProblem(code)
  return { layer, code, status, missing: [], lacking: [], detail, ...words }
}
