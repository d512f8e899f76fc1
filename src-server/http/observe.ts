import { Problem } from '../contract/problems.ts'
import type { Step } from './exchange.ts'
import type { SeenHeaders } from './seen-headers.ts'

const wellFormedRequestId = /^[A-Za-z0-9._-]{1,128}$/

/** The X-Request-ID that the caller sent, if it sent one good one. */
export function requestIdOf(headers: SeenHeaders): string | null {
  const sent = headers.get('x-request-id')
  return sent !== undefined && wellFormedRequestId.test(sent) && !headers.repeated.includes('x-request-id')
    ? sent
    : null
}

/** Echoes a well-formed X-Request-ID; ours stands in for anything else. The log keeps both. */
export const observe: Step = function observe(exchange) {
  const sent = requestIdOf(exchange.headers)
  if (sent !== null) {
    exchange.requestId = sent
    exchange.clientRequestId = sent
  }
  exchange.userAgent = exchange.headers.get('user-agent') ?? ''
}

/** The longest URI that we take, in bytes: what Node reads of a request line is Latin-1, one character for each. */
export const longestUri = 8192

/** Refuses versions that Node's parser takes and nobody speaks here (`HTTP/2.0`), a URI over 8 kB, and an Expect that we cannot meet (RFC 9110 §10.1.1). */
export const checkProtocol: Step = function checkProtocol(exchange) {
  const { url = '', httpVersion } = exchange.req
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    throw new Problem('malformed_request', { detail: 'Speak HTTP/1.1.', headers: { Connection: 'close' } })
  if (url.length > longestUri) throw new Problem('uri_too_long', { headers: { Connection: 'close' } })
  const expect = exchange.headers.get('expect')
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') throw new Problem('expectation_failed')
}
