import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Keyring, startKeyring } from '../support/keyring.ts'
import { within } from '../support/runner/within.ts'

/** T21, the real part: keytar, libsecret and gnome-keyring, on a bus of their own. */
const keychain = suite('keychain (real)')
const real = (name: string, act: () => Promise<unknown>): void => keychain(name, within(60, act))

const run = promisify(execFile)
const child = join(import.meta.dirname, '..', 'support', 'keychain-child.ts')

/** What the keychain answers, asked in a process that knows this bus. */
async function ask({ env }: Pick<Keyring, 'env'>, ...words: string[]): Promise<unknown[]> {
  const { stdout } = await run(process.execPath, [child, ...words], { env })
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

const secret = `bk_live_${randomBytes(19).toString('hex')}`
let here: Keyring

keychain.before(async () => {
  here = await startKeyring()
})
keychain.after(() => here.close())

real('T21 what was kept is found again by another process, and absent is not an error', async () => {
  assert.equal(await ask(here, 'read', 'con_1', 'write', 'con_1', secret, 'read', 'con_1'), [
    { kind: 'absent' },
    'kept',
    { kind: 'found', secret },
  ])
  assert.equal(await ask(here, 'expect', 'con_1', 'expect', 'con_2'), [{ kind: 'found', secret }, { kind: 'absent' }])
})

real('T21 no file of the keyring holds it in clear', () => {
  const files = here.files()
  const found = files.filter((bytes) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')))
  assert.ok(files.length > 0, 'the keyring has files')
  assert.is(found.length, 0)
  process.stdout.write(`T21 keyring files ${files.length} plaintext ${found.length}\n`)
  return Promise.resolve()
})

real('T21 a locked keyring says so, and is not taken for an empty one', async () => {
  await here.lock()
  assert.equal(await ask(here, 'expect', 'con_1', 'write', 'con_2', 'x', 'remove', 'con_1'), [
    { kind: 'trouble', why: 'locked' },
    'locked',
    'locked',
  ])
})

real('T21 teeth: without the second look a locked keyring answers that there is nothing', async () =>
  assert.equal(await ask(here, 'read', 'con_1'), [{ kind: 'absent' }]),
)

real('T21 what is removed is gone', async () => {
  const other = await startKeyring()
  assert.equal(await ask(other, 'write', 'con_1', secret, 'remove', 'con_1', 'read', 'con_1', 'remove', 'con_1'), [
    'kept',
    'gone',
    { kind: 'absent' },
    'gone',
  ])
  await other.close()
})

real('T21 a bus without a keyring, and no bus at all, are unavailable', async () => {
  const none = await startKeyring({ withKeyring: false })
  try {
    const unavailable = [{ kind: 'trouble', why: 'unavailable' }, 'unavailable']
    assert.equal(await ask(none, 'read', 'con_1', 'write', 'con_1', secret), unavailable)
    const { DBUS_SESSION_BUS_ADDRESS: _bus, ...env } = none.env
    assert.equal(await ask({ env }, 'read', 'con_1', 'write', 'con_1', secret), unavailable)
    for (const bytes of none.files()) assert.not.match(bytes.toString('latin1'), secret)
  } finally {
    await none.close()
  }
})

keychain.run()
