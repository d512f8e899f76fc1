/** Methods and negotiation: HEAD is GET without a body, other methods are named, and only what we can serve is served. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { accepts } from '../../src-server/http/match-route.ts'
import { isProblem } from './problem.ts'
import { get, startWorld, type World } from './world.ts'

const it = suite('methods and Accept')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

it('HEAD answers what GET answers, without the body', async () => {
  const { asOwner, ask } = world.server
  const paths = [
    '/admin/tokens',
    '/admin/tokens/export',
    '/me',
    '/admin/audit-log/export',
    '/settings',
    '/status',
    '/nothing',
  ]
  for (const path of paths) {
    const [head, full] = [await asOwner({ ...get(path), method: 'HEAD' }), await asOwner(get(path))]
    assert.is(head.text, '')
    assert.is(head.status, full.status, path)
    for (const name of ['content-type', 'etag', 'cache-control', 'x-error', 'vary', 'x-token-expires-at'])
      assert.is(head.headers[name], full.headers[name], `${name} of ${path}`)
  }
  const page = { path: '/', headers: { Host: 'status.acme.test' } }
  const [head, full] = [await ask({ ...page, method: 'HEAD' }), await ask(page)]
  assert.equal([head.text, head.headers['content-length']], ['', full.headers['content-length']])
})

it('405 on every path for every method it does not have, with the ones it has in Allow', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE']
  const byPath = Map.groupBy(endpoints, fullPath)
  let asked = 0
  for (const [path, list] of byPath) {
    const theirs = new Set<string>(list.map(({ method }) => method))
    if (theirs.has('GET')) theirs.add('HEAD')
    // A path without parameters also is an example of one with them: what stands there takes that one's methods as well.
    const alike = [...byPath].filter(([other]) => other !== path && fits(path, other)).flatMap(([, more]) => more)
    for (const { method } of alike) theirs.add(method)
    const example = path.replace(/:feature/, 'general').replaceAll(/:\w+/g, 'x')
    for (const method of methods) {
      if (theirs.has(method)) continue
      const answer = await world.server.asOwner({ method, path: example })
      isProblem(answer, 405, 'method_not_allowed')
      for (const { method: one } of list) assert.ok(answer.headers.allow?.split(', ').includes(one), `${one} ${path}`)
      asked += 1
    }
  }
  console.log(`methods ${asked} refused of ${byPath.size} paths`)
})

/** Whether `path`, read literally, is an example of the template `other`. */
function fits(path: string, other: string): boolean {
  const [parts, wanted] = [path.split('/'), other.split('/')]
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => wanted[index]?.startsWith(':') || part === wanted[index])
  )
}

it('Accept: ours, wildcards or nothing; a weight of zero refuses', () => {
  for (const accept of [
    'application/json',
    'application/*',
    '*/*',
    '',
    ' ',
    'text/html, application/json;q=0.1',
    'APPLICATION/JSON',
    'application/problem+json',
    'application/json;charset=utf-8',
    'image/png,*/*;q=0.001',
  ])
    assert.ok(accepts(accept, 'json'), accept)
  for (const accept of [
    'text/html',
    'image/*',
    'application/xml',
    'application/json;q=0',
    'application/json; q=0.000',
    '*/*;q=0',
    'json',
    '*',
  ])
    assert.not.ok(accepts(accept, 'json'), accept)
  for (const accept of [
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'text/html',
    'text/*',
    '*/*',
  ])
    assert.ok(accepts(accept, 'html'), accept)
  assert.not.ok(accepts('application/json', 'html'))
  assert.ok(accepts('text/csv', 'stream'))
})

it('a refusal is problem+json whatever the caller accepts', async () => {
  isProblem(await world.server.ask(get('/me', { headers: { Accept: 'application/json' } })), 401, 'unauthenticated')
  isProblem(await world.server.ask(get('/nothing', { headers: { Accept: 'text/html' } })), 404, 'not_found')
})

it('nothing answers a preflight, and only public reads name an origin, any one, without credentials', async () => {
  const { ask, asOwner } = world.server
  const preflight = { Origin: 'https://evil.test', 'Access-Control-Request-Method': 'DELETE' }
  const cors = [
    'access-control-allow-origin',
    'access-control-allow-credentials',
    'access-control-allow-methods',
    'access-control-allow-headers',
  ]
  for (const path of ['/status', '/admin/tokens', '/me']) {
    const answer = await ask({ ...get(path), method: 'OPTIONS', headers: preflight })
    assert.equal([answer.status, ...cors.map((name) => answer.headers[name])], [405, ...cors.map(() => undefined)])
  }
  const origin = { headers: { Origin: 'https://evil.test' } }
  const open = await ask(get('/status', origin))
  assert.equal([open.status, ...cors.map((name) => open.headers[name])], [200, '*', undefined, undefined, undefined])
  const closed = await asOwner(get('/admin/tokens', origin))
  assert.equal(
    [closed.status, ...cors.map((name) => closed.headers[name])],
    [200, undefined, undefined, undefined, undefined],
  )
})

it('every answer carries the protective headers, and none says what it was made with', async () => {
  const { ask, asOwner } = world.server
  const answers = [
    await ask(get('/status')),
    await ask({ path: '/', headers: { Host: 'status.acme.test' } }),
    await ask(get('/nothing')),
    await asOwner(get('/me')),
    await asOwner(get('/admin/tokens/export')),
    await ask({ path: '/api/docs' }),
  ]
  for (const { headers } of answers) {
    assert.is(headers['x-content-type-options'], 'nosniff')
    assert.is(headers['referrer-policy'], 'no-referrer')
    assert.equal(
      [headers.server, headers['x-powered-by'], headers['strict-transport-security']],
      [undefined, undefined, undefined],
    )
  }
  const { headers } = await asOwner(get('/me'))
  assert.is(headers['cache-control'], 'no-store')
  assert.is(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'; sandbox")
  assert.is(headers['cross-origin-resource-policy'], 'same-origin')
  assert.is((await ask(get('/status'))).headers['cross-origin-resource-policy'], 'cross-origin')
})

it.run()
