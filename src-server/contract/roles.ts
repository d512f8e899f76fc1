import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, text, timeOut } from './fields.ts'
import { patchOf } from './patch.ts'
import { LEVELS, PERMISSIONS } from './permissions.ts'

/** Permissions, and the roles that are made of them. Built-in roles are code; custom ones are made while advanced RBAC is on. */

const permission = z.enum(PERMISSIONS)

export const listPermissions = endpoint({
  id: 'roles.permissions',
  method: 'GET',
  path: '/admin/permissions',
  summary: 'List all permissions, what they imply and which levels hold them',
  permission: 'roles:read',
  environments: 'shared',
  reply: listOf(
    z.object({
      name: permission,
      description: z.string(),
      /** What comes along with it, itself left out. */
      implies: z.array(permission),
      levels: z.array(z.enum(LEVELS)),
      /** An OAuth app can ask for it. */
      oauth: z.boolean(),
    }),
  ),
  status: 200,
  change: null,
})

export const role = z.object({
  key: z.string(),
  /** `null` for built-in roles. */
  id: z.nullable(z.string()),
  name: z.string(),
  description: z.string(),
  /** As they were listed; `effective_permissions` holds what they imply as well. */
  permissions: z.array(permission),
  effective_permissions: z.array(permission),
  built_in: z.boolean(),
  /** Custom roles can be assigned only while advanced RBAC is on. */
  assignable: z.boolean(),
  /** How many members and tokens that could still work hold it. */
  in_use: z.object({ members: z.number(), tokens: z.number() }),
  created_at: z.nullable(timeOut),
  updated_at: z.nullable(timeOut),
})
export type RoleResource = z.output<typeof role>

/** A slug: lower case, digits, `-` and `_`, beginning with a letter. */
export const roleKey = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_-]{1,39}$/, 'must be 2 to 40 of a–z, 0–9, - and _, beginning with a letter'))

/** A key of another shape is the key of nothing. */
const aRole = z.strictObject({ key: roleKey })

const permissions = z.pipe(
  z.array(permission).check(z.maxLength(PERMISSIONS.length * 2)),
  z.transform((list) => PERMISSIONS.filter((each) => list.includes(each))),
)

const changeable = { name, description: text(500), permissions }
export const changeableRoleFields: ReadonlySet<string> = new Set(Object.keys(changeable))

export const listRoles = endpoint({
  id: 'roles.list',
  method: 'GET',
  path: '/admin/roles',
  summary: 'List the roles, built-in ones first',
  permission: 'roles:read',
  environments: 'shared',
  query: z.strictObject({ limit, cursor }),
  reply: listOf(role),
  status: 200,
  change: null,
})

export const getRole = endpoint({
  id: 'roles.get',
  method: 'GET',
  path: '/admin/roles/:key',
  params: aRole,
  summary: 'Read a role',
  permission: 'roles:read',
  environments: 'shared',
  reply: role,
  status: 200,
  change: null,
})

export const createRole = endpoint({
  id: 'roles.create',
  method: 'POST',
  path: '/admin/roles',
  summary: 'Make a custom role',
  permission: 'roles:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  lock: 'roles',
  body: z.strictObject({ key: roleKey, name, description: z.optional(text(500)), permissions }),
  reply: role,
  status: 201,
  change: 'role.create',
  problems: ['role_not_assignable', 'role_exists', 'privilege_escalation'],
})

export const updateRole = endpoint({
  id: 'roles.update',
  method: 'PATCH',
  path: '/admin/roles/:key',
  params: aRole,
  summary: 'Change a custom role; whoever holds it has the new permissions at once',
  permission: 'roles:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  lock: 'roles',
  body: patchOf(role, changeable),
  reply: role,
  status: 200,
  change: 'role.update',
  problems: ['role_not_assignable', 'privilege_escalation', 'conflict'],
})

export const deleteRole = endpoint({
  id: 'roles.delete',
  method: 'DELETE',
  path: '/admin/roles/:key',
  params: aRole,
  summary: 'Delete a custom role that nobody holds',
  permission: 'roles:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  lock: 'roles',
  reply: nothing,
  status: 204,
  change: 'role.delete',
  problems: ['role_in_use', 'privilege_escalation', 'conflict'],
})

export const rolesEndpoints = [listPermissions, listRoles, getRole, createRole, updateRole, deleteRole]
