import { choose, chosenBy } from '../../content/interests.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { publishWhenCommitted } from '../../content/ready-answers.ts'
import { type Scope, scopeOf } from '../../content/scope.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import {
  changeableFeedFields,
  changeableViewFields,
  createCustomView,
  createRssFeed,
  deleteCustomView,
  deleteRssFeed,
  getCustomView,
  getRssFeed,
  listCustomViews,
  listRssFeeds,
  updateCustomView,
  updateRssFeed,
} from '../../contract/subscribers.ts'
import { linkKeyHash } from '../../credentials/link-keys.ts'
import { whoActs } from '../../credentials/principal.ts'
import type { Readable, Writable } from '../../db/database.ts'
import { type Call, type Change, change, type Route, read } from '../../http/handler.ts'
import { type Chosen, idsOf, knownToTeam } from './chosen.ts'
import { presentFeed, presentView, selectionForLog } from './present.ts'
import { changeSelection, shownUrl } from './selection.ts'
import {
  countSelections,
  deleteSelection,
  type FeedRow,
  findSelection,
  insertSelection,
  listSelectionRows,
  type RowOf,
  type SelectionKind,
  type ViewRow,
} from './selection-store.ts'
import type { SubscriberServices } from './services.ts'
import { findSubscriber } from './store.ts'

/** How many views, and how many feeds, a page has at most. */
const selectionsAtMost = 10_000

/** `/admin/custom-views` and `/admin/rss-feeds`: the same but for what they show. */
export function selectionRoutes(services: SubscriberServices): Route[] {
  const { newId, cursors, linkKeys, published } = services

  const conditionsOf = (
    scope: Scope,
    { subscriber_id, updated_since, q }: { subscriber_id?: string; updated_since?: number; q?: string },
  ): Condition[] => {
    const conditions: Condition[] = [
      { sql: 'x.page_id = ? AND x.environment = ?', values: [scope.pageId, scope.environment] },
    ]
    if (subscriber_id !== undefined) conditions.push({ sql: 'x.subscriber_id = ?', values: [subscriber_id] })
    if (updated_since !== undefined) conditions.push({ sql: 'x.updated_at >= ?', values: [updated_since] })
    if (q !== undefined) conditions.push(holdsText('x.name', q))
    return conditions
  }
  const columns = { created_at: 'x.created_at', updated_at: 'x.updated_at', name: 'x.name COLLATE NOCASE' }
  const readOne = <Kind extends SelectionKind>(db: Readable, kind: Kind, scope: Scope, id: string): RowOf<Kind> => {
    const row = findSelection(db, kind, scope, id)
    if (row === undefined) throw new Problem('not_found')
    return row
  }
  const chosenOf = (db: Readable, kind: SelectionKind, id: string) => chosenBy(db, kind, [id]).get(id) ?? []
  const view = (db: Readable, row: ViewRow) => presentView(row, chosenOf(db, 'view', row.id))
  const feed = (db: Readable, row: FeedRow) => presentFeed(row, chosenOf(db, 'feed', row.id))

  /** Writes a new one, with its choice; answers its id. */
  const add = (
    db: Writable,
    kind: SelectionKind,
    call: Pick<Call<typeof createRssFeed>, 'page' | 'environment' | 'caller' | 'now'>,
    { name, chosen, subscriberId }: { name: string; chosen: Chosen; subscriberId: string | null },
  ): string => {
    const scope = scopeOf(call)
    if (countSelections(db, kind, scope) >= selectionsAtMost) {
      throw new Problem('conflict', { detail: `A page has at most ${selectionsAtMost} of them. Delete one first.` })
    }
    knownToTeam(db, scope, chosen)
    knownSubscriber(db, scope, subscriberId)
    const id = newId(kind)
    insertSelection(db, kind, scope, {
      id,
      name,
      everyComponent: chosen === null,
      subscriberId,
      keyHash: linkKeyHash(linkKeys.keyFor(kind, id, 1)),
      by: whoActs(call.caller),
      now: call.now,
    })
    choose(db, kind, id, idsOf(chosen))
    return id
  }

  /** What both do when one of them is changed by the team. */
  const alter = (
    batch: Change,
    kind: SelectionKind,
    call: Pick<Call<typeof updateRssFeed>, 'page' | 'environment' | 'now' | 'body'>,
    row: ViewRow | FeedRow,
  ): void => {
    const { name, components, subscriber_id, renew_url } = call.body
    const scope = scopeOf(call)
    if (components !== undefined) knownToTeam(batch.db, scope, components)
    if (subscriber_id !== undefined) knownSubscriber(batch.db, scope, subscriber_id)
    changeSelection(batch.db, services, kind, row, {
      name,
      chosen: components,
      subscriberId: subscriber_id,
      renewsUrl: renew_url === true,
      now: call.now,
    })
    publishWhenCommitted(published, call, batch)
  }

  return [
    read(listCustomViews, (call, db) => {
      const scope = scopeOf(call)
      const listing = listingOf(cursors, {
        name: listCustomViews.id,
        ...scope,
        query: call.query,
        defaultSort: '-created_at',
        columns,
        id: 'x.id',
        conditions: conditionsOf(scope, call.query),
      })
      const rows = listSelectionRows(db, 'view', listing)
      const chosen = chosenBy(
        db,
        'view',
        rows.map(({ id }) => id),
      )
      return { body: listing.page(rows, (row) => presentView(row, chosen.get(row.id) ?? [])) }
    }),

    change(createCustomView, (call, batch) => {
      const { name, components, subscriber_id = null } = call.body
      const id = add(batch.db, 'view', call, { name, chosen: components, subscriberId: subscriber_id })
      const row = readOne(batch.db, 'view', scopeOf(call), id)
      const after = view(batch.db, row)
      batch.record({ target: { type: 'custom_view', id, label: name }, after: selectionForLog(after) })
      return { body: { ...after, url: shownUrl(services, 'view', row) }, version: row.version }
    }),

    read(getCustomView, (call, db) => {
      const row = readOne(db, 'view', scopeOf(call), call.params.id)
      return { body: { ...view(db, row), url: shownUrl(services, 'view', row) }, version: row.version }
    }),

    change(updateCustomView, (call, batch) => {
      const { db, record, expectVersion } = batch
      const row = readOne(db, 'view', scopeOf(call), call.params.id)
      expectVersion(row.version)
      const before = { ...view(db, row), url: shownUrl(services, 'view', row) }
      const errors = fixedFieldErrors(call.body, before, changeableViewFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      alter(batch, 'view', call, row)
      const changed = readOne(db, 'view', scopeOf(call), row.id)
      const after = { ...view(db, changed), url: shownUrl(services, 'view', changed) }
      record({
        target: { type: 'custom_view', id: row.id, label: after.name },
        before: selectionForLog(before),
        after: { ...selectionForLog(after), ...(call.body.renew_url === true ? { renewed: true } : {}) },
      })
      return { body: after, version: changed.version }
    }),

    change(
      deleteCustomView,
      (call, batch) => {
        const row = readOne(batch.db, 'view', scopeOf(call), call.params.id)
        batch.expectVersion(row.version)
        const before = view(batch.db, row)
        deleteSelection(batch.db, 'view', row.id)
        batch.record({ target: { type: 'custom_view', id: row.id, label: row.name }, before: selectionForLog(before) })
        publishWhenCommitted(published, call, batch)
        return { body: undefined }
      },
      { essential: true },
    ),

    read(listRssFeeds, (call, db) => {
      const scope = scopeOf(call)
      const listing = listingOf(cursors, {
        name: listRssFeeds.id,
        ...scope,
        query: call.query,
        defaultSort: '-created_at',
        columns,
        id: 'x.id',
        conditions: conditionsOf(scope, call.query),
      })
      const rows = listSelectionRows(db, 'feed', listing)
      const chosen = chosenBy(
        db,
        'feed',
        rows.map(({ id }) => id),
      )
      return { body: listing.page(rows, (row) => presentFeed(row, chosen.get(row.id) ?? [])) }
    }),

    change(createRssFeed, (call, batch) => {
      const { name, components = null, subscriber_id = null } = call.body
      const id = add(batch.db, 'feed', call, { name, chosen: components, subscriberId: subscriber_id })
      const row = readOne(batch.db, 'feed', scopeOf(call), id)
      const after = feed(batch.db, row)
      batch.record({ target: { type: 'rss_feed', id, label: name }, after: selectionForLog(after) })
      return { body: { ...after, url: shownUrl(services, 'feed', row) }, version: row.version }
    }),

    read(getRssFeed, (call, db) => {
      const row = readOne(db, 'feed', scopeOf(call), call.params.id)
      return { body: { ...feed(db, row), url: shownUrl(services, 'feed', row) }, version: row.version }
    }),

    change(updateRssFeed, (call, batch) => {
      const { db, record, expectVersion } = batch
      const row = readOne(db, 'feed', scopeOf(call), call.params.id)
      expectVersion(row.version)
      const before = { ...feed(db, row), url: shownUrl(services, 'feed', row) }
      const errors = fixedFieldErrors(call.body, before, changeableFeedFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      alter(batch, 'feed', call, row)
      const changed = readOne(db, 'feed', scopeOf(call), row.id)
      const after = { ...feed(db, changed), url: shownUrl(services, 'feed', changed) }
      record({
        target: { type: 'rss_feed', id: row.id, label: after.name },
        before: selectionForLog(before),
        after: { ...selectionForLog(after), ...(call.body.renew_url === true ? { renewed: true } : {}) },
      })
      return { body: after, version: changed.version }
    }),

    change(
      deleteRssFeed,
      (call, batch) => {
        const row = readOne(batch.db, 'feed', scopeOf(call), call.params.id)
        batch.expectVersion(row.version)
        const before = feed(batch.db, row)
        deleteSelection(batch.db, 'feed', row.id)
        batch.record({ target: { type: 'rss_feed', id: row.id, label: row.name }, before: selectionForLog(before) })
        publishWhenCommitted(published, call, batch)
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}

/** @throws Problem `validation_failed` when it is said to be someone's who is not there. */
function knownSubscriber(db: Readable, scope: Scope, id: string | null): void {
  if (id !== null && findSubscriber(db, scope, id) === undefined)
    throw invalidField('/subscriber_id', 'is not a subscriber of this page')
}
