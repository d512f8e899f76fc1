import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Connections, type ConnectionsParts, createConnections } from '../../src-main/connections/connections.ts'
import { type ConnectionList, emptyList } from '../../src-main/connections/list-file.ts'
import type { SecretStore } from '../../src-server/lib/keychain.ts'
import { createAuthority, type Issued } from './certificates.ts'

/** Remotes for the tests of the desktop's connections: TLS servers of the test's own, as well-behaved or as hostile as it says. */

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface TestRemote {
  /** `https://127.0.0.1:PORT` */
  readonly origin: string
  readonly port: number
  readonly certificate: Issued
  /** What it was asked, oldest first. */
  readonly asked: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[]
  stop(): void
}

const authority = createAuthority('Test authority of connections')

/** A certificate that no computer trusts by itself. */
export function strangeCertificate(): Issued {
  return authority.issue({ commonName: 'remote.test', names: ['127.0.0.1', 'localhost', 'remote.test'] })
}

export async function startRemote(
  answer: Answer,
  { certificate = strangeCertificate(), port = 0 }: { certificate?: Issued; port?: number } = {},
): Promise<TestRemote> {
  const asked: TestRemote['asked'] = []
  const server = createServer({ cert: certificate.cert, key: certificate.key }, async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    answer(request, response)
  })
  server.on('clientError', () => {})
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const at = (server.address() as AddressInfo).port
  return {
    origin: `https://127.0.0.1:${at}`,
    port: at,
    certificate,
    asked,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** What a Beatkeeper answers to a look at it, and `rest` to everything else. */
export function beatkeeper(version: string, rest: Answer = (_request, response) => json(response, 404, {})): Answer {
  return (request, response) => {
    if (request.url === '/readyz') json(response, 200, { status: 'ready', version, needs_setup: false })
    else if (request.url === '/api/v1/setup') json(response, 200, { needs_setup: false, workspace_name: 'Acme' })
    else rest(request, response)
  }
}

/** A keychain in memory. */
export function memoryStore(): SecretStore & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    read: async (account) => {
      const secret = entries.get(account)
      return secret === undefined ? { kind: 'absent' } : { kind: 'found', secret }
    },
    write: async (account, secret) => {
      entries.set(account, secret)
      return 'kept'
    },
    remove: async (account) => {
      entries.delete(account)
      return 'gone'
    },
  }
}

export interface Desk {
  readonly connections: Connections
  readonly store: ReturnType<typeof memoryStore>
  readonly list: () => ConnectionList
  /** The same connections after the app was started again. */
  again(): Connections
}

/** The connections of an app, over a list and a keychain in memory. */
export function deskWith(more: Partial<ConnectionsParts> = {}): Desk {
  let list = emptyList
  let ids = 0
  const store = memoryStore()
  const parts: ConnectionsParts = {
    file: {
      read: () => list,
      write(next) {
        list = next
      },
    },
    store,
    resolve: async () => ['127.0.0.1'],
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    newId() {
      ids += 1
      return `con_${String(ids).padStart(20, '0')}`
    },
    appVersion: '1.8.2',
    local: {
      folder: '/home/mina/.local/share/beatkeeper',
      state: () => ({ kind: 'running', since: '', url: 'http://127.0.0.1:4600', version: '1.8.2' }),
    },
    mayLoosen: async () => true,
    browserSignIn: async () => ({ outcome: 'refused', why: 'no_browser_sign_in', code: null }),
    ...more,
  }
  return { connections: createConnections(parts), store, list: () => list, again: () => createConnections(parts) }
}

/** Adds a connection; answers its id. */
export function addTo(
  connections: Connections,
  address: string,
  more: Partial<Parameters<Connections['add']>[0]> = {},
): string {
  const added = connections.add({
    name: 'Acme production',
    environment: 'Production',
    colour: 'red',
    safe_mode: 'normal',
    address,
    private_network: false,
    pinned: null,
    sign_in: 'password',
    ...more,
  })
  if (added.outcome !== 'added') throw new Error(`not added: ${added.why}`)
  return added.id
}
