import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of custom views and feeds, which differ in one column: a feed can follow everything. Times are milliseconds UTC. */

interface SelectionRow {
  readonly id: string
  readonly page_id: string
  readonly environment: 'live' | 'test'
  readonly name: string
  readonly subscriber_id: string | null
  /** Of the subscriber. */
  readonly email: string | null
  readonly term: number
  readonly key_hash: Buffer
  readonly version: number
  readonly created_at: number
  readonly created_by: string
  readonly created_by_name: string
  readonly updated_at: number
}

export type ViewRow = SelectionRow
export interface FeedRow extends SelectionRow {
  readonly every_component: 0 | 1
}

export type SelectionKind = 'view' | 'feed'
export type RowOf<Kind extends SelectionKind> = Kind extends 'feed' ? FeedRow : ViewRow

const tables = { view: 'custom_views', feed: 'rss_feeds' } as const
const shared = `x.id, x.page_id, x.environment, x.name, x.subscriber_id, s.email, x.term, x.key_hash, x.version, x.created_at, x.created_by,
  x.created_by_name, x.updated_at`
const selects = {
  view: `SELECT ${shared} FROM custom_views x LEFT JOIN subscribers s ON s.id = x.subscriber_id`,
  feed: `SELECT ${shared}, x.every_component FROM rss_feeds x LEFT JOIN subscribers s ON s.id = x.subscriber_id`,
} as const

/** The one with this id; undefined when it is not in this scope. */
export function findSelection<Kind extends SelectionKind>(
  db: Readable,
  kind: Kind,
  { pageId, environment }: Scope,
  id: string,
): RowOf<Kind> | undefined {
  return db.get<RowOf<Kind>>(
    `${selects[kind]} WHERE x.id = ? AND x.page_id = ? AND x.environment = ?`,
    id,
    pageId,
    environment,
  )
}

/** The same wherever it is: for the holder of its own link. */
export function selectionById<Kind extends SelectionKind>(
  db: Readable,
  kind: Kind,
  id: string,
): RowOf<Kind> | undefined {
  return db.get<RowOf<Kind>>(`${selects[kind]} WHERE x.id = ?`, id)
}

/** One page of a list. */
export function listSelectionRows<Kind extends SelectionKind>(
  db: Readable,
  kind: Kind,
  listing: Listing,
): RowOf<Kind>[] {
  return db.all<RowOf<Kind>>(
    `${selects[kind]} WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** All of one subscriber, by name. */
export function selectionsOf<Kind extends SelectionKind>(
  db: Readable,
  kind: Kind,
  subscriberId: string,
): RowOf<Kind>[] {
  return db.all<RowOf<Kind>>(
    `${selects[kind]} WHERE x.subscriber_id = ? ORDER BY x.name COLLATE NOCASE, x.id LIMIT 200`,
    subscriberId,
  )
}

/** How many a scope has. */
export function countSelections(db: Readable, kind: SelectionKind, { pageId, environment }: Scope): number {
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM ${tables[kind]} WHERE page_id = ? AND environment = ?`,
    pageId,
    environment,
  )
  return row?.n ?? 0
}

export interface NewSelection {
  readonly id: string
  readonly name: string
  /** Feeds only. */
  readonly everyComponent: boolean
  readonly subscriberId: string | null
  readonly keyHash: Buffer
  readonly by: { readonly id: string; readonly name: string }
  readonly now: number
}

export function insertSelection(tx: Writable, kind: SelectionKind, scope: Scope, row: NewSelection): void {
  tx.run(
    `INSERT INTO ${tables[kind]} (id, page_id, environment, name, subscriber_id, key_hash, created_at, created_by, created_by_name, updated_at
       ${kind === 'feed' ? ', every_component' : ''})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?${kind === 'feed' ? ', ?' : ''})`,
    row.id,
    scope.pageId,
    scope.environment,
    row.name,
    row.subscriberId,
    row.keyHash,
    row.now,
    row.by.id,
    row.by.name,
    row.now,
    ...(kind === 'feed' ? [row.everyComponent ? 1 : 0] : []),
  )
}

/** Writes what can be changed, and raises the version. */
export function updateSelection(
  tx: Writable,
  kind: SelectionKind,
  id: string,
  row: Pick<NewSelection, 'name' | 'everyComponent' | 'subscriberId' | 'keyHash' | 'now'> & { readonly term: number },
): void {
  tx.run(
    `UPDATE ${tables[kind]} SET name = ?, subscriber_id = ?, term = ?, key_hash = ?, version = version + 1, updated_at = ?
       ${kind === 'feed' ? ', every_component = ?' : ''} WHERE id = ?`,
    row.name,
    row.subscriberId,
    row.term,
    row.keyHash,
    row.now,
    ...(kind === 'feed' ? [row.everyComponent ? 1 : 0] : []),
    id,
  )
}

export function deleteSelection(tx: Writable, kind: SelectionKind, id: string): void {
  tx.run(`DELETE FROM ${tables[kind]} WHERE id = ?`, id)
}
