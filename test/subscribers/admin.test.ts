/** Subscribers, custom views and feeds as the team sees them: lists, changes, the sandbox, what is logged and what is not. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { ownedThings } from '../http/subscriber-mutations.ts'
import { expecting, get, mintBy, post, startWorld, type World } from '../http/world.ts'
import type { Answer, Ask } from '../support/ask.ts'

const it = suite('admin.subscribers')
let world: World
const components: string[] = []
it.before.each(async () => {
  world = await startWorld({ publicUrl: 'https://beat.acme.test' })
  components.length = 0
  for (const name of ['API', 'Mail', 'Search'])
    components.push((await expecting(201, asOwner(post('/admin/components', { name })))).json.id)
})
it.after.each(() => world.server.stop())

const asOwner = (request: Ask): Promise<Answer> => world.server.asOwner(request)
const patch = (path: string, body: object, more: Partial<Ask> = {}): Ask => ({
  method: 'PATCH',
  path: `/api/v1${path}`,
  body,
  ...more,
})
const remove = (path: string): Ask => ({ method: 'DELETE', path: `/api/v1${path}` })
const some = (...indexes: number[]) => indexes.map((index) => ({ id: components[index] ?? '' }))
const sandbox = { 'X-Environment': 'test' }

it('201 add, 200 read, list, filter, sort, change, 204 forget', async () => {
  const ana = await expecting(
    201,
    asOwner(post('/admin/subscribers', { email: 'Ana@Example.org', components: some(0, 2), confirmed: true })),
  )
  assert.equal(
    [ana.json.email, ana.json.state, ana.json.added_by, ana.json.created_by.name],
    ['ana@example.org', 'confirmed', 'team', 'owner'],
  )
  const lee = (await expecting(201, asOwner(post('/admin/subscribers', { email: 'lee@example.org' })))).json
  assert.equal([lee.state, lee.components, lee.confirmed_at], ['pending', null, null])
  const listed = async (query: string): Promise<string[]> =>
    (await expecting(200, asOwner(get(`/admin/subscribers?${query}`)))).json.data.map(
      ({ email }: { email: string }) => email,
    )
  assert.equal(await listed('sort=email'), ['ana@example.org', 'lee@example.org'])
  assert.equal(await listed('state=pending'), ['lee@example.org'])
  assert.equal(await listed('q=ANA'), ['ana@example.org'])
  assert.equal(await listed(`component_id=${components[1]}`), ['lee@example.org'], 'who follows all follows each')
  assert.equal((await listed(`component_id=${components[0]}&sort=-email`)).length, 2)
  const first = (await asOwner(get('/admin/subscribers?limit=1'))).json
  assert.is((await listed(`limit=1&cursor=${first.next_cursor}`)).length, 1)
  const stats = await expecting(200, asOwner(get('/admin/subscribers/stats')))
  assert.equal(stats.json, { total: 2, pending: 1, confirmed: 1, ended: 0 })

  const path = `/admin/subscribers/${ana.json.id}`
  const whole = (await expecting(200, asOwner(get(path)))).json
  const sent = await expecting(200, asOwner(patch(path, { ...whole, components: some(1) })))
  assert.equal(
    sent.json.components.map(({ name }: { name: string }) => name),
    ['Mail'],
  )
  isProblem(await asOwner(patch(path, { email: 'other@example.org' })), 422, 'validation_failed')
  isProblem(await asOwner(patch(path, { state: 'pending' })), 409, 'invalid_transition')
  isProblem(await asOwner(patch(path, {}, { headers: { 'If-Match': '"1"' } })), 412, 'precondition_failed')
  await expecting(204, asOwner(remove(path)))
  isProblem(await asOwner(get(path)), 404, 'not_found')
})

it('409 for an address that is there; one that has unsubscribed is asked, not added', async () => {
  const add = (body: object): Promise<Answer> =>
    asOwner(post('/admin/subscribers', { email: 'a@example.org', ...body }))
  const { id } = (await expecting(201, add({ confirmed: true }))).json
  isProblem(await add({}), 409, 'conflict')
  await expecting(200, asOwner(patch(`/admin/subscribers/${id}`, { state: 'ended' })))
  isProblem(await add({ confirmed: true }), 409, 'conflict')
  const again = await expecting(201, add({}))
  assert.equal([again.json.id, again.json.state, again.json.components], [id, 'pending', null])
  const { data } = (await asOwner(get('/admin/outbox?q=a%40example.org'))).json
  assert.equal(
    data.map((mail: { kind: string }) => mail.kind),
    ['subscription_confirm'],
  )
})

it('views and feeds: made with an address, changed, given to someone, given a new address, deleted', async () => {
  const { subscriber } = await ownedThings(asOwner)
  for (const [area, page, all] of [
    ['custom-views', 'views', undefined],
    ['rss-feeds', 'feeds', null],
  ] as const) {
    const body = { name: `My ${area}`, components: some(0), subscriber_id: subscriber }
    const made = await expecting(201, asOwner(post(`/admin/${area}`, body)))
    assert.match(made.json.url, new RegExp(`^https://status\\.acme\\.test/${page}/[A-Za-z0-9_-]{43}$`))
    const path = `/admin/${area}/${made.json.id}`
    const look = (url: string): Promise<Answer> =>
      world.server.ask({ path: new URL(url).pathname, headers: { Host: 'status.acme.test' } })
    assert.is((await look(made.json.url)).status, 200)
    const got = (await expecting(200, asOwner(get(path)))).json
    assert.equal([got.url, got.subscriber.id], [made.json.url, subscriber])
    assert.not.match((await asOwner(get(`/admin/${area}`))).text, `/${page}/`)

    const renamed = await expecting(200, asOwner(patch(path, { ...got, name: 'Renamed', components: some(1, 2) })))
    assert.equal([renamed.json.name, renamed.json.url, renamed.json.components.length], ['Renamed', made.json.url, 2])
    const renewed = await expecting(200, asOwner(patch(path, { renew_url: true })))
    assert.is.not(renewed.json.url, made.json.url)
    assert.equal([(await look(made.json.url)).status, (await look(renewed.json.url)).status], [404, 200])
    if (all === null) {
      const whole = await expecting(200, asOwner(patch(path, { components: null })))
      assert.is(whole.json.components, null)
    } else isProblem(await asOwner(patch(path, { components: null })), 422, 'validation_failed')
    isProblem(await asOwner(patch(path, { url: 'https://else.test/' })), 422, 'validation_failed')
    await expecting(204, asOwner(remove(path)))
    assert.is((await look(renewed.json.url)).status, 404)
  }
  isProblem(await asOwner(post('/admin/custom-views', { name: 'x', components: [] })), 422, 'validation_failed')
  const feed = await expecting(201, asOwner(post('/admin/rss-feeds', { name: 'All' })))
  assert.is(feed.json.components, null)
})

it('an address is not kept for its Idempotency-Key, nor anywhere else in the file', async () => {
  const ask = post('/admin/rss-feeds', { name: 'x' }, { headers: { 'Idempotency-Key': 'k' } })
  const first = await expecting(201, asOwner(ask))
  const replay = await expecting(201, asOwner(ask))
  assert.equal([replay.json.url, replay.json.secret_shown, replay.json.id], [null, true, first.json.id])
})

it('the sandbox: subscribers, views and feeds of its own, without mail and without an address', async () => {
  const { server, owner } = world
  const token = await mintBy(owner, { permission: 'write', role_key: 'editor', environment: 'test' })
  const ask = (request: Ask): Promise<Answer> => server.ask({ ...request, token: token.token })
  const component = (await expecting(201, ask(post('/admin/components', { name: 'Sand' })))).json.id
  const made = await expecting(201, ask(post('/admin/subscribers', { email: 'a@example.org' })))
  assert.equal([made.json.environment, made.json.state], ['test', 'pending'])
  const view = await expecting(201, ask(post('/admin/custom-views', { name: 'x', components: [{ id: component }] })))
  assert.equal([view.json.url, view.json.environment], [null, 'test'])
  isProblem(await ask(post('/admin/custom-views', { name: 'x', components: some(0) })), 422, 'validation_failed')
  assert.equal((await asOwner(get('/admin/outbox'))).json.data, [])
  assert.equal((await asOwner(get('/admin/subscribers'))).json.data, [])
  const seen = await owner.ask(get('/admin/subscribers', { headers: sandbox }))
  assert.is(seen.json.data.length, 1)
  // A link of the sandbox works, so that it can be tried; it changes what is in the sandbox.
  const link = await expecting(
    201,
    ask(post(`/admin/subscribers/${made.json.id}/magic-link`, { purpose: 'subscription' })),
  )
  const headers = { 'X-Magic-Token': String(link.json.url).split('#t=')[1] ?? '' }
  assert.is((await server.ask(post('/magic/redeem', undefined, { headers }))).status, 200)
  assert.is((await ask(get(`/admin/subscribers/${made.json.id}`))).json.state, 'confirmed')
})

it('201 a link once, in the lineage of the token that made it; readers cannot make one', async () => {
  const { server, owner } = world
  const { subscriber } = await ownedThings(asOwner)
  const writer = await mintBy(owner, { permission: 'write', role_key: 'editor', scopes: ['subscribers:write'] })
  const path = `/admin/subscribers/${subscriber}/magic-link`
  const made = await expecting(201, server.ask(post(path, undefined, { token: writer.token })))
  assert.match(made.json.url, /^https:\/\/status\.acme\.test\/m\/#t=bkm_[0-9A-Za-z]{49}$/)
  const left = Date.parse(made.json.expires_at) - server.clock.wall()
  assert.ok(left > 14 * 60_000 && left <= 15 * 60_000)
  const lineage = await expecting(200, owner.ask(get(`/admin/tokens/${writer.id}/lineage`)))
  assert.equal(
    lineage.json.minted.map(({ type }: { type: string }) => type),
    ['magic_link'],
  )
  const reader = await mintBy(owner, { permission: 'read', role_key: 'auditor' })
  isProblem(await server.ask(post(path, undefined, { token: reader.token })), 403, 'insufficient_scope')
  const listed = await expecting(200, server.ask(get('/admin/magic-links', { token: reader.token })))
  assert.equal(
    listed.json.data.map((link: { status: string; created_by: { name: string } }) => [
      link.status,
      link.created_by.name,
    ]),
    [['open', 'a token']],
  )
  isProblem(await asOwner(post(path, { purpose: 'custom_view' })), 422, 'validation_failed')
  isProblem(
    await asOwner(post(path, { purpose: 'manage', rss_feed_id: world.absent('fed') })),
    422,
    'validation_failed',
  )
})

it('the log names subscribers by id and shortened address, and holds no whole one, no link and no key', async () => {
  const { subscriber, view } = await ownedThings(asOwner)
  const { email } = (await asOwner(get(`/admin/subscribers/${subscriber}`))).json
  const { url } = (await asOwner(get(`/admin/custom-views/${view}`))).json
  const link = (await asOwner(post(`/admin/subscribers/${subscriber}/magic-link`))).json
  await expecting(
    200,
    world.server.ask(
      post('/magic/redeem', undefined, { headers: { 'X-Magic-Token': String(link.url).split('#t=')[1] ?? '' } }),
    ),
  )
  await asOwner(patch(`/admin/subscribers/${subscriber}`, { components: some(0) }))
  await asOwner(remove(`/admin/subscribers/${subscriber}`))
  const log = (await asOwner(get('/admin/audit-log/export?format=jsonl'))).text
  for (const action of [
    'subscriber.create',
    'subscriber.update',
    'subscriber.delete',
    'custom_view.create',
    'magic_link.create',
    'magic_link.redeem',
  ])
    assert.match(log, `"${action}"`)
  assert.match(log, `…@example.org`)
  for (const secret of [email, String(url).split('/').at(-1) ?? '', String(link.url).split('#t=')[1] ?? ''])
    assert.not.match(log, secret)
})

it('who may: read with subscribers:read, change with subscribers:write, nothing with neither', async () => {
  const { server, owner } = world
  const { subscriber } = await ownedThings(asOwner)
  const viewer = await mintBy(owner, { permission: 'write', role_key: 'viewer' })
  isProblem(await server.ask(get('/admin/subscribers', { token: viewer.token })), 403, 'role_denied')
  const auditor = await mintBy(owner, { permission: 'write', role_key: 'auditor' })
  assert.is((await server.ask(get('/admin/subscribers', { token: auditor.token }))).status, 200)
  const refused = await server.ask({ ...remove(`/admin/subscribers/${subscriber}`), token: auditor.token })
  isProblem(refused, 403, 'role_denied')
})

it.run()
