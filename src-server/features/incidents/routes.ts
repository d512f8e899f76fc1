import { componentsSpokenOf, endWordsOf, knownComponents, touchComponents } from '../../content/component-status.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { type PublishedContent, publishWhenCommitted } from '../../content/ready-answers.ts'
import { scopeOf } from '../../content/scope.ts'
import {
  acknowledgeIncident,
  annotateIncident,
  changeableIncidentFields,
  closeIncident,
  createIncident,
  deleteIncident,
  deleteIncidentAnnotation,
  getIncident,
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
import { change, type Route, read } from '../../http/handler.ts'
import type { NewId } from '../../lib/id.ts'
import type { Page } from '../../workspace/pages.ts'
import { alterIncident, lifeOf, readIncident } from './alter.ts'
import { applyClaims } from './claims.ts'
import { presentAnnotation, presentIncident } from './present.ts'
import { acknowledged, closed, impactOf, opened, said, speaksFrom } from './rules.ts'
import {
  deleteAnnotation,
  deleteIncidentRow,
  type IncidentRow,
  insertAnnotation,
  insertIncident,
  insertUpdate,
  listIncidentRows,
  touchIncident,
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
      insertIncident(
        db,
        scope,
        id,
        {
          name: body.name,
          status: life.status,
          impact: body.impact ?? impactOf(claims),
          published_at: publishedAt,
          resolved_at: life.resolvedAt,
          acknowledged_at: null,
          acknowledged_by: null,
          acknowledged_by_name: null,
          root_cause: null,
        },
        now,
      )
      const firstUpdate = body.body === undefined || body.body.trim() === '' ? null : body.body
      if (firstUpdate !== null) {
        insertUpdate(db, id, {
          id: newId('incidentUpdate'),
          status: body.status,
          body: firstUpdate,
          author_id: author.id,
          author_name: author.name,
          created_at: now,
        })
      }
      if (claims.length > 0) {
        const from = speaksFrom(life, publishedAt, now)
        applyClaims(db, { incidentId: id, present: [], said: claims, replaces: false, from, ends: false, now })
      }
      const parts = { claims: claims.length > 0, updates: firstUpdate !== null, annotations: false }
      const incident = readIncident(db, scope, id, parts)
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

    change(updateIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const context = contextOf(call)
      const incident = readIncident(db, context.scope, call.params.id)
      expectVersion(incident.row.version)
      const before = presentIncident(incident)
      const errors = fixedFieldErrors(body, before, changeableIncidentFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      const moves = body.status !== undefined && body.status !== incident.row.status
      const changed = alterIncident(db, context, incident, {
        life: moves && body.status !== undefined ? said(lifeOf(incident), body.status, now) : lifeOf(incident),
        fields: {
          name: body.name,
          impact: body.impact,
          root_cause: body.root_cause,
          published_at: body.published_at,
        },
        update: moves && body.status !== undefined ? { status: body.status, body: '' } : undefined,
        claims: body.components,
        replacesClaims: true,
      })
      const after = presentIncident(changed)
      record({ target: targetOf(changed.row), before, after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: changed.row.version }
    }),

    change(deleteIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const incident = readIncident(db, scopeOf(call), call.params.id)
      expectVersion(incident.row.version)
      const { id } = incident.row
      const moved = componentsSpokenOf(db, 'incident', id, call.now)
      endWordsOf(db, 'incident', id, call.now)
      touchComponents(db, moved, call.now)
      deleteIncidentRow(db, id)
      record({ target: targetOf(incident.row), before: presentIncident(incident) })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),

    change(postIncidentUpdate, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const context = contextOf(call)
      const incident = readIncident(db, context.scope, call.params.id)
      expectVersion(incident.row.version)
      const changed = alterIncident(db, context, incident, {
        life: said(lifeOf(incident), body.status, now),
        update: { status: body.status, body: body.body },
        claims: body.components,
      })
      const update = presentIncident(changed).updates[0]
      record({
        target: targetOf(changed.row),
        before: { status: incident.row.status },
        after: {
          id: update?.id,
          status: body.status,
          body: body.body,
          components: body.components?.map(({ id, status }) => ({ id, status })),
        },
      })
      publishWhenCommitted(published, call, batch)
      return { body: presentIncident(changed), version: changed.row.version }
    }),

    change(acknowledgeIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const context = contextOf(call)
      const incident = readIncident(db, context.scope, call.params.id)
      expectVersion(incident.row.version)
      const changed = alterIncident(db, context, incident, {
        life: acknowledged(lifeOf(incident), call.now),
        acknowledgedBy: context.author,
      })
      const after = presentIncident(changed)
      record({ target: targetOf(changed.row), before: presentIncident(incident), after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: changed.row.version }
    }),

    change(closeIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const context = contextOf(call)
      const incident = readIncident(db, context.scope, call.params.id)
      expectVersion(incident.row.version)
      const changed = alterIncident(db, context, incident, {
        life: closed(lifeOf(incident), now),
        fields: { root_cause: body.root_cause },
        update: { status: 'resolved', body: body.body ?? '' },
        claims: body.components,
      })
      const after = presentIncident(changed)
      record({ target: targetOf(changed.row), before: presentIncident(incident), after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: changed.row.version }
    }),

    change(setIncidentRootCause, (call, batch) => {
      const { db, record, expectVersion } = batch
      const context = contextOf(call)
      const incident = readIncident(db, context.scope, call.params.id)
      expectVersion(incident.row.version)
      const changed = alterIncident(db, context, incident, {
        life: lifeOf(incident),
        fields: { root_cause: call.body.body },
      })
      record({
        target: targetOf(changed.row),
        before: { root_cause: incident.row.root_cause },
        after: { root_cause: changed.row.root_cause },
      })
      publishWhenCommitted(published, call, batch)
      return { body: presentIncident(changed), version: changed.row.version }
    }),

    change(annotateIncident, (call, batch) => {
      const { db, record } = batch
      const { scope, author, now } = contextOf(call)
      const incident = readIncident(db, scope, call.params.id)
      const note = {
        id: newId('annotation'),
        body: call.body.body,
        author_id: author.id,
        author_name: author.name,
        created_at: now,
      }
      insertAnnotation(db, incident.row.id, note)
      touchIncident(db, incident.row.id, now)
      record({ target: targetOf(incident.row), after: { id: note.id, body: note.body } })
      publishWhenCommitted(published, call, batch)
      return { body: presentAnnotation(note) }
    }),

    change(deleteIncidentAnnotation, (call, batch) => {
      const { db, record } = batch
      const incident = readIncident(db, scopeOf(call), call.params.id)
      const note = incident.annotations.find((each) => each.id === call.params.annotation_id)
      if (note === undefined) throw new Problem('not_found')
      deleteAnnotation(db, note.id)
      touchIncident(db, incident.row.id, call.now)
      record({ target: targetOf(incident.row), before: { id: note.id, body: note.body } })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),
  ]
}

function targetOf(row: IncidentRow): { type: string; id: string; label: string } {
  return { type: 'incident', id: row.id, label: row.name }
}

function ofStatus(status: IncidentStatus | 'open'): Condition {
  if (status === 'open') return { sql: 'i.resolved_at IS NULL', values: [] }
  return { sql: 'i.status = ?', values: [status] }
}
