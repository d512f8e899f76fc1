import { escalationOf, type Grant, type Power, powerOf } from '../access/escalation.ts'
import { EMPTY, holds } from '../access/permission-set.ts'
import type { Permission } from '../contract/permissions.ts'
import { Problem } from '../contract/problems.ts'
import { roleOnPage } from './facts.ts'
import type { Principal } from './principal.ts'

/** What a caller can do, page by page: what it may hand on at most. */
function powerOfCaller(principal: Principal): Power {
  if (principal.kind !== 'session') return powerOf(principal.facts.access.effective, principal.facts.pages)
  const onPage = new Map([...principal.byPage.keys()].map((page) => [page, roleOnPage(principal, page).permissions]))
  return { everyPage: principal.everyPage?.permissions ?? EMPTY, onPage }
}

/**
 * Nobody hands out more than they have.
 * @throws Problem `privilege_escalation`, naming what is beyond.
 */
export function refuseEscalation(principal: Principal, grant: Grant): void {
  const escalation = escalationOf(powerOfCaller(principal), grant)
  if (escalation !== null) {
    throw new Problem('privilege_escalation', { detail: escalation.detail, extensions: { beyond: escalation.beyond } })
  }
}

/**
 * The refusal of a permission that a call needs besides its route's own, in the kernel's own terms (RFC 6750 §3.1): the credential does
 * not declare it, or it does and the role does not hold it.
 */
export function lacking(principal: Principal, permission: Permission, detail: string): Problem {
  const accepted = { 'X-Accepted-Permissions': permission }
  if (principal.kind === 'session') return new Problem('role_denied', { detail, headers: accepted })
  const { level, scopes } = principal.facts.access
  if (holds(level, permission) && holds(scopes, permission))
    return new Problem('role_denied', { detail, headers: accepted })
  const challenge = `Bearer error="insufficient_scope", scope="${permission}"`
  return new Problem('insufficient_scope', { detail, headers: { ...accepted, 'WWW-Authenticate': challenge } })
}
