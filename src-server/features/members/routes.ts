import type { NewId } from '../../contract/ids.ts'
import {
  deleteMember,
  disableMember,
  enableMember,
  getMember,
  listMembers,
  type MemberResource,
  resetMemberTwoFactor,
  updateMember,
} from '../../contract/members.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { endAccess } from '../../credentials/access-ending.ts'
import type { HeldLinks } from '../../credentials/held-links.ts'
import { deletePasskeysOf } from '../../credentials/passkeys.ts'
import type { Passwords } from '../../credentials/passwords.ts'
import { whoActs } from '../../credentials/principal.ts'
import { endSessionsOf } from '../../credentials/sessions.ts'
import { endBegunSignIns } from '../../credentials/sign-in.ts'
import { endTwoFactor } from '../../credentials/two-factor.ts'
import type { Readable } from '../../db/database.ts'
import { type Cursors, limitByDefault, pageOf } from '../../http/cursor.ts'
import { type Change, change, type Route, read } from '../../http/handler.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { inviteRoutes } from './invite-routes.ts'
import { endInvitesBy } from './invite-store.ts'
import { presentMember } from './present.ts'
import {
  assignableRole,
  refuseAbove,
  refuseUnknownPage,
  refuseWithoutOwner,
  refuseWithoutTokensWrite,
} from './rules.ts'
import {
  activeMember,
  deleteMemberRow,
  disableOwned,
  findMember,
  keepOwnerName,
  listMemberRows,
  type MemberRow,
  membershipsOf,
  ownedTokens,
  reassignOwned,
  removeMembership,
  revokeOwned,
  setDisabled,
  setMembership,
  touchMember,
} from './store.ts'

export interface MembersServices {
  readonly pages: Pick<PageDirectory, 'byId'>
  readonly roles: RoleDirectory
  readonly workspace: WorkspaceState
  readonly passwords: Passwords
  readonly cursors: Cursors
  readonly newId: NewId
  readonly publicUrl: URL | null
  readonly heldLinks: HeldLinks
}

/** Members and their roles, and the invites that bring new ones. */
export function membersRoutes(services: MembersServices): Route[] {
  const { pages, roles, cursors } = services

  const present = (db: Readable, row: MemberRow): MemberResource =>
    presentMember(row, membershipsOf(db, row.id), roles.roleOf)

  const memberOf = (db: Readable, id: string, now: number): MemberRow => {
    const row = findMember(db, id, now)
    if (row === undefined) throw new Problem('not_found')
    return row
  }

  const targetOf = ({ id, name }: MemberRow) => ({ target: { type: 'user', id, label: name }, pageId: null })

  /** Keeps someone out from the next request on: what lets them in ends, and the invites that they made. */
  const lockOut = (change: Change, userId: string, now: number, reason: string): void => {
    for (const ended of endAccess(change.db, userId, { now, reason })) change.record(ended)
    endInvitesBy(change.db, userId, now)
    change.accessChanged()
  }

  return [
    read(listMembers, (call, db) => {
      const { q, status, role_key, sort = 'name', limit = limitByDefault, cursor } = call.query
      const filters = { q, status, role_key }
      const binding = ['members', filters, sort]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listMemberRows(db, { filters, sort, limit, after, now: call.now })
      const field = sort.replace(/^-/, '')
      const body = pageOf(
        rows,
        limit,
        (row) => present(db, row),
        (row) => cursors.encode([sortValueOf(row, field), row.id], binding),
      )
      return { body }
    }),

    read(getMember, (call, db) => {
      const row = memberOf(db, call.params.id, call.now)
      return { body: present(db, row), version: row.version }
    }),

    change(updateMember, (call, change) => {
      const { page_id: pageId, role_key: roleKey } = call.body
      const row = memberOf(change.db, call.params.id, call.now)
      change.expectVersion(row.version)
      refuseUnknownPage(pages, pageId)
      const before = membershipsOf(change.db, row.id).find((membership) => membership.page_id === pageId)
      if ((before?.role_key ?? null) === roleKey) return { body: present(change.db, row), version: row.version }
      if (before !== undefined) refuseAbove(call.caller, [before], roles)
      if (roleKey === null) removeMembership(change.db, row.id, pageId)
      else {
        const role = assignableRole(roles, roleKey)
        refuseAbove(call.caller, [{ user_id: row.id, page_id: pageId, page_name: null, role_key: role.key }], roles)
        setMembership(change.db, row.id, pageId, role.key, call.now)
      }
      touchMember(change.db, row.id)
      refuseWithoutOwner(change.db)
      change.record({
        ...targetOf(row),
        before: { page_id: pageId, role_key: before?.role_key ?? null },
        after: { page_id: pageId, role_key: roleKey },
      })
      change.accessChanged()
      const updated = memberOf(change.db, row.id, call.now)
      return { body: present(change.db, updated), version: updated.version }
    }),

    change(
      disableMember,
      (call, change) => {
        const row = memberOf(change.db, call.params.id, call.now)
        change.expectVersion(row.version)
        if (row.disabled_at !== null)
          throw new Problem('already_disabled', { detail: 'This member is disabled already.' })
        refuseAbove(call.caller, membershipsOf(change.db, row.id), roles)
        setDisabled(change.db, row.id, call.now)
        refuseWithoutOwner(change.db)
        lockOut(change, row.id, call.now, `${row.name} was disabled`)
        change.record(targetOf(row))
        const updated = memberOf(change.db, row.id, call.now)
        return { body: present(change.db, updated), version: updated.version }
      },
      { essential: true },
    ),

    change(enableMember, (call, change) => {
      const row = memberOf(change.db, call.params.id, call.now)
      change.expectVersion(row.version)
      if (row.disabled_at === null) throw new Problem('already_enabled', { detail: 'This member is active already.' })
      refuseAbove(call.caller, membershipsOf(change.db, row.id), roles)
      setDisabled(change.db, row.id, null)
      change.record(targetOf(row))
      change.accessChanged()
      const updated = memberOf(change.db, row.id, call.now)
      return { body: present(change.db, updated), version: updated.version }
    }),

    change(
      deleteMember,
      (call, change) => {
        const { tokens = 'keep', reassign_to: successorId } = call.body
        const row = memberOf(change.db, call.params.id, call.now)
        change.expectVersion(row.version)
        refuseAbove(call.caller, membershipsOf(change.db, row.id), roles)
        if (tokens !== 'keep' || successorId !== undefined) refuseWithoutTokensWrite(call.caller, call.effective)
        const successor = successorId === undefined ? undefined : activeMember(change.db, successorId)
        if (successorId !== undefined && (successor === undefined || successorId === row.id)) {
          throw invalidField('/reassign_to', 'must be the id of another member who can sign in')
        }

        const by = whoActs(call.caller)
        const owned = ownedTokens(change.db, row.id, call.now)
        for (const token of owned) {
          const about = {
            target: { type: 'token', id: token.id, label: token.name },
            pageId: token.page_id,
            environment: token.environment,
          }
          if (tokens === 'revoke') {
            const reason = `${row.name} was removed from the workspace`
            revokeOwned(change.db, token.id, { now: call.now, by, reason })
            change.record({ ...about, action: 'token.revoke', after: { status: 'revoked', revoke_reason: reason } })
          } else if (tokens === 'disable' && token.disabled_at === null) {
            disableOwned(change.db, token.id, call.now)
            change.record({ ...about, action: 'token.disable', after: { status: 'disabled' } })
          }
          if (successorId !== undefined) {
            change.record({
              ...about,
              action: 'token.update',
              before: { owner_id: row.id },
              after: { owner_id: successorId },
            })
          }
        }
        keepOwnerName(change.db, row.id, row.name)
        if (successorId !== undefined) reassignOwned(change.db, row.id, successorId, successor?.name ?? '')

        lockOut(change, row.id, call.now, `${row.name} was removed from the workspace`)
        deleteMemberRow(change.db, row.id)
        refuseWithoutOwner(change.db)
        change.record({ ...targetOf(row), after: { tokens, reassign_to: successorId ?? null } })
        return { body: undefined }
      },
      { essential: true },
    ),

    change(resetMemberTwoFactor, (call, change) => {
      const row = memberOf(change.db, call.params.id, call.now)
      if (row.id === whoActs(call.caller).id) {
        throw new Problem('conflict', {
          detail: 'Your own two-factor is turned off under My account, with your password and a code.',
        })
      }
      refuseAbove(call.caller, membershipsOf(change.db, row.id), roles)
      if (row.two_factor === 0 && row.passkeys === 0) {
        throw new Problem('two_factor_off', { detail: 'This member has neither two-factor nor passkeys.' })
      }
      endTwoFactor(change.db, row.id)
      deletePasskeysOf(change.db, row.id)
      endSessionsOf(change.db, row.id, call.now)
      endBegunSignIns(change.db, row.id)
      touchMember(change.db, row.id)
      change.record({ ...targetOf(row), before: { two_factor: row.two_factor === 1, passkeys: row.passkeys } })
      change.accessChanged()
      return { body: undefined }
    }),

    ...inviteRoutes(services),
  ]
}

function sortValueOf(row: MemberRow, field: string): string | number | null {
  if (field === 'email') return row.email
  if (field === 'created_at') return row.created_at
  if (field === 'last_seen_at') return row.last_seen_at
  return row.name
}
