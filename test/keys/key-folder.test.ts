/** The sealing key is made once, is its owner's alone, and is never silently replaced. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DataFolderProblem } from '../../src-server/db/data-folder.ts'
import { KeysSealed, openKey } from '../../src-server/keys/key-folder.ts'
import { createSealer, keyIdOf } from '../../src-server/keys/sealer.ts'

const it = suite<{ data: string; keys: string }>('key folder')
it.before.each((context) => {
  context.data = mkdtempSync(join(tmpdir(), 'beatkeeper-keys-'))
  context.keys = join(context.data, 'keys')
})
it.after.each(({ data }) => rmSync(data, { recursive: true, force: true }))

const openKeys = (data: string) => createSealer(openKey(data, {}, null))

function failureOf(data: string, wanted: string | null = null): string {
  try {
    openKey(data, {}, wanted)
    return 'opened'
  } catch (error) {
    if (error instanceof KeysSealed) return `sealed: ${error.message}`
    return error instanceof DataFolderProblem ? `${error.code}: ${error.message}` : String(error)
  }
}

it('is made at the first start, private, and the same at the next', ({ data, keys }) => {
  const sealed = openKeys(data).seal('p', Buffer.from('x'))
  assert.equal(readdirSync(keys).sort(), ['seal.json', 'sealing.key'])
  if (process.platform !== 'win32') {
    assert.is(statSync(keys).mode & 0o777, 0o700)
    for (const name of readdirSync(keys)) assert.is(statSync(join(keys, name)).mode & 0o777, 0o600)
  }
  assert.is(openKeys(data).open('p', sealed).toString(), 'x')
})

it('says in seal.json how it is sealed, and names the key without showing it', ({ data, keys }) => {
  const { keyId } = openKeys(data)
  const said = JSON.parse(readFileSync(join(keys, 'seal.json'), 'utf8'))
  assert.equal(said, { version: 1, sealed_by: 'nothing', key_id: keyId })
  const key = readFileSync(join(keys, 'sealing.key'), 'utf8').trim()
  assert.not.ok(Buffer.from(key, 'base64url').toString('hex').includes(keyId))
})

it('takes up a key whose start was cut off before seal.json', ({ data, keys }) => {
  const { keyId } = openKeys(data)
  rmSync(join(keys, 'seal.json'))
  assert.is(openKeys(data).keyId, keyId)
})

it('refuses a key that was cut off, replaced or lost, with what to do, and changes nothing', ({ data, keys }) => {
  openKeys(data)
  const file = join(keys, 'sealing.key')
  const good = readFileSync(file, 'utf8')
  for (const text of ['', 'junk', good.slice(0, 20), `${good}${good}`]) {
    writeFileSync(file, text)
    assert.match(failureOf(data), /^data_damaged: .*sealing\.key holds no key of ours.*Put it back/)
    assert.is(readFileSync(file, 'utf8'), text)
  }
  writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64url')}\n`)
  assert.match(failureOf(data), /^data_damaged: .*is not the key that seal\.json names/)
  rmSync(file)
  assert.match(failureOf(data), /^data_damaged: .*sealing\.key is missing.*Put it back/)
  assert.equal(readdirSync(keys), ['seal.json'])
  writeFileSync(file, good)
  assert.is(failureOf(data), 'opened')
})

it('refuses another key than the database needs, and makes none where that one is missing', ({ data, keys }) => {
  const wanted = keyIdOf(Buffer.alloc(32, 1))
  assert.match(
    failureOf(data, wanted),
    /^sealed: The keys of this workspace are not in .*Put that folder back.*keys renew/,
  )
  assert.equal(readdirSync(keys), [], 'nothing was made')
  const { keyId } = openKeys(data)
  assert.match(failureOf(data, wanted), /^sealed: The key in .* is not the one that .* sealed with/)
  assert.is(failureOf(data, keyId), 'opened')
})

it('refuses a seal.json that it cannot read', ({ data, keys }) => {
  openKeys(data)
  for (const text of ['', '{', '{"version":2,"sealed_by":"moon"}']) {
    writeFileSync(join(keys, 'seal.json'), text)
    assert.match(failureOf(data), /^data_damaged: .*seal\.json cannot be read/)
  }
})

it.run()
