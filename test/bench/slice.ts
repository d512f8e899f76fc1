import autocannon from 'autocannon'

/**
 * One slice of load in a process of its own, so that the client's work is not on the server's thread.
 * Reads its order as JSON from argv and prints the figures as JSON.
 */
const order: {
  url: string
  connections: number
  seconds: number
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
} = JSON.parse(process.argv[2] ?? '{}')

const result = await autocannon({
  url: order.url,
  connections: order.connections,
  duration: order.seconds,
  method: order.method,
  headers: order.headers,
  ...(order.body === undefined ? {} : { body: order.body }),
})
process.stdout.write(
  JSON.stringify({
    perSecond: result.requests.total / result.duration,
    p99: result.latency.p99,
    p50: result.latency.p50,
    statuses: { ok: result['2xx'], notModified: result['3xx'], refused: result['4xx'], failed: result['5xx'] },
    errors: result.errors,
  }),
)
