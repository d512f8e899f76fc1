/** `beatkeeper keys` and a server on sealed keys: unseals or ends with 2 and the remedy; never half working, never silently, never without a row. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask } from '../support/ask.ts'
import { beatkeeper, initialised, inProcess, serveCli, temporaryFolder } from './run-cli.ts'

interface Here {
  folder: ReturnType<typeof temporaryFolder>
  data: string
  keyFile: string
}
const it = suite<Here>('beatkeeper keys')
const image = temporaryFolder()
let token = ''
it.before(async () => {
  token = (await initialised(join(image.path, 'data'))).token
})
it.after(() => image.remove())
it.before.each((context) => {
  context.folder = temporaryFolder()
  context.data = join(context.folder.path, 'data')
  cpSync(join(image.path, 'data'), context.data, { recursive: true })
  context.keyFile = join(context.folder.path, 'passphrase')
  writeFileSync(context.keyFile, `${passphrase}\n`, { mode: 0o600 })
})
it.after.each(({ folder }) => folder.remove())

const passphrase = 'lichen quarry kestrel'
it('status says how they are sealed; seal shows a recovery code once and takes the open key away', async ({
  data,
  keyFile,
}) => {
  const { key_id } = (await inProcess(['keys', 'status', '--data', data, '--json'])).json
  const sealed = await inProcess(['keys', 'seal', '--by', 'passphrase', '--key-file', keyFile, '--data', data])
  assert.is(sealed.code, 0, sealed.err)
  assert.match(sealed.out, /^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}-[0-9A-Z]\n$/)
  assert.match(sealed.err, /sealed with a passphrase.*--key-file.*shown only now/s)
  assert.equal(readdirSync(join(data, 'keys')).toSorted(), ['identity.key', 'seal.json'])
  const status = (await inProcess(['keys', 'status', '--data', data, '--json'])).json
  assert.equal(status, { sealed_by: 'passphrase', key_id })
  const verified = await inProcess(['audit', 'verify', '--data', data, '--json'])
  assert.is(verified.json.ok, true)
  for (const name of readdirSync(data, { recursive: true, withFileTypes: true }))
    if (name.isFile()) assert.is(readFileSync(join(name.parentPath, name.name)).indexOf(sealed.out.trim()), -1)
})

it('serve on sealed keys starts with the passphrase, and without it ends with 2 and says what to do', async (here) => {
  const { data, keyFile } = here
  await inProcess(['keys', 'seal', '--by', 'passphrase', '--key-file', keyFile, '--data', data])
  for (const words of [[], ['--key-file', join(data, 'nothing')]]) {
    const refused = await beatkeeper(['serve', '--data', data, '--port', '0', ...words])
    assert.is(refused.code, 2, refused.err)
    assert.match(refused.err, /--key-file/)
    assert.is(existsSync(join(data, 'endpoint.json')), false)
  }
  writeFileSync(keyFile, 'another passphrase\n')
  assert.is((await beatkeeper(['serve', '--data', data, '--port', '0', '--key-file', keyFile])).code, 2)
  writeFileSync(keyFile, passphrase)
  const running = await serveCli(data, ['--key-file', keyFile])
  const log = await ask(running.port, { path: '/api/v1/admin/audit-log?action=keys.seal', token })
  assert.equal(log.json.data[0].changes.after.sealed_by, 'passphrase')
  await running.stop()
  const byVariable = await beatkeeper(['keys', 'unseal', '--data', data], { env: { BEATKEEPER_KEY_FILE: keyFile } })
  assert.is(byVariable.code, 0, byVariable.err)
  await (await serveCli(data)).stop()
})

it('the recovery code opens them when the passphrase is lost', async ({ data, keyFile }) => {
  const sealed = await inProcess([
    'keys',
    'seal',
    '--by',
    'passphrase',
    '--key-file',
    keyFile,
    '--data',
    data,
    '--json',
  ])
  const { recovery_code, key_id } = sealed.json
  const wrong = await inProcess(['keys', 'unseal', '--recovery-code-stdin', '--data', data], { stdin: 'AAAAA-BBBBB\n' })
  assert.equal([wrong.code, /not the recovery code/.test(wrong.err)], [2, true])
  const unsealed = await inProcess(['keys', 'unseal', '--recovery-code-stdin', '--data', data, '--json'], {
    stdin: `${recovery_code}\n`,
  })
  assert.equal(unsealed.json, { sealed_by: 'nothing', key_id })
})

it('refuses what cannot be: no passphrase, a short one, a running server, no workspace', async ({
  data,
  keyFile,
  folder,
}) => {
  const seal = (words: string[], at = data) => inProcess(['keys', 'seal', ...words, '--data', at])
  assert.is((await seal(['--by', 'moon'])).code, 2)
  assert.match((await seal(['--by', 'passphrase'])).err, /needs --key-file/)
  writeFileSync(keyFile, 'short\n')
  assert.match((await seal(['--by', 'passphrase', '--key-file', keyFile])).err, /shorter than 12/)
  writeFileSync(keyFile, passphrase)
  const nowhere = await seal(['--by', 'passphrase', '--key-file', keyFile], join(folder.path, 'nowhere'))
  assert.match(nowhere.err, /There is no workspace/)
  const running = await serveCli(data)
  const busy = await seal(['--by', 'passphrase', '--key-file', keyFile])
  assert.equal([busy.code, /is in use/.test(busy.err)], [1, true])
  await running.stop()
  assert.is((await inProcess(['keys', 'status', '--data', data, '--json'])).json.sealed_by, 'nothing')
})

it('keys of another workspace, or none where some are needed, stop the start with 2; renew goes on with new ones', async (here) => {
  const { data, folder } = here
  const keys = join(data, 'keys')
  const aside = join(folder.path, 'keys-aside')
  renameSync(keys, aside)
  const missing = await beatkeeper(['serve', '--data', data, '--port', '0'])
  assert.equal([missing.code, /Put that folder back.*keys renew/s.test(missing.err)], [2, true], missing.err)
  renameSync(aside, keys)
  rmSync(join(keys, 'seal.json'))
  writeFileSync(join(keys, 'sealing.key'), `${Buffer.alloc(32, 9).toString('base64url')}\n`)
  const other = await beatkeeper(['serve', '--data', data, '--port', '0'])
  assert.equal([other.code, /is not the one that/.test(other.err)], [2, true], other.err)
  assert.is((await inProcess(['keys', 'renew', '--data', data])).code, 2, 'asks for --yes')
  assert.is((await inProcess(['keys', 'renew', '--data', data, '--yes'])).code, 0)
  const running = await serveCli(data)
  const log = await ask(running.port, { path: '/api/v1/admin/audit-log?action=keys.renew', token })
  assert.is(log.json.data.length, 1)
  await running.stop()
})

it('doctor says how they are sealed', async ({ data, keyFile }) => {
  const said = async () => (await inProcess(['doctor', '--data', data])).out
  assert.match(await said(), /Keys sealed: not at all/)
  await inProcess(['keys', 'seal', '--by', 'passphrase', '--key-file', keyFile, '--data', data])
  assert.match(await said(), /Keys sealed: with a passphrase/)
})

it.run()
