/** Feeds over HTTP: the page's and those of chosen components; cacheable, found by their key alone, and never more than the public sees. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expecting, hereHost, post, startWorld, thereHost, type World } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('feeds')
let world: World
let api = ''
let mail = ''
it.before.each(async () => {
  world = await startWorld()
  const make = async (name: string): Promise<string> =>
    (await expecting(201, world.server.asOwner(post('/admin/components', { name })))).json.id
  api = await make('API')
  mail = await make('Mail')
})
it.after.each(() => world.server.stop())

const look = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  world.server.ask({ path, headers: { Host: hereHost, ...headers } })
const incident = (name: string, componentId: string | null, more: object = {}): Promise<Answer> =>
  expecting(
    201,
    world.server.asOwner(
      post('/admin/incidents', {
        name,
        status: 'investigating',
        body: 'We <b>look</b> at it & tell.',
        ...(componentId === null ? {} : { components: [{ id: componentId, status: 'partial_outage' }] }),
        ...more,
      }),
    ),
  )
const feedPath = async (components: object | null): Promise<string> => {
  const made = await expecting(201, world.server.asOwner(post('/admin/rss-feeds', { name: 'Mine', components })))
  return new URL(made.json.url).pathname
}
const titles = ({ text }: Answer): string[] =>
  [...text.matchAll(/<(?:entry|item)>[\s\S]*?<title>(.*?)<\/title>/g)].map(([, title]) => title ?? '')

it('200 Atom and RSS of the page, with their own media types, and 304 where nothing changed', async () => {
  await incident('API is slow', api)
  for (const [path, type] of [
    ['/feed.atom', 'application/atom+xml; charset=utf-8'],
    ['/feed.rss', 'application/rss+xml; charset=utf-8'],
  ] as const) {
    const first = await look(path, { Accept: 'application/rss+xml;q=0.9, image/*' })
    assert.equal([first.status, first.headers['content-type']], [200, type])
    assert.match(first.headers['cache-control'] ?? '', /^public/)
    assert.equal(titles(first).at(-1), 'Investigating: API is slow')
    assert.match(first.text, '&amp;lt;b&amp;gt;look&amp;lt;/b&amp;gt; at it &amp;amp; tell.')
    assert.is((await look(path, { 'If-None-Match': first.headers.etag ?? '' })).status, 304)
    assert.is((await look(`${path}?utm_source=reader`)).status, 200)
    await incident('Another', mail)
    assert.is.not((await look(path)).headers.etag, first.headers.etag)
  }
  assert.match((await look('/')).text, /<link rel="alternate" type="application\/atom\+xml" href="\/feed.atom"/)
})

it('never more than the public sees: no draft, no sandbox, nothing of another page, no note of the team', async () => {
  const { server } = world
  const { id } = (await incident('Public', api)).json
  await server.asOwner(post(`/admin/incidents/${id}/annotations`, { body: 'a blamed colleague' }))
  await incident('Draft', api, { published_at: null })
  await incident('Later', api, { published_at: '2040-01-01T00:00:00Z' })
  await world.owner.ask(
    post('/admin/incidents', { name: 'Sand', status: 'investigating' }, { headers: { 'X-Environment': 'test' } }),
  )
  await server.asOwner(
    post('/admin/incidents', { name: 'Theirs', status: 'investigating' }, { headers: { 'X-Page': world.there } }),
  )
  await server.asOwner({ method: 'PATCH', path: `/api/v1/admin/components/${mail}`, body: { public: false } })
  await incident('Hidden part', mail)
  for (const path of ['/feed.atom', '/feed.rss', await feedPath(null)]) {
    const feed = await look(path)
    assert.equal(titles(feed).sort(), ['Investigating: Hidden part', 'Investigating: Public'], path)
    for (const word of ['blamed', 'Draft', 'Later', 'Sand', 'Theirs', 'Mail', 'owner'])
      assert.not.match(feed.text, word)
  }
})

it('a feed of chosen components tells what is about them or about the whole page, maintenances too', async () => {
  const path = await feedPath([{ id: api }])
  await incident('API is slow', api)
  await incident('Mail is slow', mail)
  await incident('Everything is slow', null)
  const window = { scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' }
  const plan = (name: string, id: string): Promise<Answer> =>
    world.server.asOwner(post('/admin/maintenances', { name, ...window, components: [{ id }] }))
  await plan('API moves', api)
  await plan('Mail moves', mail)
  const feed = await look(path)
  assert.equal(titles(feed).sort(), [
    'Investigating: API is slow',
    'Investigating: Everything is slow',
    'Planned maintenance: API moves',
  ])
  assert.is(feed.headers['x-robots-tag'], 'noindex')
})

it('an entry keeps its id and moves on with each word that is said', async () => {
  const { server } = world
  const { id } = (await incident('API is slow', api)).json
  const entry = async () => {
    const { text } = await look('/feed.atom')
    return {
      id: /<entry>\s*<id>(.*?)<\/id>/.exec(text)?.[1],
      updated: Date.parse(/<entry>[\s\S]*?<updated>(.*?)<\/updated>/.exec(text)?.[1] ?? ''),
      whole: Date.parse(/<updated>(.*?)<\/updated>/.exec(text)?.[1] ?? ''),
    }
  }
  const first = await entry()
  server.clock.pass(60_000)
  await server.asOwner({ method: 'PATCH', path: `/api/v1/admin/incidents/${id}`, body: { root_cause: 'of the team' } })
  assert.equal(await entry(), first, 'what visitors do not see changes nothing')
  await server.asOwner(post(`/admin/incidents/${id}/updates`, { status: 'resolved', body: 'Done.' }))
  const second = await entry()
  assert.is(second.id, `urn:beatkeeper:incident:${id}`)
  assert.ok(second.updated > first.updated && second.whole === second.updated)
})

it('404 for a key of nothing, of another page, of another kind, or replaced', async () => {
  const path = await feedPath(null)
  assert.is((await look(path, { Host: thereHost })).status, 404)
  assert.is((await look(path.replace('/feeds/', '/views/'))).status, 404)
  assert.is((await look(`/feeds/${'x'.repeat(43)}`)).status, 404)
  assert.is((await look('/feeds/short')).status, 404)
  assert.is((await look(path)).status, 200)
})

it('reads nothing else: a feed’s key is no credential', async () => {
  const key = (await feedPath(null)).split('/').at(-1) ?? ''
  const { server } = world
  const bearer = await server.ask({ path: '/api/v1/me', headers: { Authorization: `Bearer ${key}` } })
  const magic = await server.ask({ path: '/api/v1/magic/rss-feed', headers: { 'X-Magic-Token': key } })
  assert.equal([bearer.status, magic.status], [401, 401])
  assert.is((await look(`/unsubscribe/${key}`)).status, 404)
})

it.run()
