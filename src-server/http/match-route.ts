import type { Endpoint } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import type { Step } from './exchange.ts'
import type { createRouter } from './router.ts'

/** Finds the route (404), its method (405), and whether the caller takes JSON (406). */
export function createMatchRoute(router: ReturnType<typeof createRouter>): Step {
  return function matchRoute(exchange) {
    const match = router.match(exchange.req.method ?? '', exchange.path)
    if (match.kind === 'none')
      throw new Problem('not_found', { detail: 'There is no such path. The contract is at /api/v1/openapi.json.' })
    if (match.kind === 'method') {
      throw new Problem('method_not_allowed', { headers: { Allow: match.allowed.join(', ') } })
    }
    exchange.route = match.matched
    const repeated = exchange.headers.repeated.find((name) => name !== 'authorization' && name !== 'x-magic-token')
    if (repeated !== undefined)
      throw new Problem('malformed_request', { detail: `The header ${repeated} is there more than once.` })
    const environment = exchange.headers.get('x-environment')
    if (environment !== undefined && environment !== 'live' && environment !== 'test')
      throw new Problem('malformed_request', { detail: 'X-Environment is live or test.' })
    const accept = exchange.headers.get('accept')
    if (accept !== undefined && !accepts(accept, exchange.route.endpoint.answers ?? 'json'))
      throw new Problem('not_acceptable')
  }
}

/**
 * RFC 9110 §12.5.1, without weights beyond zero: whether one of our types is among those the caller takes. An empty header asks for nothing.
 * Feed readers say all sorts of things and mean the feed; they get it.
 */
export function accepts(accept: string, answers: NonNullable<Endpoint['answers']>): boolean {
  if (answers === 'stream' || answers === 'feed' || accept.trim() === '') return true
  const subtype = answers === 'json' ? /^(application\/(json|problem\+json|\*)|\*\/\*)$/ : /^(text\/(html|\*)|\*\/\*)$/
  return accept.split(',').some((part) => {
    const [type = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return subtype.test(type) && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter))
  })
}
