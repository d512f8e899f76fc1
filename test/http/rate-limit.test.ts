/** T13 live: 1,200 a minute for all live keys together, 120 for test keys, nothing for sessions; what is given back; what cannot be spoofed. */
import { Agent, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countedAddress } from '../../src-server/access/address.ts'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import { signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'
import { startTestServer } from '../support/harness.ts'
import { isProblem } from './problem.ts'
import { expecting, get, mintBy, post, startWorld, type World } from './world.ts'

const it = suite('rate limits')
let world: World
it.before(async () => {
  world = await startWorld()
  await limits(1200, 120)
})
it.after(() => world.server.stop())
/** Every test begins with an empty minute. */
it.before.each(() => world.server.clock.pass(61_000))

function limits(rate_limit_live: number, rate_limit_test: number): Promise<Answer> {
  const body = { token_policy: { rate_limit_live, rate_limit_test } }
  return expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }))
}

const quota = (answer: Answer): { left: number; seconds: number; limit: number } => {
  const [, left, seconds] = /^"(?:live|test)";r=(\d+);t=(\d+)$/.exec(answer.headers.ratelimit ?? '') ?? []
  const [, limit] = /^"(?:live|test)";q=(\d+);w=60$/.exec(answer.headers['ratelimit-policy'] ?? '') ?? []
  return { left: Number(left), seconds: Number(seconds), limit: Number(limit) }
}

/** Many GETs over 50 connections that stay open; the statuses. */
async function hammer(
  count: number,
  tokens: readonly string[],
  headers: Record<string, string> = {},
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const one = (index: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const token = tokens[index % tokens.length] ?? ''
      const { port } = world.server.running
      const options = {
        host: '127.0.0.1',
        port,
        path: '/api/v1/me',
        agent,
        headers: { ...headers, Authorization: `Bearer ${token}` },
      }
      request(options, (res) => {
        res.resume()
        res.on('end', () => resolve(res.statusCode ?? 0))
      })
        .on('error', reject)
        .end()
    })
  const statuses = await Promise.all(Array.from({ length: count }, (_, index) => one(index)))
  agent.destroy()
  return statuses
}

const counted = (statuses: readonly number[], status: number): number =>
  statuses.filter((each) => each === status).length

it('T13 1,200 pass and the rest is 429, at 50 connections, over many keys, whatever X-Forwarded-For says', async () => {
  const tokens = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => (await mintBy(await signIn(world.server))).token))
  const spoofed = { 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.8', 'X-Real-IP': '203.0.113.9' }
  const statuses = await hammer(1300, [...tokens, world.server.ownerToken], spoofed)
  console.log(
    `T13 live 1300 requests at 50 connections ${counted(statuses, 200)} passed ${counted(statuses, 429)} refused`,
  )
  assert.equal([counted(statuses, 200), counted(statuses, 429)], [1200, 100])
  const refused = await world.server.asOwner(get('/me'))
  isProblem(refused, 429, 'rate_limited', { 'RateLimit-Policy': '"live";q=1200;w=60' })
  const wait = Number(refused.headers['retry-after'])
  assert.equal([quota(refused).left, quota(refused).seconds], [0, wait])
  assert.ok(wait >= 1 && wait <= 60)
  world.server.clock.pass(wait * 1000)
  assert.is((await world.server.asOwner(get('/me'))).status, 200)
})

it('sessions and anonymous readers go on, and test keys have their own 120', async () => {
  const person = await signIn(world.server)
  const test = (await mintBy(person, { environment: 'test' })).token
  assert.is(counted(await hammer(1200, [world.server.ownerToken]), 200), 1200)
  isProblem(await world.server.asOwner(get('/me')), 429, 'rate_limited')
  assert.is((await person.ask(get('/me'))).status, 200)
  assert.is((await world.server.ask(get('/status'))).status, 200)
  const statuses = await hammer(130, [test])
  assert.equal([counted(statuses, 200), counted(statuses, 429)], [120, 10])
  const refused = await world.server.ask(get('/me', { token: test }))
  isProblem(refused, 429, 'rate_limited', { 'RateLimit-Policy': '"test";q=120;w=60' })
})

it('the headers count down by one a call, on every answer to a key, and never on a session’s', async () => {
  const { asOwner } = world.server
  const answers = [
    await asOwner(get('/me')),
    await asOwner(get('/admin/tokens/export')),
    await asOwner(get('/status')),
    await asOwner(post('/explain', { method: 'GET', path: '/api/v1/me' })),
    await asOwner(get(`/admin/incidents/${world.absent('inc')}`)),
  ]
  assert.equal(
    answers.map((answer) => quota(answer)).map(({ left, limit }) => [left, limit]),
    [1199, 1198, 1197, 1196, 1195].map((left) => [left, 1200]),
  )
  const person = await world.owner.ask(get('/me'))
  assert.equal([person.headers.ratelimit, person.headers['ratelimit-policy']], [undefined, undefined])
})

it('what is refused before its handler is given back, and costs the caller’s own ring of 600 a minute alone', async () => {
  const { server } = world
  const weak = (await mintBy(await signIn(server), { name: 'weak' })).token
  const refusals: Promise<Answer>[] = []
  for (let call = 0; call < 600; call += 1)
    refusals.push(
      server.ask(call % 2 === 0 ? post('/admin/incidents', {}, { token: weak }) : get('/me?x=1', { token: weak })),
    )
  const statuses = (await Promise.all(refusals)).map(({ status }) => status)
  assert.equal([counted(statuses, 403), counted(statuses, 422)], [300, 300])
  const own = await server.ask(get('/me', { token: weak }))
  isProblem(own, 429, 'rate_limited', { 'RateLimit-Policy': '"live";q=1200;w=60', 'Retry-After': /^\d+$/ })
  const other = await server.asOwner(get('/me'))
  assert.equal([other.status, quota(other).left], [200, 1199])
  server.clock.pass(60_000)
  assert.is((await server.ask(get('/me', { token: weak }))).status, 200)
})

it('what its handler refuses is a call like any other', async () => {
  const { asOwner } = world.server
  const before = quota(await asOwner(get('/me'))).left
  isProblem(await asOwner(get(`/admin/tokens/${world.absent('tok')}`)), 404, 'not_found')
  assert.is(quota(await asOwner(get('/me'))).left, before - 2)
})

it('the policy is changed while calls are counted: fewer or more, nothing is forgotten', async () => {
  const { asOwner } = world.server
  for (let call = 0; call < 10; call += 1) await asOwner(get('/me'))
  await limits(5, 120)
  isProblem(await asOwner(get('/me')), 429, 'rate_limited', { 'RateLimit-Policy': '"live";q=5;w=60' })
  await limits(1200, 120)
  assert.is(quota(await asOwner(get('/me'))).left, 1200 - 5 - 1)
})

it('a clock that is turned back or forward an hour gives nothing and takes nothing', async () => {
  const { asOwner, clock } = world.server
  await limits(3, 120)
  for (let call = 0; call < 3; call += 1) assert.is((await asOwner(get('/me'))).status, 200)
  clock.pass(-3_600_000)
  isProblem(await asOwner(get('/me')), 429, 'rate_limited')
  clock.pass(3_600_000)
  assert.is((await asOwner(get('/me'))).status, 200)
  await limits(1200, 120)
})

it('validate has a limit of its own, which costs the others nothing', async () => {
  const { asOwner } = world.server
  const validate = () => asOwner(post('/admin/tokens/validate', { token: mintSecret('live') }))
  const statuses: number[] = []
  for (let call = 0; call < 70; call += 1) statuses.push((await validate()).status)
  assert.equal([counted(statuses, 200), counted(statuses, 429)], [60, 10])
  const next = await asOwner(get('/me'))
  assert.equal([next.status, quota(next).left], [200, 1200 - 61])
})

it('a limit of its own holds for a session too, which has no other', async () => {
  const statuses: number[] = []
  for (let call = 0; call < 65; call += 1)
    statuses.push((await world.owner.ask(post('/admin/tokens/validate', { token: mintSecret('live') }))).status)
  assert.equal([counted(statuses, 200), counted(statuses, 429)], [60, 5])
  assert.is((await world.owner.ask(get('/me'))).status, 200)
})

it('429s are one row of the log for each address, code and minute, not one each', async () => {
  const { asOwner, clock } = world.server
  await limits(1, 120)
  await asOwner(get('/me'))
  for (let call = 0; call < 25; call += 1) isProblem(await asOwner(get('/me')), 429, 'rate_limited')
  await limits(1200, 120)
  clock.pass(61_000)
  await world.server.restart()
  const { json } = await asOwner(get('/admin/audit-log?action=refused.rate_limited&limit=200'))
  const [last] = json.data
  assert.equal([last.count, last.status, last.actor.kind, last.ip], [25, 429, 'anonymous', '127.0.0.1'])
})

it('failed authentication is limited for each address, and never refuses a good credential', async () => {
  const server = await startTestServer({ failedPerMinute: 5, anonymousPerMinute: 4 })
  try {
    const guess = () => server.ask(get('/me', { token: mintSecret('live') }))
    for (let call = 0; call < 5; call += 1) isProblem(await guess(), 401, 'invalid_token')
    isProblem(await guess(), 429, 'rate_limited', { 'Retry-After': /^\d+$/ })
    assert.is((await server.asOwner(get('/me'))).status, 200)
    server.clock.pass(60_000)
    isProblem(await guess(), 401, 'invalid_token')

    for (let call = 0; call < 4; call += 1) assert.is((await server.ask(get('/status'))).status, 200)
    const full = await server.ask(get('/settings'))
    isProblem(full, 429, 'rate_limited', { 'Retry-After': /^\d+$/ })
    const { headers } = await server.asOwner(get('/status'))
    const known = { headers: { 'If-None-Match': headers.etag ?? '' } }
    assert.is((await server.ask(get('/status', known))).status, 304)
  } finally {
    await server.stop()
  }
})

it('callers of one IPv6 line count as one; a trusted proxy’s word is taken, anyone else’s is not', async () => {
  assert.is(countedAddress('203.0.113.7'), '203.0.113.7')
  for (const address of ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1', '2001:0db8:0001:0002:ffff::', '2001:db8:1:2::'])
    assert.is(countedAddress(address), '2001:db8:1:2::/64')
  assert.is(countedAddress('::1'), '::/64')
  assert.is.not(countedAddress('2001:db8:1:3::1'), countedAddress('2001:db8:1:2::1'))
  const server = await startTestServer({
    anonymousPerMinute: 1,
    trustedProxies: ['127.0.0.1'],
    publicUrl: 'http://console.example.org',
  })
  try {
    const from = (forwarded: string) => server.ask(get('/status', { headers: { 'X-Forwarded-For': forwarded } }))
    assert.is((await from('203.0.113.1')).status, 200)
    isProblem(await from('203.0.113.1'), 429, 'rate_limited')
    assert.is((await from('203.0.113.2')).status, 200)
    isProblem(await from('198.51.100.1, 203.0.113.2'), 429, 'rate_limited')
    isProblem(await from('198.51.100.2, 203.0.113.2, 127.0.0.1'), 429, 'rate_limited')
    assert.is((await from('2001:db8::1')).status, 200)
    isProblem(await from('2001:db8::2'), 429, 'rate_limited')
  } finally {
    await server.stop()
  }
})

it.run()
