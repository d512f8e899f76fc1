import { chosenBy } from '../../content/interests.ts'
import { publishWhenCommitted } from '../../content/ready-answers.ts'
import {
  changeOwnFeed,
  changeOwnView,
  deleteOwnFeed,
  deleteOwnView,
  readOwnFeed,
  readOwnView,
} from '../../contract/magic-routes.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { Readable } from '../../db/database.ts'
import { type Change, change, type Reply, type Route, read } from '../../http/handler.ts'
import type { JsonObject } from '../../journal/canonical-json.ts'
import { type Chosen, knownToVisitors } from './chosen.ts'
import { around, followed, holderOf, ownSelection, scopeOfRow, shownOf } from './own.ts'
import { presentFeed, presentView, selectionForLog } from './present.ts'
import { changeSelection, shownUrl } from './selection.ts'
import { deleteSelection, type RowOf, type SelectionKind } from './selection-store.ts'
import type { SubscriberServices } from './services.ts'

/** `/magic/custom-view` and `/magic/rss-feed`: what the holder of a token reads, changes and deletes. */
export function ownSelectionRoutes(services: SubscriberServices): Route[] {
  const shared = <Kind extends SelectionKind>(db: Readable, kind: Kind, row: RowOf<Kind>) => ({
    id: row.id,
    name: row.name,
    url: shownUrl(services, kind, row),
    ...around(db, row),
  })
  const shownView = (db: Readable, row: RowOf<'view'>) => ({
    ...shared(db, 'view', row),
    components: shownOf(db, 'view', row.id),
  })
  const shownFeed = (db: Readable, row: RowOf<'feed'>) => ({
    ...shared(db, 'feed', row),
    components: followed(db, 'feed', row),
  })

  /** Changes one and logs it; answers it as it is then. */
  const altered = <Kind extends SelectionKind>(
    batch: Change,
    kind: Kind,
    call: { readonly caller: Principal; readonly now: number; readonly body: OwnChange },
  ): RowOf<Kind> => {
    const { db, record } = batch
    const { name, components: chosen, renew_url } = call.body
    const row = ownSelection(db, kind, holderOf(call.caller).subjectId)
    if (chosen !== undefined) knownToVisitors(db, scopeOfRow(row), chosen)
    const before = forLog(db, kind, row)
    changeSelection(db, services, kind, row, { name, chosen, renewsUrl: renew_url === true, now: call.now })
    const changed = ownSelection(db, kind, row.id)
    record({
      target: { type: targets[kind], id: row.id, label: changed.name },
      environment: row.environment,
      before,
      after: { ...forLog(db, kind, changed), ...(renew_url === true ? { renewed: true } : {}) },
    })
    published(batch, row)
    return changed
  }

  const deleted = (batch: Change, kind: SelectionKind, call: { readonly caller: Principal }): Reply<undefined> => {
    const row = ownSelection(batch.db, kind, holderOf(call.caller).subjectId)
    const before = forLog(batch.db, kind, row)
    deleteSelection(batch.db, kind, row.id)
    batch.record({
      target: { type: targets[kind], id: row.id, label: row.name },
      environment: row.environment,
      before,
    })
    published(batch, row)
    return { body: undefined }
  }

  const published = (batch: Change, { page_id, environment }: RowOf<SelectionKind>): void =>
    publishWhenCommitted(services.published, { page: { id: page_id }, environment }, batch)

  return [
    read(readOwnView, (call, db) => ({
      body: shownView(db, ownSelection(db, 'view', holderOf(call.caller).subjectId)),
    })),
    change(changeOwnView, (call, batch) => ({ body: shownView(batch.db, altered(batch, 'view', call)) })),
    change(deleteOwnView, (call, batch) => deleted(batch, 'view', call), { essential: true }),

    read(readOwnFeed, (call, db) => ({
      body: shownFeed(db, ownSelection(db, 'feed', holderOf(call.caller).subjectId)),
    })),
    change(changeOwnFeed, (call, batch) => ({ body: shownFeed(batch.db, altered(batch, 'feed', call)) })),
    change(deleteOwnFeed, (call, batch) => deleted(batch, 'feed', call), { essential: true }),
  ]
}

interface OwnChange {
  readonly name?: string | undefined
  readonly components?: Chosen | undefined
  readonly renew_url?: true | undefined
}

const targets = { view: 'custom_view', feed: 'rss_feed' } as const

function forLog(db: Readable, kind: SelectionKind, row: RowOf<SelectionKind>): JsonObject {
  const chosen = chosenBy(db, kind, [row.id]).get(row.id) ?? []
  return selectionForLog('every_component' in row ? presentFeed(row, chosen) : presentView(row, chosen))
}
