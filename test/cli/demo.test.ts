import { createHash } from 'node:crypto'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fillDemoFolder } from '../../src-server/demo/fill.ts'
import { createTimeline } from '../../src-server/demo/timeline.ts'
import { ask } from '../support/ask.ts'
import { beatkeeper, inProcess, serveCli, temporaryFolder } from './run-cli.ts'

interface Context {
  folder: ReturnType<typeof temporaryFolder>
  data: string
  password: string
  db: SqliteDatabase.Database
  /** The moment at which the demo is looked at. */
}

const it = suite<Context>('beatkeeper demo')
it.before(async (context) => {
  context.folder = temporaryFolder()
  context.data = join(context.folder.path, 'demo')
  const ran = await beatkeeper(['demo', '--data', context.data, '--json'])
  assert.is(ran.code, 0, ran.err)
  context.password = ran.json.password
  assert.ok(ran.json.counts.audit_rows > 40_000, `${ran.json.counts.audit_rows} rows`)
  context.db = new SqliteDatabase(join(context.data, 'beatkeeper.db'), { readonly: true })
})
it.after(({ folder, db }) => {
  db.close()
  folder.remove()
})

it('the chain verifies, from a year ago to now', async ({ data, db }) => {
  const verified = await inProcess(['audit', 'verify', '--data', data, '--json'])
  assert.equal([verified.code, verified.json.ok], [0, true])
  const { first, last } = db
    .prepare<[], { first: number; last: number }>('SELECT min(at) AS first, max(at) AS last FROM audit_log')
    .get() ?? {
    first: 0,
    last: 0,
  }
  assert.ok(Date.now() - first > 365 * 86_400_000)
  assert.ok(last <= Date.now() && Date.now() - last < 3_600_000)
})

it('holds no live session, and no secret anywhere', ({ db }) => {
  assert.is(db.prepare('SELECT count(*) FROM sessions WHERE ended_at IS NULL').pluck().get(), 0)
  const words = db.prepare('SELECT changes FROM audit_details WHERE changes IS NOT NULL').pluck().all().join('\n')
  assert.not.match(words, /bk_(?:live|test)_[0-9A-Za-z]{30}|bk[ms]_/)
})

it('roll-ups of use equal the log', ({ db }) => {
  const difference = db
    .prepare(
      `WITH scanned AS (
         SELECT coalesce(app.id, actor.id) AS subject, log.at / 86400000 AS day, log.method, log.route, log.scopes_used AS scopes,
           log.outcome, count(*) AS count, min(log.at) AS first_at, max(log.at) AS last_at
         FROM audit_log AS log JOIN actors AS actor ON actor.key = log.actor LEFT JOIN actors AS app ON app.key = log.on_behalf_of
         WHERE log.kind = 'request' AND coalesce(app.id, actor.id) IS NOT NULL AND log.route IS NOT NULL
         GROUP BY 1, 2, 3, 4, 5, 6),
       rolled AS (
         SELECT subjects.id AS subject, day, routes.method, routes.route, routes.scopes, outcome, count, first_at, last_at
         FROM usage_daily JOIN usage_subjects AS subjects ON subjects.key = subject JOIN usage_routes AS routes ON routes.key = usage_daily.route)
       SELECT (SELECT count(*) FROM rolled) AS rows, (SELECT count(*) FROM (SELECT * FROM scanned EXCEPT SELECT * FROM rolled))
         + (SELECT count(*) FROM (SELECT * FROM rolled EXCEPT SELECT * FROM scanned)) AS different`,
    )
    .get()
  assert.ok(Number(Reflect.get(Object(difference), 'rows')) > 5000)
  assert.is(Reflect.get(Object(difference), 'different'), 0)
})

it('tokens are in every state, with the use that their log says', async ({ data, password, db }) => {
  const server = await serveCli(data)
  const body = { email: 'mina@acme.dev', password }
  const login = await ask(server.port, { method: 'POST', path: '/api/v1/auth/login', body })
  assert.is(login.status, 200, login.text)
  const headers = {
    Cookie: /__Host-sid=[^;]+/.exec(login.headers['set-cookie'] ?? '')?.[0] ?? '',
    'X-CSRF': login.json.csrf,
  }
  const get = async (path: string) => (await ask(server.port, { path: `/api/v1${path}`, headers })).json
  const stats = await get('/admin/tokens/stats')
  for (const state of ['active', 'disabled', 'revoked', 'expired', 'expiring_soon', 'never_used'])
    assert.ok(stats[state] > 0, `no token is ${state}`)
  const { data: tokens } = await get('/admin/tokens?limit=200')
  const some = (what: string, is: (token: Record<string, unknown>) => boolean): void =>
    assert.ok(tokens.some(is), `no token ${what}`)
  some('is rotating', (token) => token.rotation !== null && token.status === 'active')
  some('was seen in a URL', (token) => token.exposed_at !== null)
  some('never expires', (token) => token.expires_at === null)
  some('is for the sandbox', (token) => token.environment === 'test')
  some('is managed by Terraform', (token) => token.terraform_managed === true)
  some('has a custom role', (token) => token.role_key === 'beat-operator')
  some('has nobody who answers for it', (token) => token.owner_gone === true)
  some('has an address list', (token) => token.allowed_ips !== null)
  const { data: incidents } = await get('/admin/incidents?status=open')
  assert.is(incidents.length, 1)
  assert.ok((await get('/admin/locks')).data.length > 0)
  assert.is((await get('/org/pages')).data.length, 2)
  const page = await ask(server.port, { path: '/', headers: { Host: 'status.acme.dev' } })
  assert.equal([page.status, /Webhook deliveries delayed in us-east/.test(page.text)], [200, true])
  await server.stop()

  const counted = db.prepare<[], { use_count: number; n: number }>(
    `SELECT use_count, (SELECT count(*) FROM audit_log JOIN actors ON actors.key = audit_log.actor
       WHERE actors.id = tokens.id AND audit_log.kind = 'request' AND outcome = 'allowed') AS n FROM tokens`,
  )
  for (const { use_count, n } of counted.all()) assert.is(use_count, n)
})

it('is the same every time: a second one, looked at from the same moment, tells the same', async ({ folder }) => {
  const now = Date.now()
  const stories: string[] = []
  for (const name of ['once', 'again']) {
    const dataDir = join(folder.path, name)
    await fillDemoFolder({ dataDir, now, password: 'kestrel lichen quarry' })
    stories.push(storyIn(dataDir, now))
  }
  assert.is(stories[0], stories[1])
})

/** What is told until a moment, without what must be fresh each time: ids, salts, secrets. */
function storyIn(dataDir: string, until: number): string {
  const db = new SqliteDatabase(join(dataDir, 'beatkeeper.db'), { readonly: true })
  const story = [
    'SELECT name, status, impact, created_at, resolved_at FROM incidents WHERE created_at < ? ORDER BY created_at',
    'SELECT name, level, role_key, use_count, created_at, last_used_at FROM tokens WHERE created_at < ? ORDER BY created_at, name',
    'SELECT at, kind, action, outcome, status FROM audit_log WHERE at < ? ORDER BY seq',
  ].map((sql) => db.prepare(sql).raw().all(until))
  db.close()
  return createHash('sha256').update(JSON.stringify(story)).digest('hex')
}

it('1 a folder with a workspace is left alone; 2 without a folder it fills none', async ({ data }) => {
  const ran = await inProcess(['demo', '--data', data])
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, /is set up already/)
  assert.is((await inProcess(['demo'])).code, 2)
})

it('moments come in the order of time, those of one time in the order they were told', async () => {
  const timeline = createTimeline()
  const lived: string[] = []
  timeline.at(30, () => void lived.push('c'))
  timeline.at(10, () => {
    lived.push('a')
    timeline.at(20, () => void lived.push('b2'))
  })
  timeline.at(20, () => void lived.push('b1'))
  timeline.at(99, () => void lived.push('too late'))
  await timeline.run(50, () => undefined)
  assert.equal(lived, ['a', 'b1', 'b2', 'c'])
})

it.run()
