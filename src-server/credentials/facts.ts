import { effectiveAccess } from '../access/effective.ts'
import { ANONYMOUS, type CredentialFacts } from '../access/facts.ts'
import { EMPTY, includes, union } from '../access/permission-set.ts'
import type { PageRole, Principal, SessionPrincipal } from './principal.ts'

/**
 * A principal as the decision kernel reads it, on one page.
 *
 * Only a session differs from page to page, because a person may have another role on each. Someone with a role on every page and
 * one more on this page has both: a membership adds power, it never takes any away.
 */

const noRole: PageRole = { key: '', name: '', permissions: EMPTY }

/** The person's role on a page: what both memberships give together, named after the one that gives more. */
export function roleOnPage(session: Pick<SessionPrincipal, 'everyPage' | 'byPage'>, pageId: string | null): PageRole {
  const general = session.everyPage
  const own = pageId === null ? undefined : session.byPage.get(pageId)
  if (own === undefined) return general ?? noRole
  if (general === null || includes(own.permissions, general.permissions)) return own
  return { ...general, permissions: union(general.permissions, own.permissions) }
}

/**
 * The facts of whoever calls, at a time: the old one of a rotation that has run out is revoked, whether that is written down yet or not.
 * @param pageId where the caller's role counts: a page, or `null`, every page (`rolePageOf` in access/facts.ts).
 * @param onlyPageId the workspace's page where it has just one: being owner of it is being owner of every page.
 * @param now trusted time, milliseconds UTC.
 */
export function credentialFactsOf(
  principal: Principal | null,
  pageId: string | null,
  onlyPageId: string | null,
  now: number,
): CredentialFacts {
  if (principal === null) return ANONYMOUS
  if (principal.kind === 'oauth' && principal.pageId === null) {
    const { permissions } = roleOnPage(principal, pageId)
    const { scopes } = principal.facts.access
    return { ...principal.facts, access: effectiveAccess({ level: null, scopes, role: permissions }) }
  }
  if (principal.kind !== 'session') {
    const { facts } = principal
    const hasRunOut = principal.kind === 'api_token' && principal.endsAt !== null && now >= principal.endsAt
    return hasRunOut ? { ...facts, life: { ...facts.life, revoked: true } } : facts
  }
  const role = roleOnPage(principal, pageId)
  return {
    kind: 'session',
    life: { revoked: false, used: false, disabled: false, expiresAt: principal.expiresAt },
    access: effectiveAccess({ level: null, scopes: null, role: role.permissions }),
    pages: principal.everyPage === null ? [...principal.byPage.keys()] : null,
    environment: 'live',
    allowedIps: null,
    terraformManaged: false,
    isOwner:
      principal.everyPage?.key === 'owner' ||
      (onlyPageId !== null && principal.byPage.get(onlyPageId)?.key === 'owner'),
    reauthenticatedUntil: principal.reauthenticatedUntil,
  }
}
