import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { checkedAgent } from '../../src-server/outbound/checked-agent.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import {
  destinationOf,
  type OutboundPolicy,
  privateToo,
  publicOnly,
  type Resolve,
  thisComputer,
} from '../../src-server/outbound/policy.ts'
import { readAddress } from './address.ts'

/**
 * The one way from main to a remote. Every connection goes to a checked address and is handed over only after its certificate was
 * judged (src-server/outbound); here are the limits of an answer: ten seconds to its head, no redirect followed, a body that is read
 * whole no longer than 1 MiB. No cookie jar, no proxy, no credential but the headers of the call. What only reads is asked a second
 * time where the first went out on a kept connection that the server had closed: nothing else is ever repeated.
 * Held by test/main/remote-door.test.ts (T17's part for connections).
 */

/** Where a connection leads and what its owner agreed to. */
export interface RemoteWay {
  /** Scheme, host and port. */
  readonly origin: string
  readonly privateNetwork: boolean
  readonly pinned: string | null
}

export interface DoorCall {
  /** Path and query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReadableStream | string | null
  readonly signal?: AbortSignal
  /** How long the head of the answer may take, milliseconds. */
  readonly patienceMs?: number
}

export interface RemoteDoor {
  readonly origin: string
  /** The head of the answer; its body still streams. @throws OutboundFailure */
  send(call: DoorCall): Promise<IncomingMessage>
  /** Ends the connections that are kept open. */
  close(): void
}

export const headPatienceMs = 10_000
export const wholeBytesMost = 1024 * 1024

/** Which addresses a connection may lead to. */
export function policyOf({ origin, privateNetwork }: RemoteWay): OutboundPolicy {
  const address = readAddress(origin)
  if ('trouble' in address) return publicOnly
  if (address.thisComputer) return thisComputer
  return privateNetwork ? privateToo : publicOnly
}

/** Opens the way to a remote; nothing is connected before the first call. */
export function openDoor(way: RemoteWay, resolve: Resolve): RemoteDoor {
  const policy = policyOf(way)
  const agent = checkedAgent(
    destinationOf(new URL(way.origin), policy),
    { policy, pinned: way.pinned, resolve },
    { keepAlive: true },
  )
  return {
    origin: way.origin,
    async send({ path, method, headers, body, signal, patienceMs = headPatienceMs }) {
      const url = new URL(path, way.origin)
      if (url.origin !== way.origin) throw new OutboundFailure('bad_address')
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), patienceMs)
      const given = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal])
      const once = (): Promise<IncomingMessage> =>
        head(
          httpRequest(url, { agent, method, signal: given, headers: { 'accept-encoding': 'identity', ...headers } }),
          body,
        )
      try {
        const answer = await once().catch((error: unknown) => {
          // The server had closed the connection that was kept: what only reads is asked again, on a new one.
          if (!(error instanceof LeftConnection) || body !== null || !readers.has(method)) throw error
          return once()
        })
        const encoding = answer.headers['content-encoding'] ?? 'identity'
        const status = answer.statusCode ?? 0
        if (status >= 300 && status < 400 && status !== 304) refuse(answer, 'redirected')
        if (encoding !== 'identity') refuse(answer, 'bad_answer')
        return answer
      } catch (error) {
        if (error instanceof OutboundFailure) throw error
        if (late.signal.aborted) throw new OutboundFailure('timeout')
        throw new OutboundFailure('unreachable', { note: error instanceof Error ? error.message : String(error) })
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => agent.destroy(),
  }
}

function refuse(answer: IncomingMessage, code: 'redirected' | 'bad_answer'): never {
  answer.destroy()
  throw new OutboundFailure(code)
}

/** A connection that had been kept open for the next request was not there any more. */
class LeftConnection extends Error {}

const readers = new Set(['GET', 'HEAD'])

function head(outgoing: ReturnType<typeof httpRequest>, body: DoorCall['body']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve)
    outgoing.on('error', (error) =>
      reject(outgoing.reusedSocket ? new LeftConnection(error.message, { cause: error }) : error),
    )
    if (body === null || typeof body === 'string') outgoing.end(body ?? undefined)
    // The DOM's and Node's ReadableStream are one class here, with two type declarations.
    else
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
        .on('error', reject)
        .pipe(outgoing)
  })
}

/** Reads an answer to its end. @throws OutboundFailure `too_large`, `timeout`, `unreachable` */
export async function readWhole(
  answer: IncomingMessage,
  { bytesMost = wholeBytesMost, patienceMs = headPatienceMs } = {},
): Promise<Buffer> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    answer.destroy()
  }, patienceMs)
  try {
    if (Number(answer.headers['content-length'] ?? 0) > bytesMost) throw new OutboundFailure('too_large')
    const pieces: Buffer[] = []
    let bytes = 0
    for await (const piece of answer) {
      bytes += piece.length
      if (bytes > bytesMost) throw new OutboundFailure('too_large')
      pieces.push(piece)
    }
    // An answer that ends early ends like one that was stopped: without an error of its own.
    if (isLate || !answer.complete) throw new OutboundFailure(isLate ? 'timeout' : 'unreachable')
    return Buffer.concat(pieces)
  } catch (error) {
    answer.destroy()
    if (error instanceof OutboundFailure) throw error
    throw new OutboundFailure(isLate ? 'timeout' : 'unreachable', {
      note: error instanceof Error ? error.message : String(error),
    })
  } finally {
    clearTimeout(timer)
  }
}
