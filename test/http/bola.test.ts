/** T4: an id of another page, of the other environment or of another person is answered like one that nothing has, byte for byte, and nothing changes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Endpoint, fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { join, type SignedIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { databaseHash } from './database-hash.ts'
import { isProblem, sameBytes } from './problem.ts'
import { linkToken, ownedThings } from './subscriber-mutations.ts'
import { expecting, get, hereHost, mintBy, post, startWorld, thereHost, type World } from './world.ts'

const it = suite('objects of others')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

/** Bodies that would be right, so that the id alone decides. */
const bodies: Readonly<Record<string, unknown>> = {
  'tokens.update': { name: 'x' },
  'tokens.revoke': { reason: 'x' },
  'incidents.update': { name: 'x' },
  'incidents.post_update': { status: 'identified', body: 'x' },
  'incidents.root_cause': { body: 'x' },
  'incidents.annotate': { body: 'x' },
  'maintenances.update': { name: 'x' },
  'components.update': { name: 'x' },
  'component_groups.update': { name: 'x' },
  'members.update': { page_id: null, role_key: 'viewer' },
  'pages.update': { name: 'x' },
  'subscribers.update': { components: null },
  'custom_views.update': { name: 'x' },
  'rss_feeds.update': { name: 'x' },
}

/** One of each kind of thing, made by this caller. */
async function thingsOf(make: (request: Ask) => Promise<Answer>): Promise<Record<string, string>> {
  const made = async (path: string, body: object): Promise<string> =>
    (await expecting(201, make(post(path, body)))).json.id
  const window = { scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' }
  const incident = await made('/admin/incidents', { name: 'x', status: 'investigating' })
  return {
    incidents: incident,
    annotation: await made(`/admin/incidents/${incident}/annotations`, { body: 'x' }),
    maintenances: await made('/admin/maintenances', { name: 'x', ...window }),
    components: await made('/admin/components', { name: 'x' }),
    'component-groups': await made('/admin/component-groups', { name: 'x' }),
    tokens: await made('/admin/tokens', { name: 'x', permission: 'read', role_key: 'viewer' }),
    ...(await subscriberThings(make)),
  }
}

/** A subscriber with a view, a feed and a link. */
async function subscriberThings(make: (request: Ask) => Promise<Answer>): Promise<Record<string, string>> {
  const owned = await ownedThings(make)
  await linkToken(make, 'manage', owned)
  const listed = await make(get(`/admin/magic-links?subscriber_id=${owned.subscriber}`))
  const link: string = listed.json.data[0].id
  return { 'magic-links': link, 'custom-views': owned.view, 'rss-feeds': owned.feed, subscribers: owned.subscriber }
}

const areaOf = (endpoint: Endpoint): string => /\/([a-z-]+)\/:id/.exec(endpoint.path)?.[1] ?? ''

it('T4 every id parameter: another page’s, the other environment’s, a deleted one and one that never was', async () => {
  const { server, owner, here, there } = world
  const onThere = { 'X-Page': there }
  const sandbox = { 'X-Environment': 'test' }
  const [own, foreign, test, gone] = [
    await thingsOf(owner.ask),
    await thingsOf((request) => owner.ask({ ...request, headers: onThere })),
    await thingsOf((request) => owner.ask({ ...request, headers: sandbox })),
    await thingsOf(owner.ask),
  ]
  for (const [area, id] of Object.entries(gone))
    if (area !== 'annotation')
      await expecting(204, owner.ask({ method: 'DELETE', path: `/api/v1/admin/${area}/${id}` }))
  const local = await mintBy(owner, { permission: 'admin', role_key: 'owner' })
  const everywhere = await mintBy(owner, { permission: 'admin', role_key: 'owner', page_id: null })
  const callers: [string, (request: Ask) => Promise<Answer>][] = [
    ['token of this page', (request) => server.ask({ ...request, token: local.token })],
    [
      'token of this page, by its host',
      (request) => server.ask({ ...request, token: local.token, headers: { ...request.headers, Host: hereHost } }),
    ],
    [
      'token of every page, by this host',
      (request) => server.ask({ ...request, token: everywhere.token, headers: { ...request.headers, Host: hereHost } }),
    ],
    ['owner in a session', (request) => owner.ask({ ...request, headers: { ...request.headers, 'X-Page': here } })],
  ]
  const before = databaseHash(server.running.services.db)
  const areas = new Set(Object.keys(own))
  const covered: string[] = []
  let asked = 0
  for (const endpoint of endpoints) {
    const area = areaOf(endpoint)
    if (!areas.has(area) || endpoint.permission === 'public') continue
    covered.push(endpoint.id)
    const prefix = own[area]?.slice(0, 3) ?? ''
    const ask = (
      caller: (request: Ask) => Promise<Answer>,
      id: string,
      annotation = world.absent('ann'),
    ): Promise<Answer> => {
      const path = fullPath(endpoint).replace(':id', id).replace(':annotation_id', annotation)
      const body = bodies[endpoint.id]
      return caller({
        method: endpoint.method,
        path,
        headers: { 'X-Request-ID': 'same' },
        ...(body === undefined ? {} : { body }),
      })
    }
    // The lineage and the log of a deleted token go on by id (api.md): only there is a deleted one still known.
    const goesOn = endpoint.id === 'tokens.lineage' || endpoint.id === 'tokens.audit_log'
    for (const [name, caller] of callers) {
      const absent = await ask(caller, world.absent(prefix))
      isProblem(absent, 404, 'not_found')
      const others = [foreign, ...(area === 'tokens' ? [] : [test]), ...(goesOn ? [] : [gone])]
      for (const things of others) {
        const answer = await ask(caller, things[area] ?? '', things.annotation)
        assert.is(sameBytes(withoutQuota(answer)), sameBytes(withoutQuota(absent)), `${endpoint.id} as ${name}`)
        asked += 1
      }
      if (endpoint.id === 'incidents.delete_annotation') {
        const answer = await ask(caller, own.incidents ?? '', foreign.annotation)
        assert.is(sameBytes(withoutQuota(answer)), sameBytes(withoutQuota(absent)), `${endpoint.id} as ${name}`)
        asked += 1
      }
    }
  }
  const changes = databaseHash(server.running.services.db) === before ? 0 : 1
  console.log(`T4 foreign ids ${covered.length} routes ${asked} asked 0 different ${changes} changed`)
  assert.is(changes, 0)
  assert.ok(covered.length >= 30)
})

/** How much of the quota is left is the caller's own business, and differs from call to call. */
function withoutQuota(answer: Answer): Answer {
  const { ratelimit: _, 'content-length': __, ...headers } = answer.headers
  return { ...answer, headers }
}

it('T4 public ids: by another page’s host, and drafts and test content by their own', async () => {
  const { server, owner } = world
  const incident = await expecting(201, owner.ask(post('/admin/incidents', { name: 'x', status: 'investigating' })))
  const draft = await expecting(
    201,
    owner.ask(post('/admin/incidents', { name: 'x', status: 'investigating', published_at: null })),
  )
  const later = await expecting(
    201,
    owner.ask(post('/admin/incidents', { name: 'x', status: 'investigating', published_at: '2040-01-01T00:00:00Z' })),
  )
  const test = await expecting(
    201,
    owner.ask(
      post('/admin/incidents', { name: 'x', status: 'investigating' }, { headers: { 'X-Environment': 'test' } }),
    ),
  )
  const of = (id: string, host: string): Promise<Answer> =>
    server.ask(get(`/incidents/${id}`, { headers: { Host: host, 'X-Request-ID': 'same' } }))
  assert.is((await of(incident.json.id, hereHost)).status, 200)
  const absent = sameBytes(await of(world.absent('inc'), hereHost))
  for (const [id, host] of [
    [incident.json.id, thereHost],
    [draft.json.id, hereHost],
    [later.json.id, hereHost],
    [test.json.id, hereHost],
    ['inc_x', hereHost],
    [world.absent('mnt'), hereHost],
  ])
    assert.is(sameBytes(await of(id, host)), absent, id)
})

it('T4 ids inside bodies and filters: another page’s are as unknown as those that nothing has', async () => {
  const { server, owner, there } = world
  const foreign = await thingsOf((request) => owner.ask({ ...request, headers: { 'X-Page': there } }))
  const own = await thingsOf(owner.ask)
  const window = { scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' }
  const asks: [string, (id: string) => Ask, string][] = [
    [
      'incident, components',
      (id) =>
        post('/admin/incidents', { name: 'x', status: 'investigating', components: [{ id, status: 'major_outage' }] }),
      'components',
    ],
    [
      'maintenance, components',
      (id) => post('/admin/maintenances', { name: 'x', ...window, components: [{ id }] }),
      'components',
    ],
    ['component, group', (id) => post('/admin/components', { name: 'x', group_id: id }), 'component-groups'],
    [
      'component moved',
      (id) => ({ method: 'PATCH', path: `/api/v1/admin/components/${own.components}`, body: { group_id: id } }),
      'component-groups',
    ],
    ['order', (id) => ({ method: 'PUT', path: '/api/v1/admin/components/order', body: { ids: [id] } }), 'components'],
    ['bulk', (id) => post('/admin/tokens/bulk', { ids: [id], action: 'disable' }), 'tokens'],
    ['explain as', (id) => post('/explain', { method: 'GET', path: '/me', as: id }), 'tokens'],
    [
      'locked for',
      (id) => ({ method: 'PUT', path: '/api/v1/admin/settings/general/lock', body: { reason: 'x', managed_by: id } }),
      'tokens',
    ],
    ['line', (id) => get(`/admin/tokens?line=${id}`), 'tokens'],
    [
      'subscriber, components',
      (id) => post('/admin/subscribers', { email: 'x@example.org', components: [{ id }] }),
      'components',
    ],
    ['view, components', (id) => post('/admin/custom-views', { name: 'x', components: [{ id }] }), 'components'],
    ['feed of', (id) => post('/admin/rss-feeds', { name: 'x', subscriber_id: id }), 'subscribers'],
    ['subscribers of', (id) => get(`/admin/subscribers?component_id=${id}`), 'components'],
    ['feeds of', (id) => get(`/admin/rss-feeds?subscriber_id=${id}`), 'subscribers'],
    ['links of', (id) => get(`/admin/magic-links?subscriber_id=${id}`), 'subscribers'],
    [
      'link to a view',
      (id) => post(`/admin/subscribers/${own.subscribers}/magic-link`, { purpose: 'custom_view', custom_view_id: id }),
      'custom-views',
    ],
    [
      'components of a visitor',
      (id) => post('/subscribe', { email: 'x@example.org', components: [{ id }] }),
      'components',
    ],
  ]
  const before = databaseHash(server.running.services.db)
  for (const [name, request, area] of asks) {
    const id = foreign[area] ?? ''
    const nothing = world.absent(id.slice(0, 3))
    const answer = await owner.ask({ ...request(id), headers: { 'X-Request-ID': 'same' } })
    const absent = await owner.ask({ ...request(nothing), headers: { 'X-Request-ID': 'same' } })
    assert.equal([answer.status, answer.text.replaceAll(id, nothing)], [absent.status, absent.text], name)
  }
  assert.is(databaseHash(server.running.services.db), before)
})

it('T4 sessions of other people are nobody’s to see or end', async () => {
  const { owner, server } = world
  const [ada, lee]: SignedIn[] = [
    await join(server, owner, { email: 'ada@example.org', role_key: 'admin' }),
    await join(server, owner, { email: 'lee@example.org', role_key: 'admin' }),
  ]
  if (ada === undefined || lee === undefined) throw new Error('two people')
  const session = (await expecting(200, ada.ask(get('/auth/session')))).json.id
  const end = (id: string): Promise<Answer> =>
    lee.ask({ method: 'DELETE', path: `/api/v1/me/sessions/${id}`, headers: { 'X-Request-ID': 'same' } })
  assert.is(sameBytes(await end(session)), sameBytes(await end(world.absent('ses'))))
  assert.not.ok((await lee.ask(get('/me/sessions'))).text.includes(session))
  assert.is((await ada.ask(get('/me'))).status, 200)
})

it.run()
