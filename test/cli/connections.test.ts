import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nameFor } from '../../src-server/cli/connection-list.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { inProcess, keychainOf, type Ran, temporaryFolder } from './run-cli.ts'

/** `beatkeeper connections`: names for servers, where they are and never how one gets in. */

interface Context {
  server: TestServer
  folder: ReturnType<typeof temporaryFolder>
}

const it = suite<Context>('beatkeeper connections')
it.before(async (context) => {
  context.server = await startTestServer()
  context.folder = temporaryFolder()
})
it.after(async ({ server, folder }) => {
  await server.stop()
  folder.remove()
})

let homes = 0
function terminal({ folder }: Context, secrets = keychainOf()) {
  homes += 1
  const home = join(folder.path, `home-${homes}`)
  mkdirSync(home)
  const run = (words: readonly string[], stdin = ''): Promise<Ran> => inProcess(words, { secrets, home, stdin })
  return { secrets, home, run, file: join(home, '.config', 'beatkeeper', 'connections.json') }
}

it('add, list, test, use, remove; with an API token that only the keychain holds', async (context) => {
  const { server } = context
  const { secrets, run, file } = terminal(context)
  const { token } = await server.mint({ name: 'console on my laptop', permission: 'admin', role_key: 'admin' })
  assert.match((await run(['connections', 'list'])).err, /There are no connections yet/)

  const added = await run(['connections', 'add', 'prod', server.url, '--token-stdin', '--json'], `${token}\n`)
  assert.equal(added.json, { name: 'prod', url: server.url, signed_in: 'token', user: 'console on my laptop' })
  assert.not.match(readFileSync(file, 'utf8'), /bk_live_/)
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.is(JSON.parse([...secrets.entries.values()][0] ?? '').token, token)

  const listed = await run(['connections', 'list', '--json'])
  assert.equal(listed.json.data, [{ name: 'prod', url: server.url, signed_in: 'token', user: 'console on my laptop' }])
  assert.match((await run(['connections', 'list'])).out, /^NAME +SERVER +SIGNED IN AS\nprod +http:\S+ +API token\n$/)

  const tested = await run(['connections', 'test', 'prod', '--json'])
  const [one] = tested.json.data
  assert.equal([tested.code, one.ok, one.user, one.problem], [0, true, 'console on my laptop', null])
  assert.is((await run(['token', 'stats', '--connection', 'prod', '--json'])).code, 0)

  assert.equal((await run(['connections', 'remove', 'prod', '--json'])).json, { name: 'prod', removed: true })
  assert.is(secrets.entries.size, 0)
  assert.equal((await run(['connections', 'list', '--json'])).json.data, [])
  assert.is((await server.ask({ path: '/api/v1/me', token })).status, 200, 'the server is not touched')
})

it('test says what is wrong with each, and ends with 1', async (context) => {
  const { server } = context
  const { run } = terminal(context)
  const { token, id } = await server.mint({ name: 'short-lived', permission: 'read', role_key: 'viewer' })
  const other = await startTestServer()
  await run(['connections', 'add', 'revoked', server.url, '--token-stdin'], token)
  await run(['connections', 'add', 'gone', other.url])
  await other.stop()
  await server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${id}/revoke`, body: { reason: 'x' } })
  const ran = await run(['connections', 'test', '--json'])
  assert.is(ran.code, 1)
  const [revoked, gone] = ran.json.data
  assert.equal([revoked.ok, gone.ok], [false, false])
  assert.match(revoked.problem, /403 token_revoked/)
  assert.match(gone.problem, /No answer/)
  assert.match((await run(['connections', 'test', 'gone'])).out, /^gone {2}http\S+ {2}No answer/)
})

it('2 names, addresses and tokens that cannot be meant are refused before anything is kept', async (context) => {
  const { server } = context
  const { secrets, run } = terminal(context)
  await run(['connections', 'add', 'here', server.url])
  for (const [words, stdin] of [
    [['add', 'two words', 'https://a.example']],
    [['add', '-x', 'https://a.example']],
    [['add', '', 'https://a.example']],
    [['add', 'a'.repeat(61), 'https://a.example']],
    [['add', 'plain', 'http://a.example']],
    [['add', 'path', 'https://a.example/console']],
    [['add', 'user', 'https://me@a.example']],
    [['add', 'here', 'https://a.example']],
    [['add', 'again', server.url]],
    [['add', 'tok', 'https://a.example', '--token-stdin'], 'a password'],
    [['add', 'tok', 'https://a.example', '--token-stdin'], 'bk_live_00000000000000000000000000000000000000'],
    [['remove', 'nowhere']],
    [['test', 'nowhere']],
  ] as const) {
    const ran = await run(['connections', ...words], stdin)
    assert.equal([words.join(' '), ran.code], [words.join(' '), 2], ran.err)
  }
  assert.is(secrets.entries.size, 0)
  assert.is((await run(['connections', 'list', '--json'])).json.data.length, 1)
})

it('1 a token is not kept where there is no keychain, nor one that the server refuses', async (context) => {
  const { server } = context
  const { run, file } = terminal(context, keychainOf('unavailable'))
  const { token } = await server.mint()
  const ran = await run(['connections', 'add', 'prod', server.url, '--token-stdin'], token)
  assert.is(ran.code, 1)
  assert.match(ran.err, /no keychain/)
  assert.throws(() => readFileSync(file))
  const working = terminal(context)
  const foreign = await startTestServer()
  const refused = await working.run(['connections', 'add', 'prod', server.url, '--token-stdin'], foreign.ownerToken)
  assert.is(refused.code, 1)
  assert.match(refused.err, /401 invalid_token/)
  assert.is(working.secrets.entries.size, 0)
  await foreign.stop()
})

it('an address that nobody named gets its host, numbered where that is taken', () => {
  const taken = (name: string) => ({ name, origin: 'x', public_key: null, signed_in: null, user: null })
  assert.is(nameFor('https://status.example.org', []), 'status.example.org')
  assert.is(nameFor('http://127.0.0.1:4600', []), '127.0.0.1-4600')
  assert.is(nameFor('http://[::1]:4600', []), '1-4600')
  assert.is(nameFor('https://a.example', [taken('a.example'), taken('a.example-2')]), 'a.example-3')
})

it.run()
