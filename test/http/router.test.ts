/** From method and path to a route: as one big @koa/router would find it, and a table that is not whole starts no server. */
import Router from '@koa/router'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Endpoint, fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import type { Route } from '../../src-server/http/handler.ts'
import { createRouter, RouteTableMismatch } from '../../src-server/http/router.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const it = suite('router')

const routeOf = (endpoint: Endpoint): Route => ({ kind: 'read', endpoint, act: () => ({ body: undefined }) })
const routes = endpoints.map(routeOf)
const router = createRouter(endpoints, routes)

/** All routes in one router, those without parameters first, as the map of fixed paths has it. */
const big = new Router({ strict: true, sensitive: true })
for (const endpoint of [...endpoints].sort((a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':'))))
  big.register(fullPath(endpoint), [endpoint.method], () => undefined, { name: endpoint.id })

/** What the big router finds: the first that fits; a fixed path hides parameters below it. */
function bigMatch(method: string, path: string): { id: string; params: object } | 'method' | 'none' {
  const wanted = method === 'HEAD' ? 'GET' : method
  const fitting = path.includes('%') ? [] : big.match(path, wanted).path
  const fixed = endpoints.some((endpoint) => fullPath(endpoint) === path)
  const layer = fitting.find((each) => each.methods.includes(wanted) && (!fixed || each.path === path))
  if (layer !== undefined) return { id: String(layer.name), params: layer.params(path, layer.captures(path)) }
  return fitting.length > 0 || fixed ? 'method' : 'none'
}

function ourMatch(method: string, path: string): ReturnType<typeof bigMatch> {
  const match = router.match(method, path)
  return match.kind === 'found' ? { id: match.matched.endpoint.id, params: { ...match.matched.params } } : match.kind
}

it('every endpoint is found by its own path, with its parameters, and by HEAD where it is a GET', () => {
  for (const endpoint of endpoints) {
    const path = fullPath(endpoint).replaceAll(/:(\w+)/g, 'the-$1')
    const found = ourMatch(endpoint.method, path)
    if (typeof found === 'string') throw new Error(`${endpoint.id}: ${found}`)
    assert.is(found.id, endpoint.id)
    assert.equal(
      found.params,
      Object.fromEntries([...fullPath(endpoint).matchAll(/:(\w+)/g)].map(([, name]) => [name, `the-${name}`])),
    )
    if (endpoint.method === 'GET') {
      const head = router.match('HEAD', path)
      assert.ok(head.kind === 'found' && head.matched.headOnly && head.matched.endpoint.id === endpoint.id)
    }
  }
})

it('finds what one big @koa/router finds, for paths that are near ours and for any', () => {
  const words = [...new Set(endpoints.flatMap((endpoint) => fullPath(endpoint).split('/')))].map((word) =>
    word.replace(/^:/, 'x-'),
  )
  const near = fc
    .array(fc.constantFrom(...words, 'tok_1', '', '.', '..', '%2e', 'ADMIN'), { maxLength: 8 })
    .map((parts) => `/${parts.join('/')}`)
  const ours = fc
    .constantFrom(...endpoints)
    .chain((endpoint) =>
      fc
        .tuple(fc.constantFrom('', '/', '/x', '//', '?'), fc.stringMatching(/^[A-Za-z0-9_.~-]{1,12}$/))
        .map(([end, word]) => fullPath(endpoint).replaceAll(/:\w+/g, word) + end),
    )
  const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE')
  const property = fc.property(
    methods,
    fc.oneof(
      near,
      ours,
      fc.webPath().map((path) => `/${path}`),
    ),
    (method, path) => {
      assert.equal(ourMatch(method, path), bigMatch(method, path))
    },
  )
  const result = fc.check(property, { seed, numRuns: 5000 })
  console.log(
    `T3 router against one big router ${result.numRuns} runs ${result.failed ? 1 : 0} different, seed ${seed}`,
  )
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'different')
})

it('a route that is in no contract, an endpoint without a route, and one routed twice: no table', () => {
  const mismatch = (work: () => unknown, words: RegExp): void =>
    assert.throws(work, (error: unknown) => error instanceof RouteTableMismatch && words.test(error.message))
  const [first, second] = endpoints
  if (first === undefined || second === undefined) throw new Error('two endpoints')
  mismatch(() => createRouter([first], [routeOf(first), routeOf(second)]), /routed but stands in no contract/)
  mismatch(() => createRouter([first, second], [routeOf(first)]), /stands in the contract but is not routed/)
  mismatch(() => createRouter([first], [routeOf(first), routeOf(first)]), /routed twice/)
  const twin = { ...first, id: 'twin' }
  mismatch(() => createRouter([first, twin], [routeOf(first), routeOf(twin)]), /twice/)
  const byId = endpoints.find((endpoint) => endpoint.id === 'tokens.get')
  if (byId === undefined) throw new Error('tokens.get')
  const otherName = { ...byId, id: 'twin', path: '/admin/tokens/:key' }
  mismatch(() => createRouter([byId, otherName], [routeOf(byId), routeOf(otherName)]), /twice/)
})

it('T3 teeth: each route, left out of the table alone, stops the server', () => {
  let stopped = 0
  for (const { id } of endpoints) {
    const left = routes.filter(({ endpoint }) => endpoint.id !== id)
    assert.throws(
      () => createRouter(endpoints, left),
      new RegExp(`${id.replace('.', '\\.')} stands in the contract but is not routed`),
    )
    stopped += 1
  }
  console.log(`T3 teeth: one route left out ${stopped} times, ${stopped} times no server`)
})

it.run()
