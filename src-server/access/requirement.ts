import type { Permission } from '../contract/permissions.ts'
import { EMPTY, includes, type PermissionSet, setOf, union } from './permission-set.ts'

/**
 * What a route asks of an effective set: one of several alternatives, each of them whole.
 *
 * Nearly every route has one alternative of one permission, which makes the test on the hot path `effective & bit`.
 * No alternative at all would be met by nobody: deny is what is left when nothing was said.
 */
export type Requirement = readonly PermissionSet[]

/** Any live credential meets this. */
const NOTHING_REQUIRED: Requirement = [EMPTY]

/** Whether a requirement is met by whoever has a credential at all. */
export function requiresNothing(required: Requirement): boolean {
  return required.includes(EMPTY)
}

/** The permissions an endpoint names, as the contract spells them. */
export type NamedRequirement = {
  readonly permission: Permission | 'public' | 'authenticated'
  /** Opens the route as well, in place of `permission`. */
  readonly orPermission?: Permission
  /** Is needed besides, whichever of the two it is. */
  readonly andPermission?: Permission
}

/**
 * Compiles the words into sets, once for each endpoint.
 * @throws {RangeError} for a word that is no permission: a route with a typo must not start.
 */
export function requirementOf({ permission, orPermission, andPermission }: NamedRequirement): Requirement {
  if (permission === 'public' || permission === 'authenticated') return NOTHING_REQUIRED
  const besides = andPermission === undefined ? EMPTY : setOf([andPermission])
  const alternatives = orPermission === undefined ? [permission] : [permission, orPermission]
  return alternatives.map((name) => union(setOf([name]), besides))
}

/** The hot path: whether an effective set meets a requirement. The layer `permission` finds the words when it does not. */
export function permits(effective: PermissionSet, required: Requirement): boolean {
  for (const alternative of required) if (includes(effective, alternative)) return true
  return false
}
