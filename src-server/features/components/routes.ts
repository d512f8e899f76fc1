import { holdingWord, sayStatus } from '../../content/component-status.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { type PublishedContent, publishWhenCommitted } from '../../content/ready-answers.ts'
import { scopeOf } from '../../content/scope.ts'
import {
  changeableComponentFields,
  createComponent,
  deleteComponent,
  getComponent,
  listComponents,
  orderComponents,
  updateComponent,
} from '../../contract/components.ts'
import type { NewId } from '../../contract/ids.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import type { Cursors } from '../../http/cursor.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { groupRoutes } from './group-routes.ts'
import { knownGroup, readComponent } from './lookup.ts'
import { presentComponent } from './present.ts'
import { completeOrder, componentsAtMost, movedTo } from './rules.ts'
import {
  countComponents,
  deleteComponentRow,
  insertComponent,
  listComponentRows,
  orderedComponentIds,
  placeComponents,
  updateComponentRow,
} from './store.ts'

export interface ComponentServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly published: PublishedContent
}

/** `/admin/components` and `/admin/component-groups`. */
export function componentRoutes(services: ComponentServices): Route[] {
  const { newId, cursors, published } = services
  return [
    read(listComponents, (call, db) => {
      const { status, group_id, updated_since, q } = call.query
      const scope = scopeOf(call)
      const conditions: Condition[] = [
        { sql: 'c.page_id = ? AND c.environment = ?', values: [scope.pageId, scope.environment] },
      ]
      if (status !== undefined) {
        const sql = `? = (SELECT s.status FROM component_statuses s WHERE s.seq = ${holdingWord('c.id')})`
        conditions.push({ sql, values: [status, call.now, call.now] })
      }
      if (group_id !== undefined) conditions.push({ sql: 'c.group_id = ?', values: [group_id] })
      if (updated_since !== undefined) conditions.push({ sql: 'c.updated_at >= ?', values: [updated_since] })
      if (q !== undefined) conditions.push(holdsText('c.name', q))
      const listing = listingOf(cursors, {
        name: listComponents.id,
        ...scope,
        query: call.query,
        defaultSort: 'position',
        columns: {
          position: 'c.position',
          name: 'c.name COLLATE NOCASE',
          created_at: 'c.created_at',
          updated_at: 'c.updated_at',
        },
        id: 'c.id',
        conditions,
      })
      return { body: listing.page(listComponentRows(db, listing, call.now), presentComponent) }
    }),

    change(createComponent, (call, batch) => {
      const { db, record } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      if (countComponents(db, scope) >= componentsAtMost) throw tooMany()
      knownGroup(db, scope, body.group_id)
      const id = newId('component')
      insertComponent(
        db,
        scope,
        id,
        {
          name: body.name,
          description: body.description ?? '',
          group_id: body.group_id ?? null,
          public: body.public ?? true,
        },
        now,
      )
      sayStatus(
        db,
        {
          componentId: id,
          source: 'manual',
          sourceId: id,
          status: body.status ?? 'operational',
          from: now,
          until: null,
        },
        now,
      )
      if (body.position !== undefined)
        placeComponents(db, movedTo(orderedComponentIds(db, scope), id, body.position), now)
      const row = readComponent(db, scope, id, now)
      const after = presentComponent(row)
      record({ target: { type: 'component', id, label: row.name }, after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: row.version }
    }),

    change(orderComponents, (call, batch) => {
      const { db, record } = batch
      const scope = scopeOf(call)
      const before = orderedComponentIds(db, scope)
      const { ids } = call.body
      completeOrder(before, ids)
      placeComponents(db, ids, call.now)
      record({
        target: { type: 'page', id: call.page.id, label: call.page.name },
        before: { order: before },
        after: { order: ids },
      })
      publishWhenCommitted(published, call, batch)
      return { body: { ids } }
    }),

    read(getComponent, (call, db) => {
      const row = readComponent(db, scopeOf(call), call.params.id, call.now)
      return { body: presentComponent(row), version: row.version }
    }),

    change(updateComponent, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      const row = readComponent(db, scope, call.params.id, now)
      expectVersion(row.version)
      const before = presentComponent(row)
      const errors = fixedFieldErrors(body, before, changeableComponentFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      knownGroup(db, scope, body.group_id)
      updateComponentRow(
        db,
        row.id,
        {
          name: body.name ?? row.name,
          description: body.description ?? row.description,
          group_id: body.group_id === undefined ? row.group_id : body.group_id,
          public: body.public ?? row.public === 1,
        },
        now,
      )
      // Saying what is so already says nothing new: an incident's word must not become a person's because the whole object was sent.
      if (body.status !== undefined && body.status !== row.status) {
        sayStatus(
          db,
          { componentId: row.id, source: 'manual', sourceId: row.id, status: body.status, from: now, until: null },
          now,
        )
      }
      if (body.position !== undefined && body.position !== row.position) {
        placeComponents(db, movedTo(orderedComponentIds(db, scope), row.id, body.position), now)
      }
      const changed = readComponent(db, scope, row.id, now)
      const after = presentComponent(changed)
      record({ target: { type: 'component', id: row.id, label: changed.name }, before, after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: changed.version }
    }),

    change(deleteComponent, (call, batch) => {
      const { db, record, expectVersion } = batch
      const row = readComponent(db, scopeOf(call), call.params.id, call.now)
      expectVersion(row.version)
      deleteComponentRow(db, row.id)
      record({ target: { type: 'component', id: row.id, label: row.name }, before: presentComponent(row) })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),

    ...groupRoutes(services),
  ]
}

function tooMany(): Problem {
  return new Problem('conflict', { detail: `A page has at most ${componentsAtMost} components. Remove one first.` })
}
