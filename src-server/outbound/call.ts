import { type IncomingMessage, request as send } from 'node:http'
import { checkedAgent, type WayOut } from './checked-agent.ts'
import { OutboundFailure } from './failure.ts'
import { destinationOf, type OutboundPolicy } from './policy.ts'
import { systemResolve } from './system-resolver.ts'

/**
 * One question to another server, and its whole answer.
 *
 * At most 10 s from the look at the name to the last byte, at most 1 MiB, no redirect followed, no cookie, no credential but what the
 * caller puts into the headers of this one call. For answers that stream (the desktop's window), `checkedAgent` alone is the part to use.
 */
export interface OutboundCall {
  readonly url: URL
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly policy: OutboundPolicy
  readonly pinned?: WayOut['pinned']
}

export interface OutboundAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export type Outbound = (call: OutboundCall) => Promise<OutboundAnswer>

export interface OutboundOptions {
  readonly resolve?: WayOut['resolve']
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

/** The caller of other servers. It rejects with OutboundFailure and nothing else. */
export function createOutbound({
  resolve = systemResolve,
  timeoutMs = 10_000,
  maxBytes = 1024 * 1024,
}: OutboundOptions = {}): Outbound {
  return async function callOut({ url, policy, pinned = null, ...call }) {
    const destination = destinationOf(url, policy)
    const agent = checkedAgent(destination, { policy, pinned, resolve })
    const deadline = AbortSignal.timeout(timeoutMs)
    try {
      const asked = ask(url, { ...call, agent, signal: deadline })
      return await within(
        deadline,
        asked.then((answer) => whole(answer, maxBytes)),
      )
    } catch (error) {
      if (deadline.aborted) throw new OutboundFailure('timeout')
      if (error instanceof OutboundFailure) throw error
      throw new OutboundFailure('bad_answer', { note: error instanceof Error ? error.message : String(error) })
    } finally {
      agent.destroy()
    }
  }
}

type Asking = Pick<OutboundCall, 'method' | 'headers' | 'body'> & {
  readonly agent: ReturnType<typeof checkedAgent>
  readonly signal: AbortSignal
}

function ask(url: URL, { method = 'GET', headers = {}, body, agent, signal }: Asking): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = send(
      url,
      { method, agent, signal, headers: { 'Accept-Encoding': 'identity', ...headers } },
      resolve,
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function whole(answer: IncomingMessage, maxBytes: number): Promise<OutboundAnswer> {
  const { statusCode: status = 0, headers } = answer
  const refuse = (code: 'redirected' | 'bad_answer' | 'too_large', note: string): never => {
    answer.destroy()
    throw new OutboundFailure(code, { note })
  }
  if (status >= 300 && status < 400 && status !== 304) refuse('redirected', `status ${status}`)
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') refuse('bad_answer', `Content-Encoding ${encoding}`)
  if (Number(headers['content-length'] ?? 0) > maxBytes) refuse('too_large', `${headers['content-length']} bytes`)
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer) {
    bytes += piece.length
    if (bytes > maxBytes) refuse('too_large', `more than ${maxBytes} bytes`)
    pieces.push(piece)
  }
  return { status, headers, body: Buffer.concat(pieces) }
}

/** The name may take for ever to resolve, which no signal stops. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
