/** A sealed key opens with what sealed it and with its recovery code, with nothing else, and each step of sealing leaves a folder that opens. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { KeysSealed, type Openers, openKey } from '../../src-server/keys/key-folder.ts'
import { findOpeners } from '../../src-server/keys/openers.ts'
import { newRecoveryCode, recoveryBytes } from '../../src-server/keys/recovery-code.ts'
import { newKeychainKey, sealKey, unsealKey } from '../../src-server/keys/sealing.ts'
import { unwrapKey, wrapKey } from '../../src-server/keys/wrapping.ts'
import type { SecretAnswer } from '../../src-server/lib/keychain.ts'

const it = suite<{ data: string; keys: string; key: Buffer; passphraseFile: string }>('sealing')
it.before.each((context) => {
  context.data = mkdtempSync(join(tmpdir(), 'beatkeeper-sealing-'))
  context.keys = join(context.data, 'keys')
  context.passphraseFile = join(context.data, 'passphrase')
  context.key = openKey(context.data, {}, null)
})
it.after.each(({ data }) => rmSync(data, { recursive: true, force: true }))

const passphrase = 'lichen quarry kestrel'
const noKeychain = () => ({ read: async (): Promise<SecretAnswer> => ({ kind: 'absent' }) })

function opened(data: string, openers: Openers): string {
  try {
    return openKey(data, openers, null).toString('hex')
  } catch (error) {
    if (!(error instanceof KeysSealed)) throw error
    return error.message
  }
}

it('by a passphrase: opens with its file, says so without, and with another one', async ({
  data,
  keys,
  key,
  passphraseFile,
}) => {
  await sealKey(data, key, { passphrase })
  assert.equal(readdirSync(keys), ['seal.json'])
  assert.is(readFileSync(join(keys, 'seal.json'), 'utf8').indexOf(key.toString('base64url')), -1)
  const openersOf = (keyFile: string | null) => findOpeners(data, { keyFile, keychain: noKeychain })
  for (const text of [passphrase, `${passphrase}\n`, `${passphrase}\r\nsecond line\n`]) {
    writeFileSync(passphraseFile, text)
    assert.is(opened(data, await openersOf(passphraseFile)), key.toString('hex'))
  }
  assert.match(
    opened(data, await openersOf(null)),
    /sealed with a passphrase\. Name the file that holds it: --key-file/,
  )
  writeFileSync(passphraseFile, 'lichen quarry kestrel!')
  assert.match(opened(data, await openersOf(passphraseFile)), /The passphrase does not open the keys/)
  for (const [text, words] of [
    ['', /holds no passphrase/],
    ['\nsecond', /holds no passphrase/],
  ] as const) {
    writeFileSync(passphraseFile, text)
    try {
      await openersOf(passphraseFile)
      assert.unreachable()
    } catch (error) {
      assert.match(error instanceof KeysSealed ? error.message : String(error), words)
    }
  }
  try {
    await openersOf(join(data, 'missing'))
    assert.unreachable()
  } catch (error) {
    assert.match(error instanceof KeysSealed ? error.message : String(error), /--key-file .*missing cannot be read/)
  }
})

it('by the keychain: opens with its answer; absent, wrong and in trouble are told apart', async ({ data, key }) => {
  const keychainKey = newKeychainKey()
  await sealKey(data, key, { keychainKey })
  const answering = (answer: SecretAnswer) =>
    findOpeners(data, { keyFile: null, keychain: () => ({ read: async () => answer }) })
  assert.is(opened(data, await answering({ kind: 'found', secret: keychainKey })), key.toString('hex'))
  const cases: [SecretAnswer, RegExp][] = [
    [{ kind: 'absent' }, /has nothing that opens them/],
    [{ kind: 'found', secret: 'damaged' }, /has nothing that opens them/],
    [{ kind: 'found', secret: newKeychainKey() }, /one of the two was replaced/],
    [{ kind: 'trouble', why: 'locked' }, /it is locked\. Unlock it/],
    [{ kind: 'trouble', why: 'unavailable' }, /there is none for this user now/],
    [{ kind: 'trouble', why: 'denied' }, /did not allow/],
    [{ kind: 'trouble', why: 'slow' }, /within five seconds/],
  ]
  for (const [answer, words] of cases) {
    const said = opened(data, await answering(answer))
    assert.match(said, words)
    assert.match(said, /recovery code/)
  }
  const fromParent = await findOpeners(data, { keyFile: null, fromParent: { key: keychainKey }, keychain: noKeychain })
  assert.is(opened(data, fromParent), key.toString('hex'))
})

it('the keychain is not asked where nothing is sealed by it', async ({ data }) => {
  const openers = await findOpeners(data, {
    keyFile: null,
    keychain: () => {
      throw new Error('asked')
    },
  })
  assert.equal(openers, {})
})

it('the recovery code opens either, however it is typed, and no other does', async ({ data, key }) => {
  for (const by of [{ passphrase }, { keychainKey: newKeychainKey() }]) {
    const code = await sealKey(data, key, by)
    assert.match(code, /^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}-[0-9A-Z]$/)
    const spellings = [code, code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('-', ' '), ` ${code}\n`]
    for (const recoveryCode of [...spellings, code.replaceAll('0', 'o').replaceAll('1', 'l')])
      assert.is(opened(data, { recoveryCode }), key.toString('hex'))
    for (const recoveryCode of [newRecoveryCode(), code.slice(1), `${code}0`, '', 'U'.repeat(26)])
      assert.match(opened(data, { recoveryCode }), /This is not the recovery code/)
  }
})

it('sealing anew gives a new code and a new way; those before open nothing any more', async ({
  data,
  key,
  passphraseFile,
}) => {
  const first = await sealKey(data, key, { passphrase })
  const second = await sealKey(data, key, { keychainKey: newKeychainKey() })
  assert.is.not(first, second)
  assert.match(opened(data, { recoveryCode: first }), /This is not the recovery code/)
  writeFileSync(passphraseFile, passphrase)
  const openers = await findOpeners(data, { keyFile: passphraseFile, keychain: noKeychain })
  assert.match(opened(data, openers), /sealed by the keychain/)
})

it('a crash between two steps leaves what opens: the key that lay open is removed at the next start', async ({
  data,
  keys,
  key,
}) => {
  const recoveryCode = await sealKey(data, key, { passphrase })
  writeFileSync(join(keys, 'sealing.key'), `${key.toString('base64url')}\n`)
  assert.is(opened(data, { recoveryCode }), key.toString('hex'))
  assert.equal(readdirSync(keys), ['seal.json'])
  unsealKey(data, key)
  assert.is(opened(data, {}), key.toString('hex'))
})

it('a wrapped key that was changed by one bit, or is of another way or key, opens nothing', () => {
  const [key, by] = [randomBytes(32), randomBytes(32)]
  const wrapped = wrapKey(key, by, 'keychain', 'id')
  assert.ok(unwrapKey(wrapped, by, 'keychain', 'id')?.equals(key))
  assert.is(unwrapKey(wrapped, by, 'recovery', 'id'), null)
  assert.is(unwrapKey(wrapped, by, 'keychain', 'other'), null)
  assert.is(unwrapKey(wrapped, randomBytes(32), 'keychain', 'id'), null)
  fc.assert(
    fc.property(fc.nat({ max: 60 * 8 - 1 }), (bit) => {
      const bytes = Buffer.from(wrapped, 'base64url')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.is(unwrapKey(bytes.toString('base64url'), by, 'keychain', 'id'), null)
    }),
  )
})

it('recovery codes are drawn from their whole alphabet, and none twice', () => {
  const codes = Array.from({ length: 2000 }, newRecoveryCode)
  assert.is(new Set(codes).size, 2000)
  assert.is(new Set(codes.join('').replaceAll('-', '')).size, 32)
  for (const code of codes) assert.ok(recoveryBytes(code) !== null)
})

it.run()
