import { knownComponents } from '../../content/component-status.ts'
import type { Scope } from '../../content/scope.ts'
import type { NewId } from '../../contract/ids.ts'
import type { IncidentStatus } from '../../contract/incidents.ts'
import { Problem } from '../../contract/problems.ts'
import type { Someone } from '../../credentials/principal.ts'
import type { Readable, Writable } from '../../db/database.ts'
import { applyClaims, type Claim } from './claims.ts'
import { type IncidentLife, speaksFrom } from './rules.ts'
import { findIncident, type IncidentRow, insertUpdate, updateIncidentRow, type WholeIncident } from './store.ts'

/** What one change does to an incident. */
export interface Alteration {
  readonly life: IncidentLife
  readonly fields?: Partial<Pick<IncidentRow, 'name' | 'impact' | 'published_at' | 'root_cause'>>
  /** Who acknowledged it, when `life` says so anew. */
  readonly acknowledgedBy?: Someone
  /** A word for the timeline. */
  readonly update?: { readonly status: IncidentStatus; readonly body: string }
  readonly claims?: readonly (Claim & { readonly name?: string })[]
  /** `claims` is the whole list; otherwise it adds to it. */
  readonly replacesClaims?: boolean
}

/** @throws Problem `not_found` for an id of nothing, of another page or of the other environment: one answer for all three. */
export function readIncident(db: Readable, scope: Scope, id: string): WholeIncident {
  const incident = findIncident(db, scope, id)
  if (incident === undefined) throw new Problem('not_found')
  return incident
}

/** The part of an incident that the rules of its life are about. */
export function lifeOf({ row }: WholeIncident): IncidentLife {
  return { status: row.status, resolvedAt: row.resolved_at, acknowledgedAt: row.acknowledged_at }
}

/**
 * Changes an incident with its timeline and its components, and answers it as it is then.
 * @throws Problem `validation_failed` when a component is not one of this page.
 */
export function alterIncident(
  tx: Writable,
  context: { readonly scope: Scope; readonly author: Someone; readonly newId: NewId; readonly now: number },
  incident: WholeIncident,
  alteration: Alteration,
): WholeIncident {
  const { scope, author, newId, now } = context
  const { row } = incident
  const { life, claims } = alteration
  if (claims !== undefined) knownComponents(tx, scope, claims)
  const isAcknowledged = life.acknowledgedAt !== null
  const publishedAt = alteration.fields?.published_at
  const fields = {
    name: alteration.fields?.name ?? row.name,
    impact: alteration.fields?.impact ?? row.impact,
    root_cause: alteration.fields?.root_cause === undefined ? row.root_cause : alteration.fields.root_cause,
    published_at: publishedAt === undefined ? row.published_at : publishedAt,
    status: life.status,
    resolved_at: life.resolvedAt,
    acknowledged_at: life.acknowledgedAt,
    acknowledged_by: isAcknowledged ? (alteration.acknowledgedBy?.id ?? row.acknowledged_by) : null,
    acknowledged_by_name: isAcknowledged ? (alteration.acknowledgedBy?.name ?? row.acknowledged_by_name) : null,
  }
  updateIncidentRow(tx, row.id, fields, now)
  if (alteration.update !== undefined) {
    insertUpdate(tx, row.id, {
      id: newId('incidentUpdate'),
      ...alteration.update,
      author_id: author.id,
      author_name: author.name,
      created_at: now,
    })
  }
  applyClaims(tx, {
    incidentId: row.id,
    present: incident.claims,
    said: claims,
    replaces: alteration.replacesClaims ?? false,
    from: speaksFrom(life, fields.published_at, now),
    ends: life.status === 'resolved' && row.status !== 'resolved' && row.published_at !== null,
    now,
  })
  return readIncident(tx, scope, row.id)
}
