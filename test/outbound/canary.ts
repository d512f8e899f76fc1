import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { Issued } from '../support/certificates.ts'

/** A listener that should never hear from us: on every address of this computer, IPv4 and IPv6. */
export interface Canary {
  readonly port: number
  readonly connections: number
  stop(): void
}

export async function startCanary(): Promise<Canary> {
  let connections = 0
  const server = createServer((socket: Socket) => {
    connections += 1
    socket.destroy()
  })
  const port = await listening(server, '::')
  return {
    port,
    get connections() {
      return connections
    },
    stop: () => server.close(),
  }
}

/** A TLS server of the test's own. */
export async function startTlsServer(
  { cert, key }: Issued,
  answer: (req: IncomingMessage, res: ServerResponse) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<{ readonly port: number; readonly requests: number; stop(): void }> {
  let requests = 0
  const server = createTlsServer({ cert, key }, (req, res) => {
    requests += 1
    answer(req, res)
  })
  const heardOn = await listening(server, host, port)
  return {
    port: heardOn,
    get requests() {
      return requests
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function listening(server: Server, host: string, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('not listening to a port'))
      resolve(address.port)
    })
  })
}
