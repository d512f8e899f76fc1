import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Secrets that the server must be able to read again (the SMTP password, TOTP secrets, OAuth's signing keys) rest sealed in the database:
 * whoever has the file alone has none of them.
 *
 * Chosen: AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D: far fewer than 2^32 values are ever sealed with one key), and the
 * purpose as additional data, so that a value cannot be moved to where another one is expected. A sealed value names its key by eight bytes,
 * so that "of another key" and "damaged" are two different answers.
 * Left out: hashing passwords and tokens with it; what only has to be compared is hashed (credentials/).
 * Held by test/keys/sealer.test.ts.
 */
export interface Sealer {
  /** Names the key, in 16 hexadecimal digits; tells nothing about it. */
  readonly keyId: string
  /** Seals `plain` for one purpose, such as `smtp_password:pag_…`. */
  seal(purpose: string, plain: Buffer): Buffer
  /** What was sealed for this purpose. @throws CannotOpen */
  open(purpose: string, sealed: Buffer): Buffer
  /** 32 bytes that only this key leads to, always the same for a purpose: for values that are derived rather than kept (HKDF, RFC 5869). */
  derive(purpose: string): Buffer
}

/** A sealed value cannot be opened: it is of another key (`other_key`), or it was changed, cut off or sealed for another purpose. */
export class CannotOpen extends Error {
  readonly reason: 'other_key' | 'damaged'
  constructor(reason: CannotOpen['reason'], purpose: string) {
    super(
      reason === 'other_key'
        ? `${purpose} was sealed with another key`
        : `${purpose} is damaged, or was sealed for something else`,
    )
    this.reason = reason
  }
}

export const keyBytes = 32
const formatVersion = 1
const idBytes = 8
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + idBytes + nonceBytes

/** The first bytes of a digest over the key: enough to tell keys apart, and nothing to find one by. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256')
    .update('beatkeeper sealing key\0')
    .update(key)
    .digest('hex')
    .slice(0, idBytes * 2)
}

/** A sealer over one key of 32 bytes. */
export function createSealer(key: Buffer): Sealer {
  if (key.length !== keyBytes) throw new Error(`a sealing key has ${keyBytes} bytes`)
  const keyId = keyIdOf(key)
  const head = Buffer.from(`${formatVersion.toString(16).padStart(2, '0')}${keyId}`, 'hex')
  return {
    keyId,
    seal(purpose, plain) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(additional(head, purpose))
      return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(purpose, sealed) {
      if (sealed.length < headBytes + tagBytes || sealed[0] !== formatVersion) throw new CannotOpen('damaged', purpose)
      if (!sealed.subarray(0, head.length).equals(head)) throw new CannotOpen('other_key', purpose)
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(head.length, headBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(additional(head, purpose))
      decipher.setAuthTag(sealed.subarray(-tagBytes))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headBytes, -tagBytes)), decipher.final()])
      } catch {
        throw new CannotOpen('damaged', purpose)
      }
    },
    derive: (purpose) =>
      Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `beatkeeper derived key\0${purpose}`, keyBytes)),
  }
}

function additional(head: Buffer, purpose: string): Buffer {
  return Buffer.concat([head, Buffer.from(purpose, 'utf8')])
}

/** For those who open a folder and need none of its secrets: it opens nothing, and asking it is a bug. */
export const lockedSealer: Sealer = {
  keyId: '',
  seal: () => refuse(),
  open: () => refuse(),
  // What is derived is only compared or shown, by a server that answers.
  derive: () => Buffer.alloc(keyBytes),
}

function refuse(): never {
  throw new Error('the sealing key was not opened')
}
