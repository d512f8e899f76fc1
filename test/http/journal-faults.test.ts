/** T23: whatever cannot be logged does not happen. The log is made to fail at each of its statements: 503, and the file as it was, for every route that changes something. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'
import { databaseHash } from './database-hash.ts'
import { mutations, unlisted } from './mutations.ts'
import { isProblem } from './problem.ts'
import { expecting, get, mintBy, post, startWorld, type World } from './world.ts'

const isWhole = process.env.CI === 'true'
const it = suite('faults of the log')
let world: World
it.before(async () => {
  world = await startWorld({ logLevel: 'silent' })
  const body = { features: { advanced_rbac: true } }
  await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }))
})
it.after(() => world.server.stop())

/** Tables that a request's rows go to: its row, its details, its roll-up. */
const tables = ['audit_log', 'audit_details', 'usage_daily']

/** Lets every INSERT into a table fail, until it is called again with null. */
async function breakInserts(table: string | null): Promise<void> {
  await world.server.running.services.writer.submit((tx) => {
    for (const each of tables) tx.run(`DROP TRIGGER IF EXISTS fault_${each}`)
    if (table !== null)
      tx.run(`CREATE TRIGGER fault_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'fault'); END`)
  })
}

/** How much stands in each of them. */
function written(): Record<string, number | undefined> {
  const { db } = world.server.running.services
  const total = (table: string): number | undefined =>
    db.get<{ n: number }>(`SELECT ${table === 'usage_daily' ? 'sum(count)' : 'count(*)'} AS n FROM ${table}`)?.n
  return Object.fromEntries(tables.map((table) => [table, total(table)]))
}

async function whileBroken(
  table: string,
  send: () => Promise<Answer>,
): Promise<{ answer: Answer; isUnchanged: boolean }> {
  const { db } = world.server.running.services
  await breakInserts(table)
  const before = databaseHash(db, 'everything')
  try {
    const answer = await send()
    return { answer, isUnchanged: databaseHash(db, 'everything') === before }
  } finally {
    await breakInserts(null)
  }
}

it('every endpoint that changes something is among those that are tried', () => {
  assert.equal(unlisted(mutations), [])
})

it('T23 503 audit_unavailable and an untouched file for every change, at each statement of the log; then the same request succeeds', async () => {
  let faults = 0
  for (const { endpoint, prepare } of mutations) {
    world = { ...world, owner: await signIn(world.server) }
    world.server.clock.pass(61_000)
    const example = await prepare(world)
    const before = written()
    const first = await example()
    assert.ok(first.status < 300, `${endpoint}: ${first.status} ${first.text.slice(0, 300)}`)
    const after = written()
    const touched = tables.filter((table) => after[table] !== before[table])
    assert.ok(touched.includes('audit_log'), endpoint)

    const send = await prepare(world)
    // Each statement where there is time, otherwise one of them, another for each route.
    const chosen = isWhole ? touched : touched.filter((_, index) => index === faults % touched.length)
    for (const table of chosen) {
      const { answer, isUnchanged } = await whileBroken(table, send)
      assert.is(`${endpoint} ${table}: ${answer.status}`, `${endpoint} ${table}: 503`, answer.text.slice(0, 300))
      isProblem(answer, 503, 'audit_unavailable', { 'Retry-After': /^\d+$/ })
      assert.ok(isUnchanged, `${endpoint} changed the file while ${table} failed`)
      faults += 1
    }
    const done = await send()
    assert.ok(done.status < 300, `${endpoint}: ${done.status} ${done.text.slice(0, 300)}`)
  }
  console.log(
    `T23 faults of the log ${faults} over ${mutations.length} changing routes, 0 answered otherwise, 0 changed the file`,
  )
})

it('T23 reads, refusals and streams are not answered either when their row cannot be written', async () => {
  const { server } = world
  const { token } = await mintBy(await signIn(server), { scopes: ['incidents:read', 'tokens:read'] })
  const asked = [
    get('/me'),
    get('/admin/incidents'),
    get('/admin/tokens/export'),
    get('/status'),
    post('/admin/incidents', {}),
    get(`/admin/incidents/${world.absent('inc')}`),
    get('/me?x=1'),
    post('/explain', { method: 'GET', path: '/me' }),
  ]
  for (const request of asked) {
    const { answer, isUnchanged } = await whileBroken('audit_log', () => server.ask({ ...request, token }))
    isProblem(answer, 503, 'audit_unavailable')
    assert.ok(isUnchanged)
  }
})

it('T23 one request that cannot be logged does not take the others of its batch with it', async () => {
  const { server } = world
  const { writer } = server.running.services
  const [good, bad] = [await mintBy(await signIn(server)), await mintBy(await signIn(server))]
  await writer.submit((tx) =>
    tx.run(
      `CREATE TRIGGER fault_one BEFORE INSERT ON audit_log WHEN (SELECT id FROM actors WHERE key = NEW.actor) = '${bad.id}' BEGIN SELECT RAISE(ABORT, 'fault'); END`,
    ),
  )
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      server.ask(get('/me', { token: index % 3 === 0 ? bad.token : good.token })),
    ),
  )
  assert.equal(
    answers.map(({ status }) => status),
    Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 503 : 200)),
  )
  await writer.submit((tx) => tx.run('DROP TRIGGER fault_one'))
  assert.is((await server.asOwner(get(`/admin/tokens/${good.id}`))).json.use_count, 40)
  assert.is((await server.asOwner(get(`/admin/tokens/${bad.id}`))).json.use_count, 0)
})

it('T23 chaos: as many 2xx changes as rows of them, while the log fails now and then', async () => {
  const { server } = world
  const rows = (): number =>
    server.running.services.db.get<{ n: number }>(
      "SELECT count(*) AS n FROM audit_log WHERE action = 'incident.create'",
    )?.n ?? 0
  const before = rows()
  let done = 0
  for (let round = 0; round < 20; round += 1) {
    await breakInserts(round % 3 === 0 ? (tables[round % 2] ?? null) : null)
    const answers = await Promise.all(
      Array.from({ length: 15 }, () =>
        server.asOwner(post('/admin/incidents', { name: 'x', status: 'investigating' })),
      ),
    )
    done += answers.filter(({ status }) => status === 201).length
  }
  await breakInserts(null)
  const listed = server.running.services.db.get<{ n: number }>('SELECT count(*) AS n FROM incidents')?.n ?? 0
  console.log(`T23 chaos 300 changes ${done} answered 201, ${rows() - before} rows of them`)
  assert.ok(done > 100 && done < 300)
  assert.is(rows() - before, done)
  assert.ok(listed >= done)
  assert.is((await server.asOwner(post('/admin/audit-log/verify'))).json.ok, true)
})

it.run()
