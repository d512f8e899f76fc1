import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { AdapterPayload } from 'oidc-provider'
import { hashSecret } from '../../credentials/secret-format.ts'
import { storedObject } from '../../lib/stored-json.ts'

/** What all tables of the authorization server share: keys are SHA-256 of what the caller holds, payloads do not repeat it. */

/** The key of a row: of a code, token, cookie or interaction only its SHA-256 is kept. */
export function keyOf(id: string): Buffer {
  return hashSecret(id)
}

/** A payload as it is stored in clear: without the value that the row is found by. */
export function storedPayload(payload: AdapterPayload): string {
  const { jti: _found, ...kept } = payload
  return JSON.stringify(kept)
}

/** The payload as oidc-provider wants it back: with the value that it was found by. */
export function payloadOf(json: string, id: string): AdapterPayload {
  return { ...storedObject(json), jti: id }
}

const nonceBytes = 12
const tagBytes = 16

/** The key of a payload: whoever has the value has it, and nobody else. */
function payloadKey(id: string): Buffer {
  return Buffer.from(hkdfSync('sha256', id, Buffer.alloc(0), 'beatkeeper oauth payload', 32))
}

/**
 * A payload sealed with the value that its row is found by (AES-256-GCM): what an app said in its request (`state`, `nonce`, a hint at who
 * signs in) is readable for as long as somebody brings the code, the token or the cookie, and for nobody who has the file.
 */
export function sealedPayload(id: string, payload: AdapterPayload): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', payloadKey(id), nonce, { authTagLength: tagBytes })
  return Buffer.concat([nonce, cipher.update(storedPayload(payload), 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The payload of a row that was found by its value; of a damaged one nothing is left but that. */
export function openedPayload(id: string, sealed: Buffer): AdapterPayload {
  try {
    const decipher = createDecipheriv('aes-256-gcm', payloadKey(id), sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    const plain = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
    return payloadOf(plain.toString('utf8'), id)
  } catch {
    return { jti: id }
  }
}

/** Seconds, as JWTs count. */
export function inSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}

/** When a row ends that lives for so many seconds. */
export function endOf(now: number, seconds: number | undefined): number {
  return now + (seconds ?? 0) * 1000
}
