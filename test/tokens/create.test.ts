/** `POST /admin/tokens`: every field and every bad value; what is stored, and what is shown once. */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { foundOnDisk } from '../http/disk.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join, signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('creating tokens')
const day = 86_400_000
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const plain = { name: 'Deploy', permission: 'read', role_key: 'viewer' }
const create = (fields: Record<string, unknown>): Promise<Answer> =>
  world.server.asOwner(post('/admin/tokens', { ...plain, ...fields }))
const ms = (time: string): number => Date.parse(time)

it('201 with everything left out that can be: the level’s scopes, a year, live, this page, automation', async () => {
  const { json, headers, status } = await world.owner.ask(post('/admin/tokens', plain))
  assert.is(status, 201)
  assert.match(json.id, /^tok_/)
  assert.is(secretKindOf(json.token), 'live')
  assert.is(json.token_prefix, json.token.slice(0, 12))
  assert.is(headers.etag, '"1"')
  assert.is(headers['cache-control'], 'no-store')
  const { id: _, token: __, token_prefix: ___, created_at, expires_at, scopes, ...rest } = json
  assert.equal(rest, {
    name: 'Deploy',
    description: '',
    notes: '',
    purpose: 'automation',
    owner: { id: world.server.ownerId, name: 'Mina Okafor' },
    owner_gone: false,
    permission: 'read',
    role_key: 'viewer',
    role_name: 'Viewer',
    role_assignable: true,
    environment: 'live',
    page_id: world.here,
    terraform_managed: false,
    status: 'active',
    created_by: { id: world.server.ownerId, name: 'Mina Okafor' },
    expires_in_days: 365,
    last_used_at: null,
    last_used_ip: null,
    use_count: 0,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
    rotated_from: null,
    rotated_to: null,
    rotation: null,
    allowed_ips: null,
    exposed_at: null,
  })
  assert.is(ms(expires_at) - ms(created_at), 365 * day)
  assert.is(scopes.length, 14)
  assert.ok(scopes.every((scope: string) => scope.endsWith(':read')))
})

it('201 with every field, and it is read back as it was made', async () => {
  const fields = {
    name: 'Ünïcode 🐦 <b>',
    description: 'Two\nlines',
    notes: 'Ask Kim.\tThen rotate.',
    purpose: 'interactive',
    owner_id: null,
    permission: 'write',
    role_key: 'responder',
    scopes: ['incidents:write', 'checks:read'],
    environment: 'live',
    page_id: null,
    terraform_managed: true,
    expires_at: new Date(world.server.clock.wall() + 3 * day).toISOString(),
    allowed_ips: ['127.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
  }
  const { json } = await expecting(201, create(fields))
  for (const [name, value] of Object.entries(fields))
    if (name !== 'owner_id' && name !== 'scopes') assert.equal(json[name], value, name)
  assert.is(json.owner, null)
  assert.equal([...json.scopes].sort(), ['checks:read', 'incidents:write'])
  assert.is(json.expires_in_days, 3)
  const { token: _, ...object } = json
  const read = await world.server.asOwner(get(`/admin/tokens/${json.id}`))
  assert.equal(read.json, object)
})

it('the raw value is in this answer and nowhere else: no list, no log, no file; only its SHA-256 is', async () => {
  const { json } = await expecting(201, create({}))
  const { asOwner, running } = world.server
  await world.server.ask(get('/me', { token: json.token }))
  for (const path of [
    '/admin/tokens',
    `/admin/tokens/${json.id}`,
    '/admin/tokens/export',
    `/admin/tokens/${json.id}/audit-log`,
    `/admin/tokens/${json.id}/lineage`,
    '/admin/audit-log/export',
  ])
    assert.not.ok((await asOwner(get(path))).text.includes(json.token.slice(12)), path)
  assert.equal(foundOnDisk(world.server, [json.token, json.token.slice(12)]), [])
  const row = running.services.db.get<{ hash: Buffer }>('SELECT hash FROM tokens WHERE id = ?', json.id)
  assert.is(row?.hash.toString('hex'), createHash('sha256').update(json.token).digest('hex'))
})

it('scopes: left out is all of the level, an empty list is nothing at all, beyond the level is 422', async () => {
  const of = async (fields: object): Promise<string[]> => (await expecting(201, create({ ...fields }))).json.scopes
  const [read, write, admin] = [await of({}), await of({ permission: 'write' }), await of({ permission: 'admin' })]
  assert.equal([read?.length, write?.length, admin?.length], [14, 21, 26])
  assert.ok(read?.every((scope) => write?.includes(scope)) && write?.every((scope) => admin?.includes(scope)))
  const nothing = await mintBy(world.owner, { scopes: [] })
  assert.equal(nothing.scopes, [])
  const { json } = await expecting(200, world.server.ask(get('/me', { token: nothing.token })))
  assert.equal(json.effective_permissions, [])
  isProblem(await world.server.ask(get('/admin/incidents', { token: nothing.token })), 403, 'insufficient_scope')

  const beyond = await create({ scopes: ['incidents:read', 'incidents:write', 'tokens:write'] })
  isProblem(beyond, 422, 'validation_failed')
  assert.equal(
    beyond.json.errors.map((error: { path: string }) => error.path),
    ['/scopes/1', '/scopes/2'],
  )
  isProblem(await create({ permission: 'write', scopes: ['teams:write'] }), 422, 'validation_failed')
  isProblem(await create({ scopes: ['incidents:read', 'incidents:read'] }), 422, 'validation_failed')
})

it('422 for every bad value, each at its field', async () => {
  const soon = new Date(world.server.clock.wall() + day).toISOString()
  const bad: [Record<string, unknown>, string][] = [
    [{ name: '' }, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'x'.repeat(121) }, '/name'],
    [{ name: 'a\u0007b' }, '/name'],
    [{ name: undefined }, '/name'],
    [{ name: null }, '/name'],
    [{ description: 'x'.repeat(1001) }, '/description'],
    [{ description: null }, '/description'],
    [{ notes: 'x'.repeat(10_001) }, '/notes'],
    [{ purpose: 'fun' }, '/purpose'],
    [{ owner_id: 'usr_x' }, '/owner_id'],
    [{ owner_id: world.absent('usr') }, '/owner_id'],
    [{ permission: 'root' }, '/permission'],
    [{ permission: 'READ' }, '/permission'],
    [{ permission: undefined }, '/permission'],
    [{ role_key: 'nobody' }, '/role_key'],
    [{ role_key: '' }, '/role_key'],
    [{ role_key: undefined }, '/role_key'],
    [{ role_key: ['viewer'] }, '/role_key'],
    [{ scopes: 'incidents:read' }, '/scopes'],
    [{ scopes: ['incidents:admin'] }, '/scopes/0'],
    [{ scopes: [7] }, '/scopes/0'],
    [{ scopes: null }, '/scopes'],
    [{ environment: 'staging' }, '/environment'],
    [{ environment: null }, '/environment'],
    [{ page_id: 'pag_x' }, '/page_id'],
    [{ page_id: world.absent('pag') }, '/page_id'],
    [{ terraform_managed: 'yes' }, '/terraform_managed'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ expires_at: '2027-02-30T00:00:00Z' }, '/expires_at'],
    [{ expires_at: '2027-06-31T00:00:00Z' }, '/expires_at'],
    [{ expires_at: '2027-06-01T24:00:00Z' }, '/expires_at'],
    [{ expires_at: '2027-06-01T12:00:00+24:00' }, '/expires_at'],
    [{ expires_at: '2027-01-31' }, '/expires_at'],
    [{ expires_at: '2027-01-31T12:00:00' }, '/expires_at'],
    [{ expires_at: 'tomorrow' }, '/expires_at'],
    [{ expires_at: 1_800_000_000 }, '/expires_at'],
    [{ expires_at: new Date(world.server.clock.wall() + 366 * day).toISOString() }, '/expires_at'],
    [{ expires_at: null }, '/expires_at'],
    [{ expires_at: soon, expires_in_days: 1 }, '/expires_in_days'],
    [{ expires_in_days: 0 }, '/expires_in_days'],
    [{ expires_in_days: 366 }, '/expires_in_days'],
    [{ expires_in_days: 1.5 }, '/expires_in_days'],
    [{ expires_in_days: '1' }, '/expires_in_days'],
    [{ allowed_ips: [] }, '/allowed_ips'],
    [{ allowed_ips: ['localhost'] }, '/allowed_ips/0'],
    [{ allowed_ips: ['127.0.0.1', '10.0.0.0/33'] }, '/allowed_ips/1'],
    [{ allowed_ips: ['::1/129'] }, '/allowed_ips/0'],
    [{ allowed_ips: '127.0.0.1' }, '/allowed_ips'],
    [{ allowed_ips: Array.from({ length: 101 }, (_, index) => `10.0.0.${index}`) }, '/allowed_ips'],
    [{ token: 'x' }, '/token'],
    [{ status: 'active' }, '/status'],
    [{ hash: 'x' }, '/hash'],
  ]
  for (const [fields, path] of bad) {
    const answer = await create(fields)
    isProblem(answer, 422, 'validation_failed')
    assert.ok(
      answer.json.errors.some((error: { path: string }) => error.path === path),
      `${JSON.stringify(fields)}: ${answer.text}`,
    )
  }
})

it('the owner is the caller, whoever is named, or nobody; a token’s owner when a token mints', async () => {
  const ada = await join(world.server, world.owner, { email: 'ada@example.org', name: 'Ada', role_key: 'admin' })
  const byAda = await mintBy(ada)
  assert.equal(byAda.owner, { id: ada.userId, name: 'Ada' })
  assert.equal(byAda.created_by, { id: ada.userId, name: 'Ada' })
  const forAda = await expecting(201, create({ owner_id: ada.userId }))
  assert.equal(forAda.json.owner, { id: ada.userId, name: 'Ada' })
  await expecting(200, world.owner.ask(post(`/org/members/${ada.userId}/disable`)))
  isProblem(await create({ owner_id: ada.userId }), 422, 'validation_failed')
  assert.is((await world.server.asOwner(get(`/admin/tokens/${byAda.id}`))).json.owner_gone, true)
})

it('a token of the page that the request speaks about, unless another is named or every page', async () => {
  const onThere = { headers: { Host: 'other.acme.test' } }
  const made = await expecting(201, world.server.asOwner(post('/admin/tokens', plain, onThere)))
  assert.is(made.json.page_id, world.there)
  assert.is((await expecting(201, create({ page_id: world.there }))).json.page_id, world.there)
  assert.is((await expecting(201, create({ page_id: null }))).json.page_id, null)
  isProblem(await world.server.asOwner(get(`/admin/tokens/${made.json.id}`)), 404, 'not_found')
})

it('what it is good for is what it was given: level ∩ scopes ∩ role, asked at /me', async () => {
  const made = await mintBy(await signIn(world.server), {
    permission: 'write',
    role_key: 'responder',
    scopes: ['incidents:write', 'webhooks:write', 'status_pages:read'],
  })
  const { json } = await world.server.ask(get('/me', { token: made.token }))
  const wanted = [
    'components:read',
    'incidents:read',
    'incidents:write',
    'maintenances:read',
    'status_pages:read',
    'webhooks:read',
  ]
  assert.equal([...json.effective_permissions].sort(), wanted)
})

it('the change is in the log with what was given, and without the secret', async () => {
  const { json } = await expecting(201, create({ name: 'Logged' }))
  const log = await world.server.asOwner(get(`/admin/audit-log?q=${json.id}&kind=change`))
  const [row] = log.json.data
  assert.equal(
    [row.action, row.target.id, row.target.label ?? row.target.name, row.outcome],
    ['token.create', json.id, 'Logged', 'allowed'],
  )
  assert.is(row.changes.before ?? null, null)
  assert.equal(
    [
      row.changes.after.permission,
      row.changes.after.role_key,
      row.changes.after.scopes.length,
      row.changes.after.token,
    ],
    ['read', 'viewer', 14, undefined],
  )
})

it.run()
