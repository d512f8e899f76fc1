import Router from '@koa/router'
import { type Endpoint, fullPath } from '../contract/endpoint.ts'
import type { Route } from './handler.ts'

/**
 * From method and path to a route.
 *
 * Chosen: @koa/router's layers do the matching of parameters, but a path without parameters is found in a Map, and each area
 * (`/api/v1/admin/tokens`) has a small router of its own: scanning one router of a hundred routes halves the server (measured).
 * Left out: middleware on routes; what runs before a handler stands in pipeline.ts alone. Held by test/http/router.test.ts, which
 * compares every endpoint with one big @koa/router.
 */

export interface Matched {
  readonly route: Route
  readonly endpoint: Endpoint
  readonly params: Readonly<Record<string, string>>
  /** A HEAD of a GET: same headers, no body. */
  readonly headOnly: boolean
}

export type Match =
  | { readonly kind: 'found'; readonly matched: Matched }
  | { readonly kind: 'method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' }

/** A route missing from the contract, or the reverse: the server does not start. */
export class RouteTableMismatch extends Error {}

const noParams: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** `/api/v1/admin/tokens/tok_1/revoke` → `/api/v1/admin/tokens`. */
function areaOf(path: string): string {
  let end = 0
  const depth =
    path.startsWith('/api/v1/admin/') || path.startsWith('/api/v1/org/') ? 4 : path.startsWith('/api/v1/') ? 3 : 1
  for (let segment = 0; segment < depth; segment += 1) {
    end = path.indexOf('/', end + 1)
    if (end === -1) return path
  }
  return path.slice(0, end)
}

/**
 * Builds the table.
 * @throws RouteTableMismatch when an endpoint has no route, a route no endpoint, or two routes one place.
 */
export function createRouter(
  endpoints: readonly Endpoint[],
  routes: readonly Route[],
): { match(method: string, path: string): Match } {
  const byEndpoint = new Map<Endpoint, Route>()
  for (const route of routes) {
    if (!endpoints.includes(route.endpoint))
      throw new RouteTableMismatch(`${route.endpoint.id} is routed but stands in no contract`)
    if (byEndpoint.has(route.endpoint)) throw new RouteTableMismatch(`${route.endpoint.id} is routed twice`)
    byEndpoint.set(route.endpoint, route)
  }
  const places = new Set<string>()
  const fixed = new Map<string, Map<string, Route>>()
  const areas = new Map<string, Router>()
  for (const endpoint of endpoints) {
    const route = byEndpoint.get(endpoint)
    if (route === undefined) throw new RouteTableMismatch(`${endpoint.id} stands in the contract but is not routed`)
    const path = fullPath(endpoint)
    const place = `${endpoint.method} ${path.replaceAll(/:\w+/g, ':')}`
    if (places.has(place)) throw new RouteTableMismatch(`${endpoint.method} ${path} stands in the contract twice`)
    places.add(place)
    if (!path.includes(':')) {
      const methods = fixed.get(path) ?? new Map<string, Route>()
      methods.set(endpoint.method, route)
      fixed.set(path, methods)
      continue
    }
    const area = areaOf(path)
    const router = areas.get(area) ?? new Router({ strict: true, sensitive: true })
    router.register(path, [endpoint.method], () => undefined, { name: endpoint.id })
    areas.set(area, router)
  }
  const routesById = new Map(routes.map((route) => [route.endpoint.id, route]))

  const answer = (route: Route, params: Readonly<Record<string, string>>, method: string): Match => ({
    kind: 'found',
    matched: { route, endpoint: route.endpoint, params, headOnly: method === 'HEAD' },
  })

  return {
    match(method, path) {
      const wanted = method === 'HEAD' ? 'GET' : method
      const methods = fixed.get(path)
      const exact = methods?.get(wanted)
      if (exact !== undefined) return answer(exact, noParams, method)
      const allowed = new Set(methods?.keys() ?? [])
      const router = areas.get(areaOf(path))
      if (router !== undefined && !path.includes('%')) {
        for (const layer of router.match(path, wanted).path) {
          for (const each of layer.methods) allowed.add(each)
          if (!layer.methods.includes(wanted)) continue
          const route = routesById.get(layer.name ?? '')
          if (route !== undefined && (methods === undefined || methods.size === 0))
            return answer(route, layer.params(path, layer.captures(path)), method)
        }
      }
      if (allowed.size === 0) return { kind: 'none' }
      if (allowed.has('GET')) allowed.add('HEAD')
      return { kind: 'method', allowed: [...allowed].sort() }
    },
  }
}
