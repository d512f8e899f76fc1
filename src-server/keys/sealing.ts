import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type SealFile, sealFileName } from '../contract/seal.ts'
import { syncFolder } from '../lib/durable-file.ts'
import { keyFolder, removeOpenKey, sealingKeyFileName, writeOpenKey } from './key-folder.ts'
import { newRecoveryCode, recoveryBytes } from './recovery-code.ts'
import { writeSealFile } from './seal-file.ts'
import { keyBytes, keyIdOf } from './sealer.ts'
import { keyOfPassphrase, keyOfRecovery, passphraseCost, wrapKey } from './wrapping.ts'

/**
 * How a data folder's key comes to be sealed, and open again. Each step leaves a folder that opens: the new `seal.json` is on disk before the key
 * that lay open is taken away, and the other way round. Held by test/keys/sealing.test.ts.
 */

/** The key in the keychain that is to open the sealing key, base64url: kept there first, and handed in here. */
export function newKeychainKey(): string {
  return randomBytes(keyBytes).toString('base64url')
}

export type SealBy = { readonly keychainKey: string } | { readonly passphrase: string }

/** Seals the key. Answers the recovery code, which is shown once and kept nowhere. */
export async function sealKey(dataDir: string, key: Buffer, by: SealBy): Promise<string> {
  const folder = keyFolder(dataDir)
  const code = newRecoveryCode()
  writeSealFile(folder, await sealFileOf(key, by, code))
  removeOpenKey(folder)
  return code
}

async function sealFileOf(key: Buffer, by: SealBy, code: string): Promise<SealFile> {
  const id = keyIdOf(key)
  const recoverySalt = randomBytes(16)
  const recoveryKey = keyOfRecovery(recoveryBytes(code) ?? Buffer.alloc(0), recoverySalt)
  const recovery = { salt: recoverySalt.toString('base64url'), wrapped: wrapKey(key, recoveryKey, 'recovery', id) }
  if ('keychainKey' in by) {
    const wrapped = wrapKey(key, Buffer.from(by.keychainKey, 'base64url'), 'keychain', id)
    return { version: 1, key_id: id, sealed_by: 'keychain', wrapped, recovery }
  }
  const salt = randomBytes(16)
  const wrapped = wrapKey(key, await keyOfPassphrase(by.passphrase, salt, passphraseCost), 'passphrase', id)
  return {
    version: 1,
    key_id: id,
    sealed_by: 'passphrase',
    salt: salt.toString('base64url'),
    ...passphraseCost,
    wrapped,
    recovery,
  }
}

/** Leaves the key open in its file, for its owner's eyes only. */
export function unsealKey(dataDir: string, key: Buffer): void {
  const folder = keyFolder(dataDir)
  writeOpenKey(folder, key)
  writeSealFile(folder, { version: 1, sealed_by: 'nothing', key_id: keyIdOf(key) })
}

/** Forgets a key that is lost: the next opening makes a new one. */
export function forgetKey(dataDir: string): void {
  const folder = keyFolder(dataDir)
  rmSync(join(folder, sealFileName), { force: true })
  rmSync(join(folder, sealingKeyFileName), { force: true })
  syncFolder(folder)
}
