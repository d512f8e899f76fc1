import { request, type Server } from 'node:http'
import { duplexPair } from 'node:stream'

/**
 * Calls an HTTP server of this process without a network: each request goes over a pair of streams that nobody else can reach. So a story
 * can call the real application, with all of its rules, while nothing listens anywhere.
 */
export function inProcessFetch(server: Server): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const [ours, theirs] = duplexPair()
    server.emit('connection', theirs)
    const body = typeof init.body === 'string' ? Buffer.from(init.body) : null
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          createConnection: () => ours,
          host: url.hostname,
          method: init.method ?? 'GET',
          path: `${url.pathname}${url.search}`,
          headers: {
            Host: url.host,
            ...Object.fromEntries(new Headers(init.headers ?? {})),
            ...(body === null ? {} : { 'Content-Length': String(body.length) }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            const status = answer.statusCode ?? 500
            const headers = new Headers()
            for (const [name, value] of Object.entries(answer.headers))
              if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
            resolve(new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, headers }))
          })
        },
      )
      asked.on('error', reject)
      asked.end(body ?? undefined)
    })
  }
}
