import { Problem } from '../contract/problems.ts'
import type { Step } from './exchange.ts'

const wellFormedRequestId = /^[A-Za-z0-9._-]{1,128}$/

/** Echoes a well-formed X-Request-ID; ours stands in for anything else. The log keeps both. */
export const observe: Step = function observe(exchange) {
  const sent = exchange.headers.get('x-request-id')
  if (sent !== undefined && wellFormedRequestId.test(sent) && !exchange.headers.repeated.includes('x-request-id')) {
    exchange.requestId = sent
    exchange.clientRequestId = sent
  }
  exchange.userAgent = exchange.headers.get('user-agent') ?? ''
}

/** Refuses what no later step should see: methods nobody has, and an Expect that we cannot meet (RFC 9110 §10.1.1). */
export const checkProtocol: Step = function checkProtocol(exchange) {
  const expect = exchange.headers.get('expect')
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') throw new Problem('expectation_failed')
  const url = exchange.req.url ?? ''
  if (url.length > 8192) throw new Problem('uri_too_long', { headers: { Connection: 'close' } })
}
