import type { Exchange } from '../../http/exchange.ts'
import { browserState, cookiesFor } from '../cookies.ts'
import type { VirtualRequest } from '../virtual-exchange.ts'

/** What oidc-provider is told of a request. A program's cookies are none of its business, a browser's credentials neither. */
export function virtualRequestOf(
  exchange: Exchange,
  issuer: URL,
  { body, uid, isForPeople = false }: { body?: Buffer; uid?: string; isForPeople?: boolean },
): VirtualRequest {
  const { headers } = exchange
  return {
    method: exchange.req.method ?? 'GET',
    url: exchange.search === '' ? exchange.path : `${exchange.path}?${exchange.search}`,
    issuer,
    body: body ?? null,
    contentType: headers.get('content-type'),
    authorization: isForPeople ? undefined : headers.get('authorization'),
    accept: isForPeople ? 'text/html' : 'application/json',
    cookies: isForPeople ? cookiesFor(browserState(headers.get('cookie')), uid ?? null) : {},
  }
}
