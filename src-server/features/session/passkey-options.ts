import { Problem } from '../../contract/problems.ts'
import type { CreationOptions, RequestOptions } from '../../contract/webauthn.ts'
import { keyAlgorithms, type Place } from '../../credentials/passkey-ceremony.ts'
import { type PasskeyRow, transportsOf } from '../../credentials/passkeys.ts'
import type { Call } from '../../http/handler.ts'

/** What browsers are asked for. A person has as long as a challenge lives. */

const timeoutMs = 300_000

/**
 * Where passkeys of a request belong: the console's own name on this computer, or the public address. An IP address can hold none, and the
 * host of a page is for its readers.
 */
export function placeOf(call: Pick<Call<never>, 'hostKind' | 'origin'>, publicUrl: URL | null): Place | null {
  if (call.hostKind === 'console') return { rpId: new URL(call.origin).hostname, origin: call.origin }
  if (call.hostKind === 'public' && publicUrl !== null) return { rpId: publicUrl.hostname, origin: publicUrl.origin }
  return null
}

/** The same. @throws Problem `passkeys_unavailable` where there is none. */
export function placeHere(call: Pick<Call<never>, 'hostKind' | 'origin'>, publicUrl: URL | null): Place {
  const place = placeOf(call, publicUrl)
  if (place === null) throw new Problem('passkeys_unavailable')
  return place
}

function descriptorOf(row: PasskeyRow) {
  return { id: row.credential_id.toString('base64url'), type: 'public-key' as const, transports: transportsOf(row) }
}

/** For making one: discoverable, with user verification, by a device that holds none of this person's yet. */
export function creationOptionsOf(
  { rpId }: Place,
  challenge: Uint8Array,
  person: { id: string; email: string; name: string },
  workspace: string,
  existing: readonly PasskeyRow[],
): CreationOptions {
  return {
    challenge: Buffer.from(challenge).toString('base64url'),
    rp: { id: rpId, name: workspace },
    user: { id: Buffer.from(person.id).toString('base64url'), name: person.email, displayName: person.name },
    pubKeyCredParams: keyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: timeoutMs,
    excludeCredentials: existing.filter((row) => row.rp_id === rpId).map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
}

/** For using one: any of this place, or one of these. */
export function requestOptionsOf(
  { rpId }: Place,
  challenge: Uint8Array,
  allowed: readonly PasskeyRow[] = [],
): RequestOptions {
  return {
    challenge: Buffer.from(challenge).toString('base64url'),
    rpId,
    timeout: timeoutMs,
    userVerification: 'required',
    allowCredentials: allowed.filter((row) => row.rp_id === rpId).map(descriptorOf),
  }
}
