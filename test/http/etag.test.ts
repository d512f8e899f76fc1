/** Versions: every mutable resource has an ETag, raised by changes and not by use; If-Match is optional, and stale is 412. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Answer, Ask } from '../support/ask.ts'
import { isProblem } from './problem.ts'
import { expecting, get, post, startWorld, type World } from './world.ts'

const it = suite('ETag and If-Match')
let world: World
/** Each kind of mutable resource: how it is made, where it is, a change of it. */
let resources: { kind: string; path: string; change: (value: string) => Ask }[]

it.before(async () => {
  world = await startWorld()
  const { server, owner } = world
  const advanced = { features: { advanced_rbac: true } }
  await expecting(200, owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body: advanced }))
  const window = { scheduled_for: '2030-01-01T00:00:00Z', scheduled_until: '2030-01-01T01:00:00Z' }
  const make = async (path: string, body: object): Promise<string> => {
    const { json } = await expecting(201, server.asOwner(post(path, body)))
    return `${path}/${json.key ?? json.id}`
  }
  const renamed = (path: string) => ({
    path,
    change: (name: string): Ask => ({ method: 'PATCH', path: `/api/v1${path}`, body: { name } }),
  })
  resources = [
    { kind: 'token', ...renamed(await make('/admin/tokens', { name: 'a', permission: 'read', role_key: 'viewer' })) },
    { kind: 'role', ...renamed(await make('/admin/roles', { key: 'night', name: 'a', permissions: ['checks:read'] })) },
    { kind: 'incident', ...renamed(await make('/admin/incidents', { name: 'a', status: 'investigating' })) },
    { kind: 'maintenance', ...renamed(await make('/admin/maintenances', { name: 'a', ...window })) },
    { kind: 'component', ...renamed(await make('/admin/components', { name: 'a' })) },
    { kind: 'group', ...renamed(await make('/admin/component-groups', { name: 'a' })) },
    { kind: 'page', ...renamed(`/org/pages/${world.there}`) },
    { kind: 'workspace', ...renamed('/org/settings') },
  ]
})
it.after(() => world.server.stop())

const change = (resource: (typeof resources)[number], value: string, ifMatch?: string): Promise<Answer> =>
  world.server.asOwner({
    ...resource.change(value),
    ...(ifMatch === undefined ? {} : { headers: { 'If-Match': ifMatch } }),
  })

it('every mutable resource answers its version, and a change raises it', async () => {
  for (const resource of resources) {
    const before = await expecting(200, world.server.asOwner(get(resource.path)))
    assert.match(before.headers.etag ?? '', /^"\d+"$/, resource.kind)
    const after = await expecting(200, change(resource, 'b'))
    assert.is(after.headers.etag, `"${Number(before.headers.etag?.slice(1, -1)) + 1}"`, resource.kind)
    assert.is((await world.server.asOwner(get(resource.path))).headers.etag, after.headers.etag)
  }
})

it('a change that changes nothing keeps the version, and so does use', async () => {
  const plain = new Set(['token', 'role', 'page', 'workspace'])
  for (const resource of resources.filter(({ kind }) => plain.has(kind))) {
    const before = await expecting(200, change(resource, 'b'))
    const again = await expecting(200, change(resource, 'b'))
    assert.is(again.headers.etag, before.headers.etag, resource.kind)
  }
  const { token, id } = await world.server.mint()
  const path = `/admin/tokens/${id}`
  const first = await world.server.asOwner(get(path))
  assert.is((await world.server.ask(get('/me', { token }))).status, 200)
  const used = await world.server.asOwner(get(path))
  assert.equal([used.json.use_count, used.headers.etag], [1, first.headers.etag])
})

it('412 for a stale If-Match, with the present version; nothing was changed', async () => {
  for (const resource of resources) {
    const { headers, json } = await world.server.asOwner(get(resource.path))
    const stale = `"${Number(headers.etag?.slice(1, -1)) - 1}"`
    for (const asked of [stale, `W/${headers.etag}`, '"x"', headers.etag?.slice(1, -1) ?? '', ''])
      isProblem(await change(resource, 'c', asked), 412, 'precondition_failed', { ETag: headers.etag ?? '' })
    const after = await world.server.asOwner(get(resource.path))
    assert.equal([after.json.name, after.headers.etag], [json.name, headers.etag], resource.kind)
  }
})

it('200 for the present version, a list that holds it, and the wildcard', async () => {
  for (const resource of resources) {
    let name = 0
    for (const form of [(tag: string) => tag, (tag: string) => `"0", ${tag} , "999999"`, () => '*']) {
      const { headers } = await world.server.asOwner(get(resource.path))
      name += 1
      assert.is((await change(resource, `d${name}`, form(headers.etag ?? ''))).status, 200, resource.kind)
    }
  }
})

it('no 304 under /admin: If-None-Match is not looked at', async () => {
  for (const { path } of resources) {
    const { headers } = await world.server.asOwner(get(path))
    const again = await world.server.asOwner(get(path, { headers: { 'If-None-Match': headers.etag ?? '' } }))
    assert.is(again.status, 200)
  }
})

it('304 for public reads: the same tag, weak or among others; not for a probe, and not for another page', async () => {
  const { ask } = world.server
  for (const path of ['/settings', '/status', '/incidents', '/components', '/maintenances', '/openapi.json']) {
    const { headers } = await expecting(200, ask(get(path)))
    for (const tag of [headers.etag, `W/${headers.etag}`, `"x", ${headers.etag}`, '*']) {
      const again = await ask(get(path, { headers: { 'If-None-Match': tag ?? '' } }))
      assert.equal([again.status, again.text, again.headers.etag], [304, '', headers.etag], `${path} ${tag}`)
    }
    assert.is((await ask(get(path, { headers: { 'If-None-Match': '"x"' } }))).status, 200)
  }
})

it('what depends on who asks is never kept by a shared cache', async () => {
  const { ask, asOwner } = world.server
  assert.match((await ask(get('/status'))).headers['cache-control'] ?? '', /^public, max-age=\d+/)
  assert.is((await ask(get('/status'))).headers.vary, 'Authorization, X-Magic-Token, X-Page')
  assert.is((await asOwner(get('/status'))).headers['cache-control'], 'private, no-store')
  const chosen = { headers: { 'X-Page': world.there } }
  assert.is((await ask(get('/status', chosen))).headers['cache-control'], 'private, no-store')
  assert.is((await asOwner(get('/me'))).headers['cache-control'], 'no-store')
})

it.run()
