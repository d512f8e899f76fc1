/** What counts as use, and that ending a token counts for the very next request, however busy its connections are. */
import { Agent, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../src-server/credentials/secret-format.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { signIn } from '../identity/people.ts'

const it = suite('use of tokens')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())
/** Minutes pass in here, and a password counts as just given for five. */
it.before.each(async () => {
  world = { ...world, owner: await signIn(world.server) }
})

const read = async ({ id }: { id: string }) =>
  (await expecting(200, world.server.asOwner(get(`/admin/tokens/${id}`)))).json
const used = async (minted: Minted): Promise<[number, string | null, string | null]> => {
  const { use_count, last_used_at, last_used_ip } = await read(minted)
  return [use_count, last_used_at, last_used_ip]
}

it('last used is the last request that ended below 400, with its time and address', async () => {
  const minted = await mintBy(world.owner, { permission: 'write', role_key: 'editor' })
  assert.equal(await used(minted), [0, null, null])
  const { token } = minted
  await expecting(200, world.server.ask(get('/me', { token })))
  const first = await used(minted)
  assert.equal([first[0], first[2]], [1, '127.0.0.1'])
  world.server.clock.pass(60_000)
  await expecting(201, world.server.ask(post('/admin/incidents', { name: 'x', status: 'investigating' }, { token })))
  const second = await used(minted)
  assert.ok(Date.parse(second[1] ?? '') - Date.parse(first[1] ?? '') >= 60_000)
  await expecting(200, world.server.ask(get('/status', { token })))
  assert.is((await used(minted))[0], 3)
})

it('refusals, explain, validate and what is asked about it are no use', async () => {
  const minted = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const { token, id } = minted
  const asked = [
    get(`/admin/incidents/${world.absent('inc')}`),
    get('/admin/tokens?limit=0'),
    get('/org/usage'),
    post('/admin/incidents', '{'),
    post('/admin/tokens', { name: 'x', permission: 'admin', role_key: 'owner' }),
    post('/explain', { method: 'GET', path: '/api/v1/me' }),
    post('/admin/tokens/validate', { token }),
  ]
  for (const one of asked) await world.server.ask({ ...one, token })
  await world.server.asOwner(post('/admin/tokens/validate', { token }))
  await world.server.asOwner(post('/explain', { method: 'GET', path: '/api/v1/me', as: id }))
  assert.equal(await used(minted), [0, null, null])
})

it('every use is counted, whatever batch it came in', async () => {
  const minted = await mintBy(world.owner)
  await Promise.all(Array.from({ length: 200 }, () => world.server.ask(get('/me', { token: minted.token }))))
  assert.is((await used(minted))[0], 200)
})

it('T7 revoked, disabled, deleted: no request that begins after the answer succeeds, under 32 busy connections', async () => {
  const { port } = world.server.running
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  let owner = await signIn(world.server)
  const once = (token: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path: '/api/v1/me',
        agent,
        headers: { Authorization: `Bearer ${token}` },
      }
      request(options, (res) => {
        res.resume()
        res.on('end', () => resolve(res.statusCode ?? 0))
      })
        .on('error', reject)
        .end()
    })
  let late = 0
  let served = 0
  let refused = 0
  const rounds = process.env.CI === 'true' ? 200 : 20
  for (let round = 0; round < rounds; round += 1) {
    // Time passes with each round, and minting wants a password that was given within five minutes.
    if (round % 20 === 19) owner = await signIn(world.server)
    const minted = await mintBy(owner)
    let isOver = false
    let stopped = false
    const busy = async (): Promise<void> => {
      while (!stopped) {
        const beganAfter = isOver
        const status = await once(minted.token)
        if (status === 200) served += 1
        else refused += 1
        if (beganAfter && status === 200) late += 1
      }
    }
    const connections = Array.from({ length: 32 }, busy)
    // Ended at another moment of their turning each time.
    for (let turn = 0; turn < round % 4; turn += 1) await world.server.ask({ path: '/healthz' })
    const path = `/admin/tokens/${minted.id}`
    if (round % 3 === 0) await expecting(200, owner.ask(post(`${path}/revoke`, { reason: 'a test' })))
    else if (round % 3 === 1) await expecting(200, owner.ask(post(`${path}/disable`)))
    else await expecting(204, owner.ask({ method: 'DELETE', path: `/api/v1${path}` }))
    isOver = true
    await Promise.all(
      Array.from({ length: 4 }, () => once(minted.token).then((status) => (late += status === 200 ? 1 : 0))),
    )
    stopped = true
    await Promise.all(connections)
    if (round % 10 === 9) world.server.clock.pass(61_000)
  }
  agent.destroy()
  console.log(
    `T7 ended tokens ${rounds} under 32 connections: ${served} served before, ${refused} refused, ${late} late successes`,
  )
  assert.is(late, 0)
  assert.ok(served > rounds && refused > rounds)
})

it('B3 tokens made before levels existed keep what their scopes and role gave them', async () => {
  const { running, clock, ownerId, pageId } = world.server
  const secret = mintSecret('live')
  const id = running.services.newId('token')
  await running.services.writer.submit((tx) =>
    tx.run(
      `INSERT INTO tokens (id, hash, prefix, name, description, notes, purpose, owner_id, scopes, role_key, environment, page_id, created_at, expires_at, line_id)
       VALUES (?, ?, ?, 'Old', '', '', 'automation', ?, ?, 'editor', 'live', ?, ?, ?, ?)`,
      id,
      hashSecret(secret),
      visiblePrefixOf(secret),
      ownerId,
      JSON.stringify(['incidents:write', 'a_scope_of_another_version:write']),
      pageId,
      clock.wall() - 86_400_000,
      clock.wall() + 30 * 86_400_000,
      id,
    ),
  )
  const { json } = await expecting(200, world.server.ask(get('/me', { token: secret })))
  assert.equal([...json.effective_permissions].sort(), ['incidents:read', 'incidents:write'])
  assert.is(json.permission, 'admin')
  const incident = post('/admin/incidents', { name: 'x', status: 'investigating' }, { token: secret })
  assert.is((await world.server.ask(incident)).status, 201)
  isProblem(await world.server.ask(get('/admin/tokens', { token: secret })), 403, 'insufficient_scope')
  const successor = await expecting(201, world.owner.ask(post(`/admin/tokens/${id}/rotate`)))
  assert.is((await world.server.ask(get('/me', { token: successor.json.token }))).status, 200)
})

it('a level, scope or role that a row names and nobody knows stands for nothing', async () => {
  const { running } = world.server
  const minted = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const set = async (column: string, value: string): Promise<void> => {
    await running.services.writer.submit((tx) =>
      tx.run(`UPDATE tokens SET ${column} = ? WHERE id = ?`, value, minted.id),
    )
    running.services.generation.advance()
  }
  const effective = async () =>
    (await expecting(200, world.server.ask(get('/me', { token: minted.token })))).json.effective_permissions
  await set('level', 'superuser')
  assert.equal(await effective(), [])
  await set('level', 'admin')
  await set('role_key', 'gone')
  assert.equal(await effective(), [])
  assert.is((await world.server.asOwner(get(`/admin/tokens/${minted.id}`))).status, 200)
})

it.run()
