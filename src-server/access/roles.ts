import { BUILT_IN_ROLES, type BuiltInRole, type BuiltInRoleKey } from '../contract/permissions.ts'
import { closed, EMPTY, type PermissionSet, setOf } from './permission-set.ts'

/**
 * Roles as sets. Built-in ones are constants of the program, so that no row in a database can weaken or widen them;
 * custom ones are stored as names and read with `closedSetOfStored`.
 */

const roles: ReadonlyMap<string, BuiltInRole> = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))
const sets: ReadonlyMap<string, PermissionSet> = new Map(
  BUILT_IN_ROLES.map((role) => [role.key, closed(setOf(role.permissions))]),
)

/** The built-in role of this key, or `null`: then it is a custom one, or none. */
export function builtInRole(key: string): BuiltInRole | null {
  return roles.get(key) ?? null
}

/** Whether this key names a built-in role, which can always be assigned and never be changed. */
export function isBuiltInRoleKey(key: string): key is BuiltInRoleKey {
  return roles.has(key)
}

/** What a built-in role permits, closed. A key that names none permits nothing. */
export function builtInRoleSet(key: string): PermissionSet {
  return sets.get(key) ?? EMPTY
}
