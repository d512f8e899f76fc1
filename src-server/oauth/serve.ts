import { Problem } from '../contract/problems.ts'
import type { Exchange, Step } from '../http/exchange.ts'
import type { Limits } from '../http/limit.ts'
import { consoleOriginOf } from '../http/session-cookie.ts'
import { sendRedirect, sendRefusal } from './answer.ts'
import { isUid } from './cookies.ts'
import { createServeAuthorize } from './endpoints/authorize.ts'
import type { EndpointParts } from './endpoints/parts.ts'
import { createServeProtocol } from './endpoints/protocol.ts'
import { createServeInteraction } from './interaction/serve.ts'

/**
 * The step of the pipeline that answers the authorization server's addresses.
 *
 * It stands behind the host, the query and the protocol checks and in front of the API: those judge these requests first, and everything
 * after is another world (RFC 6749's errors, other cookies, forms). Programs are answered in JSON, people with pages. On 127.0.0.1 a
 * browser is sent to `<id>.localhost`, as for the console: cookies on an address are seen by every port of it.
 */

export interface ServeOAuthOptions extends EndpointParts {
  readonly limits: Pick<Limits, 'anonymousRead' | 'failedAuthentication'>
  consoleId(): string
  /** Why changes are refused now; null: they are not. */
  refusesChanges(): 'broken' | 'low' | null
  /** A refusal that nobody's row stands for: counted. */
  refused(exchange: Exchange, problem: Problem): void
}

interface Place {
  readonly methods: readonly string[]
  readonly isForPeople: boolean
  /** It changes nothing, or takes power away: it goes on while changes are refused. */
  readonly goesOn: boolean
  serve(exchange: Exchange): Promise<void>
}

/** The step, over one authorization server. */
export function createServeOAuth(options: ServeOAuthOptions): Step {
  const { limits, consoleId, refusesChanges, refused } = options
  const protocol = createServeProtocol(options)
  const authorize = createServeAuthorize(options)
  const interaction = createServeInteraction(options)

  const looks = { methods: ['GET', 'HEAD'], isForPeople: false, goesOn: true }
  const posts = { methods: ['POST'], isForPeople: false, goesOn: false }
  const places: ReadonlyMap<string, Place> = new Map<string, Place>([
    ['/.well-known/openid-configuration', { ...looks, serve: protocol.discovery }],
    ['/.well-known/oauth-authorization-server', { ...looks, serve: protocol.discovery }],
    ['/oauth/jwks', { ...looks, serve: protocol.jwks }],
    ['/oauth/token', { ...posts, serve: protocol.token }],
    ['/oauth/introspect', { ...posts, goesOn: true, serve: protocol.introspect }],
    ['/oauth/revoke', { ...posts, goesOn: true, serve: protocol.revoke }],
    ['/oauth/userinfo', { methods: ['GET', 'POST'], isForPeople: false, goesOn: true, serve: protocol.userinfo }],
    ['/oauth/authorize', { methods: ['GET'], isForPeople: true, goesOn: false, serve: authorize.begin }],
  ])

  const placeOf = (path: string): Place | null => {
    const fixed = places.get(path)
    if (fixed !== undefined) return fixed
    const [, area, uid = ''] = /^\/oauth\/(authorize|interaction)\/([^/]+)$/.exec(path) ?? []
    if (area === undefined || !isUid(uid)) return null
    return area === 'authorize'
      ? { methods: ['GET'], isForPeople: true, goesOn: false, serve: (exchange) => authorize.goOn(exchange, uid) }
      : {
          methods: ['GET', 'POST'],
          isForPeople: true,
          goesOn: false,
          serve: (exchange) => interaction.serve(exchange, uid),
        }
  }

  const answer = async (exchange: Exchange, place: Place): Promise<void> => {
    const method = exchange.req.method ?? ''
    if (!place.methods.includes(method))
      throw new Problem('method_not_allowed', { headers: { Allow: place.methods.join(', ') } })
    const [repeated] = exchange.headers.repeated
    if (repeated !== undefined)
      throw new Problem('malformed_request', { detail: `The header ${repeated} is there more than once.` })
    if (method !== 'POST') limits.anonymousRead(exchange.address)
    const refuses = place.goesOn ? null : refusesChanges()
    if (refuses !== null) throw new Problem(refuses === 'low' ? 'storage_full' : 'audit_unavailable')
    // A browser's cookies on 127.0.0.1 are everybody's: people sign in under a name of their own.
    if (place.isForPeople && exchange.hostKind === 'loopback' && method === 'GET') {
      const query = exchange.search === '' ? '' : `?${exchange.search}`
      return sendRedirect(exchange, `${consoleOriginOf(exchange, consoleId())}${exchange.path}${query}`)
    }
    await place.serve(exchange)
  }

  return function serveOAuth(exchange) {
    const { path } = exchange
    if (!path.startsWith('/oauth/') && !path.startsWith('/.well-known/o')) return
    const place = placeOf(path)
    if (place === null) return
    return answer(exchange, place).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status === 405) throw error
      refused(exchange, error)
      sendRefusal(exchange, error, place.isForPeople)
    })
  }
}
