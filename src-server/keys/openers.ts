import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keychainTroubleWords, type SealFile, sealAccount } from '../contract/seal.ts'
import type { SecretStore } from '../lib/keychain.ts'
import { KeysSealed, type Openers } from './key-folder.ts'
import { readSealFile } from './seal-file.ts'
import { keyOfPassphrase } from './wrapping.ts'

/** Whatever opens the key of a data folder, fetched from where it is: the keychain, a passphrase file, the parent process. */
export interface OpenersGiven {
  /** Where the passphrase stands. */
  readonly keyFile: string | null
  /** What the parent process found in the keychain; left out: this process asks by itself. */
  readonly fromParent?: Openers['keychain'] | undefined
  readonly recoveryCode?: string
  /** The keychain of this user; asked only where the key is sealed by it. */
  readonly keychain: () => Pick<SecretStore, 'read'>
}

/**
 * What opens the key, as far as it can be had. Whether it does is `openKey`'s to say.
 * @throws KeysSealed for a file that cannot be read.
 */
export async function findOpeners(dataDir: string, given: OpenersGiven): Promise<Openers> {
  if (given.recoveryCode !== undefined) return { recoveryCode: given.recoveryCode }
  const state = readSealFile(join(dataDir, 'keys'))
  if (state?.sealed_by === 'passphrase' && given.keyFile !== null) return passphraseOf(state, given.keyFile)
  if (state?.sealed_by !== 'keychain') return {}
  return { keychain: given.fromParent ?? (await askKeychain(given.keychain(), state.key_id)) }
}

async function passphraseOf(state: Extract<SealFile, { sealed_by: 'passphrase' }>, file: string): Promise<Openers> {
  return {
    passphraseKey: await keyOfPassphrase(readPassphrase(file), Buffer.from(state.salt, 'base64url'), state),
  }
}

/** The passphrase in a file: its first line. @throws KeysSealed */
export function readPassphrase(file: string): string {
  let text: string
  try {
    if (!statSync(file).isFile()) throw new Error('it is no file')
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new KeysSealed(
      `--key-file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  const [first = ''] = text.split(/\r?\n/, 1)
  if (first === '') throw new KeysSealed(`--key-file ${file} holds no passphrase: its first line is empty.`)
  return first
}

/** What the keychain has for a key, in the words of `Openers`. */
export async function askKeychain(
  keychain: Pick<SecretStore, 'read'>,
  keyId: string,
): Promise<NonNullable<Openers['keychain']>> {
  const answer = await keychain.read(sealAccount(keyId), true)
  if (answer.kind === 'trouble') return { trouble: keychainTroubleWords[answer.why] }
  return { key: answer.kind === 'found' ? answer.secret : null }
}
