import { type Agent, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'

/** One HTTP request exactly as written: no redirects, no cookies kept, no header added but those that a request must have. */

export interface Ask {
  readonly method?: string
  readonly path: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Sent as JSON; a string or Buffer is sent as it is. */
  readonly body?: unknown
  /** Over TLS, as a client that knows this authority and asks for this name. */
  readonly tls?: { readonly ca: string; readonly servername: string }
  /** Another address of this computer to come from, such as 127.0.0.5. */
  readonly from?: string
  readonly agent?: Agent
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body as JSON; `{}` where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape and asserts what it reads.
  readonly json: any
}

/** Sends it to 127.0.0.1. */
export function ask(
  port: number,
  { method = 'GET', path, token, headers = {}, body, tls, from, agent }: Ask,
): Promise<Answer> {
  const bytes =
    body === undefined
      ? null
      : typeof body === 'string' || Buffer.isBuffer(body)
        ? Buffer.from(body)
        : Buffer.from(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const req = (tls === undefined ? plainRequest : tlsRequest)(
      {
        ...tls,
        ...(from === undefined ? {} : { localAddress: from }),
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: agent ?? false,
        setHost: !Object.keys(headers).some((name) => name.toLowerCase() === 'host'),
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(bytes === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) }),
          ...headers,
        },
      },
      (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: res.statusCode ?? 0, headers: flat(res.headers), text, json: parsed(text) })
        })
      },
    )
    req.on('error', reject)
    req.end(bytes ?? undefined)
  })
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join('\n') : (value ?? '')]),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
