import type { Endpoint } from '../contract/endpoint.ts'
import type { Page } from '../workspace/pages.ts'
import type { Exchange } from './exchange.ts'
import type { Call } from './handler.ts'

/** Before set-up there is no page; handlers that need one look for its id. */
const noPage: Page = { id: '', name: '', hosts: [], isDefault: true }

/** What a handler is given of an exchange that has passed all checks. */
export function callOf(exchange: Exchange): never {
  const { route, principal } = exchange
  if (route === null) throw new Error('a handler runs after match-route')
  const call = {
    endpoint: route.endpoint,
    params: route.params,
    query: exchange.parsedQuery,
    body: exchange.body,
    caller: principal,
    effective: exchange.effective,
    page: exchange.page ?? noPage,
    environment: exchange.environment,
    now: exchange.now,
    requestId: exchange.id,
    address: exchange.address,
    userAgent: exchange.userAgent,
    ifMatch: exchange.headers.get('if-match') ?? null,
    everyPage: exchange.everyPage,
    origin: exchange.origin,
    hostKind: exchange.hostKind,
    headers: exchange.headers,
    onGone: (react: () => void) => {
      exchange.res.once('close', () => {
        if (!exchange.res.writableFinished) react()
      })
    },
  }
  // The one cast of the pipeline: the route's own schemas parsed query and body, and the kernel judged the caller.
  return call satisfies Omit<Call<Endpoint>, 'params' | 'query' | 'body' | 'caller'> as never
}
