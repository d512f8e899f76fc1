import type { AdapterPayload } from 'oidc-provider'
import { hashSecret } from '../../credentials/secret-format.ts'
import { storedObject } from '../../lib/stored-json.ts'

/** What all tables of the authorization server share: keys are SHA-256 of what the caller holds, payloads do not repeat it. */

/** The key of a row: of a code, token, cookie or interaction only its SHA-256 is kept. */
export function keyOf(id: string): Buffer {
  return hashSecret(id)
}

/** A payload as it is stored: without the value that the row is found by. */
export function storedPayload(payload: AdapterPayload, ...secrets: readonly string[]): string {
  const { jti: _found, ...kept } = payload
  const rest: Record<string, unknown> = { ...kept }
  for (const name of secrets) delete rest[name]
  return JSON.stringify(rest)
}

/** The payload as oidc-provider wants it back: with the value that it was found by. */
export function payloadOf(json: string, id: string): AdapterPayload {
  return { ...storedObject(json), jti: id }
}

/** Seconds, as JWTs count. */
export function inSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}

/** When a row ends that lives for so many seconds. */
export function endOf(now: number, seconds: number | undefined): number {
  return now + (seconds ?? 0) * 1000
}
