/** T21 for the sealing key: a real gnome-keyring opens it, locked and absent ones stop the start with the remedy, and no file holds it in clear. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Keyring, startKeyring } from '../support/keyring.ts'
import { within } from '../support/runner/within.ts'
import { beatkeeper, initialised, serveCli, temporaryFolder } from './run-cli.ts'

const it = suite('beatkeeper keys (real keychain)')
const real = (name: string, act: () => Promise<unknown>): void => it(name, within(110, act))
const folder = temporaryFolder()
const data = join(folder.path, 'data')
let keyring: Keyring
let recoveryCode = ''

it.before(async () => {
  keyring = await startKeyring()
  await initialised(data)
})
it.after(async () => {
  await keyring.close()
  folder.remove()
})

real('T21 seals by the keychain, opens by it, and says what to do where it is absent or locked', async () => {
  const { env } = keyring
  const open = readFileSync(join(data, 'keys', 'sealing.key'), 'utf8').trim()
  const sealed = await beatkeeper(['keys', 'seal', '--by', 'keychain', '--data', data, '--json'], { env })
  assert.is(sealed.code, 0, sealed.err)
  recoveryCode = sealed.json.recovery_code
  assert.equal(readdirSync(join(data, 'keys')).toSorted(), ['identity.key', 'seal.json'])
  const clear = [open, Buffer.from(open, 'base64url')]
  const files = keyring.files()
  for (const bytes of files) for (const each of clear) assert.is(bytes.indexOf(each), -1)
  process.stdout.write(`T21 sealing key: ${files.length} files of the keyring, 0 hits\n`)

  await (await serveCli(data, [], env)).stop()
  const again = await beatkeeper(['keys', 'seal', '--by', 'keychain', '--data', data], { env })
  assert.match(again.err, /sealed by the keychain already/)
  const nobody = await beatkeeper(['serve', '--data', data, '--port', '0'], {
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
  })
  assert.equal([nobody.code, /sealed by the keychain.*recovery code/s.test(nobody.err)], [2, true], nobody.err)
  await keyring.lock()
  const locked = await beatkeeper(['serve', '--data', data, '--port', '0'], { env })
  assert.equal([locked.code, /sealed by the keychain.*recovery code/s.test(locked.err)], [2, true], locked.err)
})

real('T21 the recovery code opens them without any keychain', async () => {
  const unsealed = await beatkeeper(['keys', 'unseal', '--recovery-code-stdin', '--data', data, '--json'], {
    stdin: `${recoveryCode}\n`,
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
  })
  assert.equal([unsealed.code, unsealed.json.sealed_by], [0, 'nothing'], unsealed.err)
})

it.run()
