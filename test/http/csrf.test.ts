/** A cookie alone is never enough: every route, by every kind of name, without the second secret, with a wrong one, and from elsewhere. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { credentialsOf } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { signIn } from '../identity/people.ts'
import { databaseHash } from './database-hash.ts'
import { harmless } from './examples.ts'
import { isProblem } from './problem.ts'
import { get, hereHost, post, startWorld, type World } from './world.ts'

const it = suite('CSRF')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const hosts = (): [string, string][] => {
  const { port } = world.server.running
  const { consoleId } = world.server.running.services.workspace.current
  return [
    ['loopback', `127.0.0.1:${port}`],
    ['console', `${consoleId}.localhost:${port}`],
    ['page', hereHost],
  ]
}

it('T15 over HTTP: every route of a session, from everywhere but ourselves, is refused and changes nothing', async () => {
  const person = await signIn(world.server)
  const { db } = world.server.running.services
  const before = databaseHash(db)
  // All of them where there is time, otherwise every sixth, beginning elsewhere each time.
  const step = process.env.CI === 'true' ? 1 : 6
  const first = Date.now() % step
  let tried = 0
  let asked = 0
  for (const [kind, host] of hosts()) {
    const own = `http://${host}`
    const attacks: [string, Record<string, string>][] = [
      ['csrf_failed', {}],
      ['csrf_failed', { 'X-CSRF': '' }],
      ['csrf_failed', { 'X-CSRF': person.csrf.slice(0, -1) }],
      ['csrf_failed', { 'X-CSRF': `${person.csrf}0` }],
      ['csrf_failed', { Origin: own }],
      ['csrf_failed', { Origin: own, 'Sec-Fetch-Site': 'same-origin' }],
      ['cross_origin', { Origin: 'null' }],
      ['cross_origin', { Origin: 'https://evil.test', 'X-CSRF': person.csrf }],
      ['cross_origin', { Origin: `${own}.evil.test`, 'X-CSRF': person.csrf }],
      ['cross_origin', { Origin: own.replace('http:', 'https:'), 'X-CSRF': person.csrf }],
      ['cross_origin', { Origin: `http://127.0.0.1:1`, 'X-CSRF': person.csrf }],
      ['cross_origin', { 'Sec-Fetch-Site': 'cross-site', 'X-CSRF': person.csrf }],
      ['cross_origin', { 'Sec-Fetch-Site': 'same-site', 'X-CSRF': person.csrf }],
    ]
    for (const endpoint of endpoints) {
      if (endpoint.permission === 'public' || !credentialsOf(endpoint).includes('session')) continue
      const isRead = endpoint.method === 'GET'
      const request = harmless(endpoint)
      for (const [index, [code, headers]] of attacks.entries()) {
        // A limit of its own stands before this check: one more minute, and it counts anew.
        if (
          index % (endpoint.ownLimitPerMinute ?? attacks.length + 1) === 0 &&
          endpoint.ownLimitPerMinute !== undefined
        )
          world.server.clock.pass(61_000)
        // Reads need no second secret on a page's own name, and one route needs none anywhere: it says who is signed in.
        if (code === 'csrf_failed' && isRead && (kind === 'page' || endpoint.id === 'session.get')) continue
        tried += 1
        if (tried % step !== first) continue
        const answer = await world.server.ask({
          ...request,
          headers: { Host: host, Cookie: person.cookie, ...headers },
        })
        assert.is(
          `${endpoint.id} ${kind}: ${answer.json.code}`,
          `${endpoint.id} ${kind}: ${code}`,
          JSON.stringify(headers),
        )
        asked += 1
      }
    }
  }
  const changed = databaseHash(db) === before ? 0 : 1
  console.log(`T15 without a browser ${asked} requests with a cookie 0 let through ${changed} changed`)
  assert.is(changed, 0)
})

it('with the second secret, from ourselves or from no page at all, it goes through', async () => {
  const person = await signIn(world.server)
  for (const [kind, host] of hosts()) {
    const sound: Record<string, string> = { Host: host, Cookie: person.cookie, 'X-CSRF': person.csrf }
    const ours: Record<string, string>[] = [
      {},
      { Origin: `http://${host}` },
      { Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' },
    ]
    for (const more of ours) {
      assert.is((await world.server.ask(get('/me', { headers: { ...sound, ...more } }))).status, 200, kind)
      const change = post(
        '/admin/incidents',
        { name: 'x', status: 'investigating' },
        { headers: { ...sound, ...more } },
      )
      assert.is((await world.server.ask(change)).status, 201, kind)
    }
  }
})

it('a public route that changes something takes no foreign page either: nobody is signed in or set up from elsewhere', async () => {
  const body = { email: 'mina@example.org', password: 'correct horse battery staple 7' }
  for (const headers of [
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'none' },
  ] as Record<string, string>[])
    for (const request of [post('/auth/login', body, { headers }), post('/setup', {}, { headers })])
      isProblem(await world.server.ask(request), 403, 'cross_origin', { 'Set-Cookie': null })
})

it('a header credential wins over a cookie, and needs no second secret', async () => {
  const person = await signIn(world.server)
  const { token } = await world.server.mint()
  const both = await world.server.ask(get('/me', { token, headers: { Cookie: person.cookie } }))
  assert.equal([both.status, both.json.kind], [200, 'api_token'])
  const bad = await world.server.ask(
    get('/me', { token: 'nonsense', headers: { Cookie: person.cookie, 'X-CSRF': person.csrf } }),
  )
  isProblem(bad, 401, 'invalid_token', { 'Set-Cookie': null })
})

it('GET /auth/session repeats the second secret only to those who have it', async () => {
  const person = await signIn(world.server)
  const session = (headers: Record<string, string>) =>
    world.server.ask(get('/auth/session', { headers: { Cookie: person.cookie, ...headers } }))
  assert.is((await session({})).json.csrf, null)
  assert.is((await session({ 'X-CSRF': 'x' })).json.csrf, null)
  assert.is((await session({ 'X-CSRF': person.csrf })).json.csrf, person.csrf)
})

it('a stolen cookie leads to the second secret nowhere: no route of the contract answers it, or makes another', async () => {
  const person = await signIn(world.server)
  const stolen = { Cookie: person.cookie }
  let asked = 0
  for (const [kind, host] of hosts())
    for (const endpoint of endpoints) {
      const answer = await world.server.ask({ ...harmless(endpoint), headers: { ...stolen, Host: host } })
      asked += 1
      const said = `${answer.text} ${JSON.stringify(answer.headers)}`
      assert.not(said.includes(person.csrf), `${endpoint.id} on ${kind}`)
      const makesSession = /__Host-sid=bks_/.test(answer.headers['set-cookie'] ?? '')
      assert.not(makesSession || typeof answer.json.csrf === 'string', `${endpoint.id} on ${kind} begins a session`)
    }
  // It is still the session that it was: nothing of this was refused only because the cookie had ended.
  assert.is((await person.ask(get('/auth/session'))).json.csrf, person.csrf)
  console.log(`T15 stolen-cookie routes ${endpoints.length} names ${hosts().length} asked ${asked} second secrets 0`)
})

it('teeth: the second secret would be seen in an answer that holds it', async () => {
  const person = await signIn(world.server)
  const answer = await person.ask(get('/auth/session'))
  assert.ok(answer.text.includes(person.csrf))
})

it('public routes do not look at cookies at all', async () => {
  const person = await signIn(world.server)
  const [plain, with_] = [
    await world.server.ask(get('/status')),
    await world.server.ask(get('/status', { headers: { Cookie: person.cookie } })),
  ]
  assert.equal([with_.text, with_.headers['cache-control']], [plain.text, plain.headers['cache-control']])
  assert.is((await world.server.ask(get('/status', { headers: { Cookie: '__Host-sid=x' } }))).status, 200)
})

it.run()
