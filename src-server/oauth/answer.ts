import type { Problem } from '../contract/problems.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendDocument, sendJson, sendPublic } from '../http/reply.ts'
import { policyOf } from './pages/document.ts'
import { errorPage, type ShownError } from './pages/error.ts'

/** Answers of the authorization server: JSON as RFC 6749 §5.2 writes it, pages for people, redirects. All of them `no-store`. */

/** An answer of the protocol. */
export function sendProtocol(exchange: Exchange, status: number, body: unknown, headers: readonly string[] = []): void {
  const text = body === undefined || body === null || body === '' ? null : JSON.stringify(body)
  sendJson(exchange, status, text, ['Pragma', 'no-cache', ...headers])
}

/** What a server says about itself: everyone may read it, from anywhere; nobody keeps it, so that a new key is seen at once. */
export function sendOpen(exchange: Exchange, status: number, body: unknown): void {
  const headers = ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store']
  sendPublic(exchange, status, headers, Buffer.from(JSON.stringify(body)))
}

/** A page, with the policy that lets its forms go on to the app. */
export function sendPage(
  exchange: Exchange,
  status: number,
  page: string,
  { redirectUri = null, cookies = [] }: { redirectUri?: string | null; cookies?: readonly string[] } = {},
): void {
  sendDocument(
    exchange,
    status,
    [
      'Content-Type',
      'text/html; charset=utf-8',
      'Cache-Control',
      'no-store',
      'Content-Security-Policy',
      policyOf(redirectUri),
      'Cross-Origin-Opener-Policy',
      'same-origin',
      'X-Frame-Options',
      'DENY',
      ...cookies.flatMap((cookie) => ['Set-Cookie', cookie]),
    ],
    page,
  )
}

/** 303 only: after a form a browser must not send its body on (RFC 9700 §4.12). */
export function sendRedirect(exchange: Exchange, location: string, cookies: readonly string[] = []): void {
  sendDocument(
    exchange,
    303,
    ['Location', location, 'Cache-Control', 'no-store', ...cookies.flatMap((cookie) => ['Set-Cookie', cookie])],
    null,
  )
}

/** The page about an error. */
export function sendErrorPage(exchange: Exchange, status: number, shown: ShownError): void {
  sendPage(exchange, status, errorPage(shown, exchange.requestId, new URL(exchange.origin).host))
}

/** A refusal of ours in the words of RFC 6749 §5.2. */
export function oauthErrorOf(problem: Problem): { error: string; error_description: string } {
  const error =
    problem.status === 429 || problem.status === 503
      ? 'temporarily_unavailable'
      : problem.status >= 500
        ? 'server_error'
        : 'invalid_request'
  return { error, error_description: problem.detail }
}

/** A refusal of ours, as the caller of an endpoint reads it: a program JSON, a person a page. */
export function sendRefusal(exchange: Exchange, problem: Problem, isForPeople: boolean): void {
  const retry = problem.headers['Retry-After'] ?? (problem.status === 503 ? '5' : undefined)
  if (retry !== undefined) exchange.answerHeaders.push('Retry-After', retry)
  exchange.answerHeaders.push('X-Error', problem.code)
  const error = oauthErrorOf(problem)
  if (isForPeople)
    return sendErrorPage(exchange, problem.status, {
      ...error,
      error: problem.status === 429 ? 'throttled' : error.error,
    })
  sendProtocol(exchange, problem.status, error)
}
