import { connect, createServer } from 'node:net'

/** A wire between proxy and server that counts connections, and can be cut. */
export interface Pipe {
  readonly port: number
  readonly connections: number
  /** Bytes from the server that have come by. */
  readonly bytes: number
  stop(): void
}

export function startPipe(to: () => number): Promise<Pipe> {
  let connections = 0
  let bytes = 0
  const server = createServer((inner) => {
    connections += 1
    const outer = connect(to(), '127.0.0.1')
    inner.pipe(outer)
    outer.on('data', (chunk) => (bytes += chunk.length))
    outer.pipe(inner)
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        get connections() {
          return connections
        },
        get bytes() {
          return bytes
        },
        stop: () => server.close(),
      })
    })
  })
}
