/** OAuth apps over the API: registered, their secret shown once and rotated with overlap, switched off, deleted, and never widened. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { plantGrant } from '../http/mutations.ts'
import { expecting, get, hereHost, post, startWorld, type World } from '../http/world.ts'
import { join } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('oauth apps')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const fields = {
  name: 'PagerDuty',
  redirect_uris: ['https://pager.example.com/callback'],
  scopes: ['incidents:read', 'incidents:write'],
  client_type: 'confidential',
}
const register = (more: object = {}): Promise<Answer> =>
  expecting(201, world.owner.ask(post('/admin/oauth-apps', { ...fields, ...more })))
const path = (app: Answer): string => `/admin/oauth-apps/${app.json.id}`
const hashes = (app: Answer): number =>
  world.server.running.services.db.get<{ n: number }>(
    'SELECT count(*) AS n FROM oauth_app_secrets WHERE app_id = ? AND length(hash) = 32',
    app.json.id,
  )?.n ?? 0
const patch = (app: Answer, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  world.owner.ask({ method: 'PATCH', path: `/api/v1${path(app)}`, body, headers })

it('201 registers an app; its id is the client id, and the secret is in this answer only', async () => {
  const app = await register({ description: 'pages people', logo_url: null })
  const { client_secret: secret, ...shown } = app.json
  assert.is(secretKindOf(secret), 'client_secret')
  assert.is(shown.client_id, shown.id)
  assert.match(shown.id, /^app_/)
  assert.equal([shown.status, shown.grants, shown.client_type], ['active', 0, 'confidential'])
  assert.equal(
    shown.secrets.map((each: { prefix: string; ends_at: null }) => [each.prefix, each.ends_at]),
    [[secret.slice(0, 12), null]],
  )
  const read = await expecting(200, world.owner.ask(get(path(app))))
  assert.equal(read.json, shown)
  assert.is(read.headers.etag, '"1"')
  const listed = await expecting(200, world.owner.ask(get('/admin/oauth-apps')))
  assert.ok(listed.json.data.some((each: { id: string }) => each.id === shown.id))
  assert.not.match(listed.text + read.text, /client_secret"|bkc_[0-9A-Za-z]{20}/)
  assert.is(hashes(app), 1)
})

it('201 a public app has no secret, and none can be made', async () => {
  const app = await register({ client_type: 'public', redirect_uris: ['http://127.0.0.1/callback'] })
  assert.equal([app.json.client_secret, app.json.secrets], [null, []])
  const answer = await world.owner.ask(post(`${path(app)}/rotate-secret`))
  assert.equal([answer.status, answer.json.code], [409, 'not_rotatable'])
})

it('201 an Idempotency-Key repeats the answer without the secret', async () => {
  const headers = { 'Idempotency-Key': 'register-once' }
  const first = await expecting(201, world.owner.ask(post('/admin/oauth-apps', fields, { headers })))
  const second = await expecting(201, world.owner.ask(post('/admin/oauth-apps', fields, { headers })))
  assert.equal([second.json.id, second.json.client_secret, second.json.secret_shown], [first.json.id, null, true])
})

it('200 changes name, description, logo and redirect URIs; 409 scopes_immutable for what it may do', async () => {
  const app = await register()
  const changed = await expecting(
    200,
    patch(app, { name: 'Pager', redirect_uris: ['https://pager.example.com/new'], description: 'x' }),
  )
  assert.equal([changed.json.name, changed.json.redirect_uris], ['Pager', ['https://pager.example.com/new']])
  for (const body of [
    { scopes: [...fields.scopes, 'checks:read'] },
    { scopes: ['incidents:read'] },
    { client_type: 'public' },
  ])
    assert.is((await patch(app, body)).json.code, 'scopes_immutable')
  const whole = await expecting(200, patch(app, { ...changed.json, scopes: [...fields.scopes].reverse() }))
  assert.equal(whole.json, changed.json)
  assert.is((await patch(app, { created_at: 'x' })).json.errors[0].path, '/created_at')
  assert.is((await patch(app, { name: 'y' }, { 'If-Match': '"1"' })).status, 412)
})

it('422 refuses redirect URIs, scopes and pictures that no app may have', async () => {
  for (const [body, pointer] of [
    [{ redirect_uris: [] }, '/redirect_uris'],
    [{ redirect_uris: ['http://localhost/cb'] }, '/redirect_uris/0'],
    [{ redirect_uris: ['https://a.example/cb', 'https://a.example/cb'] }, '/redirect_uris'],
    [{ redirect_uris: ['https://a.example/*'] }, '/redirect_uris/0'],
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['tokens:write'] }, '/scopes/0'],
    [{ scopes: ['openid'] }, '/scopes/0'],
    [{ scopes: ['incidents:read', 'incidents:read'] }, '/scopes'],
    [{ client_type: 'trusted' }, '/client_type'],
    [{ logo_url: 'http://a.example/x.png' }, '/logo_url'],
    [{ name: '' }, '/name'],
  ] as const) {
    const answer = await world.owner.ask(post('/admin/oauth-apps', { ...fields, ...body }))
    assert.equal([answer.status, answer.json.errors?.[0]?.path], [422, pointer], JSON.stringify(body))
  }
})

it('rotating keeps two secrets for the overlap, then one; a third rotation ends the oldest', async () => {
  const app = await register()
  const second = await expecting(201, world.owner.ask(post(`${path(app)}/rotate-secret`, { overlap_seconds: 60 })))
  assert.not.equal(second.json.client_secret, app.json.client_secret)
  const [now, old] = second.json.secrets
  assert.equal([now.ends_at, now.prefix], [null, second.json.client_secret.slice(0, 12)])
  assert.is(old.prefix, app.json.client_secret.slice(0, 12))
  assert.ok(Date.parse(old.ends_at) <= world.server.clock.wall() + 60_000)
  const third = await expecting(201, world.owner.ask(post(`${path(app)}/rotate-secret`)))
  assert.equal(
    third.json.secrets.map((each: { prefix: string }) => each.prefix),
    [third.json.client_secret, second.json.client_secret].map((secret) => secret.slice(0, 12)),
  )
  const last = await expecting(201, world.owner.ask(post(`${path(app)}/rotate-secret`, { overlap_seconds: 0 })))
  assert.is(last.json.secrets.length, 1)
  assert.is(hashes(app), 1)
})

it('403 privilege_escalation: nobody registers an app that may do more than they', async () => {
  const admin = await join(world.server, world.owner, { email: 'admin@example.org', role_key: 'admin' })
  const beyond = await admin.ask(post('/admin/oauth-apps', { ...fields, scopes: ['billing:read'] }))
  assert.equal([beyond.status, beyond.json.code], [403, 'privilege_escalation'])
  const app = await register({ scopes: ['billing:read'] })
  for (const request of [
    post(`${path(app)}/rotate-secret`),
    { method: 'PATCH', path: `/api/v1${path(app)}`, body: { redirect_uris: ['https://mine.example/cb'] } },
  ])
    assert.is((await admin.ask(request)).json.code, 'privilege_escalation')
  await expecting(200, admin.ask(post(`${path(app)}/disable`)))
  assert.is((await admin.ask(post(`${path(app)}/enable`))).json.code, 'privilege_escalation')
  // Of one page only: not even for what they may do there.
  const local = await join(world.server, world.owner, {
    email: 'local@example.org',
    role_key: 'admin',
    page_id: world.here,
  })
  const there = await local.ask(post('/admin/oauth-apps', fields, { headers: { Host: hereHost } }))
  assert.is(there.json.code, 'page_mismatch')
})

it('switching off and on; 409 twice; 404 once it was deleted, and the tombstone keeps only its name', async () => {
  const app = await register({ description: 'secret plans' })
  assert.is((await expecting(200, world.owner.ask(post(`${path(app)}/disable`)))).json.status, 'disabled')
  assert.is((await world.owner.ask(post(`${path(app)}/disable`))).json.code, 'already_disabled')
  assert.is((await expecting(200, world.owner.ask(post(`${path(app)}/enable`)))).json.status, 'active')
  assert.is((await world.owner.ask(post(`${path(app)}/enable`))).json.code, 'already_enabled')
  await expecting(204, world.owner.ask({ method: 'DELETE', path: `/api/v1${path(app)}` }))
  for (const request of [get(path(app)), post(`${path(app)}/enable`), get(`${path(app)}/grants`)])
    assert.is((await world.owner.ask(request)).status, 404)
  assert.is(hashes(app), 0)
  const row = world.server.running.services.db.get<{ description: string; redirect_uris: string; name: string }>(
    'SELECT name, description, redirect_uris FROM oauth_apps WHERE id = ?',
    app.json.id,
  )
  assert.equal(row, { name: 'PagerDuty', description: '', redirect_uris: '[]' })
})

it('who allowed what is listed over all apps, and ended one by one or all at once, with a reason', async () => {
  const app = await register({ name: 'Listed' })
  const other = await register({ name: 'Other' })
  const grants = [await plantGrant(world, path(app)), await plantGrant(world, path(app))]
  const elsewhere = await plantGrant(world, path(other))
  const listed = async (query: string): Promise<string[]> =>
    (await expecting(200, world.owner.ask(get(`/admin/oauth-grants${query}`)))).json.data.map(
      ({ id }: { id: string }) => id,
    )
  assert.equal((await listed('')).sort(), [...grants, elsewhere].sort())
  assert.equal((await listed(`?app_id=${app.json.id}`)).sort(), [...grants].sort())
  assert.equal(await listed(`?app_id=${app.json.id}&user_id=usr_${'0'.repeat(26)}`), [])
  const first = await expecting(200, world.owner.ask(get('/admin/oauth-grants?limit=1')))
  const second = await expecting(
    200,
    world.owner.ask(get(`/admin/oauth-grants?limit=1&cursor=${first.json.next_cursor}`)),
  )
  assert.is.not(first.json.data[0].id, second.json.data[0].id)
  assert.equal(first.json.data[0].app, { id: other.json.id, name: 'Other' })
  assert.is(first.json.data[0].live_tokens, 0)

  const [one = '', two = ''] = grants
  const end = { method: 'DELETE', path: `/api/v1${path(app)}/grants/${one}`, body: { reason: 'Suspected leak' } }
  await expecting(204, world.owner.ask(end))
  assert.is((await world.owner.ask(end)).status, 404)
  const after = await expecting(200, world.owner.ask(post(`${path(app)}/revoke-grants`, { reason: 'Spring cleaning' })))
  assert.is(after.json.grants, 0)
  assert.equal(await listed(''), [elsewhere])
  const log = await expecting(200, world.owner.ask(get('/admin/audit-log?action=grant.revoke')))
  assert.equal(
    log.json.data.map((row: { target: { id: string }; changes: { after: { reason: string } } }) => [
      row.target.id,
      row.changes.after.reason,
    ]),
    [
      [two, 'Spring cleaning'],
      [one, 'Suspected leak'],
    ],
  )
  const mine = await expecting(200, world.owner.ask(get('/me/connected-apps')))
  assert.equal([mine.json.data.length, mine.json.data[0].live_tokens], [1, 0])
  const leave = { method: 'DELETE', path: `/api/v1/me/connected-apps/${elsewhere}`, body: { reason: 'Not mine' } }
  await expecting(204, world.owner.ask(leave))
  assert.equal(await listed(''), [])
})

it('the log says what was registered and changed, and no secret', async () => {
  const app = await register({ name: 'Logged' })
  await expecting(200, patch(app, { redirect_uris: ['https://pager.example.com/two'] }))
  const rotated = await expecting(201, world.owner.ask(post(`${path(app)}/rotate-secret`, { overlap_seconds: 5 })))
  await expecting(200, world.owner.ask(post(`${path(app)}/disable`)))
  const log = await expecting(200, world.owner.ask(get(`/admin/audit-log?q=${app.json.id}&kind=change`)))
  assert.equal(
    log.json.data.map((row: { action: string }) => row.action),
    ['oauth_app.disable', 'oauth_app.rotate_secret', 'oauth_app.update', 'oauth_app.create'],
  )
  assert.equal(log.json.data[2].changes.after, { redirect_uris: ['https://pager.example.com/two'] })
  assert.equal([log.json.data[3].target.type, log.json.data[3].target.name], ['oauth_app', 'Logged'])
  for (const secret of [app.json.client_secret, rotated.json.client_secret])
    assert.not.ok(log.text.includes(secret.slice(12)))
})

it.run()
