import { STATUS_CODES } from 'node:http'
import { rfc3339Of } from '../contract/fields.ts'
import type { Problem, ProblemDocument } from '../contract/problems.ts'
import type { Exchange } from './exchange.ts'
import { problemPage, wantsPage } from './problem-page.ts'

/**
 * Writes answers: flat header lists and one `end`, because building the answer is the largest part of what is ours to save (measured:
 * a thin writer answers half as many again as `ctx.body`). Every answer has X-Request-ID and the same protective headers.
 */

const protective = ['X-Content-Type-Options', 'nosniff', 'Referrer-Policy', 'no-referrer'] as const

/** For the API: nothing may be kept, framed, run or embedded. Flat: name, value, name, value, … */
export const apiHeaders = [
  ...protective,
  'Cache-Control',
  'no-store',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy',
  'same-origin',
] as const

/** Adds what stands on every answer, whatever it is: its id, and for a token how long it and its quota last. */
function addAlways(headers: string[], exchange: Exchange): void {
  headers.push('X-Request-ID', exchange.requestId)
  for (const each of exchange.answerHeaders) headers.push(each)
  const { principal } = exchange
  if (principal?.kind === 'api_token' && principal.expiresAt !== null) {
    headers.push('X-Token-Expires-At', expiryText(principal.expiresAt))
  }
  for (const each of exchange.charged?.headers() ?? []) headers.push(each)
  if (exchange.origin.startsWith('https:')) headers.push('Strict-Transport-Security', 'max-age=31536000')
}

let lastExpiry = Number.NaN
let lastExpiryText = ''

/** One token calls again and again. */
function expiryText(ms: number): string {
  if (ms !== lastExpiry) {
    lastExpiry = ms
    lastExpiryText = rfc3339Of(ms)
  }
  return lastExpiryText
}

/** Sends one answer, unless the caller has gone or was answered already. Takes `headers` over. */
function send(exchange: Exchange, status: number, headers: string[], body: string | Buffer | null): void {
  const { res } = exchange
  if (res.headersSent || res.destroyed) return
  addAlways(headers, exchange)
  if (status !== 204 && status !== 304)
    headers.push('Content-Length', String(body === null ? 0 : Buffer.byteLength(body)))
  res.writeHead(status, STATUS_CODES[status] ?? '', headers)
  if (body === null || exchange.req.method === 'HEAD') res.end()
  else res.end(body)
}

const json = 'application/json; charset=utf-8'
const problemJson = 'application/problem+json; charset=utf-8'

/** A JSON answer of the API; `text` is JSON already. */
export function sendJson(
  exchange: Exchange,
  status: number,
  text: string | null,
  headers: readonly string[] = [],
): void {
  send(
    exchange,
    status,
    text === null ? [...apiHeaders, ...headers] : [...apiHeaders, 'Content-Type', json, ...headers],
    text,
  )
}

/** What a read or a change answers: JSON, or a page of its own (whose policy is among its headers) that nobody keeps. */
export function sendReply(exchange: Exchange, status: number, text: string | null, headers: readonly string[]): void {
  if (exchange.route?.endpoint.answers !== 'html') return sendJson(exchange, status, text, headers)
  const page = ['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', 'no-store', ...headers]
  sendDocument(exchange, status, page, text)
}

/** The first answer to an Idempotency-Key, once more. */
export function sendReplay(
  exchange: Exchange,
  { status, body, headers }: { status: number; body: string | null; headers: readonly string[] },
): void {
  const type = body === null ? [] : ['Content-Type', status < 400 ? json : problemJson]
  send(exchange, status, [...apiHeaders, ...type, ...headers, 'Idempotent-Replayed', 'true'], body)
}

/** A public answer: everyone may read it, keep it and embed it. */
export function sendPublic(exchange: Exchange, status: number, headers: readonly string[], body: Buffer | null): void {
  send(
    exchange,
    status,
    [...protective, 'Cross-Origin-Resource-Policy', 'cross-origin', 'Access-Control-Allow-Origin', '*', ...headers],
    body,
  )
}

/** A page for people, or a file of the console, with a policy of its own. */
export function sendDocument(
  exchange: Exchange,
  status: number,
  headers: readonly string[],
  body: Buffer | string | null,
): void {
  send(exchange, status, [...protective, 'Cross-Origin-Resource-Policy', 'same-origin', ...headers], body)
}

/** Begins a long answer; the caller writes the pieces. */
export function beginStream(exchange: Exchange, contentType: string, headers: readonly string[]): void {
  const all = [...apiHeaders, 'Content-Type', contentType, ...headers]
  addAlways(all, exchange)
  exchange.res.writeHead(200, all)
}

/** The challenge of a refusal (RFC 6750 §3; without a credential no error is named, §3.1). */
function challengeOf(problem: Problem): readonly string[] {
  if (problem.code === 'unauthenticated') return ['WWW-Authenticate', 'Bearer']
  const invalid =
    problem.code === 'invalid_token' ||
    problem.code === 'token_expired' ||
    problem.code === 'token_revoked' ||
    problem.code === 'session_expired'
  return invalid ? ['WWW-Authenticate', 'Bearer error="invalid_token"'] : []
}

/** The document of a problem, RFC 9457. */
export function problemDocument(problem: Problem, requestId: string): ProblemDocument {
  return {
    type:
      problem.code === 'rate_limited'
        ? 'https://iana.org/assignments/http-problem-types#quota-exceeded'
        : `urn:beatkeeper:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    request_id: requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...problem.extensions,
  }
}

/** Answers a problem: the one place where a refusal becomes HTTP. */
export function sendProblem(exchange: Exchange, problem: Problem): void {
  const headers = ['X-Error', problem.code, ...challengeOf(problem)]
  for (const [name, value] of Object.entries(problem.headers)) headers.push(name, value)
  if (problem.status === 503 && problem.headers['Retry-After'] === undefined) headers.push('Retry-After', '5')
  if (wantsPage(exchange)) {
    const { text, policy } = problemPage(problem, exchange.requestId)
    const page = ['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', 'no-store', 'Vary', 'Accept']
    return sendDocument(exchange, problem.status, [...page, 'Content-Security-Policy', policy, ...headers], text)
  }
  headers.push('Content-Type', problemJson)
  send(
    exchange,
    problem.status,
    [...apiHeaders, ...headers],
    JSON.stringify(problemDocument(problem, exchange.requestId)),
  )
}
