import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { keychainTroubleWords, type SealFile, sealAccount } from './contract/seal.ts'
import { databaseFileName, holdDataFolder } from './db/data-folder.ts'
import { openDatabase } from './db/open.ts'
import { commandLineOrigin } from './journal/entry.ts'
import { type Openers, openKey } from './keys/key-folder.ts'
import { findOpeners, readPassphrase } from './keys/openers.ts'
import { forgetRecordedKey } from './keys/recorded-key.ts'
import { readSealFile } from './keys/seal-file.ts'
import { keyIdOf } from './keys/sealer.ts'
import { forgetKey, newKeychainKey, type SealBy, sealKey, unsealKey } from './keys/sealing.ts'
import type { SecretStore } from './lib/keychain.ts'
import { type OpenFolder, openFolder } from './open-folder.ts'
import { asFailure } from './start-failure.ts'

/**
 * How the keys of a data folder come to be sealed, open and new, while no server runs on it. Each is a row of its log.
 * Held by test/cli/keys.test.ts and, with a real keychain, test/cli/keys.keyring.test.ts.
 */

/** It cannot be done like that; `message` says what to do. Nothing was changed. */
export class CannotSeal extends Error {}

/** What opens the keys as they are now. */
export interface Present {
  readonly keyFile: string | null
  readonly recoveryCode?: string
  readonly keychain: () => SecretStore
}

export interface KeyStatus {
  readonly sealedBy: SealFile['sealed_by']
  readonly keyId: string
}

/** How the keys are sealed, without opening them; null: there are none yet. @throws StartFailure */
export function keyStatus(dataDir: string): KeyStatus | null {
  const state = asFailure(() => readSealFile(join(dataDir, 'keys')))
  return state === null ? null : { sealedBy: state.sealed_by, keyId: state.key_id }
}

/** Seals them; whatever sealed them before does no longer. Answers the recovery code, shown once. @throws StartFailure, CannotSeal */
export async function sealFolder(
  dataDir: string,
  present: Present,
  by: { readonly kind: 'keychain' } | { readonly kind: 'passphrase'; readonly keyFile: string },
): Promise<KeyStatus & { readonly recoveryCode: string }> {
  const before = keyStatus(dataDir)
  if (by.kind === 'keychain' && before?.sealedBy === 'keychain')
    throw new CannotSeal('The keys are sealed by the keychain already. To make a new recovery code, unseal them first.')
  const passphrase = by.kind === 'passphrase' ? newPassphrase(by.keyFile) : null
  return withKey(dataDir, present, async (key, open) => {
    const keyId = keyIdOf(key)
    const way: SealBy =
      passphrase === null ? { keychainKey: await keptInKeychain(present.keychain(), keyId) } : { passphrase }
    const recoveryCode = await sealKey(dataDir, key, way)
    await note(open, 'keys.seal', { sealed_by: by.kind, key_id: keyId })
    if (before?.sealedBy === 'keychain') await present.keychain().remove(sealAccount(keyId))
    return { sealedBy: by.kind, keyId, recoveryCode }
  })
}

/** Leaves them open in their file. @throws StartFailure */
export async function unsealFolder(dataDir: string, present: Present): Promise<KeyStatus> {
  const before = keyStatus(dataDir)
  return withKey(dataDir, present, async (key, open) => {
    const keyId = keyIdOf(key)
    unsealKey(dataDir, key)
    await note(open, 'keys.unseal', { sealed_by: 'nothing', key_id: keyId })
    // A keychain that is gone, which is why one comes with the recovery code, keeps its entry.
    if (before?.sealedBy === 'keychain') await present.keychain().remove(sealAccount(keyId))
    return { sealedBy: 'nothing', keyId }
  })
}

/** Goes on with a new key after the old one was lost. What was sealed with it stays in the database and opens never again. @throws StartFailure */
export async function renewKeys(dataDir: string): Promise<KeyStatus> {
  const folder = asFailure(() => holdDataFolder(dataDir))
  try {
    if (existsSync(folder.databaseFile)) {
      const { db, close } = asFailure(() => openDatabase(folder.databaseFile))
      try {
        if (db.get("SELECT 1 FROM sqlite_schema WHERE name = 'sealing_key'") !== undefined) forgetRecordedKey(db)
      } finally {
        close()
      }
    }
    forgetKey(dataDir)
  } finally {
    folder.release()
  }
  return withKey(dataDir, { keyFile: null, keychain: noKeychain }, async (key, open) => {
    const keyId = keyIdOf(key)
    await note(open, 'keys.renew', { sealed_by: 'nothing', key_id: keyId })
    return { sealedBy: 'nothing', keyId }
  })
}

async function withKey<Result>(
  dataDir: string,
  present: Present,
  work: (key: Buffer, open: OpenFolder) => Promise<Result>,
): Promise<Result> {
  if (!existsSync(join(dataDir, databaseFileName)))
    throw new CannotSeal(`There is no workspace in ${dataDir}. Name its data folder with --data.`)
  const openers: Openers = await findOpeners(dataDir, present).catch((error: unknown) =>
    asFailure(() => {
      throw error
    }),
  )
  const open = openFolder({ dataDir, publicUrl: null, logLevel: 'error', openers })
  try {
    return await work(openKey(dataDir, openers, null), open)
  } finally {
    await open.close()
  }
}

const passphraseMin = 12

function newPassphrase(file: string): string {
  const passphrase = asFailure(() => readPassphrase(file))
  if ([...passphrase].length < passphraseMin)
    throw new CannotSeal(`The passphrase in ${file} is shorter than ${passphraseMin} characters. Choose a longer one.`)
  return passphrase
}

/** A fresh key in the keychain, read back: what cannot be read again must seal nothing. */
async function keptInKeychain(keychain: SecretStore, keyId: string): Promise<string> {
  const account = sealAccount(keyId)
  const key = newKeychainKey()
  const kept = await keychain.write(account, key)
  if (kept !== 'kept') throw new CannotSeal(`The keychain did not take the key: ${keychainTroubleWords[kept]}`)
  const back = await keychain.read(account, true)
  if (back.kind !== 'found' || back.secret !== key)
    throw new CannotSeal('The keychain took the key and did not give it back, so nothing was sealed with it.')
  return key
}

async function note(
  { services: { writer, journal, workspace } }: OpenFolder,
  action: 'keys.seal' | 'keys.unseal' | 'keys.renew',
  after: { readonly sealed_by: string; readonly key_id: string },
): Promise<void> {
  const { id, name } = workspace.current
  await writer.submit((tx) =>
    journal.append(tx, commandLineOrigin, {
      kind: 'event',
      action,
      target: { type: 'workspace', id, label: name },
      after,
    }),
  )
}

function noKeychain(): never {
  throw new Error('a new key is not sealed')
}
