import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { join, type SignedIn, signIn } from './people.ts'

const it = suite('org and locks (HTTP)')
let server: TestServer
let owner: SignedIn
it.before(async () => {
  server = await startTestServer()
})
it.before.each(async () => {
  server.clock.pass(61_000)
  owner = await signIn(server)
})
it.after(async () => {
  await server.stop()
})

const settings = '/api/v1/org/settings'
const patch = (by: Pick<SignedIn, 'ask'>, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  by.ask({ method: 'PATCH', path: settings, body, headers })

it('200 reads settings and policy, and takes the whole object back unchanged', async () => {
  const before = await owner.ask({ path: settings })
  assert.is(before.status, 200)
  assert.equal(before.json.features, { advanced_rbac: false, api_access: true })
  assert.equal(before.json.audit, { retention_days: null })
  const same = await patch(owner, before.json)
  assert.equal([same.status, same.headers.etag, same.json], [200, before.headers.etag, before.json])
  const fixed = await patch(owner, { id: 'wks_other' })
  assert.equal([fixed.status, fixed.json.errors[0].path], [422, '/id'])
})

it('200 changes policy with a row in the log, 412 for a stale version', async () => {
  const { headers } = await owner.ask({ path: settings })
  const body = { token_policy: { max_lifetime_days: 90, self_rotation: true, max_active_per_scope_set: 2 } }
  const changed = await patch(owner, body, { 'If-Match': headers.etag ?? '' })
  assert.is(changed.status, 200)
  assert.equal(
    [changed.json.token_policy.max_lifetime_days, changed.json.token_policy.default_lifetime_days],
    [90, 90],
    'the default follows a shorter maximum',
  )
  assert.is((await patch(owner, body, { 'If-Match': headers.etag ?? '' })).status, 412)
  const [row] = (await owner.ask({ path: '/api/v1/admin/audit-log?action=workspace.update' })).json.data
  assert.is(row.changes.before.token_policy.max_lifetime_days, 365)
  assert.is(row.changes.after.token_policy.max_lifetime_days, 90)
  await patch(owner, {
    token_policy: { max_lifetime_days: 365, default_lifetime_days: 365, max_active_per_scope_set: null },
  })
})

it('422 names each field that is out of bounds', async () => {
  const refusal = async (body: Record<string, unknown>) => {
    const answer = await patch(owner, body)
    return [answer.status, answer.json.errors?.[0]?.path]
  }
  assert.equal(await refusal({ token_policy: { max_lifetime_days: 366 } }), [422, '/token_policy/max_lifetime_days'])
  assert.equal(await refusal({ token_policy: { max_lifetime_days: 0 } }), [422, '/token_policy/max_lifetime_days'])
  assert.equal(await refusal({ audit: { retention_days: 89 } }), [422, '/audit/retention_days'])
  assert.equal(await refusal({ features: { teleport: true } }), [422, '/features/teleport'])
  assert.equal(await refusal({ token_policy: { max_lifetime_days: 30, default_lifetime_days: 31 } }), [
    422,
    '/token_policy/default_lifetime_days',
  ])
})

it('403 allow_never_expires, retention and API access are for owners in a session, and only if they change', async () => {
  const admin = await join(server, owner, { email: 'ada@example.org', role_key: 'admin' })
  for (const body of [
    { token_policy: { allow_never_expires: true } },
    { audit: { retention_days: 365 } },
    { features: { api_access: false } },
  ]) {
    const refused = await patch(admin, body)
    assert.equal([refused.status, refused.json.code], [403, 'role_denied'])
    const byToken = await server.asOwner({ method: 'PATCH', path: settings, body })
    assert.equal([byToken.status, byToken.json.code], [403, 'session_required'])
  }
  assert.is(
    (await patch(admin, { features: { api_access: true }, token_policy: { self_rotation: false } })).status,
    200,
  )
  assert.is(
    (await server.asOwner({ method: 'PATCH', path: settings, body: { token_policy: { self_rotation: true } } })).status,
    200,
  )
  assert.is(
    (await patch(owner, { token_policy: { allow_never_expires: true }, audit: { retention_days: 90 } })).status,
    200,
  )
  await patch(owner, { token_policy: { allow_never_expires: false }, audit: { retention_days: null } })
})

it('403 api_access_disabled from the next request on; sessions go on and can turn it on again', async () => {
  assert.is((await patch(owner, { features: { api_access: false } })).status, 200)
  assert.is((await server.asOwner({ path: '/api/v1/me' })).json.code, 'api_access_disabled')
  assert.is((await owner.ask({ path: '/api/v1/me' })).status, 200)
  assert.is((await patch(owner, { features: { api_access: true } })).status, 200)
  assert.is((await server.asOwner({ path: '/api/v1/me' })).status, 200)
})

it('200 usage counts what there is and shows every day, also those without requests', async () => {
  const usage = (await owner.ask({ path: '/api/v1/org/usage?days=7' })).json
  assert.is(usage.plan.key, 'self_hosted')
  assert.equal(usage.invoices, [])
  assert.is(usage.requests.length, 7)
  assert.is(usage.requests.at(-1).day, new Date(server.clock.wall()).toISOString().slice(0, 10))
  assert.ok(usage.requests.at(-1).allowed > 0 && usage.requests.at(-1).denied > 0)
  assert.ok(usage.counts.members >= 1 && usage.counts.pages === 1 && usage.counts.active_tokens >= 1)
  assert.ok(usage.counts.audit_rows > 0 && usage.storage.database_bytes > 4096)
  const auditor = await join(server, owner, { email: 'audrey@example.org', role_key: 'auditor' })
  assert.is((await auditor.ask({ path: '/api/v1/org/usage' })).status, 200)
  const admin = await signIn(server, { email: 'ada@example.org', password: 'lichen quarry kestrel' })
  assert.equal((await admin.ask({ path: '/api/v1/org/usage' })).json.code, 'role_denied')
})

const lockOf = (feature: string) => `/api/v1/admin/settings/${feature}/lock`

it('200 locks a feature, says by whom and why, 423 for everyone but Terraform, 204 unlocks', async () => {
  const terraform = await server.mint({ permission: 'admin', role_key: 'admin', terraform_managed: true })
  const body = { reason: 'Managed in infra/status.tf', managed_by: terraform.id }
  const locked = await owner.ask({ method: 'PUT', path: lockOf('branding'), body })
  assert.is(locked.status, 200, locked.text)
  assert.equal(
    [locked.json.page_id, locked.json.locked_by.id, locked.json.managed_by],
    [server.pageId, server.ownerId, { id: terraform.id, name: 'a token' }],
  )
  assert.equal((await owner.ask({ method: 'PUT', path: lockOf('branding'), body })).json, locked.json)
  const other = await owner.ask({ method: 'PUT', path: lockOf('branding'), body: { reason: 'Another reason' } })
  assert.equal([other.status, other.json.code], [409, 'already_locked'])
  assert.equal((await owner.ask({ path: '/api/v1/admin/locks' })).json.data, [locked.json])

  const change = { method: 'PATCH', path: '/api/v1/admin/settings/branding', body: { brand_color: '#2f55d4' } }
  const refused = await owner.ask(change)
  assert.equal([refused.status, refused.json.code, refused.json.lock.reason], [423, 'terraform_locked', body.reason])
  assert.match(refused.json.detail, /a token.*Mina Okafor locked it/)
  assert.is((await server.asOwner(change)).status, 423)
  assert.is((await server.ask({ ...change, token: terraform.token })).status, 200)
  const unlocked = await owner.ask({ method: 'DELETE', path: lockOf('branding'), body: { reason: 'Moved out' } })
  assert.is(unlocked.status, 204)
  assert.is((await owner.ask(change)).status, 200)
  const log = (await owner.ask({ path: '/api/v1/admin/audit-log?q=lock.' })).json.data
  assert.equal(
    log.map((row: { action: string }) => row.action),
    ['lock.delete', 'lock.create'],
  )
  assert.is(log[0].changes.after.reason, 'Moved out')
})

it('403 only sessions and terraform-managed tokens lock and unlock', async () => {
  const plain = await server.mint({ permission: 'admin', role_key: 'admin' })
  const lock = { method: 'PUT', path: lockOf('general'), body: { reason: 'x' } }
  assert.is((await server.ask({ ...lock, token: plain.token })).json.code, 'session_required')
  const terraform = await server.mint({ permission: 'admin', role_key: 'admin', terraform_managed: true })
  assert.is((await server.ask({ ...lock, token: terraform.token })).status, 200)
  const unlock = { ...lock, method: 'DELETE' }
  assert.is((await server.ask({ ...unlock, token: plain.token })).json.code, 'session_required')
  assert.is((await server.ask({ ...unlock, token: terraform.token })).status, 204)
  assert.is((await owner.ask(unlock)).json.code, 'not_locked')
  const viewer = await join(server, owner, { email: 'vic@example.org', role_key: 'viewer' })
  assert.is((await viewer.ask(lock)).json.code, 'role_denied')
})

it('404 and 422 for a feature that is none, a reason that is missing, a manager that is no Terraform token', async () => {
  assert.is((await owner.ask({ method: 'PUT', path: lockOf('teleport'), body: { reason: 'x' } })).status, 404)
  assert.is((await owner.ask({ method: 'PUT', path: lockOf('general'), body: {} })).json.errors[0].path, '/reason')
  const plain = await server.mint()
  const body = { reason: 'x', managed_by: plain.id }
  const refused = await owner.ask({ method: 'PUT', path: lockOf('general'), body })
  assert.equal([refused.status, refused.json.errors[0].path], [422, '/managed_by'])
})

it('a lock holds on its own page only; the lock of roles is for those with every page', async () => {
  const page = (await owner.ask({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })).json
  const elsewhere = { 'X-Page': page.id }
  const body = { reason: 'x' }
  assert.is((await owner.ask({ method: 'PUT', path: lockOf('branding'), body, headers: elsewhere })).status, 200)
  assert.equal((await owner.ask({ path: '/api/v1/admin/locks' })).json.data, [])
  const change = { method: 'PATCH', path: '/api/v1/admin/settings/branding', body: { brand_color: '#2f55d5' } }
  assert.is((await owner.ask(change)).status, 200)
  assert.is((await owner.ask({ ...change, headers: elsewhere })).status, 423)
  const local = await join(server, owner, { email: 'loc@example.org', role_key: 'admin', page_id: page.id })
  assert.is((await local.ask({ method: 'PUT', path: lockOf('roles'), body })).json.code, 'page_mismatch')
  assert.is((await local.ask({ method: 'DELETE', path: lockOf('branding'), body })).status, 204)
})

it.run()
