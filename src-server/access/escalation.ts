import type { Permission } from '../contract/permissions.ts'
import type { PageReach } from './pages.ts'
import { closed, EMPTY, listOf, type PermissionSet, union, without } from './permission-set.ts'

/**
 * Nobody hands out more than they have: neither permissions, nor pages (api.md, "Escalation").
 *
 * Asked by every call that returns a secret, revives a credential, assigns a role or changes what one holds: mint,
 * rotate, enable, invite, change a member, create or change a role (before *and* after). What one has is asked page by page,
 * because a person can be admin of one page and viewer of another.
 *
 * Stricter than the rest in one point: "every page" is only handed out by those who have it as such. Whoever has the only
 * page there is *acts* for the workspace (`reachesEveryPage`), but a token for all pages would also reach the ones to come.
 *
 * Held to a model of mint chains, in which an attacker creates, edits and assigns for as long as they like, by
 * `test/access/escalation.test.ts` (T5).
 */

/** What a caller can do, page by page. */
export type Power = {
  /** On every page there is and will be. `EMPTY` for a credential of certain pages. */
  readonly everyPage: PermissionSet
  /** On these pages, instead of `everyPage`. */
  readonly onPage: ReadonlyMap<string, PermissionSet>
}

/** What a credential, a role or a membership would let its holder do. */
export type Grant = { readonly permissions: PermissionSet; readonly pages: PageReach }

/** What a grant has that the caller lacks. */
export type Escalation = {
  readonly code: 'privilege_escalation'
  /** Permissions that the caller lacks on at least one of the grant's pages. */
  readonly beyond: readonly Permission[]
  /** The grant is for every page, and the caller is not. */
  readonly beyondPages: boolean
  readonly detail: string
}

/** The power of a credential whose effective set is the same wherever it reaches. */
export function powerOf(effective: PermissionSet, pages: PageReach): Power {
  return pages === null
    ? { everyPage: effective, onPage: new Map() }
    : { everyPage: EMPTY, onPage: new Map(pages.map((page) => [page, effective])) }
}

/** What the caller may not hand out of this, or `null` if all of it is theirs to give. */
export function escalationOf(caller: Power, grant: Grant): Escalation | null {
  const granted = closed(grant.permissions)
  const sets =
    grant.pages === null ? [caller.everyPage, ...caller.onPage.values()] : grant.pages.map((page) => on(caller, page))
  const beyond = union(...sets.map((held) => without(granted, held)))
  const beyondPages = grant.pages === null ? caller.everyPage === EMPTY : sets.includes(EMPTY)
  if (beyond === EMPTY && !beyondPages) return null
  return {
    code: 'privilege_escalation',
    beyond: listOf(beyond),
    beyondPages,
    detail: sentence(listOf(beyond), beyondPages),
  }
}

function on(caller: Power, page: string): PermissionSet {
  return caller.onPage.get(page) ?? caller.everyPage
}

function sentence(beyond: readonly Permission[], beyondPages: boolean): string {
  if (beyondPages)
    return 'This would grant access to pages that you do not have yourself. Ask someone with those pages.'
  return `This would grant ${beyond.join(', ')}, which you do not have yourself. Leave it out, or ask someone who has it.`
}
