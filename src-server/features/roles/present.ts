import { closed, closedSetOfStored, listOf, setOf } from '../../access/permission-set.ts'
import { rfc3339Of } from '../../contract/fields.ts'
import { type BuiltInRole, isPermission, type Permission } from '../../contract/permissions.ts'
import type { RoleResource } from '../../contract/roles.ts'
import { storedWords } from '../../lib/stored-json.ts'
import type { Holders, RoleRow } from './store.ts'

const nobody: Holders = { members: 0, tokens: 0 }

/** The words of a stored list that this version knows. */
export function permissionsIn(json: string): Permission[] {
  return storedWords(json).filter(isPermission)
}

/** A built-in role: always there, always assignable. */
export function presentBuiltIn(role: BuiltInRole, holders: Holders = nobody): RoleResource {
  return {
    key: role.key,
    id: null,
    name: role.name,
    description: role.description,
    permissions: [...role.permissions],
    effective_permissions: listOf(closed(setOf(role.permissions))),
    built_in: true,
    assignable: true,
    in_use: { members: holders.members, tokens: holders.tokens },
    created_at: null,
    updated_at: null,
  }
}

/** A custom role; it can be assigned while advanced RBAC is on. */
export function presentCustom(row: RoleRow, assignable: boolean, holders: Holders = nobody): RoleResource {
  const permissions = permissionsIn(row.permissions)
  return {
    key: row.key,
    id: row.id,
    name: row.name,
    description: row.description,
    permissions,
    effective_permissions: listOf(closedSetOfStored(permissions)),
    built_in: false,
    assignable,
    in_use: { members: holders.members, tokens: holders.tokens },
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
  }
}
