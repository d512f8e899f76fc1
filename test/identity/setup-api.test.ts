import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { type RunningServer, runServer } from '../../src-server/run.ts'
import { type Ask, ask } from '../support/ask.ts'
import { testClock } from '../support/harness.ts'
import { cookieOf } from './people.ts'

const it = suite('setup (HTTP)')

interface EmptyServer {
  readonly running: RunningServer
  readonly clock: ReturnType<typeof testClock>
  readonly code: string
  ask(request: Ask): ReturnType<typeof ask>
  stop(): Promise<void>
}

/** A server over an empty folder, which nobody has set up. */
async function startEmpty(): Promise<EmptyServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'beatkeeper-empty-'))
  const clock = testClock()
  const running = await runServer(
    {
      dataDir,
      port: 0,
      host: '127.0.0.1',
      alsoHost: null,
      publicUrl: null,
      trustedProxies: [],
      tls: null,
      consoleDir: null,
      readyFile: null,
      keyFile: null,
      logLevel: 'error',
      checkReplies: true,
      anonymousPerMinute: 1_000_000,
      failedPerMinute: 1_000_000,
      tickSeconds: 3600,
    },
    clock,
    { passwords: createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } }) },
  )
  return {
    running,
    clock,
    code: running.services.setupCode.make(),
    ask: (request) => ask(running.port, request),
    async stop() {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const path = '/api/v1/setup'
const good = {
  workspace_name: 'Acme',
  email: 'Mina@Example.org',
  password: 'kestrel lichen quarry',
}

it('200 says that a fresh workspace needs an owner, and everything else wants a credential', async () => {
  const server = await startEmpty()
  assert.equal((await server.ask({ path })).json, { needs_setup: true, workspace_name: null })
  assert.is((await server.ask({ path: '/api/v1/me' })).json.code, 'unauthenticated')
  await server.stop()
})

it('201 makes workspace, page, host and owner, and signs the owner in', async () => {
  const server = await startEmpty()
  const body = { ...good, code: server.code, page_name: 'Acme Status', host: 'Status.Acme.Test', name: 'Mina Okafor' }
  const made = await server.ask({ method: 'POST', path, body })
  assert.is(made.status, 201, made.text)
  assert.is(made.json.workspace.name, 'Acme')
  assert.equal([made.json.page.name, made.json.page.hosts], ['Acme Status', ['status.acme.test']])
  assert.equal([made.json.user.email, made.json.user.name], ['mina@example.org', 'Mina Okafor'])
  const headers = { Cookie: cookieOf(made, '__Host-sid'), 'X-CSRF': made.json.csrf }
  const me = await server.ask({ path: '/api/v1/me', headers })
  assert.equal([me.status, me.json.role_key], [200, 'owner'])
  assert.equal((await server.ask({ path })).json, { needs_setup: false, workspace_name: 'Acme' })
  const port = server.running.port
  const current = '/api/v1/pages/public/current-host'
  const onHost = await server.ask({ path: current, headers: { Host: `status.acme.test:${port}` } })
  assert.is(onHost.status, 200)
  const log = await server.ask({ path: '/api/v1/admin/audit-log?limit=200', headers })
  const actions = log.json.data.map((row: { action: string; actor: { id: string } }) => `${row.action} ${row.actor.id}`)
  for (const action of ['workspace.create', 'page.create', 'member.add', 'session.login'])
    assert.ok(actions.includes(`${action} ${made.json.user.id}`), action)
  await server.stop()
})

it('201 takes what was left out from what was given: page name, owner name, no host', async () => {
  const server = await startEmpty()
  const made = await server.ask({ method: 'POST', path, body: { ...good, code: server.code } })
  assert.equal([made.json.page.name, made.json.page.hosts, made.json.user.name], ['Acme', [], 'mina'])
  await server.stop()
})

it('409 already_set_up the second time, also for two at once with the right code', async () => {
  const server = await startEmpty()
  const body = { ...good, code: server.code }
  const both = await Promise.all([1, 2].map(() => server.ask({ method: 'POST', path, body })))
  assert.equal(both.map(({ status }) => status).sort(), [201, 409])
  const again = await server.ask({
    method: 'POST',
    path,
    body: { ...body, code: server.running.services.setupCode.make() },
  })
  assert.equal([again.status, again.json.code], [409, 'already_set_up'])
  await server.stop()
})

it('422 setup_code_invalid for a wrong code and one older than an hour; nothing was changed', async () => {
  const server = await startEmpty()
  const attempt = (code: string) => server.ask({ method: 'POST', path, body: { ...good, code } })
  assert.is((await attempt('wrong')).json.code, 'setup_code_invalid')
  server.clock.pass(60 * 60_000)
  assert.is((await attempt(server.code)).json.code, 'setup_code_invalid')
  assert.is((await server.ask({ path })).json.needs_setup, true)
  assert.is((await attempt(server.running.services.setupCode.make())).status, 201)
  await server.stop()
})

it('422 says which fields are wrong, in words for people', async () => {
  const server = await startEmpty()
  const refusal = async (more: Record<string, unknown>) => {
    const answer = await server.ask({ method: 'POST', path, body: { ...good, code: server.code, ...more } })
    return [answer.status, answer.json.code, answer.json.errors?.[0]?.path]
  }
  assert.equal(await refusal({ host: 'localhost' }), [422, 'validation_failed', '/host'])
  assert.equal(await refusal({ host: 'https://status.acme.test/' }), [422, 'validation_failed', '/host'])
  assert.equal(await refusal({ email: 'mina' }), [422, 'validation_failed', '/email'])
  assert.equal(await refusal({ password: 'short' }), [422, 'validation_failed', '/password'])
  assert.equal(await refusal({ password: 'password1234' }), [422, 'weak_password', '/password'])
  assert.equal(await refusal({ password: 'Acme Acme Acme' }), [422, 'weak_password', '/password'])
  assert.equal(await refusal({ workspace_name: ' ' }), [422, 'validation_failed', '/workspace_name'])
  assert.equal(await refusal({ workspace_name: 'x\u0000y' }), [422, 'validation_failed', '/workspace_name'])
  assert.is((await server.ask({ path })).json.needs_setup, true)
  await server.stop()
})

it('403 sets nothing up from another origin, nor in a browser on 127.0.0.1', async () => {
  const server = await startEmpty()
  const body = { ...good, code: server.code }
  const from = (origin: string) => server.ask({ method: 'POST', path, body, headers: { Origin: origin } })
  assert.is((await from('http://evil.test')).json.code, 'cross_origin')
  assert.is((await from(server.running.url)).json.code, 'cross_origin')
  assert.is((await server.ask({ path })).json.needs_setup, true)
  await server.stop()
})

it.run()
