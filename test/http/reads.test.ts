/** T5 live: nothing that only looks changes anything, whatever is asked, with ids that exist, and asked by everyone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changesState, type Endpoint, fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { databaseHash } from './database-hash.ts'
import { expecting, hereHost, mintBy, post, startWorld, type World } from './world.ts'

const it = suite('reads')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const bodies: Readonly<Record<string, (token: string) => unknown>> = {
  explain: (token) => ({
    method: 'POST',
    path: '/api/v1/admin/tokens',
    as: { permission: 'read', role_key: 'viewer' },
    ...(token === '' ? { as: token } : {}),
  }),
  'tokens.validate': (token) => ({ token }),
}

it('T5 every read, also HEAD, by a token, a session and nobody, leaves the database’s hash as it was', async () => {
  const { server, owner } = world
  const made = async (path: string, body: object): Promise<string> =>
    (await expecting(201, owner.ask(post(path, body)))).json.id
  const incident = await made('/admin/incidents', { name: 'x', status: 'investigating' })
  const ids: Record<string, string> = {
    incidents: incident,
    maintenances: await made('/admin/maintenances', {
      name: 'x',
      scheduled_for: '2040-01-01T00:00:00Z',
      scheduled_until: '2040-01-01T01:00:00Z',
    }),
    components: await made('/admin/components', { name: 'x' }),
    'component-groups': await made('/admin/component-groups', { name: 'x' }),
    tokens: (await mintBy(owner)).id,
    members: server.ownerId,
    pages: world.there,
  }
  const { token } = await mintBy(owner, { permission: 'admin', role_key: 'owner', page_id: null })
  const pathOf = (endpoint: Endpoint): string => {
    const area = /\/([a-z-]+)\/:id/.exec(endpoint.path)?.[1] ?? ''
    const path = fullPath(endpoint)
      .replace(':id', ids[area] ?? '')
      .replace(':key', 'viewer')
    return endpoint.id === 'system.identity' ? `${path}?nonce=${'n'.repeat(22)}` : path
  }
  const reads = endpoints.filter((endpoint) => !changesState(endpoint))
  const { db } = server.running.services
  const before = databaseHash(db)
  let asked = 0
  let answered = 0
  for (const endpoint of reads) {
    const path = pathOf(endpoint)
    const body = bodies[endpoint.id]?.(token)
    const request = { path, method: endpoint.method, ...(body === undefined ? {} : { body }) }
    const list = endpoint.query !== undefined && endpoint.id.endsWith('.list')
    const variants = [
      request,
      ...(endpoint.method === 'GET' ? [{ ...request, method: 'HEAD' }] : []),
      ...(list ? [{ ...request, path: `${path}?limit=1` }] : []),
    ]
    for (const variant of variants)
      for (const answer of [
        await server.ask({ ...variant, token }),
        await owner.ask(variant),
        await server.ask({ ...variant, headers: { Host: hereHost } }),
      ]) {
        asked += 1
        if (answer.status < 400) answered += 1
        assert.is(databaseHash(db), before, `${endpoint.id} ${answer.status}`)
      }
  }
  console.log(`T5 reads ${reads.length} routes ${asked} requests ${answered} answered, hash unchanged`)
  assert.ok(answered > asked / 2)
})

it.run()
