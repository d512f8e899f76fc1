import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Issued, selfSigned } from '../../support/certificates.ts'
import { ownerEmail, ownerPassword } from './server.ts'

/**
 * A second instance, as someone else runs it: without a window, its own data folder, TLS with a certificate that it made itself, a public
 * URL. Set up with an owner over its API.
 */
export interface TlsServer {
  /** `https://127.0.0.1:PORT` */
  readonly origin: string
  readonly port: number
  readonly certificate: Issued
  readonly dataDir: string
  readonly email: string
  readonly password: string
  /** One request as the owner, with an API token for everything. */
  asOwner(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>
  /** Stops it; `start` begins again over the same folder, perhaps with another certificate. */
  stop(): Promise<void>
  start(certificate?: Issued): Promise<void>
  /** Ends it, and takes its folder away. */
  remove(): Promise<void>
}

const root = join(import.meta.dirname, '..', '..', '..')

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export function ownCertificate(): Issued {
  return selfSigned({ commonName: 'Acme internal', names: ['127.0.0.1', 'localhost'] })
}

export async function startTlsServer(): Promise<TlsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-tls-'))
  const dataDir = join(folder, 'data')
  const port = await freePort()
  const origin = `https://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  let certificate = ownCertificate()
  let setupUrl = ''
  let token = ''

  async function start(next = certificate): Promise<void> {
    certificate = next
    const [certFile, keyFile, readyFile] = ['cert.pem', 'key.pem', 'ready.json'].map((name) => join(folder, name))
    if (certFile === undefined || keyFile === undefined || readyFile === undefined) return
    writeFileSync(certFile, certificate.cert)
    writeFileSync(keyFile, certificate.key, { mode: 0o600 })
    rmSync(readyFile, { force: true })
    const started = spawn(
      process.execPath,
      [
        join(root, 'out', 'main', 'server.js'),
        ...['--data', dataDir, '--port', String(port), '--public-url', origin],
        ...['--tls-cert', certFile, '--tls-key', keyFile, '--ready-file', readyFile],
        ...['--console-dir', join(root, 'out', 'console')],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BEATKEEPER_LOG_LEVEL: 'error' } },
    )
    child = started
    let said = ''
    let wake = (): void => {}
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (piece) => {
        said += String(piece)
        wake()
      })
    started.once('exit', () => wake())
    while (!existsSync(readyFile) || !readFileSync(readyFile, 'utf8').endsWith('\n')) {
      if (started.exitCode !== null) throw new Error(`The second instance did not start:\n${said}`)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const ready: unknown = JSON.parse(readFileSync(readyFile, 'utf8'))
    if (typeof ready === 'object' && ready !== null && 'setup_url' in ready) setupUrl = String(ready.setup_url ?? '')
  }

  async function stop(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }

  function call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: unknown,
  ): Promise<{ status: number; json: unknown; cookie: string }> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const outgoing = request(
        `${origin}/api/v1${path}`,
        {
          method,
          ca: certificate.cert,
          headers: { ...headers, ...(text === '' ? {} : { 'content-type': 'application/json' }) },
        },
        (answer) => {
          let said = ''
          answer.on('data', (piece) => {
            said += String(piece)
          })
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              json: said === '' ? null : JSON.parse(said),
              cookie: (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '),
            }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(text)
    })
  }

  await start()
  const code = /#code=(.+)$/.exec(setupUrl)?.[1] ?? ''
  const made = await call(
    'POST',
    '/setup',
    {},
    {
      ...{ code, workspace_name: 'Acme', page_name: 'Acme Status', host: 'status.acme.test' },
      ...{ email: ownerEmail, name: 'Mina Okafor', password: ownerPassword },
    },
  )
  if (made.status !== 201) throw new Error(`the set-up answered ${made.status}: ${JSON.stringify(made.json)}`)
  const minted = await call(
    'POST',
    '/admin/tokens',
    { cookie: made.cookie, 'x-csrf': String(fieldOf(made.json, 'csrf')) },
    { name: 'test-driver', permission: 'admin', role_key: 'owner', page_id: null },
  )
  if (minted.status !== 201) throw new Error(`minting answered ${minted.status}: ${JSON.stringify(minted.json)}`)
  token = String(fieldOf(minted.json, 'token'))

  return {
    origin,
    port,
    get certificate() {
      return certificate
    },
    dataDir,
    email: ownerEmail,
    password: ownerPassword,
    asOwner: (method, path, body) => call(method, path, { authorization: `Bearer ${token}` }, body),
    stop,
    start,
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A member of what was answered. */
export function fieldOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined
}
