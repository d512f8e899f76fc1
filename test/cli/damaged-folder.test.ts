/** Folders that something happened to: each is said by name, with what to do, and nothing in it is changed. */
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { beatkeeper, inProcess, password, temporaryFolder } from './run-cli.ts'

const it = suite<{ folder: ReturnType<typeof temporaryFolder>; data: string; database: string }>(
  'a damaged data folder',
)
it.before.each(async (context) => {
  context.folder = temporaryFolder()
  context.data = join(context.folder.path, 'data')
  context.database = join(context.data, 'beatkeeper.db')
})
it.after.each(({ folder }) => folder.remove())

async function setUp(data: string): Promise<void> {
  const words = ['init', '--data', data, '--workspace', 'Acme', '--email', 'you@example.org', '--password-stdin']
  const ran = await beatkeeper([...words, '--no-token', '--json'], { stdin: password })
  assert.is(ran.code, 0, ran.err)
}

it('2 an empty --data, from a variable that is not set, is not the folder that one stands in', async () => {
  for (const words of [
    ['serve'],
    ['init'],
    ['doctor'],
    ['audit', 'verify'],
    ['backup', 'x.db'],
    ['restore', 'x.db'],
    ['demo'],
  ]) {
    const init = ['--workspace', 'Acme', '--email', 'you@example.org', '--password-stdin']
    const ran = await inProcess([...words, '--data', '', ...(words[0] === 'init' ? init : [])], { stdin: password })
    assert.equal(
      [ran.code, ran.err],
      [2, '--data is empty. Name a folder, or leave the flag out for the usual place.\n'],
    )
  }
})

it('1 a database that is a text, or was cut off, is named; the file stays as it is', async ({ data, database }) => {
  await setUp(data)
  truncateSync(database, readFileSync(database).length / 2)
  const half = readFileSync(database)
  for (const bytes of [half, Buffer.from('hello\n'.repeat(1000))]) {
    writeFileSync(database, bytes)
    const served = await beatkeeper(['serve', '--data', data, '--port', '0'])
    assert.is(served.code, 1)
    assert.ok(served.err.includes(`The database ${database} is damaged (`), served.err)
    assert.match(served.err, /Nothing was changed\. Keep a copy of the folder and restore a backup into a new one/)
    assert.is((await inProcess(['audit', 'verify', '--data', data])).code, 1)
    assert.is((await inProcess(['doctor', '--data', data])).code, 3)
    assert.ok(readFileSync(database).equals(bytes))
  }
})

it('1 an identity key that was cut off is named by serve and by doctor; without it a new one is made', async ({
  data,
}) => {
  await setUp(data)
  const key = join(data, 'keys', 'identity.key')
  mkdirSync(join(data, 'keys'), { recursive: true })
  for (const text of ['', 'junk', '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n']) {
    writeFileSync(key, text, { mode: 0o600 })
    const served = await beatkeeper(['serve', '--data', data, '--port', '0'])
    assert.equal([served.code, served.err.includes(`${key} holds no key of ours`)], [1, true], served.err)
    const examined = await inProcess(['doctor', '--data', data])
    assert.is(examined.code, 3)
    assert.match(examined.out, /LOOK {2}Identity key: .* holds no key of ours\. Move it away/)
  }
  rmSync(key)
  assert.match((await inProcess(['doctor', '--data', data])).out, /^ok {4}Audit log/m)
})

it('a folder of another user is said to be one, not to be empty', async ({ folder, data }) => {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return
  await setUp(data)
  const nobody = 65_534
  chmodSync(folder.path, 0o755)
  const free = join(folder.path, 'free')
  mkdirSync(free)
  chownSync(free, nobody, nobody)
  const verified = await beatkeeper(['audit', 'verify', '--data', data], { uid: nobody })
  assert.is(verified.code, 1)
  assert.match(verified.err, /cannot be read: this user may not/)
  const kept = await beatkeeper(['backup', join(free, 'x.db'), '--data', data], { uid: nobody })
  assert.equal([kept.code, /cannot be read\. Run this as the user/.test(kept.err)], [1, true], kept.err)
  const examined = await beatkeeper(['doctor', '--data', data], { uid: nobody })
  assert.is(examined.code, 3)
  assert.match(examined.out, /LOOK {2}Database: .* cannot be read/)
})

it.run()
