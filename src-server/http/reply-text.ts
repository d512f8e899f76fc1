import type { Exchange } from './exchange.ts'
import type { Reply } from './handler.ts'

/** A handler's reply as it is sent, kept and replayed. */
export interface ReplyText {
  readonly status: number
  /** JSON; null where there is no body. */
  readonly text: string | null
  /** Flat: name, value, name, value, … */
  readonly headers: readonly string[]
}

/**
 * Writes a reply out, inside the batch that made it: what is sent after COMMIT is what was there before it.
 * @param checked hold it against the endpoint's own schema (tests and development).
 * @throws Error when it does not fit: a bug, answered as 500.
 */
export function replyText(exchange: Exchange, reply: Reply<unknown>, checked: boolean): ReplyText {
  const endpoint = exchange.route?.endpoint
  const status = reply.status ?? endpoint?.status ?? 200
  if (reply.refusal !== undefined) return { status, text: null, headers: [] }
  if (checked && status < 300 && status !== 204 && endpoint !== undefined) {
    const result = endpoint.reply.safeParse(reply.body)
    if (!result.success)
      throw new Error(`${endpoint.id} answers what its contract does not say: ${JSON.stringify(result.error.issues)}`)
  }
  const headers: string[] = []
  if (reply.version !== undefined) headers.push('ETag', `"${reply.version}"`)
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers.push(name, value)
  for (const cookie of reply.cookies ?? []) headers.push('Set-Cookie', cookie)
  if (status === 204 || reply.body === undefined) return { status, text: null, headers }
  const text = endpoint?.answers === 'html' ? String(reply.body) : JSON.stringify(reply.body)
  return { status, text, headers }
}
