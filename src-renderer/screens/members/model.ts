import type { QueryInput } from '../../../src-server/contract/endpoint.ts'
import type { listInvites, listMembers, MemberResource } from '../../../src-server/contract/members.ts'

/** People and invites without a DOM. Pure; test/renderer/members-model.test.ts. */

export interface MembersParams {
  [name: string]: string | string[] | undefined
  view?: string
  q?: string
  status?: string
  sort?: string
  new?: string
  role?: string
  disable?: string
  reset?: string
  remove?: string
}

export const views = ['people', 'invites'] as const
export type View = (typeof views)[number]
export const memberStatuses = ['all', 'active', 'disabled'] as const
export type MemberStatus = (typeof memberStatuses)[number]
export const inviteStatuses = ['open', 'accepted', 'expired', 'ended', 'all'] as const
export type InviteStatus = (typeof inviteStatuses)[number]

const sortable = ['name', 'created_at', 'last_seen_at'] as const

export function paramOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

interface SecondFactors {
  id: string
  two_factor: boolean
  passkeys: number
}

/** Whether someone's two-factor can be reset by whoever is here: by an owner of every page, and never one's own. */
export function mayReset(
  member: SecondFactors,
  me: { id: string | undefined; roleKey: string | null; everyPage: boolean },
): boolean {
  const isOwner = me.roleKey === 'owner' && me.everyPage
  return isOwner && member.id !== me.id && (member.two_factor || member.passkeys > 0)
}

export function viewOf(params: MembersParams): View {
  return views.find((view) => view === paramOf(params.view)) ?? 'people'
}

export function memberStatusOf(params: MembersParams): MemberStatus {
  return memberStatuses.find((status) => status === paramOf(params.status)) ?? 'all'
}

export function inviteStatusOf(params: MembersParams): InviteStatus {
  return inviteStatuses.find((status) => status === paramOf(params.status)) ?? 'open'
}

export interface Sort {
  column: string
  descending: boolean
}

export function sortOf(params: MembersParams): Sort {
  const wanted = paramOf(params.sort)
  const descending = wanted.startsWith('-')
  const column = sortable.find((one) => one === (descending ? wanted.slice(1) : wanted))
  return column === undefined ? { column: 'name', descending: false } : { column, descending }
}

/** What is asked of `GET /org/members`. */
export function membersQuery(params: MembersParams): QueryInput<typeof listMembers> {
  const q = paramOf(params.q).trim().slice(0, 200)
  const status = memberStatusOf(params)
  const { column, descending } = sortOf(params)
  const known = sortable.find((one) => one === column) ?? 'name'
  return {
    sort: descending ? (`-${known}` as const) : known,
    ...(q === '' ? {} : { q }),
    ...(status === 'all' ? {} : { status }),
  }
}

/** What is asked of `GET /org/invites`. */
export function invitesQuery(params: MembersParams): QueryInput<typeof listInvites> {
  const status = inviteStatusOf(params)
  return status === 'all' ? {} : { status }
}

export type Membership = Pick<MemberResource['memberships'][number], 'page_id' | 'role_key'>

/** Key of the row "every page" among the ids of pages. */
export const everyPage = 'every'

/** Role by page, `everyPage` for all; a page without is left out. */
export type RolesByPage = Readonly<Record<string, string>>

export function rolesByPage(memberships: readonly Membership[]): RolesByPage {
  return Object.fromEntries(memberships.map((one) => [one.page_id ?? everyPage, one.role_key]))
}

export interface MembershipChange {
  page_id: string | null
  role_key: string | null
}

/**
 * The calls that lead from one set of roles to another. What gives comes before what takes: whoever hands on the whole workspace is
 * never without an owner in between.
 */
export function membershipChanges(before: RolesByPage, after: RolesByPage): MembershipChange[] {
  const pages = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changes = pages
    .filter((page) => (before[page] ?? '') !== (after[page] ?? ''))
    .map((page): MembershipChange => {
      const role = after[page] ?? ''
      return { page_id: page === everyPage ? null : page, role_key: role === '' ? null : role }
    })
  return [...changes.filter((one) => one.role_key !== null), ...changes.filter((one) => one.role_key === null)]
}

/** Every page first, then pages by name. */
export function inOrder<One extends { page_id: string | null; page_name: string | null }>(
  memberships: readonly One[],
): One[] {
  return [...memberships].sort(
    (a, b) =>
      Number(b.page_id === null) - Number(a.page_id === null) ||
      (a.page_name ?? '').localeCompare(b.page_name ?? '', 'en'),
  )
}

/** Whether the workspace would be without an owner if this one left: the server says so too, and decides. */
export function isLastOwner(
  member: Pick<MemberResource, 'id'>,
  owners: readonly Pick<MemberResource, 'id' | 'status' | 'memberships'>[] | undefined,
): boolean {
  if (owners === undefined) return false
  const ruling = owners.filter(
    (one) =>
      one.status === 'active' && one.memberships.some((held) => held.page_id === null && held.role_key === 'owner'),
  )
  return ruling.length === 1 && ruling[0]?.id === member.id
}

export type TokenFate = 'keep' | 'disable' | 'revoke'
export const tokenFates: readonly TokenFate[] = ['keep', 'disable', 'revoke']
