import { connect } from 'node:net'

/** Bytes to a port, and everything that comes back: for requests that no HTTP client would send. */

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape and asserts what it reads.
  readonly json: any
}

export interface RawExchange {
  /** The answers in the order in which they came (1xx ones are left out). */
  readonly answers: readonly RawAnswer[]
  /** The server ended the connection by itself. */
  readonly closed: boolean
}

export interface Sending {
  /** How many answers to wait for; the connection is then ended from here. The server may end it before. Default 1. */
  readonly answers?: number
  /** Sent after the first bytes, once something has come back or at once. */
  readonly then?: string | Buffer
  /** To HEAD: no body follows the headers. */
  readonly headOnly?: boolean
  /** Wait for the server to end the connection instead of ending it from here. */
  readonly untilClosed?: boolean
  /** End this side after sending: nothing more will come. */
  readonly half?: boolean
}

/** Sends bytes to 127.0.0.1 and reads until enough answers have come or the server ends the connection. */
export function sendRaw(port: number, bytes: string | Buffer, options: Sending = {}): Promise<RawExchange> {
  const { answers: wanted = 1, then, headOnly = false, untilClosed = false, half = false } = options
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = Buffer.alloc(0)
    let ended = false
    const done = (closed: boolean): void => {
      const answers = answersIn(received, headOnly)
      socket.destroy()
      resolve({ answers, closed })
    }
    socket.on('connect', () => {
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
      if (then !== undefined) socket.write(typeof then === 'string' ? Buffer.from(then, 'latin1') : then)
      if (half) socket.end()
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (!untilClosed && !ended && answersIn(received, headOnly).length >= wanted) {
        const last = answersIn(received, headOnly).at(-1)
        // "Connection: close" is a promise: the end that was announced is waited for.
        if (last?.headers.connection === 'close') return
        ended = true
        done(false)
      }
    })
    socket.on('end', () => {
      if (!ended) done(true)
    })
    socket.on('error', (error: Error & { code?: string }) => {
      if (ended) return
      if (received.length > 0 || error.code === 'ECONNRESET' || error.code === 'EPIPE') done(true)
      else reject(error)
    })
  })
}

function answersIn(received: Buffer, headOnly: boolean): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) return answers
    const [statusLine = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? Number.NaN)
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const start = end + 4
    if (status < 200) {
      rest = rest.subarray(start)
      continue
    }
    const bodiless = headOnly || status === 204 || status === 304
    const body = bodiless
      ? { bytes: Buffer.alloc(0), next: start }
      : headers['transfer-encoding'] === 'chunked'
        ? chunkedBody(rest, start)
        : sizedBody(rest, start, Number(headers['content-length'] ?? 0))
    if (body === null) return answers
    const text = body.bytes.toString()
    answers.push({ status, headers, text, json: parsed(text) })
    rest = rest.subarray(body.next)
  }
}

function sizedBody(bytes: Buffer, start: number, size: number): { bytes: Buffer; next: number } | null {
  return bytes.length < start + size ? null : { bytes: bytes.subarray(start, start + size), next: start + size }
}

function chunkedBody(bytes: Buffer, start: number): { bytes: Buffer; next: number } | null {
  const pieces: Buffer[] = []
  let at = start
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return null
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (bytes.length < lineEnd + 2 + size + 2) return null
    if (size === 0) return { bytes: Buffer.concat(pieces), next: lineEnd + 4 }
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
