import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { accept, join, login, memberPassword, type SignedIn, signIn, tokenIn } from './people.ts'

const it = suite('members (HTTP)')
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

const members = '/api/v1/org/members'
const invites = '/api/v1/org/invites'
const put = (by: SignedIn, id: string, page_id: string | null, role_key: string | null) =>
  by.ask({ method: 'PATCH', path: `${members}/${id}`, body: { page_id, role_key } })
const post = (by: SignedIn, id: string, verb: string) => by.ask({ method: 'POST', path: `${members}/${id}/${verb}` })
const remove = (by: SignedIn, id: string, body?: Record<string, unknown>) =>
  by.ask({ method: 'DELETE', path: `${members}/${id}`, ...(body === undefined ? {} : { body }) })
const invite = (by: SignedIn, body: Record<string, unknown>) => by.ask({ method: 'POST', path: invites, body })

it('201 invites with a link that is shown once, 201 accepts it, and the person signs in', async () => {
  const made = await invite(owner, { email: 'Ines@Example.org', role_key: 'editor' })
  assert.is(made.status, 201, made.text)
  assert.equal([made.json.email, made.json.page_id, made.json.status], ['ines@example.org', server.pageId, 'open'])
  assert.match(made.json.url, /^http:\/\/[a-p]{20}\.localhost:\d+\/console\/invite#t=bkm_[0-9A-Za-z]{49}$/)
  const listed = (await owner.ask({ path: invites })).json
  assert.is(JSON.stringify(listed).includes('bkm_'), false)
  const accepted = await accept(server, made.json.url, { name: 'Ines Vega', password: memberPassword })
  assert.equal([accepted.status, accepted.json.user.email], [201, 'ines@example.org'])
  const ines = await signIn(server, { email: 'ines@example.org', password: memberPassword })
  assert.is((await ines.ask({ path: '/api/v1/me' })).json.role_key, 'editor')
  assert.is((await owner.ask({ path: `${invites}?status=accepted` })).json.data[0].id, made.json.id)
  const log = (await owner.ask({ path: '/api/v1/admin/audit-log?action=member.add' })).json.data
  assert.equal([log[0].target.name, log[0].actor.kind], ['Ines Vega', 'magic'])
})

it('403 a link works once, for a day, until it is replaced or withdrawn; looking uses nothing up', async () => {
  const first = (await invite(owner, { email: 'lena@example.org', role_key: 'viewer' })).json
  const second = (await invite(owner, { email: 'lena@example.org', role_key: 'viewer' })).json
  const body = { name: 'Lena', password: memberPassword }
  assert.is((await accept(server, first.url, body)).json.code, 'token_revoked')
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    await server.ask({ method, path: '/api/v1/invites/accept', headers: { 'X-Magic-Token': tokenIn(second.url) } })
  assert.is((await accept(server, second.url, { ...body, password: 'password1234' })).json.code, 'weak_password')
  const both = await Promise.all([accept(server, second.url, body), accept(server, second.url, body)])
  assert.equal(both.map(({ status }) => status).sort(), [201, 403])
  assert.is((await accept(server, second.url, body)).json.code, 'magic_used')

  const withdrawn = (await invite(owner, { email: 'theo@example.org', role_key: 'viewer' })).json
  assert.is((await owner.ask({ method: 'DELETE', path: `${invites}/${withdrawn.id}` })).status, 204)
  assert.is((await accept(server, withdrawn.url, body)).json.code, 'token_revoked')
  assert.is((await owner.ask({ method: 'DELETE', path: `${invites}/${withdrawn.id}` })).status, 409)

  const late = (await invite(owner, { email: 'theo@example.org', role_key: 'viewer' })).json
  server.clock.pass(24 * 3_600_000)
  assert.is((await accept(server, late.url, body)).json.code, 'magic_expired')
})

it('401 an invite opens no other route, and no other credential opens it', async () => {
  const { url } = (await invite(owner, { email: 'maya@example.org', role_key: 'viewer' })).json
  const elsewhere = await server.ask({ path: '/api/v1/me', headers: { 'X-Magic-Token': tokenIn(url) } })
  assert.equal([elsewhere.status, elsewhere.json.code], [401, 'invalid_token'])
  const bearer = await server.ask({ path: '/api/v1/me', token: tokenIn(url) })
  assert.equal([bearer.status, bearer.json.code], [401, 'invalid_token'])
  const body = { name: 'X', password: memberPassword }
  const byToken = await server.asOwner({ method: 'POST', path: '/api/v1/invites/accept', body })
  assert.is(byToken.json.code, 'invalid_token')
  const inQuery = await server.ask({ method: 'POST', path: `/api/v1/invites/accept?t=${tokenIn(url)}`, body })
  assert.is(inQuery.json.code, 'credential_in_query')
})

it('409/200 a repeated Idempotency-Key invites once, and shows no link the second time', async () => {
  const key = { 'Idempotency-Key': 'invite-1' }
  const body = { email: 'twice@example.org', role_key: 'viewer' }
  const ask = () => owner.ask({ method: 'POST', path: invites, body, headers: key })
  const first = await ask()
  const second = await ask()
  assert.equal([first.status, second.status, second.json.id], [201, 201, first.json.id])
  assert.is(second.headers['idempotent-replayed'], 'true')
  assert.is(second.text.includes('bkm_'), false)
  assert.is((await accept(server, first.json.url, { name: 'T', password: memberPassword })).status, 201)
})

it('409 invites nobody who is a member already; 422 an unknown role or page', async () => {
  assert.is((await invite(owner, { email: ownerEmail, role_key: 'viewer' })).status, 409)
  const wrong = await invite(owner, { email: 'x@example.org', role_key: 'emperor' })
  assert.equal([wrong.status, wrong.json.errors[0].path], [422, '/role_key'])
  const nowhere = await invite(owner, { email: 'x@example.org', role_key: 'viewer', page_id: `pag_${'0'.repeat(26)}` })
  assert.equal([nowhere.status, nowhere.json.errors[0].path], [422, '/page_id'])
})

it('an invite that a token made ends with the token and is part of its lineage', async () => {
  const token = await server.mint({ permission: 'admin', role_key: 'owner', page_id: null })
  const by = (body: Record<string, unknown>) => server.ask({ method: 'POST', path: invites, token: token.token, body })
  const one = (await by({ email: 'one@example.org', role_key: 'viewer' })).json
  const two = (await by({ email: 'two@example.org', role_key: 'viewer' })).json
  const body = { name: 'One', password: memberPassword }
  assert.is((await accept(server, one.url, body)).status, 201)
  await server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${token.id}/revoke`, body: { reason: 'leaked' } })
  assert.is((await accept(server, two.url, body)).json.code, 'token_revoked')
  const { minted } = (await server.asOwner({ path: `/api/v1/admin/tokens/${token.id}/lineage` })).json
  assert.equal(minted.map((each: { type: string; name: string }) => `${each.type} ${each.name}`).sort(), [
    'invite one@example.org',
    'invite two@example.org',
    'member One',
  ])
})

it('200 lists members with filters, sort and cursor', async () => {
  await join(server, owner, { email: 'aaron@example.org', name: 'Aaron', role_key: 'responder' })
  await join(server, owner, { email: 'zoe@example.org', name: 'Zoë', role_key: 'responder', page_id: server.pageId })
  const names: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page = (await owner.ask({ path: `${members}?role_key=responder&sort=-name&limit=1${next}` })).json
    names.push(...page.data.map((each: { name: string }) => each.name))
    cursor = page.next_cursor
  }
  assert.equal(names, ['Zoë', 'Aaron'])
  const found = (await owner.ask({ path: `${members}?q=zoe@` })).json.data
  assert.equal(
    [found.length, found[0].memberships[0].page_id, found[0].memberships[0].role_name],
    [1, server.pageId, 'Responder'],
  )
  assert.is(
    (await owner.ask({ path: `${members}?sort=name&limit=1&cursor=${'x'.repeat(10)}` })).json.code,
    'invalid_cursor',
  )
})

it('200 gives, changes and takes a role; it holds from the next request on', async () => {
  const ravi = await join(server, owner, { email: 'ravi@example.org', role_key: 'viewer' })
  const canEdit = async () => {
    const body = { name: 'An incident', status: 'investigating' }
    return (await ravi.ask({ method: 'POST', path: '/api/v1/admin/incidents', body })).status
  }
  assert.is(await canEdit(), 403)
  const changed = await put(owner, ravi.userId, null, 'editor')
  assert.equal([changed.status, changed.json.memberships[0].role_key], [200, 'editor'])
  assert.is(await canEdit(), 201)
  const taken = await put(owner, ravi.userId, null, null)
  assert.equal(taken.json.memberships, [])
  assert.is(await canEdit(), 403)
  const log = (await owner.ask({ path: `/api/v1/admin/audit-log?action=member.update&limit=2` })).json.data
  assert.equal(log[0].changes, {
    before: { page_id: null, role_key: 'editor' },
    after: { page_id: null, role_key: null },
  })
  const stale = await owner.ask({
    method: 'PATCH',
    path: `${members}/${ravi.userId}`,
    headers: { 'If-Match': '"99"' },
    body: { page_id: null, role_key: 'viewer' },
  })
  assert.is(stale.status, 412)
})

it('409 last_owner: the last one can be neither demoted, disabled nor removed', async () => {
  assert.is((await put(owner, owner.userId, null, 'viewer')).json.code, 'last_owner')
  assert.is((await put(owner, owner.userId, null, null)).json.code, 'last_owner')
  assert.is((await post(owner, owner.userId, 'disable')).json.code, 'last_owner')
  assert.is((await remove(owner, owner.userId)).json.code, 'last_owner')
  const second = await join(server, owner, { email: 'nora@example.org', role_key: 'owner' })
  assert.is((await put(second, owner.userId, null, 'viewer')).status, 200)
  assert.is((await put(second, second.userId, null, 'viewer')).json.code, 'last_owner')
  assert.is((await put(second, owner.userId, null, 'owner')).status, 200)
  assert.is((await remove(owner, second.userId)).status, 204)
  assert.is((await owner.ask({ path: '/api/v1/me' })).json.role_key, 'owner')
})

it('409 last_owner also for two owners who demote each other at once', async () => {
  const other = await join(server, owner, { email: 'omar@example.org', role_key: 'owner' })
  const both = await Promise.all([put(owner, other.userId, null, 'viewer'), put(other, owner.userId, null, 'viewer')])
  assert.is(both.filter(({ status }) => status === 200).length, 1)
  const left = await signIn(
    server,
    both[0]?.status === 200 ? {} : { email: 'omar@example.org', password: memberPassword },
  )
  await put(left, owner.userId, null, 'owner')
  const back = await signIn(server)
  assert.is((await remove(back, other.userId)).status, 204)
})

it('403 privilege_escalation: nobody gives what they lack, nor touches those above them', async () => {
  await owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { advanced_rbac: true } } })
  const body = { key: 'people-keeper', name: 'People', permissions: ['teams:write', 'incidents:read'] }
  await owner.ask({ method: 'POST', path: '/api/v1/admin/roles', body })
  const keeper = await join(server, owner, { email: 'keeper@example.org', role_key: 'people-keeper' })
  const small = await join(server, owner, { email: 'small@example.org', role_key: 'people-keeper' })
  const refusals = [
    await invite(keeper, { email: 'puppet@example.org', role_key: 'owner', page_id: null }),
    await invite(keeper, { email: 'puppet@example.org', role_key: 'viewer' }),
    await put(keeper, small.userId, null, 'admin'),
    await put(keeper, keeper.userId, null, 'owner'),
    await put(keeper, owner.userId, null, null),
    await post(keeper, owner.userId, 'disable'),
    await remove(keeper, owner.userId),
  ]
  assert.equal(
    refusals.map(({ json }) => json.code),
    Array.from({ length: refusals.length }, () => 'privilege_escalation'),
  )
  assert.is((await post(keeper, small.userId, 'disable')).status, 200)
  assert.is((await post(keeper, small.userId, 'enable')).status, 200)
})

it('disabling ends sessions and open invites at once, and keeps the person out until enabled', async () => {
  const tess = await join(server, owner, { email: 'tess@example.org', role_key: 'owner' })
  const open = (await invite(tess, { email: 'friend@example.org', role_key: 'viewer' })).json
  assert.is((await post(owner, tess.userId, 'disable')).json.status, 'disabled')
  assert.is((await tess.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
  assert.is((await login(server, { email: 'tess@example.org', password: memberPassword })).json.code, 'login_failed')
  assert.is((await accept(server, open.url, { name: 'F', password: memberPassword })).json.code, 'token_revoked')
  assert.is((await post(owner, tess.userId, 'disable')).status, 409)
  assert.is((await post(owner, tess.userId, 'enable')).json.status, 'active')
  assert.is((await post(owner, tess.userId, 'enable')).status, 409)
  assert.is((await tess.ask({ path: '/api/v1/me' })).json.code, 'session_expired', 'old sessions stay ended')
  assert.is((await login(server, { email: 'tess@example.org', password: memberPassword })).status, 200)
  assert.is((await remove(owner, tess.userId)).status, 204)
})

it('removing keeps, disables, revokes or hands over the tokens, as the call says', async () => {
  const outcome = async (body?: Record<string, unknown>) => {
    const email = `leaver${Math.random().toString(36).slice(2)}@example.org`
    const leaver = await join(server, owner, { email, name: 'Lee Leaver', role_key: 'admin' })
    const token = await server.mint({ owner_id: leaver.userId })
    const removed = await remove(owner, leaver.userId, body)
    assert.is(removed.status, 204, removed.text)
    assert.is((await leaver.ask({ path: '/api/v1/me' })).json.code, 'session_expired')
    assert.is((await owner.ask({ path: `${members}/${leaver.userId}` })).status, 404)
    const shown = (await server.asOwner({ path: `/api/v1/admin/tokens/${token.id}` })).json
    const call = await server.ask({ path: '/api/v1/me', token: token.token })
    return { shown, code: call.json.code ?? call.status }
  }
  const kept = await outcome()
  assert.equal([kept.code, kept.shown.owner_gone, kept.shown.owner.name], [200, true, 'Lee Leaver'])
  assert.is((await outcome({ tokens: 'disable' })).code, 'token_disabled')
  const revoked = await outcome({ tokens: 'revoke' })
  assert.is(revoked.code, 'token_revoked')
  assert.match(revoked.shown.revoke_reason, /Lee Leaver was removed/)
  assert.is(revoked.shown.revoked_by.id, server.ownerId)
  const handed = await outcome({ reassign_to: server.ownerId })
  assert.equal([handed.code, handed.shown.owner.id, handed.shown.owner_gone], [200, server.ownerId, false])
  const log = (await owner.ask({ path: '/api/v1/admin/audit-log?kind=change&limit=3' })).json.data
  assert.equal(
    log.map((row: { action: string }) => row.action),
    ['member.remove', 'token.update', 'token.create'],
  )
  const nobody = await remove(owner, owner.userId, { reassign_to: owner.userId })
  assert.is(nobody.status, 422)
})

it('403 ending tokens along with their owner takes tokens:write besides, and the refusal says which set lacks it', async () => {
  const wim = await join(server, owner, { email: 'wim@example.org', role_key: 'viewer' })
  const reads = ['checks', 'incidents', 'maintenances', 'components', 'status_pages', 'webhooks'].map(
    (area) => `${area}:read`,
  )
  const scopes = ['teams:write', ...reads]
  const { token } = await server.mint({ permission: 'admin', role_key: 'owner', scopes, page_id: null })
  const path = `${members}/${wim.userId}`
  const refused = await server.ask({ method: 'DELETE', path, token, body: { tokens: 'revoke' } })
  assert.equal([refused.status, refused.json.code], [403, 'insufficient_scope'])
  assert.is(refused.headers['www-authenticate'], 'Bearer error="insufficient_scope", scope="tokens:write"')
  assert.is(refused.headers['x-accepted-permissions'], 'tokens:write')
  assert.is((await server.ask({ method: 'DELETE', path, token })).status, 204)
})

it('403 reauthentication_required for giving access, and not for taking it away', async () => {
  const uma = await join(server, owner, { email: 'uma@example.org', role_key: 'viewer' })
  server.clock.pass(6 * 60_000)
  assert.is((await put(owner, uma.userId, null, 'admin')).json.code, 'reauthentication_required')
  assert.is(
    (await invite(owner, { email: 'v@example.org', role_key: 'viewer' })).json.code,
    'reauthentication_required',
  )
  assert.is((await post(owner, uma.userId, 'disable')).status, 200)
  assert.is((await post(owner, uma.userId, 'enable')).json.code, 'reauthentication_required')
  await owner.ask({ method: 'POST', path: '/api/v1/auth/reauthenticate', body: { password: ownerPassword } })
  assert.is((await post(owner, uma.userId, 'enable')).status, 200)
})

it('403 someone of one page sees nothing of the whole workspace', async () => {
  const page = (await owner.ask({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })).json
  const local = await join(server, owner, { email: 'local@example.org', role_key: 'owner', page_id: page.id })
  assert.is((await local.ask({ path: members })).json.code, 'page_mismatch')
  assert.is((await put(local, owner.userId, page.id, 'viewer')).json.code, 'page_mismatch')
  assert.is((await remove(owner, local.userId)).status, 204)
  assert.is((await owner.ask({ method: 'DELETE', path: `/api/v1/org/pages/${page.id}` })).status, 204)
})

it.run()
