import type { Listing } from '../../content/listing.ts'
import type { LinkPurpose } from '../../contract/subscribers.ts'
import type { Readable } from '../../db/database.ts'

/** Links of subscribers as the team lists them. Times are milliseconds UTC. */
export interface LinkRow {
  /** The same as `link_id`: what lists are ordered by. */
  readonly id: string
  readonly link_id: string
  readonly purpose: LinkPurpose
  readonly subject_id: string
  /** Of a view or a feed; a subscription has none of its own. */
  readonly subject_name: string | null
  readonly subscriber_id: string
  readonly email: string
  readonly created_by: string | null
  readonly created_by_name: string | null
  readonly created_at: number
  readonly expires_at: number
  readonly used_at: number | null
  readonly status: 'open' | 'used' | 'expired' | 'revoked'
}

/** The state at a time, as SQL; takes the time once. Ended while it was open counts before having been used. */
export const linkStatusAt = `CASE WHEN m.used_at IS NOT NULL THEN 'used' WHEN m.revoked_at IS NOT NULL OR s.state = 'ended' THEN 'revoked'
  WHEN m.expires_at <= ? THEN 'expired' ELSE 'open' END`

const columns = `m.link_id AS id, m.link_id, m.purpose, m.subject_id, coalesce(v.name, f.name) AS subject_name, m.subscriber_id, s.email,
  m.created_by, m.created_by_name, m.created_at, m.expires_at, m.used_at, ${linkStatusAt} AS status`

const source = `magic_tokens m JOIN subscribers s ON s.id = m.subscriber_id
  LEFT JOIN custom_views v ON v.id = m.subject_id LEFT JOIN rss_feeds f ON f.id = m.subject_id`

/** One page of a list, with each state at a time. */
export function listLinkRows(db: Readable, listing: Listing, now: number): LinkRow[] {
  return db.all<LinkRow>(
    `SELECT ${columns} FROM ${source} WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    now,
    ...listing.values,
    listing.take,
  )
}

/** A link of this page and environment, by the id that the team sees it by. */
export function findLink(
  db: Readable,
  { pageId, environment }: { pageId: string; environment: string },
  id: string,
  now: number,
): LinkRow | undefined {
  return db.get<LinkRow>(
    `SELECT ${columns} FROM ${source} WHERE m.link_id = ? AND m.page_id = ? AND s.environment = ?`,
    now,
    id,
    pageId,
    environment,
  )
}
