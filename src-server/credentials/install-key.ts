import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { identityMessage } from '../contract/system.ts'
import { DataFolderProblem } from '../db/data-folder.ts'
import { errorCode } from '../lib/error-code.ts'

/**
 * The key that a server proves itself with to programs on the same computer (security.md 2.3.8).
 *
 * The port of a server that is down is free for anyone to take. Before a command sends a token to what answers there, it asks for a
 * signature; the public key stands in endpoint.json, which only the owner of the data folder can write. The port is signed too, so
 * that a stranger on another port cannot fetch the answer from us and pass it on. Made at the first start, Ed25519, mode 0600.
 * Held by test/cli/identity.test.ts.
 */
export interface InstallKey {
  /** The 32 bytes of the public key, base64url. */
  readonly publicKey: string
  /** The signature over `identityMessage`, base64url. */
  prove(nonce: string, port: number): string
}

/**
 * Reads the key of a data folder, or makes it.
 * @throws DataFolderProblem `data_damaged` when the file holds no Ed25519 key.
 */
export function openInstallKey(dataDir: string): InstallKey {
  const folder = join(dataDir, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
  const file = join(folder, 'identity.key')
  const key = readKey(file) ?? makeKey(file)
  return {
    publicKey: publicHalfOf(key),
    prove: (nonce, port) => sign(null, Buffer.from(identityMessage(nonce, port)), key).toString('base64url'),
  }
}

/** Whether `signature` was made by the holder of `publicKey` for this nonce and port. */
export function isProof(publicKey: string, nonce: string, port: number, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(identityMessage(nonce, port)), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

function readKey(file: string): KeyObject | null {
  try {
    const text = readFileSync(file)
    return keyIn(text) ?? refuseDamaged(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** The Ed25519 key that a file holds, or null: it was cut off, or is something else. */
export function keyIn(text: Buffer): KeyObject | null {
  try {
    const key = createPrivateKey(text)
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

function refuseDamaged(file: string): never {
  throw new DataFolderProblem(
    'data_damaged',
    `${file} holds no key of ours: it was cut off or replaced. Move it away; the next start makes a new one, and programs on this computer find that in endpoint.json.`,
  )
}

function makeKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return privateKey
}

function publicHalfOf(key: KeyObject): string {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  if (x === undefined) throw new Error('the install key is no Ed25519 key')
  return x
}
