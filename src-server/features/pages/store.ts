import type { Listing } from '../../content/listing.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of pages. Times are milliseconds UTC. */

export interface PageRow {
  readonly id: string
  readonly name: string
  readonly is_default: 0 | 1
  readonly version: number
  readonly created_at: number
  /** JSON array, the primary one first. */
  readonly hosts: string
}

const pages = `SELECT p.id, p.name, p.is_default, p.version, p.created_at,
    (SELECT json_group_array(h.host ORDER BY h.position) FROM page_hosts h WHERE h.page_id = p.id) AS hosts
  FROM pages p`

/** The page with this id; undefined when there is none. */
export function findPage(db: Readable, id: string): PageRow | undefined {
  return db.get<PageRow>(`${pages} WHERE p.id = ?`, id)
}

/** One page of the list of pages. */
export function listPageRows(db: Readable, listing: Listing): PageRow[] {
  return db.all<PageRow>(
    `${pages} WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** How many pages the workspace has. */
export function countPages(db: Readable): number {
  return db.get<{ n: number }>('SELECT count(*) AS n FROM pages')?.n ?? 0
}

/** Adds a page; the first one of a workspace is its default. */
export function insertPage(tx: Writable, id: string, name: string, now: number): void {
  tx.run(
    'INSERT INTO pages (id, name, is_default, created_at) SELECT ?, ?, NOT EXISTS (SELECT 1 FROM pages), ?',
    id,
    name,
    now,
  )
}

/** There is one default page: the others stop being it first. */
export function makeDefault(tx: Writable, id: string): void {
  tx.run('UPDATE pages SET is_default = 0, version = version + 1 WHERE is_default = 1 AND id <> ?', id)
  tx.run('UPDATE pages SET is_default = 1, version = version + 1 WHERE id = ? AND is_default = 0', id)
}

/** Removes a page with its content, hosts, settings, locks and memberships. */
export function deletePageRow(tx: Writable, id: string): void {
  tx.run('DELETE FROM terraform_locks WHERE page_id = ?', id)
  tx.run('DELETE FROM pages WHERE id = ?', id)
}

/** How many records of API tokens a page has, in any state: they are evidence, and go one by one. */
export function countTokensOfPage(db: Readable, id: string): number {
  return db.get<{ n: number }>('SELECT count(*) AS n FROM tokens WHERE page_id = ?', id)?.n ?? 0
}
