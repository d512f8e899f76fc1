import { closedSetOfStored, EMPTY } from '../access/permission-set.ts'
import { builtInRole, builtInRoleSet } from '../access/roles.ts'
import type { PageRole } from '../credentials/principal.ts'
import type { Readable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'

/** A role as access sees it, and whether it can be given to someone now. */
export interface AssignableRole extends PageRole {
  /** Built-in roles always; custom ones while advanced RBAC is on (product A5). A role that is not there: never. */
  readonly assignable: boolean
  readonly builtIn: boolean
}

/** Resolves role keys without touching the database; `reload` after a commit that changed roles. */
export interface RoleDirectory {
  /** The role of a key. One that is not there (any more) permits nothing and is called by its key. */
  roleOf(key: string): AssignableRole
  /** Whether there is such a role. */
  has(key: string): boolean
  reload(): void
}

/**
 * Reads the custom roles and keeps them.
 *
 * While advanced RBAC is off, custom roles can be neither changed nor assigned, so whoever holds one keeps exactly what it gave them.
 * @param advancedRbac asked each time: it is switched in the workspace's settings.
 */
export function createRoleDirectory(db: Readable, advancedRbac: () => boolean): RoleDirectory {
  let custom = new Map<string, PageRole>()
  const reload = (): void => {
    const rows = db.all<{ key: string; name: string; permissions: string }>('SELECT key, name, permissions FROM roles')
    custom = new Map(
      rows.map((row) => [
        row.key,
        { key: row.key, name: row.name, permissions: closedSetOfStored(storedWords(row.permissions)) },
      ]),
    )
  }
  reload()
  return {
    roleOf(key) {
      const builtIn = builtInRole(key)
      if (builtIn !== null)
        return { key, name: builtIn.name, permissions: builtInRoleSet(key), assignable: true, builtIn: true }
      const role = custom.get(key)
      if (role !== undefined) return { ...role, assignable: advancedRbac(), builtIn: false }
      return { key, name: key, permissions: EMPTY, assignable: false, builtIn: false }
    },
    has: (key) => builtInRole(key) !== null || custom.has(key),
    reload,
  }
}
