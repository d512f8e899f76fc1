import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { keyBytes } from './sealer.ts'

/**
 * The sealing key, wrapped by another key: one from the keychain, one made of a passphrase, one made of the recovery code.
 *
 * Chosen: AES-256-GCM once more, over a key of 32 bytes that each way makes in its own manner; argon2id for what people think up (64 MiB, three
 * passes, as for passwords), HKDF for what was drawn at random. Which way it was, and which key it is, are additional data.
 * Held by test/keys/wrapping.test.ts.
 */
export type Way = 'keychain' | 'passphrase' | 'recovery'

const nonceBytes = 12
const tagBytes = 16

/** The wrapped key, base64url. */
export function wrapKey(key: Buffer, by: Buffer, way: Way, keyId: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', by, nonce, { authTagLength: tagBytes })
  cipher.setAAD(additional(way, keyId))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** The key again, or null: it was wrapped by another one, or is damaged. */
export function unwrapKey(wrapped: string, by: Buffer, way: Way, keyId: string): Buffer | null {
  const bytes = Buffer.from(wrapped, 'base64url')
  if (bytes.length !== nonceBytes + keyBytes + tagBytes) return null
  const decipher = createDecipheriv('aes-256-gcm', by, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(additional(way, keyId))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch {
    return null
  }
}

function additional(way: Way, keyId: string): Buffer {
  return Buffer.from(`beatkeeper wrapped key\0${way}\0${keyId}`)
}

export interface PassphraseCost {
  readonly memory_kib: number
  readonly passes: number
}

/** What a passphrase costs to try: about a tenth of a second and 64 MiB. */
export const passphraseCost: PassphraseCost = { memory_kib: 65_536, passes: 3 }

/** The key of a passphrase, taken exactly as it stands in its file. The library is loaded with the first one. */
export async function keyOfPassphrase(
  passphrase: string,
  salt: Buffer,
  { memory_kib, passes }: PassphraseCost,
): Promise<Buffer> {
  const { hashRaw } = await import('@node-rs/argon2')
  return hashRaw(passphrase.normalize('NFC'), {
    // argon2id: the enum of the library is a type only.
    algorithm: 2,
    salt,
    memoryCost: memory_kib,
    timeCost: passes,
    parallelism: 1,
    outputLen: keyBytes,
  })
}

/** The key of a recovery code, which was drawn at random. */
export function keyOfRecovery(code: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', code, salt, 'beatkeeper recovery code', keyBytes))
}
