import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, querySearch, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { email, newPassword, someone, user } from './people.ts'

/** People: who is a member of which pages with which role, and who is invited. */

export const member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  status: z.enum(['active', 'disabled']),
  memberships: z.array(
    z.object({
      /** `null` = every page. */
      page_id: z.nullable(z.string()),
      page_name: z.nullable(z.string()),
      role_key: z.string(),
      role_name: z.string(),
      role_assignable: z.boolean(),
    }),
  ),
  /** Tokens that this person answers for and that could still work. */
  tokens: z.number(),
  /** Signing in with the password takes a code besides. */
  two_factor: z.boolean(),
  /** How many passkeys they have. */
  passkeys: z.number(),
  created_at: timeOut,
  last_seen_at: z.nullable(timeOut),
  disabled_at: z.nullable(timeOut),
})
export type MemberResource = z.output<typeof member>

const memberId = z.strictObject({ id: id('user') })
const aRoleKey = z.string().check(z.minLength(1), z.maxLength(40))
const aPage = z.nullable(id('page'))

export const listMembers = endpoint({
  id: 'members.list',
  method: 'GET',
  path: '/org/members',
  summary: 'List the members of the workspace',
  permission: 'teams:read',
  environments: 'shared',
  everyPage: true,
  query: z.strictObject({
    q: z.optional(querySearch),
    status: z.optional(z.enum(['active', 'disabled'])),
    role_key: z.optional(aRoleKey),
    sort: z.optional(
      z.enum(['name', '-name', 'email', '-email', 'created_at', '-created_at', 'last_seen_at', '-last_seen_at']),
    ),
    limit,
    cursor,
  }),
  reply: listOf(member),
  status: 200,
  change: null,
})

export const getMember = endpoint({
  id: 'members.get',
  method: 'GET',
  path: '/org/members/:id',
  summary: 'Read a member',
  permission: 'teams:read',
  environments: 'shared',
  everyPage: true,
  params: memberId,
  reply: member,
  status: 200,
  change: null,
})

export const updateMember = endpoint({
  id: 'members.update',
  method: 'PATCH',
  path: '/org/members/:id',
  summary: 'Give someone a role on a page or on every page, or take it away',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  params: memberId,
  body: z.strictObject({
    /** `null` = every page. */
    page_id: aPage,
    /** `null` takes the membership away. */
    role_key: z.nullable(aRoleKey),
  }),
  reply: member,
  status: 200,
  change: 'member.update',
  problems: ['last_owner', 'privilege_escalation', 'role_not_assignable'],
})

export const disableMember = endpoint({
  id: 'members.disable',
  method: 'POST',
  path: '/org/members/:id/disable',
  summary: 'Keep someone out: sessions and open invites end at once',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  params: memberId,
  reply: member,
  status: 200,
  change: 'member.disable',
  problems: ['last_owner', 'already_disabled', 'privilege_escalation'],
})

export const enableMember = endpoint({
  id: 'members.enable',
  method: 'POST',
  path: '/org/members/:id/enable',
  summary: 'Let someone in again',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  params: memberId,
  reply: member,
  status: 200,
  change: 'member.enable',
  problems: ['already_enabled', 'privilege_escalation'],
})

export const deleteMember = endpoint({
  id: 'members.delete',
  method: 'DELETE',
  path: '/org/members/:id',
  summary: 'Remove someone; their API tokens belong to the page and go on unless said otherwise',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  params: memberId,
  body: z.strictObject({
    /** Left out: keep. */
    tokens: z.optional(z.enum(['keep', 'disable', 'revoke'])),
    /** The member who answers for the tokens from now on. */
    reassign_to: z.optional(id('user')),
  }),
  bodyOptional: true,
  reply: nothing,
  status: 204,
  change: 'member.remove',
  problems: ['last_owner', 'privilege_escalation', 'role_denied', 'insufficient_scope'],
})

export const resetMemberTwoFactor = endpoint({
  id: 'members.reset_two_factor',
  method: 'DELETE',
  path: '/org/members/:id/two-factor',
  summary: 'Take two-factor, recovery codes and passkeys off someone who has lost them; their sessions end',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  ownerOnly: true,
  reauthenticate: true,
  params: memberId,
  reply: nothing,
  status: 204,
  change: 'two_factor.reset',
  problems: ['two_factor_off', 'conflict'],
})

export const invite = z.object({
  id: z.string(),
  email: z.string(),
  role_key: z.string(),
  role_name: z.string(),
  /** `null` = every page. */
  page_id: z.nullable(z.string()),
  status: z.enum(['open', 'accepted', 'expired', 'ended']),
  invited_by: someone,
  created_at: timeOut,
  expires_at: timeOut,
})
export type InviteResource = z.output<typeof invite>

export const listInvites = endpoint({
  id: 'members.list_invites',
  method: 'GET',
  path: '/org/invites',
  summary: 'List invites, the latest first',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  query: z.strictObject({ status: z.optional(z.enum(['open', 'accepted', 'expired', 'ended'])), limit, cursor }),
  reply: listOf(invite),
  status: 200,
  change: null,
})

export const createInvite = endpoint({
  id: 'members.invite',
  method: 'POST',
  path: '/org/invites',
  summary: 'Invite someone; the link is shown once and works for a day',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  body: z.strictObject({ email, role_key: aRoleKey, page_id: z.optional(aPage) }),
  reply: z.extend(invite, {
    url: z.string(),
    /** Whether it is mailed as well: there is a mail server. Otherwise the link has to be handed over. */
    mailed: z.boolean(),
  }),
  status: 201,
  change: 'invite.create',
  problems: ['privilege_escalation', 'role_not_assignable', 'conflict'],
})

export const deleteInvite = endpoint({
  id: 'members.delete_invite',
  method: 'DELETE',
  path: '/org/invites/:id',
  summary: 'Withdraw an open invite',
  permission: 'teams:write',
  environments: 'shared',
  everyPage: true,
  params: z.strictObject({ id: id('invite') }),
  reply: nothing,
  status: 204,
  change: 'invite.delete',
  problems: ['conflict'],
})

export const acceptInvite = endpoint({
  id: 'members.accept_invite',
  method: 'POST',
  path: '/invites/accept',
  summary: 'Accept an invite, with its token in X-Magic-Token',
  permission: 'authenticated',
  credentials: ['magic'],
  magic: { purposes: ['invite'], stage: 'link' },
  environments: 'own',
  body: z.strictObject({ name, password: newPassword }),
  reply: z.object({ user }),
  status: 201,
  change: 'member.add',
  problems: ['magic_expired', 'magic_used', 'token_revoked', 'weak_password'],
})

export const membersEndpoints = [
  listMembers,
  getMember,
  updateMember,
  disableMember,
  enableMember,
  deleteMember,
  resetMemberTwoFactor,
  listInvites,
  createInvite,
  deleteInvite,
  acceptInvite,
]
