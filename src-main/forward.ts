import type { IncomingMessage } from 'node:http'
import { Agent, request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { problemResponse } from './problem-response.ts'
import type { WindowCredential } from './window-credential.ts'
import { sessionCookieOf } from './window-credential.ts'

/**
 * `/api/…` of the window, carried to the server and back.
 *
 * What goes in: method, path and the few headers that the API has, streamed; main adds the credential. `Origin`, `Sec-Fetch-*`, cookies and
 * an Authorization of the window's own do not pass: the server refuses its desktop session together with any of the first two.
 * What comes out: data only (JSON, problem, NDJSON, CSV, plain text), with the headers that the API has, never Set-Cookie, always
 * `nosniff` and a sandboxing policy, so that nothing a server answers can become a page or a script in the window.
 * Chosen: node:http, because fetch adds Sec-Fetch-Mode by itself. Held by test/main/forward.test.ts, against a real server.
 */

const passedIn = [
  'accept',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'x-environment',
  'x-page',
  'x-request-id',
]

const passedOut = [
  'allow',
  'content-disposition',
  'content-type',
  'etag',
  'idempotent-replayed',
  'last-modified',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-accepted-permissions',
  'x-error',
  'x-request-id',
  'x-token-expires-at',
]

const dataTypes = new Set([
  'application/json',
  'application/problem+json',
  'application/x-ndjson',
  'application/jsonl',
  'text/csv',
  'text/plain',
])

/** Statuses that may carry no body (fetch standard, "null body status"). */
const bodiless = new Set([204, 205, 304])

/** Answers after which the session of the window is over. */
const sessionEnds = new Set(['session_expired', 'unauthenticated', 'invalid_token'])

export interface ForwardParts {
  /** The server's address, or `null` if it is not up. */
  readonly address: () => Promise<string | null>
  readonly credential: WindowCredential
}

export type Forward = (request: Request) => Promise<Response>

interface Call {
  url: URL
  method: string
  headers: Record<string, string>
  body: ReadableStream | null
  signal: AbortSignal
}

/** One request to the server; resolves with the head of the answer, whose body still streams. */
function send(agent: Agent, call: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      call.url,
      { agent, method: call.method, headers: call.headers, signal: call.signal },
      resolve,
    )
    outgoing.on('error', reject)
    if (call.body === null) outgoing.end()
    // The DOM's and Node's ReadableStream are one class here, with two type declarations.
    else
      Readable.fromWeb(call.body as Parameters<typeof Readable.fromWeb>[0])
        .on('error', reject)
        .pipe(outgoing)
  })
}

function headersIn(request: Request, authorization: string | null): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passedIn) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = value
  }
  if (authorization !== null) headers.authorization = authorization
  return headers
}

function headersOut(answer: IncomingMessage): Headers {
  const headers = new Headers()
  for (const name of passedOut) {
    const value = answer.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  headers.set('cache-control', 'no-store')
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('x-content-type-options', 'nosniff')
  return headers
}

function isData(answer: IncomingMessage): boolean {
  const type = answer.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  return type !== undefined && dataTypes.has(type)
}

/** Carries requests to the server at `address()`, as the person who is signed in. */
export function createForward({ address, credential }: ForwardParts): Forward {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })

  return async function forward(request) {
    const base = await address()
    if (base === null)
      return problemResponse('unavailable', 'The local server is not running. This window says why, and tries again.')
    // Only path and query of what the window asked for; where it goes is main's to say.
    const asked = new URL(request.url)
    const url = new URL(base)
    url.pathname = asked.pathname
    url.search = asked.search

    const authorization = credential.header()
    let answer: IncomingMessage
    try {
      answer = await send(agent, {
        url,
        method: request.method,
        headers: headersIn(request, authorization),
        body: request.body,
        signal: request.signal,
      })
    } catch {
      return problemResponse('unavailable', 'The local server did not answer. Try again in a moment.')
    }

    const status = answer.statusCode ?? 502
    const cookie = sessionCookieOf(answer.headers['set-cookie'] ?? [])
    if (status < 300 && cookie !== null && !(await credential.exchange(cookie))) {
      answer.resume()
      return problemResponse('unavailable', 'You were recognised, but the sign-in could not be finished. Try again.')
    }
    const ended = status === 401 && sessionEnds.has(String(answer.headers['x-error']))
    const signedOut = asked.pathname === '/api/v1/auth/logout' && status < 300
    // A slow refusal of an earlier session must not end the one that has begun since.
    if ((ended || signedOut) && credential.header() === authorization) credential.forget()

    if (bodiless.has(status) || request.method === 'HEAD') {
      answer.resume()
      return new Response(null, { status, headers: headersOut(answer) })
    }
    if (!isData(answer)) {
      answer.resume()
      return problemResponse(
        'internal',
        'The server answered something other than data, which this window does not show.',
      )
    }
    return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers: headersOut(answer) })
  }
}
