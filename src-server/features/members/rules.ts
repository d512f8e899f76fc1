import { holds, type PermissionSet } from '../../access/permission-set.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { lacking, refuseEscalation } from '../../credentials/power.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { Readable } from '../../db/database.ts'
import { countOwners } from '../../workspace/members.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { AssignableRole, RoleDirectory } from '../../workspace/roles.ts'
import type { MembershipRow } from './store.ts'

/**
 * A role that someone is to be given.
 * @throws Problem `validation_failed` for one that is not there, `role_not_assignable` for a custom one while those are frozen.
 */
export function assignableRole(roles: RoleDirectory, key: string): AssignableRole {
  if (!roles.has(key)) throw invalidField('/role_key', 'must be the key of a role; GET /admin/roles lists them')
  const role = roles.roleOf(key)
  if (!role.assignable)
    throw new Problem('role_not_assignable', { errors: [{ path: '/role_key', message: 'cannot be assigned' }] })
  return role
}

/** @throws Problem `validation_failed` for a page that is not there; `null`, every page, always is. */
export function refuseUnknownPage(pages: Pick<PageDirectory, 'byId'>, pageId: string | null): void {
  if (pageId !== null && pages.byId(pageId) === null) throw invalidField('/page_id', 'must be the id of a page')
}

/** @throws Problem `privilege_escalation` when these memberships hold more than the caller: nobody rules over those above them. */
export function refuseAbove(
  caller: Principal,
  memberships: readonly MembershipRow[],
  roles: Pick<RoleDirectory, 'roleOf'>,
): void {
  for (const { page_id, role_key } of memberships) {
    refuseEscalation(caller, {
      permissions: roles.roleOf(role_key).permissions,
      pages: page_id === null ? null : [page_id],
    })
  }
}

/** To be asked after the change, in its batch. @throws Problem `last_owner`, and with it the change is undone. */
export function refuseWithoutOwner(db: Readable): void {
  if (countOwners(db) === 0) throw new Problem('last_owner')
}

/** Ending or handing over tokens along with their owner takes the permission for tokens too. */
export function refuseWithoutTokensWrite(caller: Principal, effective: PermissionSet): void {
  if (holds(effective, 'tokens:write')) return
  const detail =
    'Ending or reassigning their tokens needs tokens:write besides. Leave tokens and reassign_to out to keep them as they are.'
  throw lacking(caller, 'tokens:write', detail)
}
