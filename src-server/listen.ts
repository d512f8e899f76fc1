import type { Server } from 'node:http'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { StartFailure } from './start-failure.ts'

/**
 * Listens on one address, and beside it on the other loopback one.
 *
 * Chosen: 127.0.0.1 and ::1 together, on the same port. A browser that opens `<id>.localhost` tries ::1 first: whoever held that port there
 * would get the visits that are meant for us. So a port that is taken on either is said, and none of the two is used (security.md 2.3).
 * A computer without ::1 does with the one. Connections of the second address are handed to the one HTTP server, so that its limits and
 * timeouts hold for both together. Left out: another port when ours is taken; scripts would talk to a stranger.
 * Held by test/cli/listen.test.ts (T16).
 */

export interface Wanted {
  readonly host: string
  /** A second address, where this computer has it. */
  readonly alsoHost: string | null
  /** 0 picks one that is free on both. */
  readonly port: number
}

export interface Listening {
  readonly port: number
  /** Where it listens: `127.0.0.1`, `::1`. */
  readonly hosts: readonly string[]
  /** Takes no more connections; resolves when the last has ended, at the latest after five seconds. */
  close(): Promise<void>
}

/** Ports that are tried with `--port 0`, until one is free on both addresses. */
const portsTried = 20

/** @throws StartFailure `port_in_use`, `bad_config` */
export async function listen(server: Server, wanted: Wanted): Promise<Listening> {
  for (let tries = 1; ; tries += 1) {
    const port = await listenOn(server, wanted.host, wanted.port)
    if (wanted.alsoHost === null) return listening([server], [wanted.host], port, server)
    const second = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket))
    try {
      await listenOn(second, wanted.alsoHost, port)
      countTogether(server)
      return listening([server, second], [wanted.host, wanted.alsoHost], port, server)
    } catch (error) {
      if (isMissing(error)) return listening([server], [wanted.host], port, server)
      await new Promise((resolve) => server.close(resolve))
      if (wanted.port !== 0 || codeOf(error) !== 'EADDRINUSE' || tries === portsTried) throw error
    }
  }
}

/** Connections of both addresses count as one number: Node counts those of each listener alone. */
function countTogether(server: Server): void {
  let open = 0
  server.prependListener('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
    })
    if (open > server.maxConnections) socket.destroy()
  })
}

function listenOn(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => reject(failureOf(error, host, port))
    server.once('error', refused)
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => {
      server.off('error', refused)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** What the system calls it, kept for those who go on all the same. */
function codeOf(error: unknown): unknown {
  const cause = error instanceof StartFailure ? error.cause : error
  return cause instanceof Error && 'code' in cause ? cause.code : null
}

/** Whether this computer has no such address, or no IPv6 at all. */
function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL'
}

function failureOf(error: Error, host: string, port: number): Error {
  const code = codeOf(error)
  if (code === 'EADDRINUSE')
    return new StartFailure(
      'port_in_use',
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`,
      error,
    )
  if (code === 'EACCES')
    return new StartFailure(
      'port_in_use',
      `Port ${port} needs more rights than this user has. Choose one above 1023 with --port.`,
      error,
    )
  if (code === 'EADDRNOTAVAIL')
    return new StartFailure('bad_config', `This computer has no address ${host}. Choose another with --host.`, error)
  return error
}

function listening(listeners: readonly NetServer[], hosts: readonly string[], port: number, http: Server): Listening {
  return {
    port,
    hosts,
    async close() {
      const ended = Promise.all(listeners.map((one) => new Promise((resolve) => one.close(resolve))))
      http.closeIdleConnections()
      const force = setTimeout(() => http.closeAllConnections(), 5000)
      force.unref()
      await ended
      clearTimeout(force)
    },
  }
}
