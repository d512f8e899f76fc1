/** Nobody hands out more than they have: every call that api.md names, in permissions and in pages; environment, end and addresses of what a token makes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join, type SignedIn, signIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'

const it = suite('escalation')
const day = 86_400_000
let world: World
/** An admin of all pages, by token and by session: everything but `teams:write` and `billing:read`. */
let adminToken: Minted
let admin: SignedIn
/** An admin of the first page only. */
let local: SignedIn

it.before(async () => {
  world = await startWorld()
  const features = { advanced_rbac: true }
  await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { features } }))
  adminToken = await mintBy(world.owner, { permission: 'admin', role_key: 'admin', page_id: null })
  admin = await join(world.server, world.owner, { email: 'ada@example.org', role_key: 'admin' })
  local = await join(world.server, world.owner, { email: 'lee@example.org', role_key: 'admin', page_id: world.here })
})
it.after(() => world.server.stop())

type Caller = (request: Ask) => Promise<Answer>
const as =
  ({ token }: { token: string }): Caller =>
  (request) =>
    world.server.ask({ token, ...request })
const callers = (): [string, Caller][] => [
  ['token', as(adminToken)],
  ['session', admin.ask],
]
const wants = (fields: object = {}): Ask =>
  post('/admin/tokens', { name: 'x', permission: 'read', role_key: 'viewer', ...fields })

it('mint: what the caller holds may be given, one permission more may not', async () => {
  for (const [name, ask] of callers()) {
    assert.is((await ask(wants({ permission: 'admin', role_key: 'admin' }))).status, 201, name)
    const more = await ask(wants({ permission: 'admin', role_key: 'owner' }))
    isProblem(more, 403, 'privilege_escalation')
    assert.equal([...more.json.beyond].sort(), ['billing:read', 'teams:write'])
    // The owner role is theirs to give where level and scopes cut it down to what they have.
    isProblem(await ask(wants({ permission: 'write', role_key: 'owner' })), 403, 'privilege_escalation')
    isProblem(await ask(wants({ permission: 'read', role_key: 'owner' })), 403, 'privilege_escalation')
    assert.is((await ask(wants({ permission: 'admin', role_key: 'owner', scopes: ['checks:write'] }))).status, 201)
    isProblem(await ask(wants({ permission: 'read', role_key: 'auditor' })), 403, 'privilege_escalation')
  }
})

it('mint: a weak token with tokens:write makes only weak ones', async () => {
  const weak = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    scopes: ['tokens:write', 'checks:read'],
  })
  isProblem(await as(weak)(wants()), 403, 'privilege_escalation')
  const same = await as(weak)(
    wants({ permission: 'admin', role_key: 'admin', scopes: ['tokens:write', 'checks:read'] }),
  )
  assert.is(same.status, 201)
  isProblem(await as(weak)(wants({ scopes: ['incidents:read'] })), 403, 'privilege_escalation')
  assert.is((await as(weak)(wants({ scopes: [] }))).status, 201)
})

it('mint, pages: one’s own, and every page only by those who have every page', async () => {
  isProblem(await local.ask(wants({ page_id: null })), 403, 'privilege_escalation')
  isProblem(await local.ask(wants({ page_id: world.there })), 422, 'validation_failed')
  assert.is((await local.ask(wants({ page_id: world.here }))).status, 201)
  const onePage = await mintBy(local, { permission: 'admin', role_key: 'admin' })
  isProblem(await as(onePage)(wants({ page_id: null })), 403, 'privilege_escalation')
  isProblem(await as(onePage)(wants({ page_id: world.there })), 422, 'validation_failed')
  assert.is((await as(adminToken)(wants({ page_id: null }))).status, 201)
  assert.is((await as(adminToken)(wants({ page_id: world.there }))).status, 201)
})

it('mint, environment: a token makes its own only; a person in the sandbox makes test ones', async () => {
  isProblem(await as(adminToken)(wants({ environment: 'test' })), 403, 'environment_mismatch')
  const test = await mintBy(world.owner, { permission: 'admin', role_key: 'admin', environment: 'test' })
  isProblem(await as(test)(wants({ environment: 'live' })), 403, 'environment_mismatch')
  assert.is((await as(test)(wants())).json.environment, 'test')
  const sandbox = { 'X-Environment': 'test' }
  assert.is((await admin.ask({ ...wants(), headers: sandbox })).json.environment, 'test')
  isProblem(await admin.ask({ ...wants({ environment: 'live' }), headers: sandbox }), 403, 'environment_mismatch')
  assert.is((await admin.ask(wants({ environment: 'test' }))).json.environment, 'test')
})

it('mint, end: a token’s token ends no later than it; the default is clamped, a later date is refused', async () => {
  const short = await mintBy(world.owner, { permission: 'admin', role_key: 'admin', expires_in_days: 10 })
  const end = Date.parse(String(short.expires_at))
  const clamped = await expecting(201, as(short)(wants()))
  assert.is(Date.parse(clamped.json.expires_at), end)
  const at = (ms: number): object => ({ expires_at: new Date(ms).toISOString() })
  assert.is((await as(short)(wants(at(end)))).status, 201)
  assert.is((await as(short)(wants(at(end - day)))).status, 201)
  isProblem(await as(short)(wants(at(end + 1))), 403, 'privilege_escalation')
  isProblem(await as(short)(wants({ expires_in_days: 11 })), 403, 'privilege_escalation')
  assert.is((await as(short)(wants({ expires_in_days: 9 }))).status, 201)
})

it('mint, addresses: within the minter’s list, which is inherited where none is named', async () => {
  const listed = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    allowed_ips: ['127.0.0.0/8', '10.0.0.0/8'],
  })
  assert.equal((await expecting(201, as(listed)(wants()))).json.allowed_ips, ['127.0.0.0/8', '10.0.0.0/8'])
  assert.is((await as(listed)(wants({ allowed_ips: ['127.0.0.1'] }))).status, 201)
  assert.is((await as(listed)(wants({ allowed_ips: ['10.1.0.0/16', '127.0.0.0/9'] }))).status, 201)
  for (const allowed_ips of [null, ['0.0.0.0/0'], ['126.0.0.0/7'], ['192.0.2.1'], ['127.0.0.1', '::1']])
    isProblem(await as(listed)(wants({ allowed_ips })), 403, 'privilege_escalation')
})

it('mint, Terraform: terraform_managed needs settings:write', async () => {
  const editorial = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    scopes: ['tokens:write', 'components:write'],
  })
  const wanted = { permission: 'write', role_key: 'editor', scopes: ['components:write'], terraform_managed: true }
  isProblem(await as(editorial)(wants(wanted)), 403, 'privilege_escalation')
  assert.is((await as(editorial)(wants({ ...wanted, terraform_managed: false }))).status, 201)
  assert.is((await as(adminToken)(wants(wanted))).status, 201)
})

it('rotate: a secret of a stronger token is not had by rotating it, nor of one that reaches further', async () => {
  const strong = await mintBy(world.owner, { permission: 'admin', role_key: 'owner', page_id: null })
  const wide = await mintBy(world.owner, { page_id: null, allowed_ips: null })
  for (const [, ask] of callers())
    isProblem(await ask(post(`/admin/tokens/${strong.id}/rotate`)), 403, 'privilege_escalation')
  isProblem(await local.ask(post(`/admin/tokens/${wide.id}/rotate`)), 404, 'not_found')
  const listed = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    page_id: null,
    allowed_ips: ['127.0.0.1'],
  })
  isProblem(await as(listed)(post(`/admin/tokens/${wide.id}/rotate`)), 403, 'privilege_escalation')
  const managed = await mintBy(world.owner, {
    scopes: ['checks:read'],
    terraform_managed: true,
    expires_in_days: 30,
  })
  const noSettings = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'admin',
    scopes: ['tokens:write', 'checks:read'],
  })
  isProblem(await as(noSettings)(post(`/admin/tokens/${managed.id}/rotate`)), 403, 'privilege_escalation')
  assert.is((await as(adminToken)(post(`/admin/tokens/${managed.id}/rotate`))).status, 201)
})

it('enable: to revive is to give; to switch off, end or delete is not', async () => {
  const strong = await mintBy(world.owner, { permission: 'admin', role_key: 'owner', page_id: null })
  for (const [, ask] of callers()) {
    assert.is((await ask(post(`/admin/tokens/${strong.id}/disable`))).status, 200)
    isProblem(await ask(post(`/admin/tokens/${strong.id}/enable`)), 403, 'privilege_escalation')
    const bulk = await expecting(200, ask(post('/admin/tokens/bulk', { ids: [strong.id], action: 'enable' })))
    assert.equal([bulk.json.data[0].outcome, bulk.json.data[0].code], ['refused', 'privilege_escalation'])
    await expecting(200, world.owner.ask(post(`/admin/tokens/${strong.id}/enable`)))
  }
  assert.is((await as(adminToken)(post(`/admin/tokens/${strong.id}/revoke`, { reason: 'x' }))).status, 200)
  assert.is((await as(adminToken)({ method: 'DELETE', path: `/api/v1/admin/tokens/${strong.id}` })).status, 204)
})

it('allowed_ips: widening another’s needs all that it can do, one’s own is never widened; narrowing is free', async () => {
  const patch = (id: string, allowed_ips: unknown): Ask => ({
    method: 'PATCH',
    path: `/api/v1/admin/tokens/${id}`,
    body: { allowed_ips },
  })
  const strong = await mintBy(world.owner, {
    permission: 'admin',
    role_key: 'owner',
    page_id: null,
    allowed_ips: ['10.0.0.0/8'],
  })
  for (const [, ask] of callers()) {
    isProblem(await ask(patch(strong.id, null)), 403, 'privilege_escalation')
    isProblem(await ask(patch(strong.id, ['10.0.0.0/8', '192.0.2.1'])), 403, 'privilege_escalation')
  }
  assert.is((await as(adminToken)(patch(strong.id, ['10.1.0.0/16']))).status, 200)
  const own = await mintBy(world.owner, { permission: 'admin', role_key: 'admin', allowed_ips: ['127.0.0.0/8'] })
  isProblem(await as(own)(patch(own.id, null)), 403, 'privilege_escalation')
  isProblem(await as(own)(patch(own.id, ['0.0.0.0/0'])), 403, 'privilege_escalation')
  assert.is((await as(own)(patch(own.id, ['127.0.0.1']))).status, 200)
  const weak = await mintBy(world.owner, { allowed_ips: ['10.0.0.1'] })
  assert.is((await as(adminToken)(patch(weak.id, null))).status, 200)
  assert.is((await world.owner.ask(patch(strong.id, null))).status, 200)
})

it('roles: what is changed, before and after, is the caller’s own; holders of every page count', async () => {
  const role = (key: string, permissions: string[]): Ask => post('/admin/roles', { key, name: key, permissions })
  isProblem(await admin.ask(role('a1', ['teams:write'])), 403, 'privilege_escalation')
  assert.is((await admin.ask(role('a2', ['checks:write']))).status, 201)
  await expecting(201, world.owner.ask(role('a3', ['teams:write', 'checks:read'])))
  const change = (key: string, permissions: string[]): Ask => ({
    method: 'PATCH',
    path: `/api/v1/admin/roles/${key}`,
    body: { permissions },
  })
  isProblem(await admin.ask(change('a2', ['checks:write', 'teams:write'])), 403, 'privilege_escalation')
  isProblem(await admin.ask(change('a3', ['checks:read'])), 403, 'privilege_escalation')
  assert.is((await admin.ask(change('a2', ['checks:read']))).status, 200)
  isProblem(await local.ask(role('a4', ['checks:read'])), 403, 'page_mismatch')
})

it('people: an invite or a membership gives no more than the inviter has, and no other pages', async () => {
  const staff = await expecting(
    201,
    world.owner.ask(post('/admin/roles', { key: 'staff', name: 'Staff', permissions: ['teams:write', 'checks:read'] })),
  )
  assert.is(staff.json.key, 'staff')
  const sam = await join(world.server, world.owner, { email: 'sam@example.org', role_key: 'staff' })
  const samToken = await mintBy(world.owner, { permission: 'admin', role_key: 'staff', page_id: null })
  for (const ask of [sam.ask, as(samToken)]) {
    isProblem(
      await ask(post('/org/invites', { email: 'x@example.org', role_key: 'viewer' })),
      403,
      'privilege_escalation',
    )
    const body = { page_id: null, role_key: 'owner' }
    isProblem(
      await ask({ method: 'PATCH', path: `/api/v1/org/members/${sam.userId}`, body }),
      403,
      'privilege_escalation',
    )
  }
  const weakened = { page_id: null, role_key: 'staff' }
  const ada = { method: 'PATCH', path: `/api/v1/org/members/${admin.userId}`, body: weakened }
  isProblem(await sam.ask(ada), 403, 'privilege_escalation')
  assert.is((await sam.ask(post('/org/invites', { email: 'y@example.org', role_key: 'staff' }))).status, 201)
})

it('a disabled person’s power is gone with the very next request, and so is what they could hand out', async () => {
  const eve = await join(world.server, world.owner, { email: 'eve@example.org', role_key: 'admin' })
  assert.is((await eve.ask(wants())).status, 201)
  const owner = await signIn(world.server)
  await expecting(200, owner.ask(post(`/org/members/${eve.userId}/disable`)))
  isProblem(await eve.ask(wants()), 401, 'session_expired')
})

it('a token whose role was narrowed hands out only what is left', async () => {
  const owner = await signIn(world.server)
  await expecting(
    201,
    owner.ask(post('/admin/roles', { key: 'keys', name: 'Keys', permissions: ['tokens:write', 'checks:write'] })),
  )
  const keys = await mintBy(owner, { permission: 'admin', role_key: 'keys' })
  const wanted = wants({ permission: 'write', role_key: 'editor', scopes: ['checks:write'] })
  assert.is((await as(keys)(wanted)).status, 201)
  const body = { permissions: ['tokens:write', 'checks:read'] }
  await expecting(200, owner.ask({ method: 'PATCH', path: '/api/v1/admin/roles/keys', body }))
  isProblem(await as(keys)(wanted), 403, 'privilege_escalation')
  assert.equal((await as(keys)(get('/me'))).json.effective_permissions.includes('checks:write'), false)
})

it.run()
