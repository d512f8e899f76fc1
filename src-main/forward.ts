import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { DesktopProblemCode } from '../src-server/contract/desktop-problems.ts'
import type { ProblemCode } from '../src-server/contract/problems.ts'
import { problemResponse } from './problem-response.ts'
import { sessionCookieOf } from './window-credential.ts'

/**
 * `/api/…` of the window, carried to a server and back: the local one (local-upstream.ts) or a remote (connections/remote-upstream.ts).
 *
 * What goes in: method, path and the few headers that the API has, streamed; main adds the credential. `Origin`, `Sec-Fetch-*`, cookies and
 * an Authorization of the window's own do not pass: the server refuses its desktop session together with any of the first two.
 * What comes out: data only (JSON, problem, NDJSON, CSV, plain text), with the headers that the API has, never Set-Cookie, always
 * `nosniff` and a sandboxing policy, so that nothing a server answers can become a page or a script in the window. An answer that signs
 * someone in is read by main: the cookie and the second secret stay here.
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
  'date',
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

/** An answer that signs someone in is short. */
const signInBytesMost = 65_536

/** A request as it goes to a server. */
export interface UpstreamCall {
  /** Path and query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReadableStream | null
  readonly signal: AbortSignal
}

/** The server behind a window. */
export interface Upstream {
  /** The head of the answer, whose body still streams. @throws UpstreamRefusal */
  send(call: UpstreamCall): Promise<IncomingMessage>
  /** The rest of an answer that is not to be streamed, or `null`: it may be. @throws UpstreamRefusal */
  whole(answer: IncomingMessage, path: string): Promise<Buffer> | null
  /** The headers that say who is asking; none where nobody is signed in. */
  credential(): Promise<Readonly<Record<string, string>>>
  /** Keeps the session that an answer began. False: it could not be kept, nobody is signed in. */
  signedIn(session: { readonly cookie: string; readonly csrf: string | null }): Promise<boolean>
  /** What the server made of a request and of the credential that it carried. */
  heard(answer: HeardAnswer): void
}

export interface HeardAnswer {
  readonly path: string
  readonly status: number
  /** `X-Error`. */
  readonly code: string | null
  /** The session that it came with has another secret since a moment ago; it is not over. */
  readonly renewed?: boolean
  readonly sent: Readonly<Record<string, string>>
}

/** The server could not be asked, or its answer is not passed on: a problem for the window. */
export class UpstreamRefusal extends Error {
  readonly code: ProblemCode | DesktopProblemCode
  readonly extensions: Readonly<Record<string, string>>
  constructor(
    code: ProblemCode | DesktopProblemCode,
    detail: string,
    extensions: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.code = code
    this.extensions = extensions
  }
}

/** Looks at a request before it goes out; an answer of its own stops it. */
export interface Gate {
  before(request: { readonly method: string; readonly path: string }): Promise<Response | null>
  after(answer: HeardAnswer): void
}

export const openGate: Gate = { before: async () => null, after: () => {} }

export type Forward = (request: Request) => Promise<Response>

function headersIn(request: Request, credential: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passedIn) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = value
  }
  return { ...headers, ...credential }
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

/** Carries requests to a server, as the person who is signed in. */
export function createForward(upstream: Upstream, gate: Gate = openGate): Forward {
  return async function forward(request) {
    try {
      return await carry(request)
    } catch (error) {
      if (error instanceof UpstreamRefusal) return problemResponse(error.code, error.message, error.extensions)
      throw error
    }
  }

  async function carry(request: Request): Promise<Response> {
    // Only path and query of what the window asked for; where it goes is main's to say.
    const asked = new URL(request.url)
    const refused = await gate.before({ method: request.method, path: asked.pathname })
    if (refused !== null) return refused
    const sent = await upstream.credential()
    const answer = await upstream.send({
      path: asked.pathname + asked.search,
      method: request.method,
      headers: headersIn(request, sent),
      body: request.body,
      signal: request.signal,
    })

    const status = answer.statusCode ?? 502
    const code = answer.headers['x-error']
    const renewed = answer.headers['x-session-renewed'] !== undefined
    const heard = { path: asked.pathname, status, code: typeof code === 'string' ? code : null, renewed, sent }
    const cookie = sessionCookieOf(answer.headers['set-cookie'] ?? [])
    // Whoever signs in asked for it: a cookie that comes with an answer to something else is nobody's session.
    if (status < 300 && cookie !== null && request.method !== 'GET') return enter(answer, status, cookie, heard)
    gate.after(heard)
    upstream.heard(heard)

    if (bodiless.has(status) || request.method === 'HEAD') {
      answer.resume()
      return new Response(null, { status, headers: headersOut(answer) })
    }
    if (status < 200 || !isData(answer)) {
      answer.destroy()
      throw new UpstreamRefusal(
        'connection_unfit',
        'The server answered something other than data, which this window does not show.',
      )
    }
    const whole = await upstream.whole(answer, asked.pathname)
    const body = whole === null ? (Readable.toWeb(answer) as ReadableStream) : new Uint8Array(whole)
    return new Response(body, { status, headers: headersOut(answer) })
  }

  /** Someone signed in: the session is kept here, and the window hears the rest. */
  async function enter(answer: IncomingMessage, status: number, cookie: string, heard: HeardAnswer): Promise<Response> {
    const unfinished = new UpstreamRefusal(
      'unavailable',
      'You were recognised, but the sign-in could not be finished. Try again.',
    )
    if (bodiless.has(status) || !isData(answer)) {
      answer.resume()
      if (!(await upstream.signedIn({ cookie, csrf: null }))) throw unfinished
      gate.after(heard)
      return new Response(null, { status: 204, headers: headersOut(answer) })
    }
    const { document, csrf } = withoutSecondSecret(await readShort(answer, unfinished))
    if (!(await upstream.signedIn({ cookie, csrf }))) throw unfinished
    gate.after(heard)
    return new Response(JSON.stringify(document), { status, headers: headersOut(answer) })
  }
}

/** The same answer with an empty second secret: the window needs none. */
function withoutSecondSecret(text: string): { document: unknown; csrf: string | null } {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document !== 'object' || document === null || !('csrf' in document)) return { document, csrf: null }
    const csrf = typeof document.csrf === 'string' && document.csrf !== '' ? document.csrf : null
    return { document: { ...document, csrf: '' }, csrf }
  } catch {
    return { document: null, csrf: null }
  }
}

async function readShort(answer: IncomingMessage, otherwise: UpstreamRefusal): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of answer) {
      bytes += piece.length
      if (bytes > signInBytesMost) throw otherwise
      pieces.push(piece)
    }
  } catch {
    answer.destroy()
    throw otherwise
  }
  return Buffer.concat(pieces).toString('utf8')
}
