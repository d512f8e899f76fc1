/**
 * T3 live: every registered route × built-in role × level × state of the credential, anonymous, unknown and sessions, over HTTP, against an oracle
 * that shares no code with the server. With CI=true all of them, otherwise a random tenth.
 */
import { Agent, request as httpRequest } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullPath } from '../../../src-server/contract/endpoint.ts'
import { endpoints } from '../../../src-server/contract/index.ts'
import { mintSecret } from '../../../src-server/credentials/secret-format.ts'
import { join } from '../../identity/people.ts'
import { registerApp } from '../../oauth/oauth-app.ts'
import { type PlantedToken, plantAccess } from '../../oauth/planted-access.ts'
import { databaseHash } from '../database-hash.ts'
import { harmless } from '../examples.ts'
import { expecting, get, hereHost, mintBy, post, startWorld, type World } from '../world.ts'
import { type Credential, levels, permissions, type Route, type Rule, roles, routes, verdict } from './oracle.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const isWhole = process.env.CI === 'true'
const locked = ['branding', 'components']
const it = suite('matrix (HTTP)')
let world: World
const agent = new Agent({ keepAlive: true, maxSockets: 24 })
it.before(async () => {
  world = await startWorld()
  for (const feature of locked) {
    const path = `/api/v1/admin/settings/${feature}/lock`
    await expecting(200, world.owner.ask({ method: 'PUT', path, body: { reason: 'the matrix' } }))
  }
})
it.after(async () => {
  agent.destroy()
  await world.server.stop()
})

it('the table of routes is the registered one, and OpenAPI’s', async () => {
  const table = routes.map(({ method, path }) => `${method} ${path}`).sort()
  assert.equal(table, endpoints.map((endpoint) => `${endpoint.method} ${fullPath(endpoint)}`).sort())
  const { paths } = (await expecting(200, world.server.ask(get('/openapi.json')))).json
  const documented = Object.entries<object>(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  assert.equal(table, documented.sort())
})

interface Caller {
  readonly credential: Credential
  readonly headers: Readonly<Record<string, string>>
}

/** One credential for each role, level and state: 24 times 11. */
async function tokensOf(): Promise<Caller[]> {
  const { owner, there } = world
  const callers: Caller[] = []
  const states: [string, Partial<Credential>, Record<string, unknown>][] = [
    ['active', {}, {}],
    ['expired', { state: 'expired' }, { expires_at: new Date(world.server.clock.wall() + 90_000).toISOString() }],
    ['revoked', { state: 'revoked' }, {}],
    ['disabled', { state: 'disabled' }, {}],
    ['foreign', { page: 'there' }, { page_id: there }],
    ['every page', { page: null }, { page_id: null }],
    ['test', { environment: 'test' }, { environment: 'test' }],
    ['test, every page', { environment: 'test', page: null }, { environment: 'test', page_id: null }],
    ['narrowed', {}, {}],
    ['a row whose scopes are beyond its level', { scopes: permissions }, {}],
    ['Terraform, every page', { terraform: true, page: null }, { terraform_managed: true, page_id: null }],
  ]
  let narrow = 0
  for (const role of Object.keys(roles))
    for (const level of Object.keys(levels))
      for (const [state, known, fields] of states) {
        // Every third permission of the level, beginning elsewhere each time; few of them are closed.
        const all = levels[level] ?? []
        const scopes = state === 'narrowed' ? all.filter((_, index) => (index + narrow) % 3 === 0) : undefined
        narrow += 1
        const more = scopes === undefined ? {} : { scopes: scopes.filter((scope) => fits(scope, level)) }
        const body = { permission: level, role_key: role, ...fields, ...more }
        const { id, token } = await mintBy(owner, body)
        const act = { revoked: 'revoke', disabled: 'disable' }[state]
        if (act !== undefined)
          await expecting(
            200,
            owner.ask(post(`/admin/tokens/${id}/${act}`, act === 'revoke' ? { reason: 'x' } : undefined)),
          )
        const credential: Credential = {
          kind: 'token',
          state: 'active',
          level,
          role,
          page: 'here',
          environment: 'live',
          terraform: false,
          ...known,
          ...more,
        }
        if (known.scopes !== undefined) await plantScopes(id, known.scopes)
        callers.push({ credential, headers: { Authorization: `Bearer ${token}` } })
      }
  return callers
}

/** What no call can make, a row can hold: the level must limit it all the same. */
async function plantScopes(id: string, scopes: readonly string[]): Promise<void> {
  const { writer, generation } = world.server.running.services
  await writer.submit((tx) => tx.run('UPDATE tokens SET scopes = ? WHERE id = ?', JSON.stringify(scopes), id))
  generation.advance()
}

/** `status_pages:write` of the level write is fine; nothing of a level closes to what is beyond it. */
const fits = (scope: string, level: string): boolean => levels[level]?.includes(scope) === true

async function peopleOf(): Promise<Caller[]> {
  const callers: Caller[] = []
  for (const role of Object.keys(roles))
    for (const page of ['here', 'there', null] as const) {
      const page_id = page === null ? null : page === 'here' ? world.here : world.there
      const email = `${role}-${page ?? 'all'}@example.org`
      // A stranger's address may sign in thirty times a minute.
      if (callers.length % 8 === 7) world.server.clock.pass(61_000)
      const person = await join(world.server, world.owner, { email, role_key: role, page_id })
      const credential: Credential = {
        kind: 'session',
        state: 'active',
        level: '',
        role,
        page,
        environment: 'live',
        terraform: false,
      }
      callers.push({ credential, headers: { Cookie: person.cookie, 'X-CSRF': person.csrf } })
    }
  return callers
}

/** The eleven that an app can ask for. */
const appScopes = [
  ...['checks', 'incidents', 'webhooks', 'status_pages', 'teams'].flatMap((area) => [`${area}:read`, `${area}:write`]),
  'billing:read',
]

/** Access tokens as the authorization server writes them, of someone with each role: in each state, for each page, with some of the scopes. */
async function appsOf(): Promise<Caller[]> {
  const { owner, server } = world
  const app = await registerApp(owner, { scopes: appScopes })
  const off = await registerApp(owner, { scopes: appScopes, name: 'Switched off' })
  const callers: Caller[] = []
  const states: [Partial<Credential>, Partial<PlantedToken>][] = [
    [{}, {}],
    [{ state: 'expired' }, { endsIn: -1 }],
    [{ state: 'revoked' }, { revoked: true }],
    [{ state: 'disabled' }, { appId: off.id }],
    [{ page: 'there' }, {}],
    [{ page: null }, {}],
    [{ scopes: ['incidents:write', 'status_pages:read'] }, {}],
    [{ scopes: [] }, {}],
  ]
  for (const role of Object.keys(roles))
    for (const [known, fields] of states) {
      const credential: Credential = {
        kind: 'oauth',
        state: 'active',
        level: '',
        role,
        page: 'here',
        environment: 'live',
        terraform: false,
        scopes: appScopes,
        ...known,
      }
      const pageId = credential.page === null ? null : credential.page === 'here' ? world.here : world.there
      // The person of this role on this page alone, or on every page.
      const userId = server.running.services.db.get<{ id: string }>(
        'SELECT id FROM users WHERE email = ?',
        `${role}-${credential.page ?? 'all'}@example.org`,
      )?.id
      const token = await plantAccess(server, {
        appId: app.id,
        userId: userId ?? '',
        pageId,
        scopes: credential.scopes ?? [],
        ...fields,
      })
      callers.push({ credential, headers: { Authorization: `Bearer ${token}` } })
    }
  await expecting(200, owner.ask(post(`/admin/oauth-apps/${off.id}/disable`)))
  return callers
}

const nobody: Credential = {
  kind: 'nobody',
  state: 'active',
  level: '',
  role: '',
  page: null,
  environment: 'live',
  terraform: false,
}

/** What comes back: `allowed` where the request reached its handler (or its body), else the refusal. */
function send(route: Route, headers: Readonly<Record<string, string>>): Promise<string> {
  const endpoint = endpoints.find((each) => each.method === route.method && fullPath(each) === route.path)
  if (endpoint === undefined) throw new Error(route.path)
  const { path, body, headers: own } = harmless(endpoint)
  const bytes = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
  const content = bytes === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': bytes.length, ...own }
  const through =
    bytes !== null && endpoint.takes !== 'anything'
      ? '422 validation_failed'
      : /:(?:id|key)/.test(route.path)
        ? '404 not_found'
        : '200 '
  return new Promise((resolve, reject) => {
    const req = httpRequest(
      {
        host: '127.0.0.1',
        port: world.server.running.port,
        method: route.method,
        path,
        agent,
        headers: { Host: hereHost, ...content, ...headers },
      },
      (res) => {
        res.resume()
        const got = `${res.statusCode} ${res.headers['x-error'] ?? ''}`
        res.on('end', () => resolve(got === through ? 'allowed' : got))
        res.on('error', reject)
      },
    )
    req.on('error', reject)
    req.end(bytes ?? undefined)
  })
}

interface Cell {
  readonly route: Route
  readonly caller: Caller
}

/** A small generator of its own, so that a seed replays the same tenth. */
function chosen(cells: readonly Cell[]): readonly Cell[] {
  let state = seed || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
  return cells.filter(() => next() < 0.1)
}

it('T3 every route × role × level × state is answered as api.md says, and nothing changed', async () => {
  const tokens = await tokensOf()
  const people = await peopleOf()
  const callers = [
    ...tokens,
    ...people,
    ...(await appsOf()),
    { credential: nobody, headers: {} },
    { credential: { ...nobody, kind: 'unknown' as const }, headers: { Authorization: `Bearer ${mintSecret('live')}` } },
  ]
  // The export first, while the log is short.
  const inOrder = [...routes].sort((a, b) => Number(b.path.endsWith('export')) - Number(a.path.endsWith('export')))
  const all: Cell[] = inOrder.flatMap((route) => callers.map((caller) => ({ route, caller })))
  const cells = isWhole ? all : chosen(all)
  const before = databaseHash(world.server.running.services.db)
  const got: string[] = []
  let at = 0
  const work = async (): Promise<void> => {
    for (let index = at++; index < cells.length; index = at++) {
      const cell = cells[index]
      if (cell !== undefined) got[index] = await send(cell.route, cell.caller.headers)
    }
  }
  await Promise.all(Array.from({ length: 24 }, work))

  const different = cells.flatMap(({ route, caller: { credential } }, index) => {
    const wanted = verdict(route, credential, locked)
    return got[index] === wanted
      ? []
      : [`${route.method} ${route.path} as ${JSON.stringify(credential)}: ${got[index]}, not ${wanted}`]
  })
  const codes = new Set(got)
  console.log(
    `T3 live routes ${cells.length} requests ${different.length} different, ${codes.size} kinds of answer, seed ${seed}`,
  )
  assert.is(different.slice(0, 10).join('\n'), '')
  assert.is(databaseHash(world.server.running.services.db), before)
  if (isWhole) assert.ok(cells.length >= 23_000)

  const rules: Rule[] = [
    'closure',
    'level',
    'scopes',
    'role',
    'page',
    'every page',
    'environment',
    'lock',
    'state',
    'kind',
  ]
  for (const rule of rules) {
    const missed = cells.filter(
      ({ route, caller }, index) => got[index] !== verdict(route, caller.credential, locked, rule),
    ).length
    console.log(`T3 teeth: a server that forgot ${rule} would differ in ${missed} of ${cells.length}`)
    assert.ok(missed > 0, rule)
  }
})

it.run()
