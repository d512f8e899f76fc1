import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { temporaryFolder } from './run-cli.ts'

/** The scripts of examples/, run as they are against a real server. */
const it = suite<{ server: TestServer; folder: ReturnType<typeof temporaryFolder> }>('examples')
const examples = resolve(import.meta.dirname, '..', '..', 'examples')

it.before(async (context) => {
  context.server = await startTestServer()
  context.folder = temporaryFolder()
})
it.after(async ({ server, folder }) => {
  await server.stop()
  folder.remove()
})

function run(name: string, words: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn('bash', [join(examples, name), ...words], { env: { ...process.env, ...env }, stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    child.on('close', (code) => done({ code, out, err }))
  })
}

async function withToken(
  { server, folder }: { server: TestServer; folder: ReturnType<typeof temporaryFolder> },
  fields: Record<string, unknown>,
): Promise<{ BEATKEEPER_URL: string; BEATKEEPER_TOKEN_FILE: string }> {
  const { token, id } = await server.mint(fields)
  const file = join(folder.path, id)
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return { BEATKEEPER_URL: server.url, BEATKEEPER_TOKEN_FILE: file }
}

it('open-incident.sh opens one incident, however often it is tried', async (context) => {
  const env = await withToken(context, { permission: 'write', role_key: 'responder' })
  const words = ['alert-17', 'Say "hi" to $HOME; \\o/', 'It\nis broken.']
  for (const attempt of ['first', 'second']) {
    const { code, out, err } = await run('open-incident.sh', words, env)
    assert.is(code, 0, `${attempt}: ${out}${err}`)
    assert.is(JSON.parse(out).name, words[1])
  }
  const { json } = await context.server.asOwner({ path: '/api/v1/admin/incidents' })
  assert.is(json.data.length, 1)
})

it('announce-maintenance.sh announces one', async (context) => {
  const env = await withToken(context, { permission: 'write', role_key: 'planner' })
  const { code, out, err } = await run('announce-maintenance.sh', ['Database upgrade', '90'], env)
  assert.is(code, 0, err)
  const { scheduled_for, scheduled_until, status } = JSON.parse(out)
  assert.equal([Date.parse(scheduled_until) - Date.parse(scheduled_for), status], [90 * 60_000, 'scheduled'])
})

it('rotate-token.sh puts a token that works into the file, and leaves it alone where it may not', async (context) => {
  const env = await withToken(context, {})
  const before = readFileSync(env.BEATKEEPER_TOKEN_FILE, 'utf8')
  assert.is.not((await run('rotate-token.sh', [], env)).code, 0)
  assert.is(readFileSync(env.BEATKEEPER_TOKEN_FILE, 'utf8'), before)

  const body = { token_policy: { self_rotation: true } }
  assert.is((await context.server.asOwner({ method: 'PATCH', path: '/api/v1/org/settings', body })).status, 200)
  const { code, err } = await run('rotate-token.sh', [], env)
  assert.is(code, 0, err)
  const token = readFileSync(env.BEATKEEPER_TOKEN_FILE, 'utf8').trim()
  assert.is.not(token, before.trim())
  assert.is((await context.server.ask({ path: '/api/v1/me', token })).status, 200)
  assert.is(statSync(env.BEATKEEPER_TOKEN_FILE).mode & 0o777, 0o600)
  assert.equal(
    readdirSync(context.folder.path).filter((name) => name.includes('.')),
    [],
    'left behind',
  )
})

it('watch-status.ts says the status, and once more when it has changed', async ({ server }) => {
  const child = spawn(process.execPath, [join(examples, 'watch-status.ts'), '0.05'], {
    env: { ...process.env, BEATKEEPER_URL: server.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  await new Promise<void>((done) => {
    child.stdout.on('data', (chunk) => {
      lines.push(...String(chunk).trim().split('\n'))
      const body = { name: 'Everything is down', status: 'investigating', impact: 'critical' }
      if (lines.length === 1) void server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', body })
      else done()
    })
  })
  child.kill()
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', / critical: /)
})

it.run()
