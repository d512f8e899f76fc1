import { createFormat } from '../../content/format.ts'
import { prose } from '../../content/prose.ts'
import { type Words, wordsFor } from '../../content/words.ts'
import type { LocalizationSettings } from '../../contract/settings.ts'
import { type Html, html, xml } from '../../http/html.ts'
import { type FeedItem, idOf } from './model.ts'

/**
 * Feeds as Atom (RFC 4287) and RSS 2.0.
 *
 * Chosen: written here, from the same escaping templates as the pages: two formats of a dozen elements each are less than a package and what it brings
 * along, and every text in them is text. An item is one incident or maintenance with all that was said about it; its id never changes, its
 * time is that of the last word, so a reader shows it anew. Absolute addresses are the page's own, never those of the request, so that one
 * answer serves everyone. Pure. Held by test/feeds/render.test.ts and, in a browser's XML parser, test/e2e/feeds.chromium.test.ts.
 */
export interface Feed {
  /** A URI that stays, whatever the page's address becomes. */
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly author: string
  /** `https://status.example.org` */
  readonly pageUrl: string
  /** Where this feed is. */
  readonly selfUrl: string
  readonly items: readonly FeedItem[]
  /** Where there is nothing to tell yet. */
  readonly since: number
  readonly localization: LocalizationSettings
}

/** An item in words. */
interface Entry {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly publishedAt: number
  readonly updatedAt: number
  readonly category: string
  readonly content: string
}

export function renderAtom(feed: Feed): string {
  const entries = entriesOf(feed)
  const body = xml`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.localization.locale}">
<id>${feed.id}</id>
<title>${feed.title}</title>
${feed.subtitle !== '' && xml`<subtitle>${feed.subtitle}</subtitle>\n`}<updated>${isoOf(updatedAt(feed))}</updated>
<author><name>${feed.author}</name></author>
<link rel="self" type="application/atom+xml" href="${feed.selfUrl}"/>
<link rel="alternate" type="text/html" href="${feed.pageUrl}/"/>
${entries.map(
  (entry) => xml`<entry>
<id>${entry.id}</id>
<title>${entry.title}</title>
<link rel="alternate" type="text/html" href="${entry.url}"/>
<published>${isoOf(entry.publishedAt)}</published>
<updated>${isoOf(entry.updatedAt)}</updated>
<category term="${entry.category}"/>
<content type="html">${entry.content}</content>
</entry>
`,
)}</feed>
`
  return `${declaration}${body}`
}

export function renderRss(feed: Feed): string {
  const entries = entriesOf(feed)
  const body = xml`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${feed.title}</title>
<link>${feed.pageUrl}/</link>
<atom:link rel="self" type="application/rss+xml" href="${feed.selfUrl}"/>
<description>${feed.subtitle === '' ? feed.title : feed.subtitle}</description>
<language>${feed.localization.locale}</language>
<lastBuildDate>${mailDateOf(updatedAt(feed))}</lastBuildDate>
<ttl>5</ttl>
${entries.map(
  (entry) => xml`<item>
<title>${entry.title}</title>
<link>${entry.url}</link>
<guid isPermaLink="false">${entry.id}</guid>
<pubDate>${mailDateOf(entry.updatedAt)}</pubDate>
<category>${entry.category}</category>
<description>${entry.content}</description>
</item>
`,
)}</channel>
</rss>
`
  return `${declaration}${body}`
}

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'

function updatedAt({ items, since }: Feed): number {
  return items[0]?.updatedAt ?? since
}

function entriesOf({ items, pageUrl, localization }: Feed): Entry[] {
  const words = wordsFor(localization.locale)
  const format = createFormat(localization)
  return items.map((item) => {
    const id = idOf(item)
    const shared = { url: `${pageUrl}/#${id}`, updatedAt: item.updatedAt }
    if (item.kind === 'incident') {
      const { incident } = item
      const state = words.incident[incident.status]
      return {
        ...shared,
        id: `urn:beatkeeper:incident:${id}`,
        title: `${state}: ${incident.name}`,
        publishedAt: incident.published_at,
        category: words.impact[incident.impact],
        content: String(
          [
            affects(incident.components, words),
            ...incident.updates.map(
              (update) =>
                html`<p><strong>${words.incident[update.status]}</strong> · ${format.moment(update.created_at)} (${format.zone})</p>${prose(update.body)}`,
            ),
          ].reduce<Html>((all, part) => html`${all}${part}`, html``),
        ),
      }
    }
    const { maintenance } = item
    return {
      ...shared,
      id: `urn:beatkeeper:maintenance:${id}`,
      title: `${titleOf(maintenance.state.status, words)}: ${maintenance.name}`,
      publishedAt: Math.min(item.updatedAt, maintenance.scheduled_for),
      category: words.component.under_maintenance,
      content: String(
        html`<p>${format.window(maintenance.scheduled_for, maintenance.scheduled_until)} (${format.zone})</p>${affects(maintenance.components, words)}${prose(maintenance.body)}`,
      ),
    }
  })
}

function titleOf(status: 'scheduled' | 'in_progress' | 'completed', words: Words): string {
  if (status === 'scheduled') return words.maintenanceAhead
  return status === 'in_progress' ? words.maintenanceNow : words.completed
}

function affects(components: readonly { readonly name: string }[], words: Words): Html | null {
  if (components.length === 0) return null
  return html`<p>${words.affects}: ${components.map(({ name }) => name).join(', ')}</p>`
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}

/** As RFC 822 and RSS write it: `Sat, 21 Nov 2026 08:14:00 GMT`. */
function mailDateOf(at: number): string {
  return new Date(at).toUTCString()
}
