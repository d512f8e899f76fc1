import { escalationOf, type Grant, type Power, powerOf } from '../access/escalation.ts'
import { EMPTY } from '../access/permission-set.ts'
import { Problem } from '../contract/problems.ts'
import { roleOnPage } from './facts.ts'
import type { Principal } from './principal.ts'

/** What a caller can do, page by page: what it may hand on at most. */
export function powerOfCaller(principal: Principal): Power {
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
