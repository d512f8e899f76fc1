import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { publishWhenCommitted } from '../../content/ready-answers.ts'
import { scopeOf } from '../../content/scope.ts'
import {
  changeableComponentGroupFields,
  createComponentGroup,
  deleteComponentGroup,
  getComponentGroup,
  listComponentGroups,
  orderComponentGroups,
  updateComponentGroup,
} from '../../contract/components.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import { change, type Route, read } from '../../http/handler.ts'
import {
  countGroups,
  deleteGroupRow,
  insertGroup,
  listGroupRows,
  orderedGroupIds,
  placeGroups,
  updateGroupRow,
} from './group-store.ts'
import { readGroup } from './lookup.ts'
import { presentGroup } from './present.ts'
import type { ComponentServices } from './routes.ts'
import { completeOrder, groupsAtMost, movedTo } from './rules.ts'

/** `/admin/component-groups`. */
export function groupRoutes({ newId, cursors, published }: ComponentServices): Route[] {
  return [
    read(listComponentGroups, (call, db) => {
      const { updated_since, q } = call.query
      const scope = scopeOf(call)
      const conditions: Condition[] = [
        { sql: 'g.page_id = ? AND g.environment = ?', values: [scope.pageId, scope.environment] },
      ]
      if (updated_since !== undefined) conditions.push({ sql: 'g.updated_at >= ?', values: [updated_since] })
      if (q !== undefined) conditions.push(holdsText('g.name', q))
      const listing = listingOf(cursors, {
        name: listComponentGroups.id,
        ...scope,
        query: call.query,
        defaultSort: 'position',
        columns: {
          position: 'g.position',
          name: 'g.name COLLATE NOCASE',
          created_at: 'g.created_at',
          updated_at: 'g.updated_at',
        },
        id: 'g.id',
        conditions,
      })
      return { body: listing.page(listGroupRows(db, listing), presentGroup) }
    }),

    change(createComponentGroup, (call, batch) => {
      const { db, record } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      if (countGroups(db, scope) >= groupsAtMost) {
        throw new Problem('conflict', { detail: `A page has at most ${groupsAtMost} groups. Remove one first.` })
      }
      const id = newId('componentGroup')
      insertGroup(db, scope, id, { name: body.name, description: body.description ?? '' }, now)
      if (body.position !== undefined) placeGroups(db, movedTo(orderedGroupIds(db, scope), id, body.position), now)
      const row = readGroup(db, scope, id)
      const after = presentGroup(row)
      record({ target: { type: 'component_group', id, label: row.name }, after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: row.version }
    }),

    change(orderComponentGroups, (call, batch) => {
      const { db, record } = batch
      const scope = scopeOf(call)
      const before = orderedGroupIds(db, scope)
      const { ids } = call.body
      completeOrder(before, ids)
      placeGroups(db, ids, call.now)
      record({
        target: { type: 'page', id: call.page.id, label: call.page.name },
        before: { order: before },
        after: { order: ids },
      })
      publishWhenCommitted(published, call, batch)
      return { body: { ids } }
    }),

    read(
      getComponentGroup,
      (call, db) => {
        const row = readGroup(db, scopeOf(call), call.params.id)
        return { body: presentGroup(row), version: row.version }
      },
      { kept: () => true },
    ),

    change(updateComponentGroup, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      const row = readGroup(db, scope, call.params.id)
      expectVersion(row.version)
      const before = presentGroup(row)
      const errors = fixedFieldErrors(body, before, changeableComponentGroupFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      updateGroupRow(db, row.id, { name: body.name ?? row.name, description: body.description ?? row.description }, now)
      if (body.position !== undefined && body.position !== row.position) {
        placeGroups(db, movedTo(orderedGroupIds(db, scope), row.id, body.position), now)
      }
      const changed = readGroup(db, scope, row.id)
      const after = presentGroup(changed)
      record({ target: { type: 'component_group', id: row.id, label: changed.name }, before, after })
      publishWhenCommitted(published, call, batch)
      return { body: after, version: changed.version }
    }),

    change(deleteComponentGroup, (call, batch) => {
      const { db, record, expectVersion } = batch
      const row = readGroup(db, scopeOf(call), call.params.id)
      expectVersion(row.version)
      deleteGroupRow(db, row.id, call.now)
      record({ target: { type: 'component_group', id: row.id, label: row.name }, before: presentGroup(row) })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),
  ]
}
