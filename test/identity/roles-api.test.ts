import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BUILT_IN_ROLES, PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { join, type SignedIn, signIn } from './people.ts'

const it = suite('roles (HTTP)')
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

const roles = '/api/v1/admin/roles'
const setRbac = (advanced_rbac: boolean) =>
  owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { advanced_rbac } } })
const create = (by: SignedIn, key: string, permissions: readonly string[], more: Record<string, unknown> = {}) =>
  by.ask({ method: 'POST', path: roles, body: { key, name: `Role ${key}`, permissions, ...more } })

it('200 lists the 26 permissions with what they imply and which levels hold them', async () => {
  const { data, next_cursor } = (await owner.ask({ path: '/api/v1/admin/permissions' })).json
  assert.equal(
    data.map((each: { name: string }) => each.name),
    PERMISSIONS,
  )
  assert.is(next_cursor, null)
  const entry = (name: string) => data.find((each: { name: string }) => each.name === name)
  assert.equal(entry('status_pages:write').implies.sort(), [
    'components:read',
    'components:write',
    'maintenances:read',
    'maintenances:write',
    'status_pages:read',
  ])
  assert.equal(entry('incidents:write').levels, ['write', 'admin'])
  assert.equal([entry('billing:read').levels, entry('billing:read').oauth], [['read', 'write', 'admin'], true])
  assert.equal([entry('tokens:write').levels, entry('tokens:write').oauth], [['admin'], false])
})

it('200 lists roles, built-in ones first, page by page', async () => {
  await setRbac(true)
  for (const key of ['bravo', 'alpha', 'charlie']) await create(owner, key, ['incidents:read'])
  const keys: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page = (await owner.ask({ path: `${roles}?limit=2${next}` })).json
    keys.push(...page.data.map((role: { key: string }) => role.key))
    cursor = page.next_cursor
  }
  assert.equal(keys, [...BUILT_IN_ROLES.map((role) => role.key), 'alpha', 'bravo', 'charlie'])
  assert.is((await owner.ask({ path: `${roles}?cursor=bm9wZQ.AAAA` })).json.code, 'invalid_cursor')
  for (const key of ['alpha', 'bravo', 'charlie']) await owner.ask({ method: 'DELETE', path: `${roles}/${key}` })
})

it('201 makes a custom role, 200 changes it with If-Match, 204 deletes it, each with its row in the log', async () => {
  await setRbac(true)
  const made = await create(owner, 'deployer', ['incidents:write', 'checks:read', 'incidents:write'])
  assert.is(made.status, 201, made.text)
  assert.equal(made.json.permissions, ['checks:read', 'incidents:write'])
  assert.equal(made.json.effective_permissions, ['checks:read', 'incidents:read', 'incidents:write'])
  assert.equal([made.json.built_in, made.json.assignable, made.headers.etag], [false, true, '"1"'])
  const path = `${roles}/deployer`
  const stale = await owner.ask({ method: 'PATCH', path, headers: { 'If-Match': '"7"' }, body: { name: 'X' } })
  assert.equal([stale.status, stale.json.code], [412, 'precondition_failed'])
  const whole = { ...(await owner.ask({ path })).json, name: 'Deployments' }
  const changed = await owner.ask({ method: 'PATCH', path, headers: { 'If-Match': '"1"' }, body: whole })
  assert.equal([changed.status, changed.json.name, changed.headers.etag], [200, 'Deployments', '"2"'])
  const fixed = await owner.ask({ method: 'PATCH', path, body: { key: 'other' } })
  assert.equal([fixed.status, fixed.json.errors[0].path], [422, '/key'])
  assert.is((await owner.ask({ method: 'DELETE', path })).status, 204)
  assert.is((await owner.ask({ path })).status, 404)
  const log = await owner.ask({ path: `/api/v1/admin/audit-log?kind=change&q=${made.json.id}` })
  assert.equal(
    log.json.data.map((row: { action: string }) => row.action),
    ['role.delete', 'role.update', 'role.create'],
  )
})

it('409 a taken key, a built-in role, a role in use', async () => {
  await setRbac(true)
  await create(owner, 'support', ['incidents:read'])
  assert.is((await create(owner, 'support', [])).json.code, 'role_exists')
  assert.is((await create(owner, 'viewer', [])).json.code, 'role_exists')
  const path = `${roles}/viewer`
  assert.equal([(await owner.ask({ method: 'PATCH', path, body: { name: 'X' } })).status], [409])
  assert.is((await owner.ask({ method: 'DELETE', path })).status, 409)
  const token = await server.mint({ role_key: 'support' })
  const inUse = await owner.ask({ method: 'DELETE', path: `${roles}/support` })
  assert.equal([inUse.status, inUse.json.code, inUse.json.in_use], [409, 'role_in_use', { members: 0, tokens: 1 }])
  await server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${token.id}/revoke`, body: { reason: 'done' } })
  assert.is((await owner.ask({ method: 'DELETE', path: `${roles}/support` })).status, 204)
})

it('A5: while advanced RBAC is off nothing custom is made, changed or assigned, and what is there goes on', async () => {
  await setRbac(true)
  await create(owner, 'frozen', ['incidents:read'])
  const token = await server.mint({ role_key: 'frozen', permission: 'read' })
  await setRbac(false)
  assert.equal([(await create(owner, 'another', [])).json.code], ['role_not_assignable'])
  const patched = await owner.ask({
    method: 'PATCH',
    path: `${roles}/frozen`,
    body: { permissions: ['incidents:write'] },
  })
  assert.equal([patched.status, patched.json.code], [422, 'role_not_assignable'])
  const shown = (await server.asOwner({ path: `/api/v1/admin/tokens/${token.id}` })).json
  assert.equal([shown.role_name, shown.role_assignable], ['Role frozen', false])
  assert.is((await server.ask({ path: '/api/v1/admin/incidents', token: token.token })).status, 200)
  const minted = await server.asOwner({
    method: 'POST',
    path: '/api/v1/admin/tokens',
    body: { name: 'x', permission: 'read', role_key: 'frozen' },
  })
  assert.equal([minted.status, minted.json.code], [422, 'role_not_assignable'])
  const invited = await owner.ask({
    method: 'POST',
    path: '/api/v1/org/invites',
    body: { email: 'new@example.org', role_key: 'frozen', page_id: null },
  })
  assert.is(invited.json.code, 'role_not_assignable')
  await setRbac(true)
})

it('a changed role holds for its holders from the next request on', async () => {
  await setRbac(true)
  await create(owner, 'shifting', ['incidents:read'])
  const token = await server.mint({ role_key: 'shifting', permission: 'read' })
  const look = async () => (await server.ask({ path: '/api/v1/admin/components', token: token.token })).status
  assert.is(await look(), 403)
  await owner.ask({ method: 'PATCH', path: `${roles}/shifting`, body: { permissions: ['components:read'] } })
  assert.is(await look(), 200)
  await owner.ask({ method: 'PATCH', path: `${roles}/shifting`, body: { permissions: [] } })
  assert.is(await look(), 403)
})

it('403 privilege_escalation: nobody builds a role above themselves, nor takes one apart', async () => {
  await setRbac(true)
  await create(owner, 'role-keeper', ['roles:write', 'incidents:read'])
  await create(owner, 'powerful', ['teams:write'])
  const keeper = await join(server, owner, { email: 'kim@example.org', role_key: 'role-keeper' })
  assert.is((await create(keeper, 'mine', ['incidents:read'])).status, 201)
  const beyond = await create(keeper, 'more', ['incidents:write'])
  assert.equal(
    [beyond.status, beyond.json.code, beyond.json.beyond],
    [403, 'privilege_escalation', ['incidents:write']],
  )
  const widened = (key: string, permissions: string[]) =>
    keeper.ask({ method: 'PATCH', path: `${roles}/${key}`, body: { permissions } })
  assert.is((await widened('mine', ['incidents:write'])).json.code, 'privilege_escalation')
  assert.is((await widened('role-keeper', ['roles:write', 'tokens:write'])).json.code, 'privilege_escalation')
  assert.is((await widened('powerful', [])).json.code, 'privilege_escalation')
  assert.is((await keeper.ask({ method: 'DELETE', path: `${roles}/powerful` })).json.code, 'privilege_escalation')
  assert.is((await widened('mine', [])).status, 200)
})

it('403 a test token may look at roles and never change them; a page token never changes what is shared', async () => {
  await setRbac(true)
  const mintTest = { name: 'test', environment: 'test', permission: 'admin', role_key: 'admin' }
  const test = (await owner.ask({ method: 'POST', path: '/api/v1/admin/tokens', body: mintTest })).json
  assert.is((await server.ask({ path: roles, token: test.token })).status, 200)
  const body = { key: 'from-test', name: 'X', permissions: [] }
  const refused = await server.ask({ method: 'POST', path: roles, token: test.token, body })
  assert.is(refused.json.code, 'environment_mismatch')
  const page = await owner.ask({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })
  const onePage = await server.mint({ permission: 'admin', role_key: 'admin', page_id: server.pageId })
  const there = await server.ask({ method: 'POST', path: roles, token: onePage.token, body })
  assert.is(there.json.code, 'page_mismatch')
  assert.is((await server.asOwner({ method: 'DELETE', path: `/api/v1/org/pages/${page.json.id}` })).status, 204)
})

it('423 only terraform-managed tokens change roles while they are locked', async () => {
  await setRbac(true)
  const lock = '/api/v1/admin/settings/roles/lock'
  assert.is((await owner.ask({ method: 'PUT', path: lock, body: { reason: 'Roles live in git.' } })).status, 200)
  const refused = await create(owner, 'by-hand', [])
  assert.equal([refused.status, refused.json.code, refused.json.lock.feature], [423, 'terraform_locked', 'roles'])
  const terraform = await server.mint({
    permission: 'admin',
    role_key: 'admin',
    terraform_managed: true,
    page_id: null,
  })
  const body = { key: 'by-terraform', name: 'By Terraform', permissions: ['incidents:read'] }
  const made = await server.ask({ method: 'POST', path: roles, token: terraform.token, body })
  assert.is(made.status, 201, made.text)
  const lineage = await server.asOwner({ path: `/api/v1/admin/tokens/${terraform.id}/lineage` })
  assert.ok(lineage.json.minted.some((each: { id: string }) => each.id === made.json.id))
  assert.is((await owner.ask({ method: 'DELETE', path: lock, body: { reason: 'By hand again.' } })).status, 204)
})

it.run()
