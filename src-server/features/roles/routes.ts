import { LEVEL_SETS } from '../../access/levels.ts'
import { reachOfRole } from '../../access/pages.ts'
import { closed, closedSetOfStored, holds, listOf, setOf } from '../../access/permission-set.ts'
import { builtInRole, isBuiltInRoleKey } from '../../access/roles.ts'
import type { NewId } from '../../contract/ids.ts'
import { fixedFieldErrors, sameJson } from '../../contract/patch.ts'
import {
  BUILT_IN_ROLES,
  LEVELS,
  OAUTH_SCOPES,
  PERMISSION_SENTENCES,
  PERMISSIONS,
  type Permission,
} from '../../contract/permissions.ts'
import { Problem } from '../../contract/problems.ts'
import {
  changeableRoleFields,
  createRole,
  deleteRole,
  getRole,
  listPermissions,
  listRoles,
  type RoleResource,
  updateRole,
} from '../../contract/roles.ts'
import { noteMinted } from '../../credentials/minted.ts'
import { refuseEscalation } from '../../credentials/power.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { Readable } from '../../db/database.ts'
import { type Cursors, limitByDefault } from '../../http/cursor.ts'
import { change, type Route, read } from '../../http/handler.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { permissionsIn, presentBuiltIn, presentCustom } from './present.ts'
import {
  customRole,
  customRoles,
  deleteRoleRow,
  holdersByRole,
  insertRole,
  type RoleRow,
  reachesOfHolders,
  updateRoleRow,
} from './store.ts'

export interface RolesServices {
  readonly workspace: WorkspaceState
  readonly pages: Pick<PageDirectory, 'onlyPageId'>
  readonly cursors: Cursors
  readonly newId: NewId
}

/** The catalogue of permissions, and roles. */
export function rolesRoutes({ workspace, pages, cursors, newId }: RolesServices): Route[] {
  const assignable = (): boolean => workspace.current.advancedRbac

  const allRoles = (db: Readable, now: number): RoleResource[] => {
    const holders = holdersByRole(db, now)
    return [
      ...BUILT_IN_ROLES.map((role) => presentBuiltIn(role, holders.get(role.key))),
      ...customRoles(db).map((row) => presentCustom(row, assignable(), holders.get(row.key))),
    ]
  }

  /** @throws Problem `role_not_assignable` while custom roles are frozen (product A5). */
  const refuseWhileFrozen = (): void => {
    if (assignable()) return
    throw new Problem('role_not_assignable', {
      detail:
        'Custom roles can be made and changed only while advanced RBAC is on. Turn it on in the workspace settings; until then, whoever holds one keeps it as it is.',
    })
  }

  /** The custom role of a key. @throws Problem for one that is not there, or built in. */
  const changeableRole = (db: Readable, key: string): RoleRow => {
    if (isBuiltInRoleKey(key)) {
      throw new Problem('conflict', { detail: 'Built-in roles cannot be changed. Make a custom role instead.' })
    }
    const row = customRole(db, key)
    if (row === undefined) throw new Problem('not_found')
    return row
  }

  /** Nobody changes a role that holds, or would hold, more than they have, wherever someone holds it. */
  const refuseBeyond = (
    db: Readable,
    caller: Principal,
    key: string,
    permissions: readonly Permission[],
    now: number,
  ): void => {
    const reach = reachOfRole(pages.onlyPageId, reachesOfHolders(db, key, now))
    refuseEscalation(caller, { permissions: closedSetOfStored(permissions), pages: reach })
  }

  return [
    read(listPermissions, () => ({
      body: {
        data: PERMISSIONS.map((name) => ({
          name,
          description: PERMISSION_SENTENCES[name],
          implies: listOf(closed(setOf([name]))).filter((each) => each !== name),
          levels: LEVELS.filter((level) => holds(LEVEL_SETS[level], name)),
          oauth: OAUTH_SCOPES.some((scope) => scope === name),
        })),
        next_cursor: null,
      },
    })),

    read(listRoles, (call, db) => {
      const limit = call.query.limit ?? limitByDefault
      const all = allRoles(db, call.now)
      const after = call.query.cursor === undefined ? null : cursors.decode(call.query.cursor, 'roles')[0]
      const start = after === null ? 0 : all.findIndex((role) => role.key === after) + 1
      // The role that the last page ended with is gone: begin with the first one that stands behind where it stood.
      const from =
        after !== null && start === 0 ? all.findIndex((role) => !role.built_in && role.key > String(after)) : start
      const data = from === -1 ? [] : all.slice(from, from + limit)
      const last = data.at(-1)
      const more = last !== undefined && last !== all.at(-1)
      return { body: { data, next_cursor: more ? cursors.encode([last.key], 'roles') : null } }
    }),

    read(getRole, (call, db) => {
      const role = allRoles(db, call.now).find((each) => each.key === call.params.key)
      if (role === undefined) throw new Problem('not_found')
      return { body: role, version: customRole(db, role.key)?.version ?? 0 }
    }),

    change(createRole, (call, change) => {
      refuseWhileFrozen()
      const { key, name, description = '', permissions } = call.body
      if (builtInRole(key) !== null || customRole(change.db, key) !== undefined) {
        throw new Problem('role_exists', { errors: [{ path: '/key', message: 'is taken' }] })
      }
      refuseBeyond(change.db, call.caller, key, permissions, call.now)
      const id = newId('role')
      insertRole(change.db, { key, id, name, description, permissions, now: call.now })
      noteMinted(change.db, call.caller, { type: 'role', id, name }, call.now)
      change.record({
        target: { type: 'role', id, label: name },
        pageId: null,
        after: { key, name, description, permissions },
      })
      change.accessChanged()
      const row = changeableRole(change.db, key)
      return { body: presentCustom(row, true, holdersByRole(change.db, call.now).get(key)), version: row.version }
    }),

    change(updateRole, (call, change) => {
      const row = changeableRole(change.db, call.params.key)
      refuseWhileFrozen()
      change.expectVersion(row.version)
      const holders = holdersByRole(change.db, call.now).get(row.key)
      const present = presentCustom(row, true, holders)
      const errors = fixedFieldErrors(call.body, present, changeableRoleFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      const before = { name: row.name, description: row.description, permissions: permissionsIn(row.permissions) }
      const after = {
        name: call.body.name ?? before.name,
        description: call.body.description ?? before.description,
        permissions: call.body.permissions ?? before.permissions,
      }
      if (sameJson(before, after)) return { body: present, version: row.version }
      // Before and after: neither may someone take apart what is above them, nor build it.
      refuseBeyond(change.db, call.caller, row.key, before.permissions, call.now)
      refuseBeyond(change.db, call.caller, row.key, after.permissions, call.now)
      updateRoleRow(change.db, row.key, { ...after, now: call.now })
      noteMinted(change.db, call.caller, { type: 'role', id: row.id, name: after.name }, call.now)
      change.record({ target: { type: 'role', id: row.id, label: after.name }, pageId: null, before, after })
      change.accessChanged()
      const updated = changeableRole(change.db, row.key)
      return { body: presentCustom(updated, true, holders), version: updated.version }
    }),

    change(deleteRole, (call, change) => {
      const row = changeableRole(change.db, call.params.key)
      change.expectVersion(row.version)
      const holders = holdersByRole(change.db, call.now).get(row.key)
      if (holders !== undefined) {
        throw new Problem('role_in_use', {
          detail: `${holders.members} members or invites and ${holders.tokens} tokens still hold this role. Change or end them first.`,
          extensions: { in_use: holders },
        })
      }
      refuseBeyond(change.db, call.caller, row.key, permissionsIn(row.permissions), call.now)
      deleteRoleRow(change.db, row.key)
      change.record({
        target: { type: 'role', id: row.id, label: row.name },
        pageId: null,
        before: {
          key: row.key,
          name: row.name,
          description: row.description,
          permissions: permissionsIn(row.permissions),
        },
      })
      change.accessChanged()
      return { body: undefined }
    }),
  ]
}
