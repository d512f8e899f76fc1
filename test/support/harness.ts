import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { setUpWorkspace } from '../../src-server/features/setup/store.ts'
import { mintFirstToken } from '../../src-server/features/tokens/mint.ts'
import { type Clock, systemClock } from '../../src-server/lib/clock.ts'
import { type RunningServer, runServer } from '../../src-server/run.ts'
import { type Answer, type Ask, ask } from './ask.ts'

/**
 * A real server on a port of its own, over real SQLite in a folder of its own, with a clock that a test can move.
 * Every reply is held against its contract. Passwords are hashed cheaply; nothing else differs from production.
 */

export interface TestClock extends Clock {
  /** Moves wall and monotonic time on (or the wall alone back, with a negative number). */
  pass(ms: number): void
}

/** A clock that runs like the system's, plus what was passed. */
export function testClock(): TestClock {
  let wall = 0
  let monotonic = 0
  return {
    wall: () => systemClock.wall() + wall,
    monotonic: () => systemClock.monotonic() + monotonic,
    pass(ms) {
      wall += ms
      if (ms > 0) monotonic += ms
    },
  }
}

export const ownerPassword = 'correct horse battery staple 7'
export const ownerEmail = 'mina@example.org'

export interface TestServer {
  readonly running: RunningServer
  readonly url: string
  readonly dataDir: string
  readonly clock: TestClock
  readonly workspaceId: string
  readonly pageId: string
  readonly ownerId: string
  /** An API token of level admin and role owner for all pages; no limit stands in a test's way. */
  readonly ownerToken: string
  /** One request; `token` goes into Authorization. */
  ask(request: Ask): Promise<Answer>
  /** The same as the owner token. */
  asOwner(request: Ask): Promise<Answer>
  /** Makes a token and answers its raw value and object. */
  mint(
    fields?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<{ id: string; token: string; [field: string]: unknown }>
  /** Ends the server but keeps the folder, and starts it again over it. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface TestServerOptions {
  /** Hosts of the first page. */
  readonly host?: string | null
  /** Requests a minute; the default lets every test through. */
  readonly rateLimit?: number
  readonly publicUrl?: string
  readonly trustedProxies?: readonly string[]
  readonly tls?: { readonly certFile: string; readonly keyFile: string }
  /** 0, the default, picks a free one. */
  readonly port?: number
  readonly anonymousPerMinute?: number
  readonly failedPerMinute?: number
  readonly magicPerMinute?: number
  readonly consoleDir?: string | null
  /** What goes to stderr; a test that provokes faults is better silent. */
  readonly logLevel?: 'silent' | 'error' | 'debug'
}

const cheapPasswords = (): ReturnType<typeof createPasswords> =>
  createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } })

/** Starts a server that is set up, with an owner and an owner token. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'beatkeeper-test-'))
  const clock = testClock()
  const start = (): Promise<RunningServer> =>
    runServer(
      {
        dataDir,
        port: options.port ?? 0,
        host: '127.0.0.1',
        alsoHost: null,
        publicUrl: options.publicUrl === undefined ? null : new URL(options.publicUrl),
        trustedProxies: options.trustedProxies ?? [],
        tls: options.tls ?? null,
        consoleDir: options.consoleDir ?? null,
        readyFile: null,
        keyFile: null,
        logLevel: options.logLevel ?? 'error',
        checkReplies: true,
        anonymousPerMinute: options.anonymousPerMinute ?? 1_000_000,
        failedPerMinute: options.failedPerMinute ?? 1_000_000,
        magicPerMinute: options.magicPerMinute ?? 1_000_000,
        tickSeconds: 3600,
      },
      clock,
      { passwords: cheapPasswords() },
    )
  let running = await start()
  const passwordHash = await cheapPasswords().hash(ownerPassword)
  const made = await running.services.writer.submit((tx) => {
    const rate = options.rateLimit ?? 1_000_000
    tx.run(
      'UPDATE workspace SET rate_limit_live = ?, rate_limit_test = ?',
      rate,
      options.rateLimit === undefined ? rate : Math.ceil(rate / 10),
    )
    return setUpWorkspace(tx, {
      workspaceName: 'Acme',
      pageName: 'Acme Status',
      host: options.host === undefined ? 'status.acme.test' : options.host,
      email: ownerEmail,
      ownerName: 'Mina Okafor',
      passwordHash,
      now: clock.wall(),
      newId: running.services.newId,
    })
  })
  if (made === null) throw new Error('the workspace was set up already')
  running.services.generation.advance()
  const { token: ownerToken } = await running.services.writer.submit((tx) =>
    mintFirstToken(tx, running.services, {
      name: 'owner',
      description: '',
      level: 'admin',
      roleKey: 'owner',
      pageId: null,
      owner: { id: made.ownerId, name: 'Mina Okafor' },
      now: clock.wall(),
      lifetimeMs: 365 * 86_400_000,
    }),
  )

  const server: TestServer = {
    get running() {
      return running
    },
    get url() {
      return running.url
    },
    dataDir,
    clock,
    ...made,
    ownerToken,
    ask: (request) => ask(running.port, request),
    asOwner: (request) => ask(running.port, { token: ownerToken, ...request }),
    async mint(fields = {}, headers = {}) {
      const answer = await ask(running.port, {
        method: 'POST',
        path: '/api/v1/admin/tokens',
        token: ownerToken,
        headers,
        body: { name: 'a token', permission: 'read', role_key: 'viewer', ...fields },
      })
      if (answer.status !== 201) throw new Error(`minting answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
    async restart() {
      await running.stop()
      running = await start()
    },
    async stop() {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return server
}
