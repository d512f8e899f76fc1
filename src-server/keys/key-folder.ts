import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type SealFile, sealFileName } from '../contract/seal.ts'
import { DataFolderProblem } from '../db/data-folder.ts'
import { syncFolder, writeDurableFile } from '../lib/durable-file.ts'
import { errorCode } from '../lib/error-code.ts'
import { recoveryBytes } from './recovery-code.ts'
import { readSealFile, writeSealFile } from './seal-file.ts'
import { keyBytes, keyIdOf } from './sealer.ts'
import { keyOfRecovery, unwrapKey } from './wrapping.ts'

/**
 * The sealing key of a data folder: `keys/sealing.key` where it lies open, and `keys/seal.json`, which says how it is sealed.
 *
 * Made at the first start, on disk before anything is sealed with it. The key is written first and `seal.json` after it, so a crash between
 * the two leaves a key that the next start takes up. A key that does not fit is never replaced by a new one: what was sealed with the old one
 * could not be opened any more, and nobody would have been told. A sealed key that cannot be opened stops the start: never half working.
 * Held by test/keys/key-folder.test.ts.
 */
export const sealingKeyFileName = 'sealing.key'

/** What may open a sealed key. */
export interface Openers {
  /** What the keychain answered for the account of this key (contract/seal.ts), base64url; or why it did not. */
  readonly keychain?: { readonly key: string | null } | { readonly trouble: string }
  /** The key of the passphrase that was given (wrapping.ts). */
  readonly passphraseKey?: Buffer
  readonly recoveryCode?: string
}

/** The key is sealed and cannot be opened, or is not the one that the database needs; `message` says what to do. */
export class KeysSealed extends Error {}

/**
 * The key of a data folder; makes one where there is none.
 * @param wanted the key that the database's secrets are sealed with, by its id; null where none are yet.
 * @throws DataFolderProblem `data_damaged` when the files are not what they should be.
 * @throws KeysSealed
 */
export function openKey(dataDir: string, openers: Openers, wanted: string | null): Buffer {
  const folder = keyFolder(dataDir)
  const state = readSealFile(folder)
  if (state === null && wanted !== null && readKey(folder) === null)
    throw new KeysSealed(
      `The keys of this workspace are not in ${folder}: its secrets are sealed with the key ${wanted}. Put that folder back from where you keep it. ${goOnWithout(dataDir)}`,
    )
  const key = state === null ? adopted(folder) : openedKey(folder, state, openers)
  if (wanted !== null && keyIdOf(key) !== wanted)
    throw new KeysSealed(
      `The key in ${folder} (${keyIdOf(key)}) is not the one that the secrets of this workspace are sealed with (${wanted}). Put the folder of that key back. ${goOnWithout(dataDir)}`,
    )
  return key
}

const goOnWithout = (dataDir: string): string =>
  `To go on without: beatkeeper keys renew --data ${dataDir}. Passwords of mail servers and two-factor secrets then have to be given again.`

/** `keys/`, 0700. */
export function keyFolder(dataDir: string): string {
  const folder = join(dataDir, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
  return folder
}

/** No `seal.json` yet: a first start, or one that was cut off after the key. */
function adopted(folder: string): Buffer {
  const key = readKey(folder) ?? makeKey(folder)
  writeSealFile(folder, { version: 1, sealed_by: 'nothing', key_id: keyIdOf(key) })
  return key
}

/** The key that `seal.json` tells of. @throws as `openKey` */
export function openedKey(folder: string, state: SealFile, openers: Openers): Buffer {
  if (state.sealed_by === 'nothing') {
    const key = readKey(folder)
    if (key === null) throw damaged(folder, 'is missing')
    if (keyIdOf(key) !== state.key_id) throw damaged(folder, `is not the key that ${sealFileName} names`)
    return key
  }
  const key = unsealed(folder, state, openers)
  // A crash while it was being sealed can have left it open beside.
  removeOpenKey(folder)
  return key
}

type Sealed = Exclude<SealFile, { sealed_by: 'nothing' }>

function unsealed(folder: string, state: Sealed, openers: Openers): Buffer {
  const { key_id: id, recovery } = state
  if (openers.recoveryCode !== undefined) {
    const code = recoveryBytes(openers.recoveryCode)
    const by = code === null ? null : keyOfRecovery(code, Buffer.from(recovery.salt, 'base64url'))
    const key = by === null ? null : unwrapKey(recovery.wrapped, by, 'recovery', id)
    if (key === null) throw new KeysSealed('This is not the recovery code of these keys. Check it letter by letter.')
    return key
  }
  if (state.sealed_by === 'passphrase') {
    if (openers.passphraseKey === undefined)
      throw new KeysSealed(
        `The keys in ${folder} are sealed with a passphrase. Name the file that holds it: --key-file FILE. With the recovery code instead: beatkeeper keys unseal --recovery-code-stdin.`,
      )
    const key = unwrapKey(state.wrapped, openers.passphraseKey, 'passphrase', id)
    if (key === null)
      throw new KeysSealed(
        `The passphrase does not open the keys in ${folder}. Check the file of --key-file; with the recovery code instead: beatkeeper keys unseal --recovery-code-stdin.`,
      )
    return key
  }
  return fromKeychain(folder, state, openers.keychain)
}

function fromKeychain(
  folder: string,
  { key_id: id, wrapped }: Extract<Sealed, { sealed_by: 'keychain' }>,
  answer: Openers['keychain'],
): Buffer {
  const otherwise = 'With the recovery code instead: beatkeeper keys unseal --recovery-code-stdin.'
  if (answer !== undefined && 'trouble' in answer)
    throw new KeysSealed(`The keys in ${folder} are sealed by the keychain, and ${answer.trouble} ${otherwise}`)
  const by = Buffer.from(answer?.key ?? '', 'base64url')
  if (answer === undefined || answer.key === null || by.length !== keyBytes)
    throw new KeysSealed(
      `The keys in ${folder} are sealed by the keychain, and the keychain of this user on this computer has nothing that opens them. Start it as the user, on the computer, where they were sealed. ${otherwise}`,
    )
  const key = unwrapKey(wrapped, by, 'keychain', id)
  if (key === null)
    throw new KeysSealed(
      `What the keychain has does not open the keys in ${folder}: one of the two was replaced. ${otherwise}`,
    )
  return key
}

/** Takes the key that lies open away, after it was sealed. */
export function removeOpenKey(folder: string): void {
  rmSync(join(folder, sealingKeyFileName), { force: true })
  syncFolder(folder)
}

/** Writes the key so that it lies open. */
export function writeOpenKey(folder: string, key: Buffer): void {
  writeDurableFile(join(folder, sealingKeyFileName), `${key.toString('base64url')}\n`)
}

function makeKey(folder: string): Buffer {
  const key = randomBytes(keyBytes)
  writeOpenKey(folder, key)
  return key
}

function readKey(folder: string): Buffer | null {
  let text: string
  try {
    text = readFileSync(join(folder, sealingKeyFileName), 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  const key = /^[A-Za-z0-9_-]{43}\n?$/.test(text) ? Buffer.from(text.trim(), 'base64url') : Buffer.alloc(0)
  if (key.length === keyBytes) return key
  throw damaged(folder, 'holds no key of ours: it was cut off or replaced')
}

function damaged(folder: string, what: string): DataFolderProblem {
  return new DataFolderProblem(
    'data_damaged',
    `${join(folder, sealingKeyFileName)} ${what}. Put it back from where you keep your keys. To go on without it: beatkeeper keys renew, which makes a new key; what was sealed with the old one then has to be given again.`,
  )
}
