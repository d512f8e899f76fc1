/** The workspace's policy on tokens: lifetimes, how many at once, the API switch; and where a test token's world ends. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join, signIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('policy on tokens')
const day = 86_400_000
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const settings = (body: object): Promise<Answer> =>
  world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body })
const policy = (token_policy: object): Promise<Answer> => expecting(200, settings({ token_policy }))
const create = (fields: object = {}): Promise<Answer> =>
  world.owner.ask(post('/admin/tokens', { name: 'x', permission: 'read', role_key: 'viewer', ...fields }))

it('the longest life and the life of those that name none', async () => {
  await policy({ max_lifetime_days: 90, default_lifetime_days: 30 })
  assert.is((await create()).json.expires_in_days, 30)
  assert.is((await create({ expires_in_days: 90 })).json.expires_in_days, 90)
  isProblem(await create({ expires_in_days: 91 }), 422, 'validation_failed')
  isProblem(
    await create({ expires_at: new Date(world.server.clock.wall() + 91 * day).toISOString() }),
    422,
    'validation_failed',
  )
  await policy({ max_lifetime_days: 10 })
  assert.is((await create()).json.expires_in_days, 10)
  for (const bad of [
    { max_lifetime_days: 0 },
    { max_lifetime_days: 366 },
    { default_lifetime_days: 1.5 },
    { rate_limit_live: 0 },
    { max_active_per_scope_set: 0 },
    { nonsense: 1 },
  ])
    isProblem(await settings({ token_policy: bad }), 422, 'validation_failed')
  await policy({ max_lifetime_days: 365, default_lifetime_days: 365 })
})

it('every answer to a token says when it ends', async () => {
  const minted = await mintBy(world.owner, { expires_in_days: 3 })
  const asked = [
    get('/me'),
    get('/status'),
    get('/nothing'),
    get('/org/settings'),
    get('/admin/tokens/export'),
    post('/admin/incidents', '{'),
  ]
  for (const one of asked.filter(({ path }) => !path.endsWith('nothing'))) {
    const answer = await world.server.ask({ ...one, token: minted.token })
    assert.is(answer.headers['x-token-expires-at'], minted.expires_at, one.path)
  }
  assert.is((await world.owner.ask(get('/me'))).headers['x-token-expires-at'], undefined)
})

it('so many of one scope set as the policy says, counted over what could still work, and decided once for all at once', async () => {
  await policy({ max_active_per_scope_set: 2 })
  const scopes = ['checks:read', 'webhooks:read']
  const answers = await Promise.all(Array.from({ length: 20 }, () => create({ scopes })))
  const [first, second, ...more] = answers.filter(({ status }) => status === 201)
  if (first === undefined || second === undefined) throw new Error('two were allowed')
  assert.is(more.length, 0)
  for (const answer of answers.filter(({ status }) => status !== 201)) isProblem(answer, 409, 'active_token_limit')
  isProblem(await create({ scopes: scopes.toReversed() }), 409, 'active_token_limit')
  assert.is((await create({ scopes: ['checks:read'] })).status, 201)
  assert.is((await create({ scopes, page_id: null })).status, 201)
  assert.is((await create({ scopes, environment: 'test' })).status, 201)

  const act = (id: string, what: string, body?: object): Promise<Answer> =>
    world.owner.ask(post(`/admin/tokens/${id}/${what}`, body))
  await expecting(200, act(first.json.id, 'disable'))
  isProblem(await create({ scopes }), 409, 'active_token_limit')
  await expecting(200, act(first.json.id, 'revoke', { reason: 'x' }))
  const third = await expecting(201, create({ scopes }))
  await expecting(200, act(third.json.id, 'disable'))
  await expecting(200, act(second.json.id, 'disable'))
  await expecting(200, act(third.json.id, 'enable'))
  await expecting(200, act(second.json.id, 'enable'))
  await policy({ max_active_per_scope_set: 1 })
  await expecting(200, act(second.json.id, 'disable'))
  isProblem(await act(second.json.id, 'enable'), 409, 'active_token_limit')
  isProblem(await act(third.json.id, 'rotate'), 409, 'active_token_limit')
  await policy({ max_active_per_scope_set: null })
  assert.is((await act(third.json.id, 'rotate')).status, 201)
})

it('C5 the API switch stops every token at once and nobody else, and only an owner in a session throws it', async () => {
  const minted = await mintBy(world.owner)
  const off = { features: { api_access: false } }
  isProblem(
    await world.server.asOwner({ method: 'PATCH', path: '/api/v1/org/settings', body: off }),
    403,
    'session_required',
  )
  await expecting(200, settings(off))
  for (const path of ['/me', '/status', '/admin/incidents', '/context'])
    isProblem(await world.server.ask(get(path, { token: minted.token })), 403, 'api_access_disabled')
  assert.is((await world.owner.ask(get('/admin/tokens'))).status, 200)
  assert.is((await world.server.ask(get('/status'))).status, 200)
  const revoked = await mintBy(world.owner)
  await expecting(200, world.owner.ask(post(`/admin/tokens/${revoked.id}/revoke`, { reason: 'x' })))
  isProblem(await world.server.ask(get('/me', { token: revoked.token })), 403, 'token_revoked')
  await expecting(200, settings({ features: { api_access: true } }))
  assert.is((await world.server.ask(get('/me', { token: minted.token }))).status, 200)
})

it('a test token sees and changes test content, and none of the live', async () => {
  const { server, owner } = world
  const test = await mintBy(owner, { environment: 'test', permission: 'admin', role_key: 'admin' })
  const asTest = (request: Parameters<typeof server.ask>[0]): Promise<Answer> =>
    server.ask({ ...request, token: test.token })
  const kinds: [string, object][] = [
    ['/admin/incidents', { name: 'x', status: 'investigating' }],
    ['/admin/components', { name: 'x' }],
    ['/admin/component-groups', { name: 'x' }],
    [
      '/admin/maintenances',
      { name: 'x', scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' },
    ],
  ]
  for (const [path, body] of kinds) {
    const live = await expecting(201, server.asOwner(post(path, body)))
    const mine = await expecting(201, asTest(post(path, body)))
    const listed = (await expecting(200, asTest(get(`${path}?limit=200`)))).json.data.map(
      ({ id }: { id: string }) => id,
    )
    assert.equal([listed.includes(mine.json.id), listed.includes(live.json.id)], [true, false], path)
    isProblem(await asTest(get(`${path}/${live.json.id}`)), 404, 'not_found')
    isProblem(
      await asTest({ method: 'PATCH', path: `/api/v1${path}/${live.json.id}`, body: { name: 'y' } }),
      404,
      'not_found',
    )
    isProblem(await asTest({ method: 'DELETE', path: `/api/v1${path}/${live.json.id}` }), 404, 'not_found')
    isProblem(await server.asOwner(get(`${path}/${mine.json.id}`)), 404, 'not_found')
    const sandbox = { headers: { 'X-Environment': 'test' } }
    assert.is((await owner.ask(get(`${path}/${mine.json.id}`, sandbox))).status, 200)
    for (const shown of ['/incidents', '/components', '/maintenances', '/status'])
      assert.not.ok((await server.ask(get(shown))).text.includes(mine.json.id))
  }
})

it('a test token reads what is shared and changes none of it', async () => {
  const { server, owner } = world
  const test = await mintBy(await signIn(server), {
    environment: 'test',
    permission: 'admin',
    role_key: 'owner',
    page_id: null,
  })
  const asTest = (method: string, path: string, body: object = {}): Promise<Answer> =>
    server.ask({ method, path: `/api/v1${path}`, token: test.token, ...(method === 'GET' ? {} : { body }) })
  for (const path of [
    '/admin/roles',
    '/admin/permissions',
    '/admin/settings',
    '/admin/locks',
    '/org/settings',
    '/org/members',
    '/org/pages',
    '/org/usage',
    '/admin/audit-log',
  ])
    assert.is((await asTest('GET', path)).status, 200, path)
  const changes: [string, string][] = [
    ['POST', '/admin/roles'],
    ['PATCH', '/admin/roles/viewer'],
    ['DELETE', '/admin/roles/viewer'],
    ['PATCH', '/admin/settings/general'],
    ['PATCH', '/admin/settings/branding'],
    ['PATCH', '/admin/settings/localization'],
    ['PATCH', '/admin/settings/domains'],
    ['PATCH', '/org/settings'],
    ['POST', '/org/pages'],
    ['PATCH', `/org/pages/${world.there}`],
    ['DELETE', `/org/pages/${world.there}`],
    ['PATCH', `/org/members/${server.ownerId}`],
    ['POST', `/org/members/${server.ownerId}/disable`],
    ['DELETE', `/org/members/${server.ownerId}`],
    ['POST', '/org/invites'],
  ]
  for (const [method, path] of changes) isProblem(await asTest(method, path), 403, 'environment_mismatch')
  const minted = await expecting(
    201,
    asTest('POST', '/admin/tokens', { name: 'x', permission: 'read', role_key: 'viewer' }),
  )
  assert.equal([minted.json.environment, minted.json.token.slice(0, 8)], ['test', 'bk_test_'])
  const live = await mintBy(owner)
  for (const act of ['disable', 'rotate'])
    isProblem(await asTest('POST', `/admin/tokens/${live.id}/${act}`), 404, 'not_found')
  isProblem(await asTest('DELETE', `/admin/tokens/${live.id}`), 404, 'not_found')
  const validated = await expecting(200, asTest('POST', '/admin/tokens/validate', { token: live.token }))
  assert.equal(validated.json, { valid: false, reason: 'unknown' })
})

it('never-expiring tokens only where an owner in a session allowed them', async () => {
  isProblem(await create({ expires_at: null }), 422, 'validation_failed')
  const ada = await join(world.server, world.owner, { email: 'ada@example.org', role_key: 'admin' })
  const body = { token_policy: { allow_never_expires: true } }
  isProblem(await ada.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }), 403, 'role_denied')
  isProblem(
    await world.server.asOwner({ method: 'PATCH', path: '/api/v1/org/settings', body }),
    403,
    'session_required',
  )
  await policy({ allow_never_expires: true })
  const { json } = await create({ expires_at: null })
  assert.equal([json.expires_at, json.expires_in_days], [null, null])
  const asked = await world.server.ask(get('/me', { token: json.token }))
  assert.equal([asked.status, asked.headers['x-token-expires-at']], [200, undefined])
  world.server.clock.pass(400 * day)
  assert.is((await world.server.ask(get('/me', { token: json.token }))).status, 200)
  world = { ...world, owner: await signIn(world.server) }
  const rotated = await expecting(201, world.owner.ask(post(`/admin/tokens/${json.id}/rotate`)))
  assert.is(rotated.json.expires_at, null)
  await expecting(200, world.owner.ask(post(`/admin/tokens/${json.id}/revoke`, { reason: 'x' })))
  await policy({ allow_never_expires: false })
  const last = await expecting(
    201,
    world.owner.ask(post(`/admin/tokens/${rotated.json.id}/rotate`, { overlap_seconds: 0 })),
  )
  assert.is(last.json.expires_in_days, 365)
})

it.run()
