/** Who am I, where am I, what would be allowed: `/me`, `/context`, and `/explain`, which must agree with the answer that a request then gets. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { harmless, turnedAway } from '../http/examples.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { join, signIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'

const it = suite('me, context, explain')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const explain = (caller: (request: Ask) => Promise<Answer>, body: object): Promise<Answer> =>
  caller(post('/explain', body))

it('me: a token is what it was made, and says nothing of a person', async () => {
  const minted = await mintBy(world.owner, {
    permission: 'write',
    role_key: 'responder',
    scopes: ['incidents:write'],
    terraform_managed: true,
  })
  const { json } = await expecting(200, world.server.ask(get('/me', { token: minted.token })))
  assert.equal(json, {
    kind: 'api_token',
    id: minted.id,
    name: 'a token',
    environment: 'live',
    permission: 'write',
    role_key: 'responder',
    role_name: 'Responder',
    scopes: ['incidents:write'],
    effective_permissions: ['incidents:read', 'incidents:write'],
    terraform_managed: true,
    expires_at: minted.expires_at,
    page: { id: world.here, name: 'Acme Status', hosts: ['status.acme.test'] },
    every_page: false,
  })
  const everywhere = await mintBy(world.owner, { page_id: null, environment: 'test' })
  const all = await world.server.ask(get('/me', { token: everywhere.token, headers: { Host: 'other.acme.test' } }))
  assert.equal([all.json.every_page, all.json.page.id, all.json.environment], [true, world.there, 'test'])
})

it('me: a person has a role, no level and no scopes, and the environment they asked for', async () => {
  const { json } = await world.owner.ask(get('/me'))
  assert.equal(
    [json.kind, json.permission, json.scopes, json.role_key, json.every_page],
    ['session', null, null, 'owner', true],
  )
  assert.equal(json.user, { id: world.server.ownerId, name: 'Mina Okafor', email: 'mina@example.org' })
  assert.match(json.id, /^ses_/)
  assert.is((await world.owner.ask(get('/me', { headers: { 'X-Environment': 'test' } }))).json.environment, 'test')
  const lee = await join(world.server, world.owner, {
    email: 'lee@example.org',
    role_key: 'editor',
    page_id: world.there,
  })
  assert.equal(
    [(await lee.ask(get('/me'))).json.role_key, (await lee.ask(get('/me'))).json.page.id],
    ['editor', world.there],
  )
})

it('context: workspace, pages that are the caller’s, features, policy and locks', async () => {
  const path = '/api/v1/admin/settings/branding/lock'
  await expecting(200, world.owner.ask({ method: 'PUT', path, body: { reason: 'in Git' } }))
  const minted = await mintBy(world.owner)
  const { json } = await expecting(200, world.server.ask(get('/context', { token: minted.token })))
  assert.equal(json.workspace.id, world.server.workspaceId)
  assert.equal(
    json.pages.map(({ id }: { id: string }) => id),
    [world.here],
  )
  assert.equal(json.features, { advanced_rbac: false, api_access: true })
  assert.is(json.token_policy.max_lifetime_days, 365)
  assert.equal(json.locks, [{ feature: 'branding', reason: 'in Git', locked_by: 'Mina Okafor', managed_by: null }])
  assert.is((await world.owner.ask(get('/context'))).json.pages.length, 2)
  await expecting(204, world.owner.ask({ method: 'DELETE', path, body: { reason: 'done' } }))
})

it('explain names the layer that says no, what is missing and which set lacks it', async () => {
  const weak = await mintBy(world.owner, { permission: 'read', role_key: 'owner', scopes: ['incidents:read'] })
  const asWeak = (request: Ask): Promise<Answer> => world.server.ask({ ...request, token: weak.token })
  const no = (await expecting(200, explain(asWeak, { method: 'POST', path: '/api/v1/admin/incidents' }))).json
  assert.equal(
    [no.allowed, no.endpoint, no.required, no.decided_by, no.status, no.code, no.missing, no.lacking],
    [
      false,
      'incidents.create',
      ['incidents:write'],
      'level',
      403,
      'insufficient_scope',
      ['incidents:write'],
      ['level', 'scopes'],
    ],
  )
  assert.equal(
    no.layers.filter(({ allowed }: { allowed: boolean }) => !allowed).map(({ layer }: { layer: string }) => layer),
    ['permission'],
  )
  const yes = (await expecting(200, explain(asWeak, { method: 'GET', path: '/admin/incidents?limit=3' }))).json
  assert.equal([yes.allowed, yes.decided_by, yes.code, yes.missing], [true, null, null, []])
  const item = await explain(asWeak, { method: 'PATCH', path: `/api/v1/admin/tokens/${weak.id}` })
  assert.equal([item.json.endpoint, item.json.allowed], ['tokens.update', false])
})

it('explain: a token that does not exist yet, in every respect', async () => {
  const { owner, here, there } = world
  const would = async (as: object, method = 'POST', path = '/api/v1/admin/components') =>
    (await expecting(200, explain(owner.ask, { method, path, as: { permission: 'admin', role_key: 'admin', ...as } })))
      .json
  assert.is((await would({})).allowed, true)
  assert.is((await would({ permission: 'read' })).decided_by, 'level')
  assert.is((await would({ scopes: ['incidents:write'] })).decided_by, 'scopes')
  assert.equal(
    [(await would({ role_key: 'viewer' })).decided_by, (await would({ role_key: 'viewer' })).code],
    ['role', 'role_denied'],
  )
  assert.is((await would({ expires_at: '2020-01-01T00:00:00Z' })).decided_by, 'expiry')
  assert.is((await would({ allowed_ips: ['192.0.2.1'] })).decided_by, 'address')
  assert.is((await would({ allowed_ips: ['127.0.0.1'] })).allowed, true)
  assert.is((await would({ environment: 'test' })).allowed, true)
  assert.is(
    (await would({ environment: 'test', page_id: null }, 'PATCH', '/api/v1/org/settings')).decided_by,
    'environment',
  )
  assert.is((await would({ page_id: here }, 'PATCH', '/api/v1/org/settings')).decided_by, 'page')
  assert.is((await would({ page_id: null }, 'PATCH', '/api/v1/org/settings')).allowed, true)
  assert.is((await would({ page_id: there })).allowed, true)
  assert.is((await would({}, 'GET', '/api/v1/me/sessions')).decided_by, 'kind')
  const lock = '/api/v1/admin/settings/components/lock'
  await expecting(200, owner.ask({ method: 'PUT', path: lock, body: { reason: 'x' } }))
  assert.equal([(await would({})).decided_by, (await would({})).status], ['lock', 423])
  assert.is((await would({ terraform_managed: true })).allowed, true)
  assert.is((await would({}, 'GET')).allowed, true)
  await expecting(204, owner.ask({ method: 'DELETE', path: lock, body: { reason: 'x' } }))
})

it('explain about another token needs tokens:read, and knows only those that the caller sees', async () => {
  const { owner, server } = world
  const [subject, foreign] = [await mintBy(owner), await mintBy(owner, { page_id: world.there })]
  const about = (as: unknown) => ({ method: 'GET', path: '/api/v1/admin/incidents', as })
  assert.is((await explain(owner.ask, about(subject.id))).json.allowed, true)
  assert.is((await explain(owner.ask, about({ token_id: subject.id }))).json.allowed, true)
  for (const id of [foreign.id, world.absent('tok'), 'x'])
    isProblem(await explain(owner.ask, about(id)), 422, 'validation_failed')
  const scopeless = await mintBy(owner, { scopes: ['incidents:read'] })
  const refused = await explain((request) => server.ask({ ...request, token: scopeless.token }), about(subject.id))
  isProblem(refused, 403, 'insufficient_scope', { 'X-Accepted-Permissions': 'tokens:read' })
  const roleless = await mintBy(owner, { permission: 'admin', role_key: 'editor' })
  isProblem(
    await explain((request) => server.ask({ ...request, token: roleless.token }), about(subject.id)),
    403,
    'role_denied',
  )
  await expecting(200, owner.ask(post(`/admin/tokens/${subject.id}/disable`)))
  const off = (await explain(owner.ask, about(subject.id))).json
  assert.equal([off.allowed, off.decided_by, off.code], [false, 'expiry', 'token_disabled'])
})

it('explain: a route that there is not, and values that are none', async () => {
  for (const body of [
    { method: 'GET', path: '/nothing' },
    { method: 'PUT', path: '/api/v1/me' },
    { method: 'TRACE', path: '/api/v1/me' },
    { method: 'GET' },
    { path: '/me' },
    { method: 'GET', path: '/me', as: { permission: 'read' } },
    { method: 'GET', path: '/me', as: { permission: 'read', role_key: 'nobody' } },
    { method: 'GET', path: '/me', as: { permission: 'read', role_key: 'viewer', allowed_ips: ['x'] } },
    { method: 'GET', path: '/me', more: 1 },
  ])
    isProblem(await explain(world.owner.ask, body), 422, 'validation_failed')
})

it('explain agrees with the answer that a request then gets, over every route and many tokens', async () => {
  const { owner, server } = world
  const subjects: Minted[] = [
    await mintBy(owner),
    await mintBy(owner, { permission: 'write', role_key: 'editor' }),
    await mintBy(owner, { permission: 'admin', role_key: 'admin' }),
    await mintBy(owner, { permission: 'admin', role_key: 'owner', page_id: null }),
    await mintBy(owner, { permission: 'admin', role_key: 'owner', page_id: null, environment: 'test' }),
    await mintBy(owner, { permission: 'admin', role_key: 'auditor', page_id: null, terraform_managed: true }),
    await mintBy(owner, { permission: 'admin', role_key: 'admin', terraform_managed: true }),
    await mintBy(owner, {
      permission: 'write',
      role_key: 'responder',
      scopes: ['status_pages:write', 'incidents:read'],
    }),
    await mintBy(owner, { permission: 'admin', role_key: 'admin', allowed_ips: ['192.0.2.1'] }),
    await mintBy(owner, { permission: 'admin', role_key: 'admin', scopes: [] }),
  ]
  const [disabled, revoked, rotated] = [await mintBy(owner), await mintBy(owner), await mintBy(owner)]
  await expecting(200, owner.ask(post(`/admin/tokens/${disabled.id}/disable`)))
  await expecting(200, owner.ask(post(`/admin/tokens/${revoked.id}/revoke`, { reason: 'x' })))
  await expecting(201, owner.ask(post(`/admin/tokens/${rotated.id}/rotate`, { hard_stop_seconds: 1 })))
  server.clock.pass(2000)
  subjects.push(disabled, revoked, rotated)
  for (const feature of ['branding', 'components'])
    await expecting(
      200,
      owner.ask({ method: 'PUT', path: `/api/v1/admin/settings/${feature}/lock`, body: { reason: 'x' } }),
    )
  let compared = 0
  // All of them where there is time, otherwise every fourth, beginning elsewhere each time.
  const step = process.env.CI === 'true' ? 1 : 4
  const first = Date.now() % step
  for (const [index, endpoint] of endpoints.entries()) {
    if (index % step !== first || endpoint.id === 'explain' || endpoint.answers === 'stream') continue
    const request = harmless(endpoint)
    const path = fullPath(endpoint).includes(':') ? request.path : fullPath(endpoint)
    await Promise.all(
      subjects.map(async ({ id, token }) => {
        const told = (await expecting(200, explain(owner.ask, { method: endpoint.method, path, as: id }))).json
        const got = await server.ask({ ...request, token })
        const code = turnedAway.has(got.json.code) && got.status !== 404 ? `${got.status} ${got.json.code}` : 'allowed'
        assert.is(
          told.allowed ? 'allowed' : `${told.status} ${told.code}`,
          code,
          `${endpoint.id} as ${id}: ${got.text.slice(0, 200)}`,
        )
        assert.is(told.endpoint, endpoint.id)
        compared += 1
      }),
    )
  }
  console.log(`T3 explain against answers ${compared} compared 0 different`)
})

it('explain agrees for people as well: about themselves, wherever they are members', async () => {
  const { owner, server, there } = world
  server.clock.pass(61_000)
  const people = [
    await signIn(server),
    await join(server, owner, { email: 'kim@example.org', role_key: 'admin', page_id: world.here }),
    await join(server, owner, { email: 'sam@example.org', role_key: 'auditor' }),
  ]
  server.clock.pass(6 * 60_000)
  let compared = 0
  const step = process.env.CI === 'true' ? 1 : 4
  const first = Date.now() % step
  for (const [index, endpoint] of endpoints.entries()) {
    if (index % step !== first || endpoint.permission === 'public' || endpoint.id === 'explain') continue
    if (endpoint.answers === 'stream') continue
    const request = harmless(endpoint)
    for (const person of people)
      for (const page of [world.here, there]) {
        const headers = { 'X-Page': page }
        const told = (
          await expecting(
            200,
            person.ask(post('/explain', { method: endpoint.method, path: request.path }, { headers })),
          )
        ).json
        const got = await person.ask({ ...request, headers })
        const code = turnedAway.has(got.json.code) ? `${got.status} ${got.json.code}` : 'allowed'
        assert.is(
          told.allowed ? 'allowed' : `${told.status} ${told.code}`,
          code,
          `${endpoint.id} as ${person.email}: ${got.text.slice(0, 200)}`,
        )
        compared += 1
      }
  }
  console.log(`T3 explain against answers to people ${compared} compared 0 different`)
})

it.run()
