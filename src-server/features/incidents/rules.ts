import type { ComponentStatus } from '../../contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../../contract/incidents.ts'
import { Problem } from '../../contract/problems.ts'

/**
 * The life of an incident. Pure.
 *
 *     investigating ⇄ identified ⇄ monitoring     any open status to any other, in any order
 *            └────────────┴───────────┴─→ resolved     by an update, a change or `close`
 *     resolved ─→ any open status     an update opens it again: it was not over after all
 *     resolved ─→ resolved     an update adds a word afterwards; `close` is refused
 *
 * An open incident can be acknowledged, once; opening it again takes that back, since nobody has looked at it yet.
 * Held by test/content/incident-rules.test.ts (the table, and every path of states).
 */

export interface IncidentLife {
  readonly status: IncidentStatus
  readonly resolvedAt: number | null
  readonly acknowledgedAt: number | null
}

/** What a new incident begins as. */
export function opened(status: IncidentStatus, now: number): IncidentLife {
  return { status, resolvedAt: status === 'resolved' ? now : null, acknowledgedAt: null }
}

/** The life after someone said that it has this status. */
export function said(life: IncidentLife, status: IncidentStatus, now: number): IncidentLife {
  if (status === 'resolved') return { ...life, status, resolvedAt: life.resolvedAt ?? now }
  const opensAgain = life.status === 'resolved'
  return { status, resolvedAt: null, acknowledgedAt: opensAgain ? null : life.acknowledgedAt }
}

/** @throws Problem `invalid_transition` when it was resolved before. */
export function closed(life: IncidentLife, now: number): IncidentLife {
  if (life.status === 'resolved') {
    throw new Problem('invalid_transition', {
      detail: 'This incident is resolved already. Post an update to open it again or to add a word.',
    })
  }
  return said(life, 'resolved', now)
}

/** @throws Problem `invalid_transition` when it is over or someone acknowledged it before. */
export function acknowledged(life: IncidentLife, now: number): IncidentLife {
  if (life.status === 'resolved') {
    throw new Problem('invalid_transition', {
      detail: 'This incident is resolved: there is nothing left to acknowledge.',
    })
  }
  if (life.acknowledgedAt !== null) {
    throw new Problem('invalid_transition', { detail: 'This incident was acknowledged before.' })
  }
  return { ...life, acknowledgedAt: now }
}

/** The impact of an incident that names none: someone opened it, so it is not nothing. */
export function impactOf(claims: readonly { readonly status: ComponentStatus }[]): IncidentImpact {
  return claims.some((claim) => claim.status === 'major_outage') ? 'major' : 'minor'
}

/** From when its word about components counts; null while it does not: a draft says nothing, and neither does what is over. */
export function speaksFrom(life: IncidentLife, publishedAt: number | null, now: number): number | null {
  return life.status === 'resolved' || publishedAt === null ? null : Math.max(publishedAt, now)
}
