/**
 * Feeds in a real XML parser (Chromium's, libxml2): whatever people write, they are well-formed, have what RFC 4287 and RSS 2.0 ask for, say what
 * was written, and hold nothing that runs.
 */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { incidentImpacts, incidentStatuses } from '../../src-server/contract/incidents.ts'
import type { FeedItem } from '../../src-server/features/feeds/model.ts'
import { type Feed, renderAtom, renderRss } from '../../src-server/features/feeds/render.ts'
import { openChromium } from './support/chromium.ts'

const it = suite('feeds in a parser')
const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const runs = Number(process.env.BEATKEEPER_RUNS ?? 300)

const hostile = fc.constantFrom(
  ']]>',
  '<![CDATA[x]]>',
  '&lt;&#0;&bogus;',
  '</entry><entry>',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '<?xml version="1.0"?>',
  '\u0000\u0008\u000b\u001f',
  '\ufffe\uffff',
  '\ud800',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  'https://a.test/?x=1&y="2"',
  '\'"`<>&',
  '\u202e\u2028\u0085',
  '🙂 e\u0301',
)
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 12 }), fc.lorem({ maxCount: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(' '))
const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })
const id = (prefix: string) => fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/).map((body) => `${prefix}_${body}`)
const components = fc.array(fc.record({ id: id('cmp'), name: text, status: fc.constant('major_outage' as const) }), {
  maxLength: 3,
})

const incident: fc.Arbitrary<FeedItem> = fc.record({
  kind: fc.constant('incident' as const),
  updatedAt: time,
  incident: fc.record({
    id: id('inc'),
    name: text,
    status: fc.constantFrom(...incidentStatuses),
    impact: fc.constantFrom(...incidentImpacts),
    published_at: time,
    resolved_at: fc.option(time),
    updated_at: time,
    components,
    updates: fc.array(
      fc.record({ id: id('upd'), status: fc.constantFrom(...incidentStatuses), body: text, created_at: time }),
      { maxLength: 3 },
    ),
  }),
})
const maintenance: fc.Arbitrary<FeedItem> = fc.record({
  kind: fc.constant('maintenance' as const),
  updatedAt: time,
  maintenance: fc.record({
    id: id('mnt'),
    name: text,
    body: text,
    scheduled_for: time,
    scheduled_until: time.map((at) => at + Date.UTC(2031, 0)),
    updated_at: time,
    state: fc.record({
      status: fc.constantFrom('scheduled' as const, 'in_progress' as const, 'completed' as const),
      startedAt: fc.option(time),
      completedAt: fc.option(time),
    }),
    components,
  }),
})
const feed: fc.Arbitrary<Feed> = fc.record({
  id: fc.constant('urn:beatkeeper:page:pag_x'),
  title: text,
  subtitle: fc.oneof(fc.constant(''), text),
  author: text,
  pageUrl: fc.constant('https://status.acme.test'),
  selfUrl: fc.constant('https://status.acme.test/feed.atom'),
  items: fc.uniqueArray(fc.oneof(incident, maintenance), {
    maxLength: 5,
    selector: (item) => (item.kind === 'incident' ? item.incident.id : item.maintenance.id),
  }),
  since: time,
  localization: fc.record({
    locale: fc.constantFrom('en', 'de-DE', 'fr', 'es', 'ja'),
    time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Auckland'),
    hour_cycle: fc.constant('auto' as const),
  }),
})

/** What a parser makes of documents, and everything about them that is not as the format says. Runs in the browser. */
function readAll(documents: readonly { atom: string; rss: string }[]) {
  const problems: string[] = []
  const titles: string[][] = []
  const isTime = (value: string): boolean =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value))
  const isMailTime = (value: string): boolean =>
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  const children = (element: Element, name: string): Element[] =>
    [...element.children].filter((child) => child.localName === name && child.prefix === null)
  const only = (element: Element, name: string, where: string): string => {
    const found = children(element, name)
    if (found.length !== 1) problems.push(`${where}: ${found.length} ${name}`)
    return found[0]?.textContent ?? ''
  }
  const isAbsolute = (value: string | null | undefined): boolean =>
    value != null && /^https:\/\//.test(value) && URL.canParse(value)
  const refuseRunning = (markup: string, where: string): void => {
    const body = new DOMParser().parseFromString(markup, 'text/html').body
    for (const element of body.querySelectorAll('*')) {
      if (!['P', 'STRONG', 'BR', 'A'].includes(element.tagName)) problems.push(`${where}: <${element.tagName}>`)
      for (const { name, value } of element.attributes)
        if (!(element.tagName === 'A' && (name === 'rel' || (name === 'href' && /^https?:\/\//i.test(value)))))
          problems.push(`${where}: ${name}="${value}"`)
    }
  }
  for (const [index, { atom, rss }] of documents.entries()) {
    const parse = (source: string, kind: string): Element | null => {
      const parsed = new DOMParser().parseFromString(source, 'application/xml')
      const error = parsed.querySelector('parsererror')
      if (error !== null) problems.push(`${kind} ${index}: ${error.textContent?.slice(0, 200)}`)
      return error === null ? parsed.documentElement : null
    }
    const root = parse(atom, 'atom')
    if (root !== null) {
      if (root.namespaceURI !== 'http://www.w3.org/2005/Atom' || root.localName !== 'feed') problems.push('atom root')
      for (const name of ['id', 'title']) only(root, name, 'feed')
      if (!isTime(only(root, 'updated', 'feed'))) problems.push('feed updated')
      if (children(root, 'author').length !== 1) problems.push('feed author')
      const links = children(root, 'link')
      if (links.filter((link) => link.getAttribute('rel') === 'self').length !== 1) problems.push('feed self')
      for (const link of links) if (!isAbsolute(link.getAttribute('href'))) problems.push('feed link')
      const ids = new Set<string>()
      const said: string[] = []
      for (const entry of children(root, 'entry')) {
        const entryId = only(entry, 'id', 'entry')
        if (ids.has(entryId) || !/^urn:beatkeeper:(incident|maintenance):/.test(entryId)) problems.push('entry id')
        ids.add(entryId)
        said.push(only(entry, 'title', 'entry'))
        for (const name of ['published', 'updated'])
          if (!isTime(only(entry, name, 'entry'))) problems.push(`entry ${name}`)
        const content = children(entry, 'content')[0]
        if (content?.getAttribute('type') !== 'html' || content.children.length > 0) problems.push('entry content')
        refuseRunning(content?.textContent ?? '', 'entry content')
      }
      titles.push(said)
    }
    const channelRoot = parse(rss, 'rss')
    const channel = channelRoot === null ? undefined : children(channelRoot, 'channel')[0]
    if (channelRoot !== null && channel !== undefined) {
      if (channelRoot.localName !== 'rss' || channelRoot.getAttribute('version') !== '2.0') problems.push('rss root')
      for (const name of ['title', 'description', 'language'])
        if (only(channel, name, 'channel') === '' && name === 'language') problems.push('language')
      if (!isAbsolute(only(channel, 'link', 'channel'))) problems.push('channel link')
      if (!isMailTime(only(channel, 'lastBuildDate', 'channel'))) problems.push('lastBuildDate')
      for (const item of children(channel, 'item')) {
        for (const name of ['title', 'guid', 'description', 'link']) only(item, name, 'item')
        if (!isMailTime(only(item, 'pubDate', 'item'))) problems.push('pubDate')
        if (children(item, 'guid')[0]?.getAttribute('isPermaLink') !== 'false') problems.push('guid')
        refuseRunning(children(item, 'description')[0]?.textContent ?? '', 'item description')
      }
    } else if (channelRoot !== null) problems.push('no channel')
  }
  return { problems: [...new Set(problems)], titles }
}

it('whatever people write, Atom and RSS are well-formed, complete, and say what was written', async () => {
  const feeds = fc.sample(feed, { seed, numRuns: runs })
  const browser = await openChromium()
  const page = await browser.newPage()
  const { problems, titles } = await page.evaluate(
    readAll,
    feeds.map((each) => ({ atom: renderAtom(each), rss: renderRss(each) })),
  )
  const broken = await page.evaluate(readAll, [
    { atom: '<feed>&bogus;</feed>', rss: '<rss version="2.0"><channel/></rss>' },
  ])
  await browser.close()
  console.log(`feeds ${feeds.length} x 2 documents parsed, ${problems.length} problems, seed ${seed}`)
  assert.equal(problems, [])
  // What XML cannot hold is left out; line ends are one to a parser; everything else is as it was written.
  const fits = (character: string): boolean => {
    const code = character.codePointAt(0) ?? 0
    return code === 9 || code === 10 || code === 13 || (code >= 0x20 && code < 0xfffe) || code > 0xffff
  }
  const readable = (written: string): string =>
    [...written.toWellFormed().replaceAll('\ufffd', '')].filter(fits).join('').replaceAll(/\r\n?/g, '\n')
  for (const [index, { items }] of feeds.entries())
    for (const [place, item] of items.entries()) {
      const name = readable(item.kind === 'incident' ? item.incident.name : item.maintenance.name)
      const told = (titles[index]?.[place] ?? '').replaceAll('\ufffd', '')
      assert.ok(told.endsWith(`: ${name}`), JSON.stringify([told, name]))
    }
  assert.ok(broken.problems.length >= 3, 'a broken document is noticed')
})

it.run()
