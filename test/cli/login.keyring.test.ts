import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startWorld } from '../http/world.ts'
import { Browser } from '../oauth/browser.ts'
import { type Keyring, startKeyring } from '../support/keyring.ts'
import { beatkeeper, type Ran, temporaryFolder } from './run-cli.ts'

/** T21 for the command line: `beatkeeper login` with keytar, libsecret and a real gnome-keyring, each command a process of its own. */
const it = suite('beatkeeper login (real keychain)')
const entry = join(import.meta.dirname, '..', '..', 'src-server', 'cli', 'beatkeeper.ts')

/** Runs `login` as a process, and is the person at the browser. */
async function login(url: string, env: Readonly<Record<string, string>>, browser: Browser): Promise<Ran['code']> {
  const child = spawn(process.execPath, [entry, 'login', '--no-browser', '--url', url], { env, stdio: 'pipe' })
  let err = ''
  const address = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
      const found = /^(http\S+)\n/m.exec(err)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(err)))
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await browser.open(await address)
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow', every_page: 'on' })
  await fetch(answer.headers.location ?? '')
  return ended
}

function everyFile(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => readFileSync(join(each.parentPath, each.name)))
}

it('T21 the sign-in outlives its process, lies in no file in clear, and a locked keychain is said', async () => {
  const world = await startWorld()
  const keyring: Keyring = await startKeyring()
  const folder = temporaryFolder()
  const home = join(folder.path, 'home')
  mkdirSync(home)
  const env = { ...keyring.env, XDG_CONFIG_HOME: home, NO_COLOR: '1' }
  const ask = (...words: string[]): Promise<Ran> => beatkeeper(words, { env })
  try {
    assert.is(await login(world.server.url, env, new Browser(world.server)), 0)
    const stats = await ask('token', 'stats', '--url', world.server.url, '--json')
    assert.is(stats.code, 0, stats.err)
    const tested = await ask('connections', 'test', '--json')
    assert.equal([tested.json.data[0].ok, tested.json.data[0].user], [true, 'mina@example.org'])

    const files = [...keyring.files(), ...everyFile(folder.path)]
    const plain = files.filter((bytes) => /bk[or]_[0-9A-Za-z]{38}/.test(bytes.toString('latin1')))
    assert.ok(files.length > 1)
    assert.is(plain.length, 0)

    await keyring.lock()
    const locked = await ask('token', 'stats', '--url', world.server.url)
    assert.is(locked.code, 1)
    assert.match(locked.err, /keychain is locked/i)
    process.stdout.write(`T21 command line files ${files.length} plaintext ${plain.length} locked keychain said\n`)
  } finally {
    await keyring.close()
    await world.server.stop()
    folder.remove()
  }
})

it('T21 without a keychain nothing is kept, and nobody is sent to the browser', async () => {
  const world = await startWorld()
  const nobody = await startKeyring({ withKeyring: false })
  const folder = temporaryFolder()
  try {
    const env = { ...nobody.env, XDG_CONFIG_HOME: folder.path }
    const ran = await beatkeeper(['login', '--no-browser', '--url', world.server.url], { env })
    assert.is(ran.code, 1)
    assert.match(ran.err, /no keychain that can be reached.*nothing was begun.*--print/)
    assert.equal(readdirSync(folder.path), [])
  } finally {
    await nobody.close()
    await world.server.stop()
    folder.remove()
  }
})

it.run()
