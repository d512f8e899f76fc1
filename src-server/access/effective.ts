import { ALL, closed, includes, intersect, type PermissionSet } from './permission-set.ts'

/**
 * Effective access = level ∩ scopes ∩ role, each closed **first** (api.md, "Roles and permissions").
 *
 * Closing first matters: a role with `status_pages:write` and a token with the scope `maintenances:write` agree on
 * `maintenances:write`, although neither list names the other's word. The intersection of closed sets is closed again, so
 * the result needs no second closing (a law in `test/access/permission-set.test.ts`).
 *
 * The three sets are kept beside their intersection, so that a refusal can say which of them said no.
 */

/** The sets that together decide what a credential may do, in the order in which a refusal names them. */
const ACCESS_SETS = ['level', 'scopes', 'role'] as const

/** One of the three sets. */
export type AccessSet = (typeof ACCESS_SETS)[number]

/** What a credential may do, and the closed sets that it follows from. Worked out once, when a principal is built. */
export type Access = { readonly [set in AccessSet]: PermissionSet } & {
  /** What all three agree on. */
  readonly effective: PermissionSet
}

/** The sets as a credential declares them. `null` = this set does not limit it: a session has no level, an OAuth grant neither. */
export type DeclaredAccess = {
  readonly level: PermissionSet | null
  /** An empty set is not `null`: it permits nothing at all. */
  readonly scopes: PermissionSet | null
  readonly role: PermissionSet
}

/** Closes each set, then intersects them. */
export function effectiveAccess({ level, scopes, role }: DeclaredAccess): Access {
  const closedLevel = level === null ? ALL : closed(level)
  const closedScopes = scopes === null ? ALL : closed(scopes)
  const closedRole = closed(role)
  return {
    level: closedLevel,
    scopes: closedScopes,
    role: closedRole,
    effective: intersect(intersect(closedLevel, closedScopes), closedRole),
  }
}

/** Which of the three sets lack some of these permissions; none of them, exactly if the effective set holds them all. */
export function lackingSets(access: Access, permissions: PermissionSet): AccessSet[] {
  return ACCESS_SETS.filter((set) => !includes(access[set], permissions))
}
