/** Rotation: the old token goes on until the new one is in use, and what time does is true at once, before anyone writes it down. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('rotating tokens')
const hour = 3_600_000
const day = 24 * hour
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())
/** Sessions end while days pass. */
it.before.each(async () => {
  world = { ...world, owner: await signIn(world.server) }
})

const rotating = (id: string, body?: object): Promise<Answer> =>
  world.owner.ask(post(`/admin/tokens/${id}/rotate`, body))
const rotate = async (id: string, body?: object): Promise<Minted> => (await expecting(201, rotating(id, body))).json
const me = ({ token }: Minted): Promise<Answer> => world.server.ask(get('/me', { token }))
const works = async (minted: Minted): Promise<boolean> => (await me(minted)).status === 200
const read = async ({ id }: { id: string }) =>
  (await expecting(200, world.server.asOwner(get(`/admin/tokens/${id}`)))).json
const pass = (ms: number): void => world.server.clock.pass(ms)
const ms = (time: unknown): number => Date.parse(String(time))
const policy = (token_policy: object): Promise<Answer> =>
  expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: { token_policy } }))

it('201 a successor with the same access, the lifetime that was given, and its own secret', async () => {
  const fields = {
    name: 'Nightly',
    description: 'd',
    notes: 'n',
    purpose: 'interactive',
    permission: 'write',
    role_key: 'responder',
    scopes: ['incidents:write'],
    allowed_ips: ['127.0.0.0/8'],
    terraform_managed: true,
    expires_in_days: 30,
  }
  const old = await mintBy(world.owner, fields)
  pass(10 * day)
  world = { ...world, owner: await signIn(world.server) }
  const now = world.server.clock.wall()
  const successor = await rotate(old.id)
  for (const field of [
    'name',
    'description',
    'notes',
    'purpose',
    'permission',
    'role_key',
    'scopes',
    'allowed_ips',
    'terraform_managed',
    'environment',
    'page_id',
    'owner',
  ])
    assert.equal(successor[field], old[field], field)
  assert.is.not(successor.token, old.token)
  assert.ok(Math.abs(ms(successor.expires_at) - (now + 30 * day)) < 60_000)
  assert.equal(
    [successor.rotated_from, successor.rotated_to, successor.rotation, successor.use_count],
    [old.id, null, null, 0],
  )
  const before = await read(old)
  assert.equal([before.status, before.rotated_to, before.rotation.old_ends_at], ['active', successor.id, null])
  assert.ok(Math.abs(ms(before.rotation.hard_stop_at) - (now + 7 * day)) < 60_000)
})

it('Friday’s rotation does not break Saturday’s job: the overlap begins with the successor’s first use', async () => {
  const old = await mintBy(world.owner)
  const successor = await rotate(old.id, { overlap_seconds: 3600 })
  pass(3 * day)
  assert.ok(await works(old))
  assert.is((await read(old)).rotation.old_ends_at, null)
  assert.ok(await works(successor))
  const { old_ends_at } = (await read(old)).rotation
  assert.ok(Math.abs(ms(old_ends_at) - (world.server.clock.wall() + hour)) < 60_000)
  pass(hour - 60_000)
  assert.ok(await works(old))
  pass(61_000)
  const refused = await me(old)
  isProblem(refused, 403, 'token_revoked')
  const ended = await read(old)
  assert.equal(
    [ended.status, ended.revoke_reason, ended.revoked_by, ended.revoked_at],
    ['revoked', 'rotated', null, old_ends_at],
  )
  assert.ok(await works(successor))
})

it('only a call that ends below 400 is a use: refusals, validate and explain start nothing', async () => {
  const old = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const successor = await rotate(old.id, { overlap_seconds: 1 })
  const { token } = successor
  isProblem(await world.server.ask(get(`/admin/incidents/${world.absent('inc')}`, { token })), 404, 'not_found')
  isProblem(await world.server.ask(get('/org/usage', { token })), 403, 'page_mismatch')
  isProblem(await world.server.ask(get('/me?x=1', { token })), 422, 'validation_failed')
  await expecting(200, world.server.ask(post('/admin/tokens/validate', { token }, { token })))
  await expecting(200, world.server.asOwner(post('/admin/tokens/validate', { token })))
  await expecting(200, world.server.ask(post('/explain', { method: 'GET', path: '/api/v1/me' }, { token })))
  assert.equal([(await read(successor)).use_count, (await read(old)).rotation.old_ends_at], [0, null])
  pass(hour)
  assert.ok(await works(old))
  await expecting(200, world.server.ask(get('/status', { token })))
  assert.is.not((await read(old)).rotation.old_ends_at, null)
})

it('the hard stop comes in any case: after seven days, or as asked, or with the old one’s own end', async () => {
  const [standard, asked, ending] = [
    await mintBy(world.owner),
    await mintBy(world.owner),
    await mintBy(world.owner, { expires_in_days: 1 }),
  ]
  await rotate(standard.id)
  await rotate(asked.id, { overlap_seconds: 604_800, hard_stop_seconds: 60 })
  await rotate(ending.id)
  assert.is((await read(ending)).rotation.hard_stop_at, ending.expires_at)
  pass(59_000)
  assert.ok(await works(asked))
  pass(2000)
  isProblem(await me(asked), 403, 'token_revoked')
  assert.equal([(await read(asked)).status, (await read(asked)).revoke_reason], ['revoked', 'rotated'])
  pass(day)
  assert.not.ok(await works(ending))
  assert.ok(await works(standard))
  pass(6 * day)
  isProblem(await me(standard), 403, 'token_revoked')
})

it('the hard stop outranks an overlap that would end later', async () => {
  const old = await mintBy(world.owner)
  const successor = await rotate(old.id, { overlap_seconds: 7200, hard_stop_seconds: 3600 })
  assert.ok(await works(successor))
  pass(hour + 1000)
  isProblem(await me(old), 403, 'token_revoked')
})

it('overlap 0 ends the old one with the call', async () => {
  const old = await mintBy(world.owner)
  const successor = await rotate(old.id, { overlap_seconds: 0 })
  isProblem(await me(old), 403, 'token_revoked')
  const { status, revoke_reason } = await read(old)
  assert.equal([status, revoke_reason], ['revoked', 'rotated'])
  assert.ok(await works(successor))
})

it('undone when the successor ends before its first use: revoked, deleted or expired; then the old one goes on as before', async () => {
  const ends: [string, (successor: Minted) => Promise<unknown>][] = [
    ['revoked', ({ id }) => expecting(200, world.owner.ask(post(`/admin/tokens/${id}/revoke`, { reason: 'lost it' })))],
    ['deleted', ({ id }) => expecting(204, world.owner.ask({ method: 'DELETE', path: `/api/v1/admin/tokens/${id}` }))],
    [
      'expired',
      async ({ id }) => {
        const expires_at = new Date(world.server.clock.wall() + 1000).toISOString()
        await expecting(
          200,
          world.owner.ask({ method: 'PATCH', path: `/api/v1/admin/tokens/${id}`, body: { expires_at } }),
        )
        pass(2000)
        await world.server.running.look()
      },
    ],
  ]
  for (const [how, end] of ends) {
    world = { ...world, owner: await signIn(world.server) }
    const old = await mintBy(world.owner)
    const successor = await rotate(old.id, { hard_stop_seconds: 3600 })
    await end(successor)
    const { status, rotated_to, rotation } = await read(old)
    assert.equal([status, rotated_to, rotation], ['active', null, null], how)
    pass(2 * hour)
    assert.ok(await works(old), how)
    world = { ...world, owner: await signIn(world.server) }
    assert.ok(await works(await rotate(old.id)), how)
    const log = await world.server.asOwner(get(`/admin/audit-log?q=${old.id}&action=token.rotation_undo`))
    assert.is(log.json.data.length, 1, how)
  }
})

it('not undone once the successor was used, nor revived once the hard stop has come', async () => {
  const used = await mintBy(world.owner)
  const successor = await rotate(used.id, { overlap_seconds: 60 })
  assert.ok(await works(successor))
  await expecting(200, world.owner.ask(post(`/admin/tokens/${successor.id}/revoke`, { reason: 'x' })))
  assert.is((await read(used)).rotated_to, successor.id)
  pass(61_000)
  assert.not.ok(await works(used))

  const over = await mintBy(world.owner)
  const late = await rotate(over.id, { hard_stop_seconds: 60 })
  pass(61_000)
  isProblem(await me(over), 403, 'token_revoked')
  await expecting(200, world.owner.ask(post(`/admin/tokens/${late.id}/revoke`, { reason: 'never used' })))
  isProblem(await me(over), 403, 'token_revoked')
  await world.server.running.look()
  isProblem(await me(over), 403, 'token_revoked')
})

it('what time has ended is written down soon after, by the server itself', async () => {
  const old = await mintBy(world.owner)
  await rotate(old.id, { hard_stop_seconds: 60 })
  pass(61_000)
  const { json: before } = await world.server.asOwner(get('/admin/tokens/stats'))
  const listed = await world.server.asOwner(get('/admin/tokens?status=revoked&limit=200'))
  assert.ok(listed.json.data.some(({ id }: { id: string }) => id === old.id))
  await world.server.running.look()
  assert.equal((await world.server.asOwner(get('/admin/tokens/stats'))).json, before)
  const log = await world.server.asOwner(get(`/admin/audit-log?q=${old.id}&action=token.revoke`))
  assert.equal(
    [log.json.data.length, log.json.data[0].actor.kind, log.json.data[0].changes.after.revoke_reason],
    [1, 'system', 'rotated'],
  )
})

it('409 active_token_limit: at most two of a line that could work; 409 not_rotatable unless active', async () => {
  const first = await mintBy(world.owner)
  const second = await rotate(first.id)
  isProblem(await rotating(first.id), 409, 'active_token_limit')
  isProblem(await rotating(second.id), 409, 'active_token_limit')
  await expecting(200, world.owner.ask(post(`/admin/tokens/${second.id}/disable`)))
  isProblem(await rotating(second.id), 409, 'not_rotatable')
  await expecting(200, world.owner.ask(post(`/admin/tokens/${second.id}/enable`)))
  await expecting(200, world.owner.ask(post(`/admin/tokens/${first.id}/revoke`, { reason: 'x' })))
  isProblem(await rotating(first.id), 409, 'not_rotatable')
  const third = await rotate(second.id)
  isProblem(await rotating(third.id), 409, 'active_token_limit')
  const short = await mintBy(world.owner, { expires_in_days: 1 })
  pass(day)
  isProblem(await world.server.asOwner(post(`/admin/tokens/${short.id}/rotate`)), 409, 'not_rotatable')
})

it('fifty rotations at once make one successor', async () => {
  const old = await mintBy(world.owner)
  const answers = await Promise.all(Array.from({ length: 50 }, () => rotating(old.id)))
  assert.equal(
    [
      answers.filter(({ status }) => status === 201).length,
      answers.filter(({ json }) => json.code === 'active_token_limit').length,
    ],
    [1, 49],
  )
})

it('422 for times that are none, and fields that there are not', async () => {
  const { id } = await mintBy(world.owner)
  for (const body of [
    { overlap_seconds: -1 },
    { overlap_seconds: 604_801 },
    { overlap_seconds: 1.5 },
    { overlap_seconds: '60' },
    { overlap_seconds: null },
    { hard_stop_seconds: 0 },
    { hard_stop_seconds: 604_801 },
    { reason: 'x' },
  ])
    isProblem(await rotating(id, body), 422, 'validation_failed')
  assert.is((await read({ id })).rotated_to, null)
})

it('a token that rotates another gives at most its own end, and is refused where that would shorten what was left', async () => {
  const manager = await mintBy(world.owner, { permission: 'admin', role_key: 'admin', expires_in_days: 10 })
  const byManager = (id: string): Promise<Answer> =>
    world.server.ask(post(`/admin/tokens/${id}/rotate`, undefined, { token: manager.token }))
  const [shorter, longer] = [
    await mintBy(world.owner, { expires_in_days: 8 }),
    await mintBy(world.owner, { expires_in_days: 12 }),
  ]
  pass(5 * day)
  const clamped = await expecting(201, byManager(shorter.id))
  assert.is(clamped.json.expires_at, manager.expires_at)
  isProblem(await byManager(longer.id), 403, 'privilege_escalation')
})

it('self-rotation: only where the policy allows it, never clamped to itself, and only for tokens', async () => {
  const old = await mintBy(world.owner, { expires_in_days: 5 })
  const itself = (token: string, body?: object): Promise<Answer> =>
    world.server.ask(post('/me/rotate', body, { token }))
  isProblem(await itself(old.token), 409, 'rotation_not_allowed')
  isProblem(await world.owner.ask(post('/me/rotate')), 403, 'credential_kind_not_accepted')
  await policy({ self_rotation: true })
  pass(4 * day)
  const { json: successor } = await expecting(201, itself(old.token, { overlap_seconds: 3600 }))
  assert.ok(ms(successor.expires_at) - world.server.clock.wall() > 4.9 * day)
  assert.equal([successor.rotated_from, successor.created_by], [old.id, { id: old.id, name: 'a token' }])
  assert.ok((await works(old)) && (await works(successor)))
  pass(hour)
  assert.not.ok(await works(old))
  world = { ...world, owner: await signIn(world.server) }
  await policy({ self_rotation: false })
})

it('a custom role is kept, even where it can no longer be given; a lifetime beyond a newer policy is cut', async () => {
  const set = (body: object): Promise<Answer> =>
    expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }))
  await set({ features: { advanced_rbac: true } })
  await expecting(
    201,
    world.owner.ask(post('/admin/roles', { key: 'night', name: 'Night', permissions: ['checks:read'] })),
  )
  const old = await mintBy(world.owner, { role_key: 'night', expires_in_days: 300 })
  await set({ features: { advanced_rbac: false }, token_policy: { max_lifetime_days: 30, default_lifetime_days: 30 } })
  isProblem(
    await world.owner.ask(post('/admin/tokens', { name: 'x', permission: 'read', role_key: 'night' })),
    422,
    'role_not_assignable',
  )
  const successor = await rotate(old.id)
  assert.equal([successor.role_key, successor.role_name, successor.role_assignable], ['night', 'Night', false])
  assert.is(successor.expires_in_days, 30)
  assert.ok(await works(successor))
  await set({ token_policy: { max_lifetime_days: 365, default_lifetime_days: 365 } })
})

it('a test token’s successor is a test token', async () => {
  const old = await mintBy(world.owner, { environment: 'test' })
  assert.match((await rotate(old.id)).token, /^bk_test_/)
})

it('lineage shows the line, oldest first, and who made whom', async () => {
  const manager = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const asManager = (path: string, body?: object) => world.server.ask(post(path, body, { token: manager.token }))
  const child = (
    await expecting(201, asManager('/admin/tokens', { name: 'Child', permission: 'read', role_key: 'viewer' }))
  ).json
  const grandchild = (await expecting(201, asManager(`/admin/tokens/${child.id}/rotate`, { overlap_seconds: 0 }))).json
  const of = async (id: string) => (await expecting(200, world.owner.ask(get(`/admin/tokens/${id}/lineage`)))).json
  const line = await of(grandchild.id)
  assert.equal(
    line.rotations.map(
      (each: { id: string; status: string; rotated_from: string | null; rotated_to: string | null }) => [
        each.id,
        each.status,
        each.rotated_from,
        each.rotated_to,
      ],
    ),
    [
      [child.id, 'revoked', null, grandchild.id],
      [grandchild.id, 'active', child.id, null],
    ],
  )
  assert.equal(line.minted_by, { id: manager.id, name: 'a token', status: 'active' })
  const minted = (await of(manager.id)).minted.map((each: { type: string; id: string; status: string }) => [
    each.type,
    each.id,
    each.status,
  ])
  assert.equal(minted, [
    ['token', child.id, 'revoked'],
    ['token', grandchild.id, 'active'],
  ])
  await expecting(204, world.owner.ask({ method: 'DELETE', path: `/api/v1/admin/tokens/${manager.id}` }))
  assert.equal((await of(manager.id)).minted.length, 2)
  assert.is((await of(child.id)).minted_by.status, 'deleted')
})

it.run()
