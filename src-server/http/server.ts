import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import Koa from 'koa'
import { Problem } from '../contract/problems.ts'
import type { NewId } from '../lib/id.ts'
import type { Acting } from './act.ts'
import { createExchange, type Exchange, type Step } from './exchange.ts'
import { problemDocument } from './reply.ts'
import { seeHeaders } from './seen-headers.ts'

/**
 * Koa around the pipeline, and Node's server around Koa with limits that Node does not set by itself (security.md 2.5).
 *
 * Koa carries the request; the answer is written by reply.ts (`ctx.respond = false`), because it comes out of the batch.
 */

export interface HttpOptions {
  newId: NewId
  /** Trusted time, milliseconds UTC. */
  now(): number
  steps: readonly Step[]
  act: Pick<Acting, 'fail'>
  /** A refusal without a principal, and every 429: counted, not logged one by one. */
  refused(exchange: Exchange, problem: Problem): void
}

/** Walks one request through the steps; a throw goes to `fail`. */
async function walk(exchange: Exchange, options: HttpOptions): Promise<void> {
  try {
    for (const step of options.steps) {
      if (exchange.res.headersSent || exchange.res.destroyed) return
      const waiting = step(exchange)
      if (waiting !== undefined) await waiting
    }
  } catch (error) {
    if (error instanceof Problem && (exchange.principal === null || error.status === 429))
      options.refused(exchange, error)
    options.act.fail(exchange, error)
  }
}

/** The Koa application: one middleware, the pipeline. */
export function createKoa(options: HttpOptions): Koa {
  const koa = new Koa()
  koa.silent = true
  koa.use((context) => {
    context.respond = false
    const exchange = createExchange(
      context.req,
      context.res,
      options.newId('request'),
      options.now(),
      seeHeaders(context.req.rawHeaders),
    )
    return walk(exchange, options)
  })
  return koa
}

/** A server that listens to nothing yet; with a certificate it speaks TLS. */
export function createHttpServer(koa: Koa, newId: NewId, tls: { cert: Buffer; key: Buffer } | null): Server {
  const options = {
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
    requireHostHeader: false, // find-host answers, with our own problem
    insecureHTTPParser: false,
  }
  const server: Server =
    tls === null ? createServer(options, koa.callback()) : createTlsServer({ ...options, ...tls }, koa.callback())
  server.maxConnections = 1024
  server.maxRequestsPerSocket = 10_000
  // Without a listener Node answers 417 by itself and without our headers; observe.ts refuses what is not 100-continue.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => server.emit('request', req, res))
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) =>
    answerParserError(error, socket, newId('request')),
  )
  // CONNECT and Upgrade never reach Koa.
  server.on('connect', (_req: IncomingMessage, socket: Socket) =>
    rawProblem(
      socket,
      new Problem('method_not_allowed', { headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } }),
      newId('request'),
    ),
  )
  return server
}

const parserProblems: Readonly<Record<string, ConstructorParameters<typeof Problem>>> = {
  HPE_HEADER_OVERFLOW: ['request_header_fields_too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout'],
}

/** What Node's parser refused, with our body all the same. */
function answerParserError(error: Error & { code?: string }, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const known = parserProblems[error.code ?? '']
  rawProblem(
    socket,
    known === undefined
      ? new Problem('malformed_request', { detail: 'This is not a valid HTTP/1.1 request.' })
      : new Problem(...known),
    requestId,
  )
}

function rawProblem(socket: Socket, problem: Problem, requestId: string): void {
  const body = JSON.stringify(problemDocument(problem, requestId))
  const headers = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Error: ${problem.code}`,
    `X-Request-ID: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Referrer-Policy: no-referrer',
    'Cache-Control: no-store',
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
