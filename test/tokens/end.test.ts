/** Ending tokens: revoke with a reason, off and on, delete with a tombstone, many at once; what each leaves behind, and what the token answers then. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, mintBy, post, startWorld, type World } from '../http/world.ts'
import { signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('ending tokens')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const ask = (path: string, body?: unknown): Promise<Answer> => world.owner.ask(post(`/admin/tokens/${path}`, body))
const remove = (id: string): Promise<Answer> =>
  world.owner.ask({ method: 'DELETE', path: `/api/v1/admin/tokens/${id}` })
const me = (token: string): Promise<Answer> => world.server.ask(get('/me', { token }))
const read = async (id: string) => (await expecting(200, world.owner.ask(get(`/admin/tokens/${id}`)))).json

it('revoke ends it at once, keeps the record with who, when and why, and happens once', async () => {
  const { id, token } = await mintBy(world.owner)
  assert.is((await me(token)).status, 200)
  const { json } = await expecting(200, ask(`${id}/revoke`, { reason: '  leaked in a chat ' }))
  assert.equal(
    [json.status, json.revoke_reason.trim(), json.revoked_by],
    ['revoked', 'leaked in a chat', { id: world.server.ownerId, name: 'Mina Okafor' }],
  )
  assert.match(json.revoked_at, /^2\d{3}-/)
  isProblem(await me(token), 403, 'token_revoked')
  isProblem(await ask(`${id}/revoke`, { reason: 'again' }), 409, 'already_revoked')
  assert.equal(await read(id), json)
  for (const body of [
    {},
    { reason: '' },
    { reason: '   ' },
    { reason: 'x'.repeat(501) },
    { reason: 7 },
    { reason: 'x', cascade: true },
  ])
    isProblem(await ask(`${(await mintBy(world.owner)).id}/revoke`, body), 422, 'validation_failed')
  isProblem(await ask(`${id}/revoke`), 400, 'invalid_json')
})

it('off and on again: a state of its own, which the clock and a revocation outrank', async () => {
  const { id, token } = await mintBy(world.owner, { expires_in_days: 1 })
  assert.is((await expecting(200, ask(`${id}/disable`))).json.status, 'disabled')
  isProblem(await me(token), 403, 'token_disabled')
  isProblem(await ask(`${id}/disable`), 409, 'already_disabled')
  assert.is((await expecting(200, ask(`${id}/enable`))).json.status, 'active')
  isProblem(await ask(`${id}/enable`), 409, 'already_enabled')
  assert.is((await me(token)).status, 200)
  await expecting(200, ask(`${id}/disable`))
  const late = await mintBy(world.owner, { expires_in_days: 1 })
  await expecting(200, ask(`${late.id}/disable`))
  await expecting(200, ask(`${late.id}/revoke`, { reason: 'x' }))
  for (const act of ['disable', 'enable']) isProblem(await ask(`${late.id}/${act}`), 409, 'not_active')
  world.server.clock.pass(86_400_000)
  for (const act of ['disable', 'enable'])
    isProblem(await world.server.asOwner(post(`/admin/tokens/${id}/${act}`)), 409, 'not_active')
  assert.is((await world.server.asOwner(get(`/admin/tokens/${id}`))).json.status, 'expired')
  assert.is((await world.server.asOwner(post(`/admin/tokens/${id}/revoke`, { reason: 'tidy' }))).json.status, 'revoked')
  world = { ...world, owner: await signIn(world.server) }
})

it('delete removes record and token in any state; rows of the log and a tombstone stay', async () => {
  const states = [
    async (_id: string) => undefined,
    (id: string) => ask(`${id}/disable`),
    (id: string) => ask(`${id}/revoke`, { reason: 'x' }),
  ]
  for (const bring of states) {
    const { id, token } = await mintBy(world.owner, { name: 'Gone soon' })
    await me(token)
    await bring(id)
    const gone = await remove(id)
    assert.equal([gone.status, gone.text], [204, ''])
    isProblem(await me(token), 401, 'invalid_token')
    for (const again of [
      await remove(id),
      await world.owner.ask(get(`/admin/tokens/${id}`)),
      await ask(`${id}/revoke`, { reason: 'x' }),
    ])
      isProblem(again, 404, 'not_found')
    const lineage = await expecting(200, world.owner.ask(get(`/admin/tokens/${id}/lineage`)))
    assert.equal(
      lineage.json.rotations.map((each: { id: string; name: string; status: string }) => [
        each.id,
        each.name,
        each.status,
      ]),
      [[id, 'Gone soon', 'deleted']],
    )
    const log = await expecting(200, world.owner.ask(get(`/admin/tokens/${id}/audit-log`)))
    const actions = log.json.data.map((row: { action: string }) => row.action)
    for (const action of ['token.create', 'me.get', 'token.delete'])
      assert.ok(actions.includes(action), `${action}: ${actions}`)
    const used = log.json.data.find((row: { action: string }) => row.action === 'me.get')
    assert.is(used.actor.name, 'Gone soon')
    const list = await world.owner.ask(get('/admin/tokens?limit=200'))
    assert.not.ok(list.text.includes(id))
  }
})

it('a token cannot delete itself, one by one or in bulk; it can revoke itself and others', async () => {
  const { id, token } = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const asItself = (method: string, path: string, body?: unknown) =>
    world.server.ask({ method, path: `/api/v1/admin/tokens/${path}`, token, ...(body === undefined ? {} : { body }) })
  isProblem(await asItself('DELETE', id), 409, 'cannot_delete_self')
  const bulk = await expecting(200, asItself('POST', 'bulk', { ids: [id], action: 'delete' }))
  assert.equal([bulk.json.data[0].outcome, bulk.json.data[0].code], ['refused', 'cannot_delete_self'])
  const other = await mintBy(world.owner)
  assert.is((await asItself('DELETE', other.id)).status, 204)
  assert.is((await asItself('POST', `${id}/revoke`, { reason: 'done' })).json.status, 'revoked')
  isProblem(await me(token), 403, 'token_revoked')
})

it('bulk: each id has its own outcome, in the order they came; what is refused leaves nothing behind', async () => {
  const minted = await Promise.all([1, 2, 3, 4].map(() => mintBy(world.owner)))
  const [one, two, three, four] = minted.map(({ id }) => id)
  await expecting(200, ask(`${two}/revoke`, { reason: 'before' }))
  const elsewhere = await mintBy(world.owner, { page_id: world.there })
  const ids = [one, two, world.absent('tok'), elsewhere.id, three, one]
  const { json } = await expecting(200, ask('bulk', { ids, action: 'revoke', reason: 'many at once' }))
  assert.equal(
    json.data.map((each: { id: string; outcome: string; code?: string }) => [each.id, each.outcome, each.code ?? null]),
    [
      [one, 'done', null],
      [two, 'refused', 'already_revoked'],
      [world.absent('tok'), 'refused', 'not_found'],
      [elsewhere.id, 'refused', 'not_found'],
      [three, 'done', null],
    ],
  )
  assert.equal([json.data[0].token.status, json.data[0].token.revoke_reason], ['revoked', 'many at once'])
  assert.is((await read(two ?? '')).revoke_reason, 'before')
  assert.is(
    (await world.owner.ask(get(`/admin/tokens/${elsewhere.id}`, { headers: { 'X-Page': world.there } }))).json.status,
    'active',
  )
  for (const token of [minted[0], minted[2]]) isProblem(await me(token?.token ?? ''), 403, 'token_revoked')

  const outcomes = async (body: object): Promise<string[]> =>
    (await expecting(200, ask('bulk', body))).json.data.map(
      (each: { outcome: string; code?: string }) => each.code ?? each.outcome,
    )
  assert.equal(await outcomes({ ids: [four, one], action: 'disable' }), ['done', 'not_active'])
  assert.equal(await outcomes({ ids: [four, one], action: 'enable' }), ['done', 'not_active'])
  const soon = new Date(world.server.clock.wall() + 60_000).toISOString()
  assert.equal(await outcomes({ ids: [four, one], action: 'set_expiry', expires_at: soon }), ['done', 'not_active'])
  const late = await expecting(
    200,
    ask('bulk', { ids: [four], action: 'set_expiry', expires_at: '2030-01-01T00:00:00Z' }),
  )
  assert.equal([late.json.data[0].outcome, late.json.data[0].code], ['refused', 'validation_failed'])
  assert.match(late.json.data[0].detail, /later/)
  assert.equal(await outcomes({ ids: [four, one, two], action: 'delete' }), ['done', 'done', 'done'])

  const rows = await world.owner.ask(get('/admin/audit-log?action=token.revoke&kind=change&limit=200'))
  const targets = rows.json.data.map((row: { target: { id: string } }) => row.target.id)
  assert.equal(
    [targets.includes(one), targets.includes(three), targets.filter((id: string) => id === two).length],
    [true, true, 1],
  )
})

it('bulk: what it needs and what it does not take', async () => {
  const { id } = await mintBy(world.owner)
  const bad: [object, string][] = [
    [{ ids: [], action: 'disable' }, '/ids'],
    [{ ids: Array.from({ length: 201 }, () => id), action: 'disable' }, '/ids'],
    [{ ids: ['x'], action: 'disable' }, '/ids/0'],
    [{ ids: [id], action: 'rotate' }, '/action'],
    [{ ids: [id], action: 'revoke' }, '/reason'],
    [{ ids: [id], action: 'set_expiry' }, '/expires_at'],
    [{ ids: [id], action: 'disable', reason: 'x' }, '/reason'],
    [{ ids: [id], action: 'revoke', reason: 'x', expires_at: '2030-01-01T00:00:00Z' }, '/expires_at'],
  ]
  for (const [body, path] of bad) {
    const answer = await ask('bulk', body)
    isProblem(answer, 422, 'validation_failed')
    assert.is(answer.json.errors[0].path, path)
  }
  assert.is((await read(id)).status, 'active')
})

it('me/revoke: a token ends itself, with a reason', async () => {
  const { id, token } = await mintBy(world.owner)
  const end = (body: unknown) => world.server.ask(post('/me/revoke', body, { token }))
  isProblem(await end({}), 422, 'validation_failed')
  assert.is((await end({ reason: 'job is over' })).status, 204)
  isProblem(await end({ reason: 'again' }), 403, 'token_revoked')
  const { status, revoke_reason, revoked_by } = await read(id)
  assert.equal([status, revoke_reason, revoked_by], ['revoked', 'job is over', { id, name: 'a token' }])
  isProblem(await world.owner.ask(post('/me/revoke', { reason: 'x' })), 403, 'credential_kind_not_accepted')
})

it('me/revoke by a successor that did nothing else undoes the rotation: the old one goes on', async () => {
  const old = await mintBy(world.owner, { permission: 'read' })
  const successor = (await expecting(201, world.owner.ask(post(`/admin/tokens/${old.id}/rotate`)))).json
  await expecting(204, world.server.ask(post('/me/revoke', { reason: 'not needed' }, { token: successor.token })))
  const { status, rotation, rotated_to } = (await world.owner.ask(get(`/admin/tokens/${old.id}`))).json
  assert.equal({ status, rotation, rotated_to }, { status: 'active', rotation: null, rotated_to: null })
  world.server.clock.pass(8 * 86_400_000)
  assert.is((await world.server.ask(get('/me', { token: old.token }))).status, 200)
})

it.run()
