import type { Exchange } from './exchange.ts'
import type { ReadyAnswer } from './handler.ts'
import { holdUntilTurn } from './hold.ts'
import { sendPublic } from './reply.ts'

/**
 * A public answer that stands ready: ETag and 304 (RFC 9110 §13), readable from anywhere, cacheable by anyone.
 * With a credential, or chosen by X-Page, it is `private, no-store`: a shared cache must not keep it.
 */
export function answerReady(
  exchange: Exchange,
  answer: ReadyAnswer,
  limits: { anonymousRead(address: string): void },
): void {
  const isPrivate = exchange.principal !== null || exchange.headers.get('x-page') !== undefined
  const headers = [
    'ETag',
    answer.etag,
    'Cache-Control',
    isPrivate ? 'private, no-store' : 'public, max-age=15, stale-while-revalidate=60, stale-if-error=86400',
    'Vary',
    'Authorization, X-Magic-Token, X-Page',
  ]
  const known = exchange.headers.get('if-none-match')
  if (known !== undefined && answer.status === 200 && matches(known, answer.etag))
    return holdUntilTurn(() => sendPublic(exchange, 304, headers, null))
  if (exchange.principal === null) limits.anonymousRead(exchange.address)
  headers.push('Content-Type', answer.contentType)
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.push(name, value)
  holdUntilTurn(() => sendPublic(exchange, answer.status, headers, answer.bytes))
}

/** If-None-Match compares weakly (RFC 9110 §13.1.2). */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
