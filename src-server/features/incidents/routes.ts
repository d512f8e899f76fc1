import { componentsSpokenOf, endWordsOf, knownComponents, touchComponents } from '../../content/component-status.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { type PublishedContent, publishWhenCommitted } from '../../content/ready-answers.ts'
import { scopeOf } from '../../content/scope.ts'
import type { NewId } from '../../contract/ids.ts'
import {
  acknowledgeIncident,
  changeableIncidentFields,
  closeIncident,
  createIncident,
  deleteIncident,
  getIncident,
  type Incident,
  type IncidentStatus,
  listIncidents,
  postIncidentUpdate,
  setIncidentRootCause,
  updateIncident,
} from '../../contract/incidents.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import { type Principal, whoActs } from '../../credentials/principal.ts'
import type { Cursors } from '../../http/cursor.ts'
import { type Call, type Change, change, type Reply, type Route, read } from '../../http/handler.ts'
import type { Values } from '../../journal/entry.ts'
import { dropAnnouncements } from '../../mail/announcements.ts'
import type { Page } from '../../workspace/pages.ts'
import { type Alteration, alterIncident, lifeOf, readIncident } from './alter.ts'
import { annotationRoutes } from './annotation-routes.ts'
import { announceChange } from './announcing.ts'
import { applyClaims } from './claims.ts'
import { presentIncident, targetOf } from './present.ts'
import { acknowledged, closed, impactOf, opened, said, speaksFrom } from './rules.ts'
import {
  claimsOf,
  deleteIncidentRow,
  type IncidentRow,
  insertIncident,
  insertUpdate,
  listIncidentRows,
  type UpdateRow,
  type WholeIncident,
  wholeIncidents,
} from './store.ts'

export interface IncidentServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly published: PublishedContent
}

/** `/admin/incidents`. */
export function incidentRoutes({ newId, cursors, published }: IncidentServices): Route[] {
  const contextOf = (call: { page: Page; environment: 'live' | 'test'; caller: Principal; now: number }) => ({
    scope: scopeOf(call),
    author: whoActs(call.caller),
    newId,
    now: call.now,
  })

  /**
   * One change of an incident: read, held against If-Match, altered, logged, published.
   * @param logged what the row keeps of it; left out: the whole, before and after.
   */
  const altered = (
    call: Pick<Call<typeof updateIncident>, 'params' | 'page' | 'environment' | 'caller' | 'now'>,
    batch: Change,
    alterationOf: (incident: WholeIncident) => Alteration,
    logged: (before: Incident, after: Incident) => { before: Values; after: Values } = (before, after) => ({
      before,
      after,
    }),
  ): Reply<Incident> => {
    const context = contextOf(call)
    const incident = readIncident(batch.db, context.scope, call.params.id)
    batch.expectVersion(incident.row.version)
    const changed = alterIncident(batch.db, context, incident, alterationOf(incident))
    announceChange(batch.db, context.scope, incident, changed, call.now)
    const after = presentIncident(changed)
    batch.record({ target: targetOf(changed.row), ...logged(presentIncident(incident), after) })
    publishWhenCommitted(published, call, batch)
    return { body: after, version: changed.row.version }
  }

  return [
    read(
      listIncidents,
      (call, db) => {
        const { status, impact, published: isPublished, updated_since, q } = call.query
        const scope = scopeOf(call)
        const conditions: Condition[] = [
          { sql: 'i.page_id = ? AND i.environment = ?', values: [scope.pageId, scope.environment] },
        ]
        if (status !== undefined) conditions.push(ofStatus(status))
        if (impact !== undefined) conditions.push({ sql: 'i.impact = ?', values: [impact] })
        if (isPublished !== undefined) {
          const sql = isPublished ? 'i.published_at <= ?' : 'i.published_at IS NULL OR i.published_at > ?'
          conditions.push({ sql, values: [call.now] })
        }
        if (updated_since !== undefined) conditions.push({ sql: 'i.updated_at >= ?', values: [updated_since] })
        if (q !== undefined) conditions.push(holdsText('i.name', q))
        const listing = listingOf(cursors, {
          name: listIncidents.id,
          ...scope,
          query: call.query,
          defaultSort: '-created_at',
          columns: { created_at: 'i.created_at', updated_at: 'i.updated_at', name: 'i.name COLLATE NOCASE' },
          id: 'i.id',
          conditions,
        })
        const { data, next_cursor } = listing.page(listIncidentRows(db, listing), (row: IncidentRow) => row)
        return { body: { data: wholeIncidents(db, data).map(presentIncident), next_cursor } }
      },
      { kept: (call) => call.query.published === undefined },
    ),

    change(createIncident, (call, batch) => {
      const { db, record } = batch
      const { body, now } = call
      const { scope, author } = contextOf(call)
      const claims = body.components ?? []
      if (claims.length > 0) knownComponents(db, scope, claims)
      const id = newId('incident')
      const life = opened(body.status, now)
      const publishedAt = body.published_at === undefined ? now : body.published_at
      const row = insertIncident(
        db,
        scope,
        id,
        {
          name: body.name,
          status: life.status,
          impact: body.impact ?? impactOf(claims),
          published_at: publishedAt,
          resolved_at: life.resolvedAt,
        },
        now,
      )
      const updates: UpdateRow[] = []
      if (body.body !== undefined && body.body.trim() !== '') {
        const first = {
          id: newId('incidentUpdate'),
          status: body.status,
          body: body.body,
          author_id: author.id,
          author_name: author.name,
          created_at: now,
        }
        insertUpdate(db, id, first)
        updates.push(first)
      }
      if (claims.length > 0) {
        const from = speaksFrom(life, publishedAt, now)
        applyClaims(db, { incidentId: id, present: [], said: claims, replaces: false, from, ends: false, now })
      }
      const incident = { row, updates, claims: claims.length > 0 ? claimsOf(db, id) : [], annotations: [] }
      announceChange(db, scope, null, incident, now)
      const after = presentIncident(incident)
      record({ target: targetOf(incident.row), after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: incident.row.version }
    }),

    read(
      getIncident,
      (call, db) => {
        const incident = readIncident(db, scopeOf(call), call.params.id)
        return { body: presentIncident(incident), version: incident.row.version }
      },
      { kept: () => true },
    ),

    change(updateIncident, (call, batch) =>
      altered(call, batch, (incident) => {
        const { body, now } = call
        const errors = fixedFieldErrors(body, presentIncident(incident), changeableIncidentFields)
        if (errors.length > 0) throw new Problem('validation_failed', { errors })
        const { status, name, impact, root_cause, published_at } = body
        const moves = status !== undefined && status !== incident.row.status
        return {
          life: moves ? said(lifeOf(incident), status, now) : lifeOf(incident),
          fields: { name, impact, root_cause, published_at },
          update: moves ? { status, body: '' } : undefined,
          claims: body.components,
          replacesClaims: true,
        }
      }),
    ),

    change(deleteIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const incident = readIncident(db, scopeOf(call), call.params.id)
      expectVersion(incident.row.version)
      const { id } = incident.row
      const moved = componentsSpokenOf(db, 'incident', id, call.now)
      endWordsOf(db, 'incident', id, call.now)
      touchComponents(db, moved, call.now)
      deleteIncidentRow(db, id)
      dropAnnouncements(db, id)
      record({ target: targetOf(incident.row), before: presentIncident(incident) })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),

    change(postIncidentUpdate, (call, batch) => {
      const { status, body, components } = call.body
      return altered(
        call,
        batch,
        (incident) => ({
          life: said(lifeOf(incident), status, call.now),
          update: { status, body },
          claims: components,
        }),
        (before, after) => ({
          before: { status: before.status },
          after: {
            id: after.updates[0]?.id,
            status,
            body,
            components: components?.map((claim) => ({ id: claim.id, status: claim.status })),
          },
        }),
      )
    }),

    change(acknowledgeIncident, (call, batch) =>
      altered(call, batch, (incident) => ({
        life: acknowledged(lifeOf(incident), call.now),
        acknowledgedBy: whoActs(call.caller),
      })),
    ),

    change(closeIncident, (call, batch) =>
      altered(call, batch, (incident) => ({
        life: closed(lifeOf(incident), call.now),
        fields: { root_cause: call.body.root_cause },
        update: { status: 'resolved', body: call.body.body ?? '' },
        claims: call.body.components,
      })),
    ),

    change(setIncidentRootCause, (call, batch) =>
      altered(
        call,
        batch,
        (incident) => ({ life: lifeOf(incident), fields: { root_cause: call.body.body } }),
        (before, after) => ({
          before: { root_cause: before.root_cause },
          after: { root_cause: after.root_cause },
        }),
      ),
    ),

    ...annotationRoutes({ newId, published }),
  ]
}

function ofStatus(status: IncidentStatus | 'open'): Condition {
  if (status === 'open') return { sql: 'i.resolved_at IS NULL', values: [] }
  return { sql: 'i.status = ?', values: [status] }
}
