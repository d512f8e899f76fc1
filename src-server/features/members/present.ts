import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { InviteResource, MemberResource } from '../../contract/members.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import type { InviteRow } from './invite-store.ts'
import type { MemberRow, MembershipRow } from './store.ts'

type RoleOf = RoleDirectory['roleOf']

/** A member, with the roles as they are called today. */
export function presentMember(row: MemberRow, memberships: readonly MembershipRow[], roleOf: RoleOf): MemberResource {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    status: row.disabled_at === null ? 'active' : 'disabled',
    memberships: memberships.map((membership) => {
      const role = roleOf(membership.role_key)
      return {
        page_id: membership.page_id,
        page_name: membership.page_name,
        role_key: membership.role_key,
        role_name: role.name,
        role_assignable: role.assignable,
      }
    }),
    tokens: row.tokens,
    two_factor: row.two_factor === 1,
    passkeys: row.passkeys,
    created_at: rfc3339Of(row.created_at),
    last_seen_at: rfc3339OrNull(row.last_seen_at),
    disabled_at: rfc3339OrNull(row.disabled_at),
  }
}

/** An invite, never with its link. */
export function presentInvite(row: InviteRow, roleOf: RoleOf): InviteResource {
  return {
    id: row.id,
    email: row.email,
    role_key: row.role_key,
    role_name: roleOf(row.role_key).name,
    page_id: row.page_id,
    status: row.status,
    invited_by: { id: row.invited_by, name: row.invited_by_name },
    created_at: rfc3339Of(row.created_at),
    expires_at: rfc3339Of(row.expires_at),
  }
}
