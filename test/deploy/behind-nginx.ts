import { rmSync } from 'node:fs'
import { temporaryFolder } from '../cli/run-cli.ts'
import { type Answer, type Ask, ask } from '../support/ask.ts'
import { createAuthority } from '../support/certificates.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/harness.ts'
import { type Pipe, startPipe } from './counting-pipe.ts'
import { freePort } from './free-port.ts'
import { type Nginx, startNginx } from './start-nginx.ts'

/** Beatkeeper behind a real nginx that ends TLS, as the guide says, with a wire between them that counts. */
export interface Behind {
  readonly server: TestServer
  readonly nginx: Nginx
  readonly pipe: Pipe
  /** `admin.acme.test:PORT`, the public URL's host. */
  readonly host: string
  readonly authority: string
  readonly tlsPort: number
  readonly plainPort: number
  /** One request to nginx, over TLS, for the public URL's host unless a Host is given. */
  through(request: Ask): Promise<Answer>
  /** One request through a second proxy before nginx, which nginx knows as 127.0.0.3. */
  throughBoth(request: Ask): Promise<Answer>
}

const authority = createAuthority()
export const adminName = 'admin.acme.test'
export const pageName = 'status.acme.test'

/** Starts both, runs the body, stops both. */
export async function behindNginx(options: TestServerOptions, body: (behind: Behind) => Promise<void>): Promise<void> {
  const folder = temporaryFolder()
  const ends: (() => unknown)[] = [() => rmSync(folder.path, { recursive: true, force: true })]
  try {
    const [tlsPort, plainPort, edgePort] = [await freePort(), await freePort(), await freePort()]
    const host = `${adminName}:${tlsPort}`
    const server = await startTestServer({
      host: pageName,
      publicUrl: `https://${host}`,
      trustedProxies: ['127.0.0.1', '127.0.0.3'],
      ...options,
    })
    ends.unshift(() => server.stop())
    const pipe = await startPipe(() => server.running.port)
    ends.unshift(() => pipe.stop())
    const nginx = await startNginx({
      folder: folder.path,
      upstreamPort: pipe.port,
      plainPort,
      tlsPort,
      names: [adminName, pageName],
      certificate: authority.issue({ commonName: adminName, names: [adminName, pageName] }),
      more: edgeOf(edgePort, tlsPort),
    })
    ends.unshift(() => nginx.stop())
    const tls = { ca: authority.cert, servername: adminName }
    await body({
      server,
      nginx,
      pipe,
      host,
      authority: authority.cert,
      tlsPort,
      plainPort,
      through: (request) => ask(tlsPort, { tls, ...withHost(request, host) }),
      throughBoth: (request) => ask(edgePort, withHost(request, host)),
    })
  } finally {
    for (const end of ends) await end()
  }
}

/** A proxy in front of the proxy, which comes from 127.0.0.3. */
function edgeOf(port: number, tlsPort: number): string {
  return `server { listen 127.0.0.1:${port}; location / {
    proxy_pass https://127.0.0.1:${tlsPort}; proxy_bind 127.0.0.3; proxy_ssl_server_name on; proxy_ssl_name ${adminName};
    proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }`
}

function withHost({ headers = {}, ...request }: Ask, host: string): Ask {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  return { ...request, headers: named ? headers : { Host: host, ...headers } }
}
