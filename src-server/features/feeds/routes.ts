import { readyAnswer } from '../../content/answer.ts'
import type { Interest } from '../../content/concerned.ts'
import { interestOf } from '../../content/interests.ts'
import { feedOfKey } from '../../content/keyed.ts'
import { readPageSettings } from '../../content/page-settings.ts'
import { Problem } from '../../contract/problems.ts'
import { readAtomFeed, readOwnAtomFeed, readRssFeedOfPage } from '../../contract/public.ts'
import type { Readable } from '../../db/database.ts'
import { publicRead, type ReadyAnswer, type Route } from '../../http/handler.ts'
import { readFeedItems } from './model.ts'
import { type Feed, renderAtom, renderRss } from './render.ts'

export interface FeedServices {
  /** Where visitors find a page: `https://status.example.org`. */
  readonly addresses: { page(pageId: string | null): string }
}

const everything: Interest = { everyComponent: true, componentIds: new Set() }

/** Feeds of the page, and those of chosen components, by their key. */
export function feedRoutes({ addresses }: FeedServices): Route[] {
  const feedOf = (db: Readable, { pageId, path, interest, now, own }: Asked): Feed => {
    const stored = readPageSettings(db, pageId)
    if (stored === undefined) throw new Problem('not_found')
    const { general, localization } = stored.settings
    const pageUrl = addresses.page(pageId)
    const since = db.get<{ created_at: number }>('SELECT created_at FROM pages WHERE id = ?', pageId)?.created_at ?? 0
    return {
      id: own === null ? `urn:beatkeeper:page:${pageId}` : `urn:beatkeeper:feed:${own.id}`,
      title: own === null ? general.name : `${general.name}: ${own.name}`,
      subtitle: general.description.trim(),
      author: general.name,
      pageUrl,
      selfUrl: `${pageUrl}${path}`,
      items: readFeedItems(db, pageId, interest, now),
      since,
      localization,
    }
  }
  const answer = (db: Readable, asked: Asked, format: 'atom' | 'rss'): ReadyAnswer =>
    readyAnswer(
      db,
      { pageId: asked.pageId, now: asked.now },
      {
        contentType: `application/${format}+xml; charset=utf-8`,
        text: (format === 'atom' ? renderAtom : renderRss)(feedOf(db, asked)),
        headers: { 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox" },
      },
    )

  return [
    publicRead(readAtomFeed, ({ page, now }, db) =>
      answer(db, { pageId: page.id, path: '/feed.atom', interest: everything, now, own: null }, 'atom'),
    ),
    publicRead(readRssFeedOfPage, ({ page, now }, db) =>
      answer(db, { pageId: page.id, path: '/feed.rss', interest: everything, now, own: null }, 'rss'),
    ),
    publicRead(readOwnAtomFeed, ({ params: { key }, page, hostKind, now }, db) => {
      const own = feedOfKey(db, key, hostKind === 'page' ? page.id : null)
      if (own === undefined) throw new Problem('not_found')
      const interest = interestOf(db, 'feed', own.id, own.every_component === 1)
      const asked = { pageId: own.page_id, path: `/feeds/${key}`, interest, now, own }
      const ready = answer(db, asked, 'atom')
      const unlisted = { ...ready, headers: { ...ready.headers, 'X-Robots-Tag': 'noindex' } }
      // Kept for the page that was asked; where the key says which page it is, changes of that page would not drop it.
      return own.page_id === page.id ? unlisted : { ...unlisted, freshUntil: now }
    }),
  ]
}

interface Asked {
  readonly pageId: string
  readonly path: string
  readonly interest: Interest
  readonly now: number
  readonly own: { readonly id: string; readonly name: string } | null
}
