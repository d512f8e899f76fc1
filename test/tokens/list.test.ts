/** The list of tokens: every filter and sort against a naive reading, pages that give each item once, cursors that fit nothing else, counts that add up. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { scopesOfLevel } from '../../src-server/access/levels.ts'
import { LEVELS } from '../../src-server/contract/permissions.ts'
import type { Token } from '../../src-server/contract/tokens.ts'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../src-server/credentials/secret-format.ts'
import { insertToken, updateToken } from '../../src-server/features/tokens/store.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join, type SignedIn } from '../identity/people.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const runs = Number(process.env.BEATKEEPER_RUNS ?? 120)
const it = suite('list of tokens')
const day = 86_400_000
let world: World
let ada: SignedIn
let all: Token[]

it.before(async () => {
  world = await startWorld()
  ada = await join(world.server, world.owner, { email: 'ada@example.org', name: 'Ada', role_key: 'owner' })
  await plant(70)
  await mintBy(world.owner, { environment: 'test', name: 'sandbox' })
  all = await everything()
})
it.after(() => world.server.stop())

/** Tokens of every sort, with equal names, equal times, no expiry and no use among them. */
async function plant(count: number): Promise<void> {
  const { running, clock, ownerId } = world.server
  const { writer, newId, generation } = running.services
  const names = ['Deploy', 'deploy', 'Pager', '100 %', 'a_b', 'Ünï', '=1+1', 'Deploy']
  const roles = ['viewer', 'editor', 'owner']
  const now = clock.wall()
  await writer.submit((tx) => {
    for (let index = 0; index < count; index += 1) {
      const secret = mintSecret('live')
      const id = newId('token')
      const level = LEVELS[index % 3] ?? 'read'
      insertToken(tx, {
        id,
        hash: hashSecret(secret),
        prefix: visiblePrefixOf(secret),
        name: names[index % names.length] ?? '',
        description: index % 5 === 0 ? 'nightly job' : '',
        notes: '',
        purpose: index % 4 === 0 ? 'interactive' : 'automation',
        owner_id: index % 3 === 0 ? null : index % 3 === 1 ? ownerId : ada.userId,
        owner_name: index % 3 === 0 ? null : index % 3 === 1 ? 'Mina Okafor' : 'Ada',
        level,
        scopes: JSON.stringify(scopesOfLevel(level)),
        role_key: roles[index % roles.length] ?? 'viewer',
        environment: 'live',
        page_id: index % 11 === 10 ? world.there : index % 7 === 6 ? null : world.here,
        terraform_managed: index % 6 === 0 ? 1 : 0,
        allowed_ips: null,
        created_at: now - (index % 9) * day - 50 * day,
        created_by: ownerId,
        created_by_name: 'Mina Okafor',
        minted_by: null,
        lifetime_ms: null,
        expires_at: index % 5 === 4 ? null : now + ((index % 13) - 4) * 5 * day + 3_600_000,
        line_id: id,
        rotated_from: null,
      })
      if (index % 8 === 3) updateToken(tx, id, { disabled_at: now })
      if (index % 8 === 5) updateToken(tx, id, { revoked_at: now, revoke_reason: 'planted' })
      if (index % 2 === 0)
        tx.run('UPDATE tokens SET last_used_at = ?, use_count = 3 WHERE id = ?', now - (index % 10) * 9 * day, id)
    }
  })
  generation.advance()
}

async function walk(
  query: Record<string, string>,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Token[]> {
  const items: Token[] = []
  let cursor: string | null = null
  for (;;) {
    const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) })
    const { json } = await expecting(200, world.owner.ask(get(`/admin/tokens?${search}`)))
    const limit = Number(query.limit ?? 50)
    assert.ok(json.data.length <= limit)
    if (json.next_cursor !== null) assert.is(json.data.length, limit)
    items.push(...json.data)
    if (json.next_cursor === null) return items
    cursor = json.next_cursor
    await between()
  }
}

const everything = (): Promise<Token[]> => walk({ limit: '200', sort: 'created_at' })

type Filter = Partial<
  Record<
    'status' | 'permission' | 'role_key' | 'environment' | 'terraform_managed' | 'owner_id' | 'purpose' | 'q',
    string
  >
>

/** api.md's filters, read naively. */
function keeps(token: Token, filter: Filter): boolean {
  const text = [token.name, token.description, token.notes, token.token_prefix, token.role_key, token.owner?.name ?? '']
  const lower = (value: string): string => value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return (
    (filter.status === undefined || token.status === filter.status) &&
    (filter.permission === undefined || token.permission === filter.permission) &&
    (filter.role_key === undefined || token.role_key === filter.role_key) &&
    (filter.environment === undefined || token.environment === filter.environment) &&
    (filter.terraform_managed === undefined || String(token.terraform_managed) === filter.terraform_managed) &&
    (filter.owner_id === undefined || token.owner?.id === filter.owner_id) &&
    (filter.purpose === undefined || token.purpose === filter.purpose) &&
    (filter.q === undefined || text.some((each) => lower(each).includes(lower(filter.q ?? ''))))
  )
}

/** The order that a sort asks for: nothing comes last upwards and first downwards, ties go by id. */
function ordered(tokens: readonly Token[], sort: string): Token[] {
  const field = sort.replace('-', '') as 'name' | 'created_at' | 'last_used_at' | 'expires_at'
  const bytes = (value: string): Buffer => Buffer.from(value)
  const upwards = (a: Token, b: Token): number => {
    const [x, y] = [a[field], b[field]]
    if (x !== y) {
      if (x === null) return 1
      if (y === null) return -1
      return Buffer.compare(bytes(x), bytes(y))
    }
    return a.id < b.id ? -1 : 1
  }
  return tokens.toSorted((a, b) => (sort.startsWith('-') ? upwards(b, a) : upwards(a, b)))
}

const sorts = [
  'name',
  '-name',
  'created_at',
  '-created_at',
  'last_used_at',
  '-last_used_at',
  'expires_at',
  '-expires_at',
]
/** At most two at once, or nearly every walk would be empty. */
function filterArbitrary(): fc.Arbitrary<Filter> {
  const values: Readonly<Record<keyof Filter, readonly string[]>> = {
    status: ['active', 'disabled', 'revoked', 'expired'],
    permission: ['read', 'write', 'admin'],
    role_key: ['viewer', 'editor', 'owner', 'planner'],
    environment: ['live', 'test'],
    terraform_managed: ['true', 'false'],
    owner_id: [world.server.ownerId, ada.userId],
    purpose: ['automation', 'interactive'],
    q: ['deploy', 'DEPLOY', 'Ada', '%', '_', 'nightly', '=1', 'bk_live_', 'nothing', '\\', "'"],
  }
  const names = Object.keys(values) as (keyof Filter)[]
  return fc
    .subarray(names, { maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, fc.constantFrom(...values[name])]))))
}

it('every filter and sort, walked page by page, is the naive reading of everything', async () => {
  const limit = fc.constantFrom(undefined, '1', '3', '7', '20', '200')
  const sort = fc.constantFrom(undefined, ...sorts)
  let pages = 0
  const property = fc.asyncProperty(filterArbitrary(), sort, limit, async (filter, order, size) => {
    const query = {
      ...filter,
      ...(order === undefined ? {} : { sort: order }),
      ...(size === undefined ? {} : { limit: size }),
    }
    const got = await walk(query as Record<string, string>, async () => {
      pages += 1
    })
    const wanted = ordered(
      all.filter((token) => keeps(token, filter)),
      order ?? '-created_at',
    )
    assert.equal(
      got.map(({ id }) => id),
      wanted.map(({ id }) => id),
    )
  })
  const result = await fc.check(property, { seed, numRuns: runs })
  console.log(
    `T5 token lists ${result.numRuns} walks ${pages} cursors ${result.failed ? 1 : 0} different, seed ${seed}`,
  )
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'different')
})

it('every item comes once, also while others are made', async () => {
  for (const sort of ['created_at', '-created_at', 'name', 'expires_at', '-expires_at']) {
    const before = new Set((await everything()).map(({ id }) => id))
    const got = await walk({ sort, limit: '9' }, () => mintBy(world.owner, { name: 'Meanwhile' }))
    assert.is(new Set(got.map(({ id }) => id)).size, got.length, `${sort}: twice`)
    for (const id of before)
      assert.ok(
        got.some((token) => token.id === id),
        `${sort}: ${id} is missing`,
      )
  }
})

it('422 invalid_cursor: of another sort, filter, list, page or caller, damaged anywhere, or made up', async () => {
  const { server, owner } = world
  const first = await owner.ask(get('/admin/tokens?sort=name&limit=2&status=active'))
  const cursor: string = first.json.next_cursor
  const with_ = (query: string, value = cursor): Promise<unknown> =>
    owner
      .ask(get(`/admin/tokens?${query}&cursor=${encodeURIComponent(value)}`))
      .then((answer) => isProblem(answer, 422, 'invalid_cursor'))
  assert.is((await owner.ask(get(`/admin/tokens?sort=name&limit=5&status=active&cursor=${cursor}`))).status, 200)
  await with_('sort=-name&status=active')
  await with_('sort=name')
  await with_('sort=name&status=revoked')
  await with_('sort=name&status=active&q=a')
  for (const value of [
    '',
    'x',
    '.',
    '..',
    `${cursor}.`,
    cursor.slice(0, -1),
    `${cursor}A`,
    cursor.toUpperCase(),
    Buffer.from('["a","b"]').toString('base64url'),
  ])
    await with_('sort=name&status=active', value)
  let damaged = 0
  for (let at = 0; at < cursor.length; at += 1) {
    if (cursor[at] === '.') continue
    await with_(
      'sort=name&status=active',
      `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
    )
    damaged += 1
  }
  assert.ok(damaged > 30)
  const elsewhere = get(`/admin/tokens?sort=name&status=active&cursor=${cursor}`, {
    headers: { 'X-Page': world.there },
  })
  isProblem(await owner.ask(elsewhere), 422, 'invalid_cursor')
  const sandbox = get(`/admin/tokens?sort=name&status=active&cursor=${cursor}`, {
    headers: { 'X-Environment': 'test' },
  })
  isProblem(await owner.ask(sandbox), 422, 'invalid_cursor')
  isProblem(await server.asOwner(get(`/admin/incidents?cursor=${cursor}`)), 422, 'invalid_cursor')
})

it('stats: the four states add up, and each number is what the list says', async () => {
  const listed = await everything()
  const { json } = await expecting(200, world.owner.ask(get('/admin/tokens/stats')))
  const now = world.server.clock.wall()
  const of = (status: string): number => listed.filter((token) => token.status === status).length
  assert.is(json.active + json.disabled + json.revoked + json.expired, json.total)
  const alive = listed.filter(({ status }) => status === 'active' || status === 'disabled')
  const before = (time: string | null, ms: number): boolean => time !== null && Date.parse(time) <= ms
  assert.equal(json, {
    total: listed.length,
    active: of('active'),
    disabled: of('disabled'),
    revoked: of('revoked'),
    expired: of('expired'),
    expiring_soon: listed.filter(({ status, expires_at }) => status === 'active' && before(expires_at, now + 14 * day))
      .length,
    never_used: alive.filter(({ use_count }) => use_count === 0).length,
    unused_30d: alive.filter(({ last_used_at, created_at }) => before(last_used_at ?? created_at, now - 30 * day))
      .length,
  })
  assert.ok(json.active > 0 && json.disabled > 0 && json.revoked > 0 && json.expired > 0 && json.unused_30d > 0)
})

it('one sees the tokens of one’s page, those of every page if one has every page, and test ones from the sandbox', async () => {
  const ids = async (ask: SignedIn['ask'], headers: Record<string, string> = {}): Promise<Set<string>> => {
    const { json } = await expecting(200, ask(get('/admin/tokens?limit=200', { headers })))
    return new Set(json.data.map(({ page_id, environment }: Token) => `${page_id} ${environment}`))
  }
  const { here, there, owner } = world
  assert.equal([...(await ids(owner.ask))].sort(), [`${here} live`, `${here} test`, 'null live'].sort())
  assert.equal([...(await ids(owner.ask, { 'X-Page': there }))].sort(), [`${there} live`, 'null live'].sort())
  assert.equal([...(await ids(owner.ask, { 'X-Environment': 'test' }))], [`${here} test`])
  const local: Minted = await mintBy(owner, { permission: 'admin', role_key: 'admin' })
  const asLocal: SignedIn['ask'] = (request) => world.server.ask({ ...request, token: local.token })
  assert.equal([...(await ids(asLocal))].sort(), [`${here} live`, `${here} test`].sort())
  const test: Minted = await mintBy(owner, {
    permission: 'admin',
    role_key: 'admin',
    environment: 'test',
    page_id: null,
  })
  const asTest: SignedIn['ask'] = (request) => world.server.ask({ ...request, token: test.token })
  assert.equal([...(await ids(asTest))].sort(), [`${here} test`, 'null test'].sort())
  isProblem(await asTest(get(`/admin/tokens/${local.id}`)), 404, 'not_found')
  isProblem(await asLocal(get(`/admin/tokens/${test.id}`)), 404, 'not_found')
})

it('line: all tokens of one rotation line, by the id of any of them, also of a deleted one', async () => {
  const first = await mintBy(world.owner, { name: 'Line' })
  const second = (
    await expecting(201, world.owner.ask(post(`/admin/tokens/${first.id}/rotate`, { overlap_seconds: 0 })))
  ).json
  const third = (
    await expecting(201, world.owner.ask(post(`/admin/tokens/${second.id}/rotate`, { overlap_seconds: 0 })))
  ).json
  const line = async (id: string): Promise<string[]> => (await walk({ line: id })).map((token) => token.id).sort()
  const whole = [first.id, second.id, third.id].sort()
  for (const id of whole) assert.equal(await line(id), whole)
  await expecting(204, world.owner.ask({ method: 'DELETE', path: `/api/v1/admin/tokens/${first.id}` }))
  assert.equal(await line(first.id), [second.id, third.id].sort())
})

it('sessions are never among them', async () => {
  const text = JSON.stringify(await everything())
  assert.not.ok(text.includes('ses_') || text.includes('bks_'))
})

it.run()
