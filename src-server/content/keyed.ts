import { linkKeyHash } from '../credentials/link-keys.ts'
import type { Readable } from '../db/database.ts'

/**
 * What stands behind the key of an address: found by its digest, live things only. On a page's host only that page's; on names that are no
 * page's (loopback, the public URL) any page's, because there the key is all that says which.
 */
export interface KeyedThing {
  readonly id: string
  readonly name: string
  readonly page_id: string
}

export function viewOfKey(db: Readable, key: string, hostPageId: string | null): KeyedThing | undefined {
  return db.get<KeyedThing>(
    `SELECT id, name, page_id FROM custom_views WHERE key_hash = ? AND environment = 'live' AND page_id = coalesce(?, page_id)`,
    linkKeyHash(key),
    hostPageId,
  )
}

export function feedOfKey(
  db: Readable,
  key: string,
  hostPageId: string | null,
): (KeyedThing & { readonly every_component: 0 | 1 }) | undefined {
  return db.get<KeyedThing & { every_component: 0 | 1 }>(
    `SELECT id, name, page_id, every_component FROM rss_feeds
      WHERE key_hash = ? AND environment = 'live' AND page_id = coalesce(?, page_id)`,
    linkKeyHash(key),
    hostPageId,
  )
}
