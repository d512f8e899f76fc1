/** Subscribers hear of what visitors see: when it becomes public, with each word, at its end; never of drafts, the sandbox and corrections. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Publication, tellingOf } from '../../src-server/features/incidents/announcing.ts'
import { sandboxToken } from '../content/sandbox.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { plantSubscribers } from './subscribers.ts'

const it = suite<{ server: TestServer; api: string; web: string; hidden: string }>('announcements')
it.before.each(async (context) => {
  context.server = await startTestServer({ logLevel: 'silent' })
  const component = async (name: string, more: object = {}) =>
    (await context.server.asOwner({ method: 'POST', path: '/api/v1/admin/components', body: { name, ...more } })).json
      .id
  context.api = await component('API')
  context.web = await component('Website')
  context.hidden = await component('Database', { public: false })
  await plantSubscribers(context.server, [
    { email: 'all@example.org' },
    { email: 'api@example.org', components: [context.api] },
    { email: 'web@example.org', components: [context.web] },
  ])
  await plantSubscribers(context.server, [{ email: 'sandbox@example.org' }], { environment: 'test' })
})
it.after.each(({ server }) => server.stop())

const minute = 60_000
const hour = 60 * minute
const at = (server: TestServer, ms: number): string => new Date(server.clock.wall() + ms).toISOString()

async function done(answer: ReturnType<TestServer['asOwner']>): Promise<{ id: string }> {
  const got = await answer
  if (got.status >= 300) throw new Error(`answered ${got.status}: ${got.text}`)
  return got.json
}
const post = (server: TestServer, path: string, body: object = {}) =>
  done(server.asOwner({ method: 'POST', path: `/api/v1/admin/${path}`, body }))
const patch = (server: TestServer, path: string, body: object) =>
  done(server.asOwner({ method: 'PATCH', path: `/api/v1/admin/${path}`, body }))

/** What was queued since the last time: subjects, with whom they go to. */
async function told(server: TestServer): Promise<string[]> {
  await server.running.look()
  const rows = (await server.asOwner({ path: '/api/v1/admin/outbox?limit=200' })).json.data
  await server.running.services.writer.submit((tx) => tx.run('DELETE FROM outbox'))
  return rows.map((row: { to: string; subject: string }) => `${row.to}: ${row.subject}`).toSorted()
}
const toAll = (subject: string): string[] =>
  ['all', 'api', 'web'].map((name) => `${name}@example.org: [Acme Status] ${subject}`)

it('an incident is told when it is opened, with each word, and when it is resolved, to whoever follows what it names', async ({
  server,
  api,
}) => {
  const { id } = await post(server, 'incidents', {
    name: 'Slow answers',
    status: 'investigating',
    body: 'We are looking.',
    components: [{ id: api, status: 'degraded_performance' }],
  })
  const toTwo = (subject: string) => toAll(subject).slice(0, 2)
  assert.equal(await told(server), toTwo('Investigating: Slow answers'))
  assert.equal(await told(server), [], 'once')
  await post(server, `incidents/${id}/updates`, { status: 'identified', body: 'A disk is full.' })
  assert.equal(await told(server), toTwo('Identified: Slow answers'))
  await post(server, `incidents/${id}/close`, { body: 'All well again.' })
  assert.equal(await told(server), toTwo('Resolved: Slow answers'))
})

it('one that names no visible component is told to everyone; a taken-out component’s followers hear of it once more', async ({
  server,
  api,
  web,
  hidden,
}) => {
  const { id } = await post(server, 'incidents', {
    name: 'Odd',
    status: 'investigating',
    components: [{ id: hidden, status: 'major_outage' }],
  })
  assert.equal(await told(server), toAll('Investigating: Odd'))
  await patch(server, `incidents/${id}`, { components: [{ id: api, status: 'partial_outage' }] })
  assert.equal(await told(server), [], 'a correction without a word is told to nobody')
  await post(server, `incidents/${id}/updates`, { status: 'identified', body: 'x' })
  assert.equal(await told(server), toAll('Identified: Odd').slice(0, 2))
  await patch(server, `incidents/${id}`, { status: 'monitoring', components: [{ id: web, status: 'partial_outage' }] })
  assert.equal(await told(server), toAll('Monitoring: Odd'))
})

it('drafts, acknowledging, notes, corrections, what is entered after the fact and the sandbox are told to nobody', async ({
  server,
}) => {
  const draft = await post(server, 'incidents', { name: 'Draft', status: 'investigating', published_at: null })
  await post(server, `incidents/${draft.id}/updates`, { status: 'identified', body: 'still a draft' })
  await post(server, 'incidents', {
    name: 'Last year',
    status: 'resolved',
    published_at: at(server, -300 * 24 * hour),
  })
  assert.equal(await told(server), [])
  const { id } = await post(server, 'incidents', { name: 'Seen', status: 'investigating' })
  await told(server)
  await post(server, `incidents/${id}/acknowledge`)
  await post(server, `incidents/${id}/annotations`, { body: 'for us' })
  await patch(server, `incidents/${id}`, { name: 'Seen better', impact: 'major' })
  await server.asOwner({ method: 'PUT', path: `/api/v1/admin/incidents/${id}/root-cause`, body: { body: 'a mouse' } })
  assert.equal(await told(server), [])
  const token = await sandboxToken(server)
  const body = { name: 'Rehearsal', status: 'investigating' }
  assert.is((await server.ask({ method: 'POST', path: '/api/v1/admin/incidents', body, token })).status, 201)
  assert.equal(await told(server), [])
})

it('a publication in the future is told then, as it is then; moved, called off or deleted, it is not told before', async ({
  server,
}) => {
  const later = (name: string, ms = hour) =>
    post(server, 'incidents', { name, status: 'investigating', body: 'first', published_at: at(server, ms) })
  const kept = await later('Kept')
  const moved = await later('Moved')
  const calledOff = await later('Called off')
  const deleted = await later('Deleted')
  await post(server, `incidents/${kept.id}/updates`, { status: 'identified', body: 'second' })
  await patch(server, `incidents/${kept.id}`, { name: 'Kept and renamed' })
  await patch(server, `incidents/${moved.id}`, { published_at: at(server, 3 * hour) })
  await patch(server, `incidents/${calledOff.id}`, { published_at: null })
  await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/incidents/${deleted.id}` })
  assert.equal(await told(server), [])
  server.clock.pass(hour + minute)
  assert.equal(await told(server), toAll('Identified: Kept and renamed'))
  server.clock.pass(2 * hour)
  assert.equal(await told(server), toAll('Investigating: Moved'))
  const now = await later('At once', 5 * hour)
  await patch(server, `incidents/${now.id}`, { published_at: at(server, 0) })
  server.clock.pass(1)
  assert.equal(await told(server), toAll('Investigating: At once'))
  server.clock.pass(6 * hour)
  assert.equal(await told(server), [])
})

it('a maintenance is told when it is planned, changed, begun, done and called off by hand', async ({ server, api }) => {
  const window = { scheduled_for: at(server, hour), scheduled_until: at(server, 2 * hour) }
  const plan = (name: string) => post(server, 'maintenances', { name, ...window, components: [{ id: api }] })
  const toTwo = (subject: string) => toAll(subject).slice(0, 2)
  const { id } = await plan('New disks')
  assert.equal(await told(server), toTwo('Maintenance planned: New disks'))
  await patch(server, `maintenances/${id}`, { name: 'Newer disks' })
  assert.equal(await told(server), [], 'a new name alone is no news')
  await patch(server, `maintenances/${id}`, { scheduled_until: at(server, 3 * hour) })
  assert.equal(await told(server), toTwo('Maintenance changed: Newer disks'))
  await patch(server, `maintenances/${id}`, { components: [] })
  assert.equal(await told(server), toAll('Maintenance changed: Newer disks'), 'of the whole page now')
  await post(server, `maintenances/${id}/start`)
  assert.equal(await told(server), toAll('Maintenance in progress: Newer disks'))
  await post(server, `maintenances/${id}/complete`)
  assert.equal(await told(server), toAll('Maintenance completed: Newer disks'))
  const other = await plan('Other')
  await told(server)
  await post(server, `maintenances/${other.id}/cancel`)
  assert.equal(await told(server), toTwo('Maintenance cancelled: Other'))
  const gone = await plan('Gone')
  await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/maintenances/${gone.id}` })
  assert.equal(await told(server), [], 'deleted before anyone was told')
})

it('the clock’s moves are told as well, a window that was missed as done, and one of long ago not at all', async ({
  server,
}) => {
  const plan = (name: string, from: number, until: number) =>
    post(server, 'maintenances', { name, scheduled_for: at(server, from), scheduled_until: at(server, until) })
  /** Whoever reads makes the clock look. */
  const noticed = async (id: string): Promise<void> => {
    for (let tries = 0; tries < 50; tries += 1) {
      const read = await server.asOwner({ path: `/api/v1/admin/maintenances/${id}` })
      const log = await server.asOwner({ path: `/api/v1/admin/audit-log?q=${id}&limit=5` })
      const written = log.json.data.some((row: { actor: { kind: string } }) => row.actor.kind === 'system')
      if (read.json.status !== 'scheduled' && written) return
    }
    throw new Error('the clock did not write it down')
  }
  const one = await plan('One', hour, 2 * hour)
  assert.equal(await told(server), toAll('Maintenance planned: One'))
  server.clock.pass(hour + minute)
  await noticed(one.id)
  assert.equal(await told(server), toAll('Maintenance in progress: One'))
  const missed = await plan('Missed', hour, 2 * hour)
  await told(server)
  server.clock.pass(3 * hour)
  await noticed(missed.id)
  assert.equal(
    await told(server),
    [...toAll('Maintenance completed: Missed'), ...toAll('Maintenance completed: One')].toSorted(),
  )
  const old = await plan('Old', hour, 2 * hour)
  await told(server)
  server.clock.pass(30 * hour)
  await noticed(old.id)
  assert.equal(await told(server), [])
})

it('spreads to hundreds, some at a time, to each once, also where it was cut off in between', async ({ server }) => {
  const many = Array.from({ length: 1203 }, (_, n) => ({ email: `n${n}@example.org` }))
  await plantSubscribers(server, many)
  await post(server, 'incidents', { name: 'Wide', status: 'investigating' })
  const { writer, db } = server.running.services
  // A commit that fails once, in the middle.
  let spreads = 0
  const { submit } = writer
  Reflect.set(writer, 'submit', (work: (tx: unknown) => unknown, essential?: boolean) => {
    spreads += 1
    return spreads === 4 ? Promise.reject(new Error('a full disk')) : submit(work as never, essential)
  })
  await server.running.look()
  Reflect.set(writer, 'submit', submit)
  const count = (): number => db.get<{ n: number }>('SELECT count(*) AS n FROM outbox')?.n ?? 0
  assert.ok(count() > 0 && count() < 1206, String(count()))
  await server.running.look()
  assert.is(count(), 1206)
  assert.is(db.get<{ n: number }>('SELECT count(DISTINCT recipient) AS n FROM outbox')?.n, 1206)
  assert.is(db.get<{ n: number }>('SELECT count(DISTINCT announcement_id) AS n FROM outbox')?.n, 1)
})

it('nothing that visitors do not see is told, whatever the order of publishing and changing (property)', () => {
  const publication: fc.Arbitrary<Publication> = fc.record({
    publishedAt: fc.option(fc.integer({ min: -100, max: 100 }).map((hours) => hours * hour)),
  })
  fc.assert(
    fc.property(fc.option(publication), publication, fc.boolean(), (before, after, hasUpdate) => {
      const telling = tellingOf(before, after, hasUpdate, 0)
      if (telling.kind === 'update') {
        assert.ok((after.publishedAt ?? 1) <= 0 && hasUpdate)
        assert.ok(before !== null && (before.publishedAt ?? 1) <= 0)
      }
      if (telling.kind === 'publication') {
        assert.ok(after.publishedAt !== null && telling.at >= 0 && telling.at >= after.publishedAt)
        assert.ok(before === null || (before.publishedAt ?? 1) > 0 || (after.publishedAt ?? 0) > 0)
      }
      if (after.publishedAt === null) assert.is(telling.kind, 'take back')
    }),
  )
})

it.run()
