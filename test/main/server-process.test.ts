import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ServerState } from '../../src-main/bridge/contract.ts'
import { forkServer } from '../../src-main/fork-server.ts'
import { createForward } from '../../src-main/forward.ts'
import { localUpstream } from '../../src-main/local-upstream.ts'
import type { ServerProcess } from '../../src-main/server-process.ts'
import { createServerProcess } from '../../src-main/server-process.ts'
import { createWindowCredential } from '../../src-main/window-credential.ts'
import type { ToServer } from '../../src-server/contract/lifecycle.ts'
import { parseFromServer, parseToServer, sessionCookieName } from '../../src-server/contract/lifecycle.ts'
import { sessionCookie } from '../../src-server/http/authenticate.ts'

/** The real server, in a real process, as the desktop app has it: only the window is missing. */
const processes = suite('server process')

const entry = join(import.meta.dirname, '../../src-server/main.ts')
const folders: string[] = []
const running: ServerProcess[] = []

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'beatkeeper-process-'))
  folders.push(path)
  return path
}

/** A supervised server on a free port, with the states it went through and the process ids it had. */
function server(dataDir = folder(), port = 0) {
  const pids: number[] = []
  const states: ServerState[] = []
  let killed = (): void => {}
  const supervised = createServerProcess({
    spawn(listeners) {
      const child = forkServer(
        {
          entry,
          runtime: process.execPath,
          env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', BEATKEEPER_LOG_LEVEL: 'silent' },
        },
        {
          ...listeners,
          message(message) {
            if (message.type === 'ready') pids.push(message.pid)
            listeners.message(message)
          },
        },
      )
      killed = () => child.kill()
      return child
    },
    startMessage: () => ({ type: 'start', data_dir: dataDir, port, console_dir: null }),
    clock: { nowMs: () => Date.now() },
  })
  supervised.onState((state) => states.push(state))
  running.push(supervised)
  return { supervised, states, pids, kill: () => killed(), dataDir }
}

const kinds = (states: ServerState[]): string[] => states.map(({ kind }) => kind)
const untilKind = (supervised: ServerProcess, kind: ServerState['kind']): Promise<ServerState> =>
  new Promise((resolve) => {
    if (supervised.state().kind === kind) resolve(supervised.state())
    supervised.onState((state) => {
      if (state.kind === kind) resolve(state)
    })
  })

processes.after(async () => {
  await Promise.all(running.map((supervised) => supervised.stop()))
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

processes('starts, answers on its address, and stops in order', async () => {
  const { supervised, states, dataDir } = server()
  assert.is(supervised.state().kind, 'starting')
  supervised.start()
  const url = await supervised.address(30_000)
  assert.is((await fetch(`${url}/healthz`)).status, 200)
  assert.ok(existsSync(join(dataDir, 'endpoint.json')))
  await supervised.stop()
  assert.equal(kinds(states), ['starting', 'running', 'stopped', 'stopped'])
  assert.not(existsSync(join(dataDir, 'endpoint.json')), 'nothing points at a server that is gone')
  assert.is(await supervised.address(1000), null)
})

processes('from an empty folder to a signed-in window, which never sees a credential', async () => {
  const { supervised } = server()
  supervised.start()
  const credential = createWindowCredential(supervised)
  const forward = createForward(localUpstream({ address: () => supervised.address(30_000), credential }))
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    forward(
      new Request(`app://console/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    )

  assert.is((await call('GET', '/auth/session')).status, 401)
  const code = 'A'.repeat(22)
  const state = await supervised.ask({ type: 'setup-code', code })
  assert.is(state?.type === 'setup-state' && state.needs_setup, true)

  const owner = { email: 'owner@example.org', password: 'seven quiet herons, one tall lamp' }
  const setUp = await call('POST', '/setup', { code, workspace_name: 'Acme', ...owner })
  assert.is(setUp.status, 201, await setUp.clone().text())
  assert.is(setUp.headers.get('set-cookie'), null)
  assert.match(credential.header() ?? '', /^Bearer bks_/)
  assert.is((await call('GET', '/me')).status, 200)

  assert.is((await call('POST', '/auth/logout')).status, 204)
  assert.is(credential.header(), null)
  assert.is((await call('GET', '/me')).status, 401)
  assert.is((await call('POST', '/auth/login', { ...owner, password: 'wrong' })).status, 401)
  assert.is(credential.header(), null)
  const signedIn = await call('POST', '/auth/login', owner)
  assert.is(signedIn.status, 200, await signedIn.clone().text())
  const me = await call('GET', '/me')
  const body: unknown = await me.json()
  assert.is(typeof body === 'object' && body !== null && 'kind' in body && body.kind, 'session')

  // Locked, it opens nothing, and gets nothing new; the password opens it, and brings another secret over the channel.
  const before = credential.header()
  assert.is((await call('POST', '/auth/lock')).status, 204)
  assert.is((await call('GET', '/me')).headers.get('x-error'), 'session_locked')
  await credential.renew()
  assert.is(credential.header(), before)
  const opened = await call('POST', '/auth/reauthenticate', { password: owner.password })
  assert.is(opened.status, 200, await opened.clone().text())
  assert.is(opened.headers.get('set-cookie'), null)
  while (credential.header() === before) await new Promise((resolve) => setImmediate(resolve))
  assert.match(credential.header() ?? '', /^Bearer bks_/)
  assert.is((await call('GET', '/me')).status, 200)

  const again = await supervised.ask({ type: 'setup-code', code })
  assert.is(again?.type === 'setup-state' && again.needs_setup, false, 'a workspace with an owner takes no code')
  const stale = await supervised.ask({ type: 'exchange-session', cookie: 'not-a-session' })
  assert.is(stale?.type, 'refused')
  await supervised.stop()
})

processes('a crash is told, and followed by a new start with everything still there', async () => {
  const { supervised, states, pids, kill } = server()
  supervised.start()
  await untilKind(supervised, 'running')
  const restarted = untilKind(supervised, 'restarting')
  kill()
  await restarted
  const url = await supervised.address(30_000)
  assert.is((await fetch(`${url}/readyz`)).status, 200)
  assert.equal(kinds(states), ['starting', 'running', 'restarting', 'starting', 'running'])
  assert.is(new Set(pids).size, 2)
  await supervised.stop()
})

processes('a question is answered with null when the server ends before it answers', async () => {
  const { supervised, kill } = server()
  assert.is(await supervised.ask({ type: 'setup-code', code: 'A'.repeat(22) }), null, 'not running yet')
  supervised.start()
  await untilKind(supervised, 'running')
  const answer = supervised.ask({ type: 'exchange-session', cookie: 'x' })
  kill()
  assert.ok([null, 'refused'].includes((await answer)?.type ?? null))
  await supervised.stop()
})

processes('T16 a port that is taken is said, never swapped for another, and can be tried again', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  const address = squatter.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { supervised } = server(folder(), port)
  supervised.start()
  const failed = await untilKind(supervised, 'failed')
  assert.is(failed.kind === 'failed' && failed.code, 'port_in_use')
  assert.match(failed.kind === 'failed' ? failed.message : '', String(port))
  assert.is(await supervised.address(1000), null)
  await new Promise((resolve) => squatter.close(resolve))
  const starting = untilKind(supervised, 'starting')
  supervised.retry()
  await starting
  assert.is(await supervised.address(30_000), `http://127.0.0.1:${port}`)
  await supervised.stop()
  process.stdout.write('T16 port taken: refused, named, taken again once free\n')
})

processes('T16 a data folder that another server holds is refused', async () => {
  const first = server()
  first.supervised.start()
  await untilKind(first.supervised, 'running')
  const second = server(first.dataDir)
  second.supervised.start()
  const failed = await untilKind(second.supervised, 'failed')
  assert.is(failed.kind === 'failed' && failed.code, 'data_in_use')
  await second.supervised.stop()
  await first.supervised.stop()
  process.stdout.write('T16 second server on one data folder: refused\n')
})

processes('each end takes the messages of the contract and nothing else', () => {
  const good: ToServer[] = [
    { type: 'start', data_dir: '/d', port: 0, console_dir: null },
    { type: 'stop' },
    { type: 'setup-code', id: 1, code: 'A'.repeat(22) },
    { type: 'exchange-session', id: 2, cookie: 'x' },
    { type: 'renew-session', id: 3, secret: 'bks_x' },
  ]
  for (const message of good) {
    assert.equal(parseToServer(message), message)
    assert.is(parseToServer({ ...message, more: 1 }), null, message.type)
  }
  for (const noise of [
    null,
    1,
    'stop',
    [],
    {},
    { type: 'ready' },
    { type: 'start', data_dir: '', port: 0, console_dir: null },
    { type: 'start', data_dir: '/d', port: 70_000, console_dir: null },
    { type: 'setup-code', id: 1, code: 'short' },
  ]) {
    assert.is(parseToServer(noise), null)
    assert.is(parseFromServer(noise), null)
  }
})

processes('main trades the very cookie that the server sets', () => assert.is(sessionCookieName, sessionCookie))

processes.run()
