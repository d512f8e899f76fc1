/** The one row of a request: which permission it consumed, of which endpoint, on what, for whom. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ask } from '../support/ask.ts'
import { expecting, get, mintBy, startWorld, type World } from './world.ts'

const it = suite('request log')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

/** The latest row of a token's requests. */
async function rowAfter(token: { id: string; token: string }, ask: Ask) {
  await world.server.ask({ ...ask, token: token.token })
  const { data } = (
    await expecting(200, world.server.asOwner(get(`/admin/audit-log?actor_id=${token.id}&kind=request`)))
  ).json
  return data[0]
}

const branding = (footer: string): Ask => ({
  method: 'PATCH',
  path: '/api/v1/admin/settings/branding',
  body: { footer },
})

it('names the permission that the route requires; none for what asks for none', async () => {
  const token = await mintBy(world.owner, { permission: 'read', role_key: 'viewer' })
  const list = await rowAfter(token, get('/admin/incidents'))
  assert.equal(
    [list.action, list.route, list.scopes_used, list.status],
    ['incidents.list', '/api/v1/admin/incidents', ['incidents:read'], 200],
  )
  assert.equal((await rowAfter(token, get('/me'))).scopes_used, [])
})

it('where a route takes another permission in place of its own, it names the one that let the caller in', async () => {
  const editor = await mintBy(world.owner, { permission: 'write', role_key: 'editor', scopes: ['status_pages:write'] })
  const admin = await mintBy(world.owner, { permission: 'admin', role_key: 'admin' })
  const viewer = await mintBy(world.owner, { permission: 'read', role_key: 'viewer' })
  const used = async (token: { id: string; token: string }) => {
    const { scopes_used, outcome } = await rowAfter(token, branding(token.id))
    return [scopes_used, outcome]
  }
  assert.equal(await used(editor), [['status_pages:write'], 'allowed'])
  assert.equal(await used(admin), [['settings:write'], 'allowed'])
  assert.equal(await used(viewer), [['settings:write'], 'denied'])
})

it('names what was to be changed by its id, also where it was refused; what was only looked at has no target', async () => {
  const token = await mintBy(world.owner, { permission: 'read', role_key: 'viewer' })
  const made = await world.owner.ask({
    method: 'POST',
    path: '/api/v1/admin/incidents',
    body: { name: 'x', status: 'identified' },
  })
  const path = `/api/v1/admin/incidents/${made.json.id}`
  const refused = await rowAfter(token, { method: 'DELETE', path })
  assert.equal([refused.target.id, refused.outcome], [made.json.id, 'denied'])
  assert.equal((await rowAfter(token, { path })).target, undefined)
  assert.is((await rowAfter(token, { method: 'HEAD', path })).method, 'HEAD')
})

it.run()
