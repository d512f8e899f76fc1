import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { ask } from '../support/ask.ts'
import { beatkeeper, initialised, inProcess, password, serveCli, temporaryFolder } from './run-cli.ts'

const it = suite<{ folder: ReturnType<typeof temporaryFolder> }>('beatkeeper init')
it.before.each((context) => {
  context.folder = temporaryFolder()
})
it.after.each(({ folder }) => folder.remove())

const good = ['--workspace', 'Acme', '--email', 'mina@acme.test', '--password-stdin']

it('0 prints ids and a token, and nothing else, on stdout; the token works on every page', async ({ folder }) => {
  const data = join(folder.path, 'new', 'folder')
  const made = await initialised(data)
  assert.equal(Object.keys(made), ['workspace_id', 'page_id', 'owner_id', 'token'])
  assert.match(made.workspace_id, /^wks_/)
  assert.match(made.page_id, /^pag_/)
  assert.match(made.owner_id, /^usr_/)
  assert.is(secretKindOf(made.token), 'live')
  assert.is(statSync(data).mode & 0o777, 0o700)

  const server = await serveCli(data)
  assert.is(server.setupUrl, null)
  const me = await fetch(`${server.url}/api/v1/me`, { headers: { Authorization: `Bearer ${made.token}` } })
  const { permission, role_key, every_page, expires_at } = JSON.parse(await me.text())
  assert.equal([me.status, permission, role_key, every_page], [200, 'admin', 'owner', true])
  const hours = (Date.parse(expires_at) - Date.now()) / 3_600_000
  assert.ok(hours > 23.9 && hours <= 24, `it works for ${hours} hours`)
  const body = { email: 'mina@acme.test', password }
  assert.is((await ask(server.port, { method: 'POST', path: '/api/v1/auth/login', body })).status, 200)
  assert.is(await server.stop(), 0)
  const verified = await beatkeeper(['audit', 'verify', '--data', data, '--json'])
  assert.equal([verified.code, verified.json.ok], [0, true])
})

it('0 without --json prints the token alone, words go to stderr', async ({ folder }) => {
  const ran = await beatkeeper(['init', '--data', folder.path, ...good, '--token-expires-in', '7d'], {
    stdin: password,
  })
  assert.is(ran.code, 0, ran.err)
  assert.is(secretKindOf(ran.out.trim()), 'live')
  assert.match(ran.err, /The workspace Acme is set up/)
  assert.not.match(ran.err, /bk_live_/)
})

it('0 with --no-token makes none', async ({ folder }) => {
  const ran = await beatkeeper(['init', '--data', folder.path, ...good, '--no-token', '--json'], { stdin: password })
  assert.equal([ran.code, ran.json.token], [0, null])
})

it('1 a folder that is set up is left as it is', async ({ folder }) => {
  await initialised(folder.path)
  const before = readFileSync(join(folder.path, 'beatkeeper.db'))
  const ran = await beatkeeper(['init', '--data', folder.path, ...good, '--json'], { stdin: password })
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, /is set up already/)
  assert.equal(tableCounts(folder.path), [1, 1, 1])
  assert.ok(before.length > 0)
})

it('1 a folder in use names who uses it', async ({ folder }) => {
  const server = await serveCli(folder.path)
  const ran = await beatkeeper(['init', '--data', folder.path, ...good], { stdin: password })
  assert.is(ran.code, 1)
  assert.match(ran.err, /is in use by process \d+/)
  await server.stop()
})

it('1 a database of a newer version is not touched', async ({ folder }) => {
  await initialised(folder.path)
  const file = join(folder.path, 'beatkeeper.db')
  const connection = new SqliteDatabase(file)
  connection.pragma('user_version = 99000')
  connection.close()
  const before = readFileSync(file)
  for (const words of [
    ['init', ...good],
    ['serve', '--port', '0'],
  ]) {
    const ran = await beatkeeper([...words, '--data', folder.path], { stdin: password })
    assert.is(ran.code, 1)
    assert.match(ran.err, /written by a newer Beatkeeper \(schema 99000/)
  }
  assert.ok(readFileSync(file).equals(before), 'the file has changed')
})

it('1 a folder that cannot be written says so', async ({ folder }) => {
  const file = join(folder.path, 'a-file')
  writeFileSync(file, '')
  const ran = await beatkeeper(['init', '--data', file, ...good], { stdin: password })
  assert.is(ran.code, 1)
  assert.match(ran.err, /is a file\. Name a folder with --data/)
  if (process.platform === 'win32') return
  // Root writes everywhere, so root tries as nobody.
  const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  chmodSync(folder.path, 0o755)
  const closed = join(folder.path, 'closed')
  mkdirSync(closed, { mode: 0o555 })
  for (const words of [
    ['init', ...good],
    ['serve', '--port', '0'],
  ]) {
    const other = await beatkeeper([...words, '--data', closed], { stdin: password, ...uid })
    assert.equal([other.code, other.out], [1, ''], other.err)
    assert.match(other.err, /cannot be written\. Give yourself read and write access to it/)
  }
  assert.equal(readdirSync(closed), [])
})

const wrong: [string, string[], string, RegExp][] = [
  ['no workspace', ['--email', 'a@b.c', '--password-stdin'], password, /--workspace/],
  ['no password flag', ['--workspace', 'Acme', '--email', 'a@b.c'], password, /--password-stdin/],
  ['an empty password', good, '', /nothing came on stdin/],
  ['a short password', good, 'short', /at least 12 characters/],
  ['a common password', good, 'password1234', /too easy|common|guess/i],
  ['a password in the arguments', [...good, '--password', 'kestrel-lichen'], password, /Unknown option '--password'/],
  ['an address that is none', ['--workspace', 'Acme', '--email', 'mina', '--password-stdin'], password, /e-mail/],
  ['a host with a scheme', [...good, '--host', 'https://x.test'], password, /--host must be a host name/],
  ['a life that is no time', [...good, '--token-expires-in', 'soon'], password, /such as 30m, 24h or 90d/],
  ['a life beyond the policy', [...good, '--token-expires-in', '400d'], password, /at most 365d/],
]
for (const [what, words, stdin, says] of wrong) {
  it(`2 ${what}: one sentence, and no folder is made`, async ({ folder }) => {
    const data = join(folder.path, 'data')
    const ran = await inProcess(['init', '--data', data, ...words], { stdin })
    assert.equal([ran.code, ran.out], [2, ''])
    assert.match(ran.err, says)
    assert.is(ran.err.trim().split('\n').length, 1, ran.err)
    assert.not.match(ran.err, /kestrel/)
    assert.not.ok(existsSync(data), `left behind: ${existsSync(data) ? readdirSync(data).join(' ') : ''}`)
  })
}

function tableCounts(dataDir: string): number[] {
  const connection = new SqliteDatabase(join(dataDir, 'beatkeeper.db'), { readonly: true })
  const counts = ['users', 'pages', 'tokens'].map((table) =>
    Number(connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
  )
  connection.close()
  return counts
}

it.run()
