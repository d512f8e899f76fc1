/** A custom view: the chosen components and what is about them, for whoever has its address. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isAbout } from '../../src-server/content/concerned.ts'
import { readStatusPageModel } from '../../src-server/features/status-page/model.ts'
import { partOf } from '../../src-server/features/status-page/part.ts'
import { expecting, hereHost, post, startWorld, thereHost } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'
import { holds } from './holds.ts'
import { fillSamplePage } from './sample-page.ts'
import { openContentWorkspace } from './workspace.ts'

const it = suite('custom views')
const now = Date.UTC(2026, 10, 21, 9, 30)

it('shows exactly the chosen components, and exactly what is about them or about the whole page', () => {
  const workspace = openContentWorkspace()
  fillSamplePage(workspace, now)
  const whole = readStatusPageModel(workspace.db, workspace.page.pageId, now)
  if (whole === undefined) throw new Error('the page is not there')
  const all = whole.groups.flatMap(({ components }) => components.map(({ component }) => component.id))
  const past = (whole.history ?? []).flatMap(({ incidents }) => incidents)
  holds(
    'a view is a part of its page',
    fc.property(fc.subarray(all), (chosen) => {
      const interest = { everyComponent: false, componentIds: new Set(chosen) }
      const part = partOf(whole, 'Mine', interest)
      const shown = part.groups.flatMap(({ components }) => components.map(({ component }) => component.id))
      assert.equal(
        shown,
        all.filter((id) => chosen.includes(id)),
      )
      const told = (part.history ?? []).flatMap(({ incidents }) => incidents)
      const about = past.filter(({ components }) =>
        isAbout(
          components.map(({ id }) => id),
          interest,
        ),
      )
      assert.equal(
        told.map(({ id }) => id),
        about.map(({ id }) => id),
      )
      for (const { components } of [...part.openIncidents, ...told, ...part.upcoming, ...part.inProgress])
        assert.ok(components.every(({ id }) => chosen.includes(id)))
    }),
    100,
  )
  const none = partOf(whole, 'Nothing', { everyComponent: false, componentIds: new Set() })
  assert.equal([none.groups, none.view], [[], 'Nothing'])
  workspace.close()
})

it('its address is public and cacheable, unlisted, new with the next look, and shows nothing once deleted', async () => {
  const { server, there } = await startWorld()
  const make = async (name: string): Promise<string> =>
    (await expecting(201, server.asOwner(post('/admin/components', { name })))).json.id
  const [api, mail] = [await make('API'), await make('Mail')]
  const view = await expecting(
    201,
    server.asOwner(post('/admin/custom-views', { name: 'For <Acme>', components: [{ id: api }] })),
  )
  const { pathname } = new URL(view.json.url)
  const look = (headers: Record<string, string> = {}): Promise<Answer> =>
    server.ask({ path: pathname, headers: { Host: hereHost, ...headers } })
  const first = await look()
  assert.is(first.status, 200)
  assert.match(first.headers['cache-control'] ?? '', /^public/)
  assert.is(first.headers['x-robots-tag'], 'noindex')
  assert.match(first.text, 'For &lt;Acme&gt;')
  assert.match(first.text, '>API<')
  assert.not.match(first.text, '>Mail<')
  assert.match(first.text, 'All systems operational')
  assert.is((await look({ 'If-None-Match': first.headers.etag ?? '' })).status, 304)

  const incident = {
    name: 'Mail is late',
    status: 'investigating',
    impact: 'major',
    components: [{ id: mail, status: 'major_outage' }],
  }
  await expecting(201, server.asOwner(post('/admin/incidents', incident)))
  assert.is((await look()).headers.etag, first.headers.etag, 'what is about others changes nothing here')
  await expecting(
    201,
    server.asOwner(
      post('/admin/incidents', {
        ...incident,
        name: 'API is late',
        components: [{ id: api, status: 'partial_outage' }],
      }),
    ),
  )
  const second = await look()
  assert.match(second.text, 'API is late')
  assert.not.match(second.text, 'Mail is late')

  assert.is((await look({ Host: thereHost })).status, 404, 'not on another page')
  const foreign = await expecting(
    201,
    server.asOwner(post('/admin/components', { name: 'Theirs' }, { headers: { 'X-Page': there } })),
  )
  const theirs = await expecting(
    201,
    server.asOwner(
      post(
        '/admin/custom-views',
        { name: 'Other', components: [{ id: foreign.json.id }] },
        { headers: { 'X-Page': there } },
      ),
    ),
  )
  const onLoopback = await server.ask({ path: new URL(theirs.json.url).pathname })
  assert.equal(
    [onLoopback.status, onLoopback.text.includes('>Theirs<')],
    [200, true],
    'on loopback the key says whose it is',
  )

  await expecting(204, server.asOwner({ method: 'DELETE', path: `/api/v1/admin/custom-views/${view.json.id}` }))
  assert.is((await look()).status, 404)
  await server.stop()
})

it.run()
