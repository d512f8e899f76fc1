import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenDatabase, openReadOnly } from '../../../src-server/db/open.ts'
import { fillDemoFolder } from '../../../src-server/demo/fill.ts'
import { type Answer, type Ask, ask } from '../../support/ask.ts'

/**
 * The built server as a person runs it: a process of its own on a free port, with the built console, over a folder of its own. What the tests
 * need besides is asked over HTTP, as anyone would.
 */

const root = join(import.meta.dirname, '..', '..', '..')

export const ownerEmail = 'mina@acme.test'
export const ownerPassword = 'violet harbour tandem 42'
/** The host of the first page. */
export const pageHost = 'status.acme.test'

interface Ready {
  readonly url: string
  readonly port: number
  readonly setup_url: string | null
}

export interface HeadlessServer {
  readonly port: number
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Where browsers are sent for the console: `http://<console id>.localhost:PORT`. */
  readonly consoleOrigin: string
  /** The one-time link of a fresh folder; `null` once it is set up. */
  readonly setupUrl: string | null
  readonly dataDir: string
  /** One request to the API, `/api/v1` before its path. */
  ask(request: Ask): Promise<Answer>
  /** What it has printed, since it was started last. */
  said(): string
  /** The file, read beside the server, for looking at what is stored. */
  look<Found>(see: (database: OpenDatabase['db']) => Found): Found
  /** Ends the server and starts it again over the same folder. */
  restart(): Promise<void>
  /** Ends it, and takes its folder away. */
  stop(): Promise<void>
}

/** A server with an owner, who holds an API token for everything. */
export interface OwnedServer extends HeadlessServer {
  readonly email: string
  readonly password: string
  /** The same as `ask`, with the owner's token. */
  asOwner(request: Ask): Promise<Answer>
  /** Makes a token and answers its object and raw value. */
  mint(fields: Record<string, unknown>): Promise<{ id: string; name: string; token: string }>
}

async function run(dataDir: string): Promise<{ child: ChildProcess; ready: Ready; said: () => string }> {
  const readyFile = join(dataDir, '..', 'ready.json')
  rmSync(readyFile, { force: true })
  const child = spawn(
    process.execPath,
    [
      join(root, 'out', 'main', 'server.js'),
      ...['--data', dataDir, '--port', '0', '--ready-file', readyFile],
      ...['--console-dir', join(root, 'out', 'console')],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BEATKEEPER_LOG_LEVEL: 'error' } },
  )
  let said = ''
  let rest: (() => void) | null = null
  const heard = (text: unknown): void => {
    said += String(text)
    rest?.()
  }
  child.stdout.on('data', heard)
  child.stderr.on('data', heard)
  child.once('exit', () => rest?.())
  // The file is whole before the server says that it is ready.
  while (!existsSync(readyFile) || !readFileSync(readyFile, 'utf8').endsWith('\n')) {
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${said}`)
    await new Promise<void>((resolve) => {
      rest = resolve
    })
  }
  return { child, ready: JSON.parse(readFileSync(readyFile, 'utf8')), said: () => said }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function serve(folder: string, dataDir: string): Promise<HeadlessServer> {
  let { child, ready, said } = await run(dataDir)
  const originOf = async (port: number): Promise<string> =>
    new URL((await ask(port, { path: '/console/' })).headers.location ?? '').origin
  let consoleOrigin = await originOf(ready.port)
  return {
    get port() {
      return ready.port
    },
    get url() {
      return `http://127.0.0.1:${ready.port}`
    },
    get consoleOrigin() {
      return consoleOrigin
    },
    get setupUrl() {
      return ready.setup_url
    },
    dataDir,
    said: () => said(),
    ask: (request) => ask(ready.port, { ...request, path: `/api/v1${request.path}` }),
    look(see) {
      const opened = openReadOnly(join(dataDir, 'beatkeeper.db'))
      try {
        return see(opened.db)
      } finally {
        opened.close()
      }
    },
    async restart() {
      await end(child)
      ;({ child, ready, said } = await run(dataDir))
      consoleOrigin = await originOf(ready.port)
    },
    async stop() {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freshFolder(): { folder: string; dataDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-e2e-'))
  return { folder, dataDir: join(folder, 'data') }
}

/** A server over an empty folder: it waits to be set up. */
export function startFreshServer(): Promise<HeadlessServer> {
  const { folder, dataDir } = freshFolder()
  return serve(folder, dataDir)
}

/** Signs in as a client without a browser and mints a token for everything. */
async function withOwner(
  server: HeadlessServer,
  signIn: { cookie: string; csrf: string },
  person: { email: string; password: string },
): Promise<OwnedServer> {
  const made = await server.ask({
    method: 'POST',
    path: '/admin/tokens',
    headers: { Cookie: signIn.cookie, 'X-CSRF': signIn.csrf },
    body: { name: 'test-driver', permission: 'admin', role_key: 'owner', page_id: null },
  })
  if (made.status !== 201) throw new Error(`minting answered ${made.status}: ${made.text}`)
  const ownerToken: string = made.json.token
  const asOwner = (request: Ask): Promise<Answer> => server.ask({ token: ownerToken, ...request })
  return Object.assign(Object.create(server), {
    ...person,
    asOwner,
    async mint(fields: Record<string, unknown>) {
      const answer = await asOwner({
        method: 'POST',
        path: '/admin/tokens',
        body: { permission: 'read', role_key: 'viewer', ...fields },
      })
      if (answer.status !== 201) throw new Error(`minting answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
  })
}

function cookieOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? '').split(';')[0] ?? ''
}

/** A server that was set up with one page, over HTTP. */
export async function startOwnedServer(): Promise<OwnedServer> {
  const server = await startFreshServer()
  const code = /#code=(.+)$/.exec(server.setupUrl ?? '')?.[1] ?? ''
  const answer = await server.ask({
    method: 'POST',
    path: '/setup',
    body: {
      ...{ code, workspace_name: 'Acme', page_name: 'Acme Status', host: pageHost },
      ...{ email: ownerEmail, name: 'Mina Okafor', password: ownerPassword },
    },
  })
  if (answer.status !== 201) throw new Error(`the set-up answered ${answer.status}: ${answer.text}`)
  return withOwner(
    server,
    { cookie: cookieOf(answer), csrf: answer.json.csrf },
    { email: ownerEmail, password: ownerPassword },
  )
}

/** A server with a year of believable content. */
export async function startDemoServer(): Promise<OwnedServer> {
  const { folder, dataDir } = freshFolder()
  const summary = await fillDemoFolder({ dataDir, now: Date.now(), password: ownerPassword, logLevel: 'error' })
  if (summary === null) throw new Error('the demo folder was set up already')
  const server = await serve(folder, dataDir)
  const person = { email: summary.email, password: ownerPassword }
  const answer = await server.ask({ method: 'POST', path: '/auth/login', body: person })
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}: ${answer.text}`)
  return withOwner(server, { cookie: cookieOf(answer), csrf: answer.json.csrf }, person)
}
