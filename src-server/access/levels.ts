import { isContent, isRead, type Level, PERMISSIONS, type Permission } from '../contract/permissions.ts'
import { ALL, closed, listOf, type PermissionSet, setOf, union, without } from './permission-set.ts'

/**
 * The API level of a token as a set: `read` looks at everything, `write` also changes content, `admin` is no limit.
 * Each level holds the one before it, and each is closed.
 */

const reads = setOf(PERMISSIONS.filter(isRead))
const contentWrites = setOf(PERMISSIONS.filter((permission) => isContent(permission) && !isRead(permission)))

/** What each level holds. */
export const LEVEL_SETS: Readonly<Record<Level, PermissionSet>> = {
  read: closed(reads),
  write: closed(union(reads, contentWrites)),
  admin: ALL,
}

/** All that a level implies today, by name: what `scopes` becomes, and is stored as, when it is left out. */
export function scopesOfLevel(level: Level): Permission[] {
  return listOf(LEVEL_SETS[level])
}

/** The scopes that lie beyond a level, once closed; they are refused when a token is made, never silently dropped. */
export function beyondLevel(level: Level, scopes: PermissionSet): PermissionSet {
  return without(closed(scopes), LEVEL_SETS[level])
}
