import { holds } from '../../access/permission-set.ts'
import type { Permission } from '../../contract/permissions.ts'
import { roleOnPage } from '../../credentials/facts.ts'
import type { Readable } from '../../db/database.ts'
import { rolesOf } from '../../workspace/members.ts'
import type { Page, PageDirectory } from '../../workspace/pages.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'

/** What a user can allow: pages that they have a role on, and scopes, of which their role may lack some. Pure but for reading. */
export interface Choices {
  readonly pages: readonly Page[]
  readonly hasEveryPage: boolean
  /** The name of the role that lacks a scope on all of these pages; null: one of them holds it. */
  lackedBy(scope: Permission): string | null
}

/** @param hostPageId the page that the request's host says; null: the user chooses. */
export function choicesOf(
  db: Readable,
  userId: string,
  { pages, roles, hostPageId }: { pages: PageDirectory; roles: RoleDirectory; hostPageId: string | null },
): Choices {
  const theirs = rolesOf(db, userId, roles.roleOf)
  const open = pages.all.filter(
    (page) =>
      (hostPageId === null || page.id === hostPageId) && (theirs.everyPage !== null || theirs.byPage.has(page.id)),
  )
  return {
    pages: open,
    hasEveryPage: hostPageId === null && theirs.everyPage !== null,
    lackedBy(scope) {
      const held = open.map((page) => roleOnPage(theirs, page.id))
      return held.some((role) => holds(role.permissions, scope)) ? null : (held[0]?.name ?? 'none')
    },
  }
}

/** What the form says about the page: one of those that can be chosen, all of them (`null`), or nothing that counts (`undefined`). */
export function chosenPage(fields: URLSearchParams, choices: Choices): string | null | undefined {
  if (fields.get('every_page') === 'on') return choices.hasEveryPage && choices.pages.length > 1 ? null : undefined
  const chosen = fields.getAll('page')
  return chosen.length === 1 && choices.pages.some((page) => page.id === chosen[0]) ? chosen[0] : undefined
}
