/**
 * T8: what looks at a link uses nothing up, of many who open it at once one does, and its token is good for one purpose, one object, one header
 * and its own time.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { credentialsOf, type Endpoint, takesMagic } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { databaseHash } from '../http/database-hash.ts'
import { harmless } from '../http/examples.ts'
import { isProblem } from '../http/problem.ts'
import { linkBody, linkToken, type Owned, ownedThings, type Purpose } from '../http/subscriber-mutations.ts'
import { expecting, get, hereHost, post, startWorld, thereHost, type World } from '../http/world.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { linkOf, mailTo } from './visitor.ts'

const it = suite('magic tokens')
let world: World
let owned: Owned
it.before(async () => {
  world = await startWorld()
  owned = await ownedThings(world.server.asOwner)
})
it.after(() => world.server.stop())

const purposes: readonly Purpose[] = ['manage', 'subscription', 'custom_view', 'rss_feed']
const places: Readonly<Record<Purpose, string>> = {
  manage: '/magic/manage',
  subscription: '/magic/subscription',
  custom_view: '/magic/custom-view',
  rss_feed: '/magic/rss-feed',
}
const minute = 60_000

const link = (purpose: Purpose, things = owned): Promise<string> => linkToken(world.server.asOwner, purpose, things)
const redeem = (token: string, more: Partial<Ask> = {}): Promise<Answer> =>
  world.server.ask(post('/magic/redeem', undefined, { ...more, headers: { 'X-Magic-Token': token, ...more.headers } }))
const held = async (purpose: Purpose, things = owned): Promise<string> =>
  (await expecting(200, redeem(await link(purpose, things)))).json.token
const read = (purpose: Purpose, token: string): Promise<Answer> =>
  world.server.ask(get(places[purpose], { headers: { 'X-Magic-Token': token } }))

/** What mail programs, previews and virus scanners do with a link: with its address, and with what an eager one might make of it. */
const scanners: Readonly<Record<string, (token: string) => Ask[]>> = {
  HEAD: (token) => [
    { method: 'HEAD', path: '/m/' },
    { method: 'HEAD', path: '/api/v1/magic/redeem', headers: { 'X-Magic-Token': token } },
  ],
  GET: (token) => [
    { path: '/m/', headers: { Accept: 'text/html', Host: hereHost } },
    get('/magic/redeem', { headers: { 'X-Magic-Token': token } }),
    ...Object.values(places).map((path) => get(path, { headers: { 'X-Magic-Token': token } })),
  ],
  OPTIONS: (token) => [
    { method: 'OPTIONS', path: '/m/' },
    { method: 'OPTIONS', path: '/api/v1/magic/redeem', headers: { 'X-Magic-Token': token } },
  ],
  prefetch: (token) => [
    { path: '/m/', headers: { 'Sec-Purpose': 'prefetch;prerender', Purpose: 'prefetch', 'X-Moz': 'prefetch' } },
    get('/magic/redeem', { headers: { 'X-Magic-Token': token, 'Sec-Purpose': 'prefetch' } }),
  ],
  'POST elsewhere': (token) => [
    { method: 'POST', path: '/m/', headers: { 'X-Magic-Token': token } },
    post('/magic/manage', { purpose: 'subscription' }, { headers: { 'X-Magic-Token': token } }),
    redeem0(token, { Origin: 'https://scanner.test', 'Content-Type': 'text/plain' }),
    redeem0(token, { Authorization: `Bearer ${token}` }),
  ],
}
function redeem0(token: string, headers: Record<string, string>): Ask {
  return post('/magic/redeem', 'x', { headers: { 'X-Magic-Token': token, ...headers } })
}

it('T8 looking at a link in five ways consumes none, and each works afterwards', async () => {
  const { server } = world
  const { db } = server.running.services
  let looked = 0
  let consumed = 0
  const links = 100
  for (let round = 0; round < links; round += 1) {
    const token = await link(purposes[round % purposes.length] ?? 'manage')
    const before = databaseHash(db)
    for (const scanner of Object.values(scanners))
      for (const request of scanner(token)) {
        const answer = await server.ask(request)
        assert.ok(answer.status < 500, `${answer.status} to ${request.method ?? 'GET'} ${request.path}`)
        assert.not.match(answer.text, token)
        looked += 1
      }
    if (databaseHash(db) !== before) consumed += 1
    await expecting(200, redeem(token))
  }
  console.log(
    `T8 scanners ${links} links x ${Object.keys(scanners).length} patterns, ${looked} requests, ${consumed} consumed`,
  )
  assert.is(consumed, 0)
})

/** How many of `parallel` redeems of one link succeed. */
async function race(parallel: number): Promise<{ succeeded: number; codes: Set<string> }> {
  const token = await link('subscription')
  const answers = await Promise.all(Array.from({ length: parallel }, () => redeem(token)))
  return {
    succeeded: answers.filter(({ status }) => status === 200).length,
    codes: new Set(answers.filter(({ status }) => status !== 200).map(({ status, json }) => `${status} ${json.code}`)),
  }
}

it('T8 of 64 redeems at once exactly one succeeds', async () => {
  const rounds = process.env.CI === 'true' ? 100 : 10
  let succeeded = 0
  for (let round = 0; round < rounds; round += 1) {
    const { succeeded: one, codes } = await race(64)
    assert.is(one, 1)
    assert.equal([...codes], ['403 magic_used'])
    succeeded += one
  }
  console.log(`T8 races ${rounds} links x 64 parallel redeems, ${succeeded} succeeded`)
})

it('T8 teeth: where using a link up does not last, the race is lost', async () => {
  const { writer } = world.server.running.services
  await writer.submit((tx) =>
    tx.run(
      'CREATE TRIGGER forgetful AFTER UPDATE OF used_at ON magic_tokens BEGIN UPDATE magic_tokens SET used_at = NULL WHERE id = NEW.id; END',
    ),
  )
  const { succeeded } = await race(64)
  await writer.submit((tx) => tx.run('DROP TRIGGER forgetful'))
  console.log(`T8 teeth: without the mark ${succeeded} of 64 redeems succeeded`)
  assert.ok(succeeded > 1)
})

it('T8 a token opens the routes of its own purpose and stage, and is nobody’s at any other', async () => {
  const { server } = world
  const { db } = server.running.services
  const invite = await expecting(
    201,
    world.owner.ask(post('/org/invites', { email: 'kim@example.org', role_key: 'viewer', page_id: null })),
  )
  const inviteToken = String(invite.json.url).split('#t=')[1] ?? ''
  const tokens = [
    { purpose: 'invite', stage: 'link', token: inviteToken } as const,
    ...(await Promise.all(
      purposes.map(async (purpose) => ({ purpose, stage: 'exchanged', token: await held(purpose) }) as const),
    )),
    ...(await Promise.all(
      purposes.map(async (purpose) => ({ purpose, stage: 'link', token: await link(purpose) }) as const),
    )),
  ]
  const before = databaseHash(db)
  let refused = 0
  let opened = 0
  for (const endpoint of endpoints)
    for (const { purpose, stage, token } of tokens) {
      const own = takesMagic(endpoint, { purpose, stage })
      // Those that would act are asked below and elsewhere; here nothing may change.
      if (own && (endpoint.method === 'POST' || endpoint.method === 'DELETE')) continue
      const request = harmless(endpoint)
      const answer = await server.ask({ ...request, headers: { ...request.headers, 'X-Magic-Token': token } })
      if (own) {
        assert.ok(answer.status === 200 || answer.status === 422, `${endpoint.id}: ${answer.text}`)
        opened += 1
      } else {
        isProblem(answer, 401, 'invalid_token')
        refused += 1
      }
    }
  assert.is(databaseHash(db), before)
  assert.ok(opened >= 7)
  console.log(`T8 doors ${endpoints.length} routes x ${tokens.length} tokens, ${refused} refused, ${opened} their own`)
})

it('T8 in any other transport it is refused, and never echoed', async () => {
  const { server } = world
  const { db } = server.running.services
  const token = await link('manage')
  const before = databaseHash(db)
  const attempts: readonly [string, Ask, number, string][] = [
    ['bearer', post('/magic/redeem', undefined, { token }), 401, 'invalid_token'],
    [
      'bearer and header',
      post('/magic/redeem', undefined, { token, headers: { 'X-Magic-Token': token } }),
      400,
      'multiple_credentials',
    ],
    [
      'header twice',
      post('/magic/redeem', undefined, { headers: { 'X-Magic-Token': [token, token] } }),
      400,
      'multiple_credentials',
    ],
    ['query', post(`/magic/redeem?token=${token}`), 400, 'credential_in_query'],
    ['query of another name', post(`/magic/redeem?x=${token}`), 400, 'credential_in_query'],
    ['path', { path: `/m/${token}` }, 400, 'credential_in_query'],
    ['body', post('/magic/redeem', { token }), 401, 'unauthenticated'],
    [
      'cookie',
      post('/magic/redeem', undefined, { headers: { Cookie: `__Host-sid=${token}` } }),
      401,
      'session_expired',
    ],
    [
      'body of a field',
      post('/admin/incidents', { name: token, status: 'investigating' }, { token: server.ownerToken }),
      422,
      'credential_in_body',
    ],
    ['unsubscribe', { method: 'POST', path: `/unsubscribe/${token.slice(0, 43)}` }, 404, ''],
    ['feed', { path: `/feeds/${token.slice(0, 43)}` }, 404, 'not_found'],
  ]
  for (const [name, request, status, code] of attempts) {
    const answer = await server.ask(request)
    assert.equal([name, answer.status, answer.json.code ?? ''], [name, status, code], answer.text.slice(0, 300))
    assert.not.match(answer.text, token)
  }
  assert.is(databaseHash(db), before)
  await expecting(200, redeem(token))
  console.log(`T8 transports ${attempts.length} refused, 0 consumed`)
})

it('401 on another page’s host; on its own, on loopback, the page is the token’s', async () => {
  const { server } = world
  const there = await ownedThings((request) =>
    server.asOwner({ ...request, headers: { ...request.headers, 'X-Page': world.there } }),
  )
  const path = `/admin/subscribers/${there.subscriber}/magic-link`
  const made = await expecting(201, server.asOwner(post(path, {}, { headers: { 'X-Page': world.there } })))
  const token = String(made.json.url).split('#t=')[1] ?? ''
  isProblem(await redeem(token, { headers: { Host: hereHost } }), 401, 'invalid_token')
  const redeemed = await expecting(200, redeem(token, { headers: { Host: thereHost } }))
  const overview = await expecting(200, read('manage', redeemed.json.token))
  assert.equal(
    [overview.json.page, overview.json.custom_views.map(({ id }: { id: string }) => id)],
    ['Other', [there.view]],
  )
})

it('403 magic_expired: 15 minutes for links of the team, 24 hours for a confirmation, 30 minutes for what was exchanged', async () => {
  const { server } = world
  const early = await link('rss_feed')
  server.clock.pass(14 * minute)
  const token = (await expecting(200, redeem(early))).json.token
  server.clock.pass(29 * minute)
  assert.is((await read('rss_feed', token)).status, 200)
  server.clock.pass(1 * minute)
  isProblem(await read('rss_feed', token), 403, 'magic_expired')
  const late = await link('rss_feed')
  server.clock.pass(15 * minute)
  isProblem(await redeem(late), 403, 'magic_expired')

  await expecting(200, server.ask(post('/subscribe', { email: 'day@example.org' })))
  const confirmation = linkOf(await mailTo(server, 'day@example.org'))
  server.clock.pass(24 * 60 * minute - minute)
  assert.is((await redeem(confirmation)).status, 200)
  await expecting(200, server.ask(post('/subscribe', { email: 'late@example.org' })))
  const lapsed = linkOf(await mailTo(server, 'late@example.org'))
  server.clock.pass(24 * 60 * minute)
  isProblem(await redeem(lapsed), 403, 'magic_expired')
})

it('403 token_revoked: a newer link ends the older, and opening it ends what the older was exchanged for', async () => {
  const older = await link('custom_view')
  const other = await link('custom_view', await ownedThings(world.server.asOwner))
  const newer = await link('custom_view')
  isProblem(await redeem(older), 403, 'token_revoked')
  const first = (await expecting(200, redeem(newer))).json.token
  const third = await link('custom_view')
  assert.is((await read('custom_view', first)).status, 200, 'asking for a link ends nobody’s work')
  await expecting(200, redeem(third))
  isProblem(await read('custom_view', first), 403, 'token_revoked')
  await expecting(200, redeem(other))
})

it('403 token_revoked at once when the team ends a link, or what it is for', async () => {
  const { server } = world
  const things = await ownedThings(server.asOwner)
  const token = await held('rss_feed', things)
  const listed = await expecting(200, server.asOwner(get(`/admin/magic-links?subscriber_id=${things.subscriber}`)))
  assert.equal(
    listed.json.data.map(({ status, purpose }: { status: string; purpose: string }) => [status, purpose]),
    [['used', 'rss_feed']],
  )
  assert.not.match(listed.text, 'bkm_')
  const { id } = listed.json.data[0]
  await expecting(204, server.asOwner({ method: 'DELETE', path: `/api/v1/admin/magic-links/${id}` }))
  isProblem(await read('rss_feed', token), 403, 'token_revoked')

  const view = await held('custom_view', things)
  const path = `/api/v1/admin/custom-views/${things.view}`
  await expecting(200, server.asOwner({ method: 'PATCH', path, body: { subscriber_id: null } }))
  isProblem(await read('custom_view', view), 403, 'token_revoked')

  const manage = await held('manage', things)
  const own = `/api/v1/admin/subscribers/${things.subscriber}`
  await expecting(200, server.asOwner({ method: 'PATCH', path: own, body: { state: 'ended' } }))
  isProblem(await read('manage', manage), 403, 'token_revoked')
  const refused = await server.asOwner(post(`/admin/subscribers/${things.subscriber}/magic-link`))
  isProblem(refused, 409, 'conflict')
  await expecting(204, server.asOwner({ method: 'DELETE', path: own }))
  isProblem(await read('manage', manage), 403, 'token_revoked')
})

it('the overview changes nothing itself; it hands out one thing at a time, no longer than it lasts, and nothing of others', async () => {
  const { server } = world
  const others = await ownedThings(server.asOwner)
  const manage = await held('manage')
  server.clock.pass(20 * minute)
  const headers = { 'X-Magic-Token': manage }
  const opened = await expecting(200, server.ask(post('/magic/manage', linkBody('custom_view', owned), { headers })))
  assert.equal([opened.json.purpose, opened.json.subject.id], ['custom_view', owned.view])
  assert.is((await read('custom_view', opened.json.token)).status, 200)
  isProblem(await read('manage', opened.json.token), 401, 'invalid_token')
  for (const body of [linkBody('custom_view', others), linkBody('rss_feed', others), { purpose: 'custom_view' }])
    isProblem(await server.ask(post('/magic/manage', body, { headers })), 422, 'validation_failed')
  server.clock.pass(10 * minute)
  isProblem(await read('custom_view', opened.json.token), 403, 'magic_expired')
})

it('429 from the eleventh in a minute from one address, whoever they are and whatever they hold', async () => {
  const limited = await startWorld({ magicPerMinute: 10 })
  const { server } = limited
  const token = await linkToken(server.asOwner, 'manage', await ownedThings(server.asOwner))
  for (let round = 0; round < 10; round += 1)
    await expecting(200, server.ask(post('/subscribe', { email: `a${round}@example.org` })))
  const redeemed = await server.ask(post('/magic/redeem', undefined, { headers: { 'X-Magic-Token': token } }))
  isProblem(redeemed, 429, 'rate_limited', { 'Retry-After': /^\d+$/ })
  isProblem(await server.ask(post('/subscribe', { email: 'x@example.org' })), 429, 'rate_limited')
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' }
  const page = await server.ask({ method: 'POST', path: '/subscribe', headers: form, body: 'email=x%40example.org' })
  assert.equal([page.status, page.headers['x-error']], [429, 'rate_limited'])
  assert.match(page.headers['content-type'] ?? '', 'text/html')
  server.clock.pass(minute)
  await expecting(200, server.ask(post('/magic/redeem', undefined, { headers: { 'X-Magic-Token': token } })))
  await server.stop()
})

it('no other kind of credential opens a magic route', async () => {
  const { server, owner } = world
  const magic = endpoints.filter((endpoint: Endpoint) => credentialsOf(endpoint).includes('magic'))
  for (const endpoint of magic) {
    const request = harmless(endpoint)
    isProblem(await server.asOwner(request), 401, 'invalid_token')
    isProblem(await owner.ask(request), 401, 'invalid_token')
    isProblem(await server.ask(request), 401, 'unauthenticated')
  }
})

it.run()
