import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import Koa from 'koa'
import type { NewId } from '../contract/ids.ts'
import { Problem } from '../contract/problems.ts'
import type { Acting } from './act.ts'
import { createExchange, type Exchange, type Step } from './exchange.ts'
import { longestUri, requestIdOf } from './observe.ts'
import { apiHeaders, problemDocument } from './reply.ts'
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

/**
 * Koa without its own answer: the pipeline writes every answer and catches every error, so Koa's listeners for the end of a response
 * and its `respond` have nothing to do (measured: a tenth of a small request).
 */
class PipelineKoa extends Koa {
  handleRequest(
    context: Koa.ParameterizedContext,
    middleware: (context: Koa.ParameterizedContext) => Promise<void>,
  ): Promise<void> {
    return middleware(context)
  }
}

/** The Koa application: one middleware, the pipeline. */
export function createKoa(options: HttpOptions): Koa {
  const koa = new PipelineKoa()
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

/** A certificate with its key, and Node's TLS server: loaded by those who use it, since it costs a server on loopback some megabytes. */
export interface Tls {
  readonly cert: Buffer
  readonly key: Buffer
  readonly createServer: (options: ServerOptions, answer: RequestListener) => Server
}

/** A server that listens to nothing yet; with a certificate it speaks TLS. */
export function createHttpServer(koa: Koa, newId: NewId, tls: Tls | null): Server {
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
    tls === null
      ? createServer(options, koa.callback())
      : tls.createServer({ ...options, cert: tls.cert, key: tls.key }, koa.callback())
  server.maxConnections = 1024
  server.maxRequestsPerSocket = 10_000
  // Without a listener Node answers 417 by itself and without our headers; observe.ts refuses what is not 100-continue.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => server.emit('request', req, res))
  const unanswered = new WeakMap<Socket, Set<ServerResponse>>()
  server.on('request', ({ socket }: IncomingMessage, res: ServerResponse) => {
    const waiting = unanswered.get(socket) ?? new Set()
    unanswered.set(socket, waiting.add(res))
    res.once('close', () => waiting.delete(res))
  })
  server.on('clientError', (error: ParserError, socket: Socket) => {
    const waiting = [...(unanswered.get(socket) ?? [])]
    // The request that is broken itself, in its body, may have been answered already (413): then there is no more to say.
    if (waiting.some((res) => !res.req.complete && res.headersSent)) return void socket.destroy()
    // Answers go out in the order of the requests: one that still waits for its commit is not overtaken (RFC 9112 §9.3.2).
    const before = waiting.filter((res) => res.req.complete).at(-1)
    const answer = (): void => answerParserError(error, socket, newId('request'))
    if (before === undefined) answer()
    else before.once('finish', answer)
  })
  // CONNECT never reaches Koa.
  server.on('connect', (req: IncomingMessage, socket: Socket) =>
    rawProblem(
      socket,
      new Problem('method_not_allowed', { headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } }),
      requestIdOf(seeHeaders(req.rawHeaders)) ?? newId('request'),
    ),
  )
  return server
}

interface ParserError extends Error {
  readonly code?: string
  /** What arrived last. */
  readonly rawPacket?: Buffer
}

/** What Node's parser refused, with our body all the same. */
function answerParserError(error: ParserError, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  rawProblem(socket, parserProblem(error), requestId)
}

function parserProblem({ code, rawPacket }: ParserError): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request_timeout')
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(isLongRequestLine(rawPacket) ? 'uri_too_long' : 'request_header_fields_too_large')
  return new Problem('malformed_request', { detail: 'This is not a valid HTTP/1.1 request.' })
}

/** The parser counts the request line among the headers: whether it was the line that was too long. */
function isLongRequestLine(packet: Buffer | undefined): boolean {
  if (packet === undefined || !/^[A-Z]+ /.test(packet.toString('latin1', 0, 10))) return false
  const end = packet.indexOf('\r\n')
  return (end === -1 ? packet.length : end) > longestUri
}

function rawProblem(socket: Socket, problem: Problem, requestId: string): void {
  const body = JSON.stringify(problemDocument(problem, requestId))
  const headers = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Error: ${problem.code}`,
    `X-Request-ID: ${requestId}`,
    ...pairsOf(apiHeaders).map(([name, value]) => `${name}: ${value}`),
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []))
}
