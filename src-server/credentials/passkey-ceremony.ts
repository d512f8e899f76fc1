import type { GivenCredential, NewCredential } from '../contract/webauthn.ts'
import type { PasskeyRow } from './passkeys.ts'

/**
 * The two ceremonies of WebAuthn Level 3 (§7.1 and §7.2), verified by @simplewebauthn/server, which is loaded with the first passkey: it
 * costs a second and 24 MB.
 *
 * Chosen: exact origin, exact relying party id, user verification always, attestation never. A browser that was asked for no attestation
 * sends none, or one that the authenticator made of the new key itself; anything with certificates is refused before it is looked at:
 * it would name the device's maker and model, and the library follows such chains out to the network for their revocation lists. Any fault of the answer is one refusal: what was
 * wrong is for nobody to learn by trying. Held by test/identity/passkeys.test.ts and, with Chromium's authenticator,
 * test/ui/account.chromium.test.ts.
 */

/** Where passkeys belong and are used: the host name, and the whole origin that a browser must have been at. */
export interface Place {
  readonly rpId: string
  readonly origin: string
}

export interface Expected extends Place {
  /** Whether a challenge (base64url) is one that may be answered here and now. */
  isOurs(challenge: string): boolean
}

/** Key algorithms that are asked for and taken, the best first: EdDSA, ES256, RS256 (COSE). */
export const keyAlgorithms = [-8, -7, -257] as const

/** A passkey that was really made for us. */
export interface MadePasskey {
  readonly challenge: string
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly counter: number
  readonly backedUp: boolean
}

/** Verifies a passkey that a browser says it made; null where it is not one for us. */
export async function verifyNewPasskey(credential: NewCredential, expected: Expected): Promise<MadePasskey | null> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const { id, rawId, type, response } = credential
  const { clientDataJSON, attestationObject } = response
  let answered = ''
  try {
    const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
    const format = attestation.get('fmt')
    const isSelfMade = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined
    if (format !== 'none' && !isSelfMade) return null
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
      expectedChallenge: (challenge) => {
        answered = challenge
        return expected.isOurs(challenge)
      },
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...keyAlgorithms],
    })
    if (!verified) return null
    return {
      challenge: answered,
      credentialId: Buffer.from(registrationInfo.credential.id, 'base64url'),
      publicKey: Buffer.from(registrationInfo.credential.publicKey),
      counter: registrationInfo.credential.counter,
      backedUp: registrationInfo.credentialBackedUp,
    }
  } catch {
    return null
  }
}

/** A passkey that has really signed. */
export interface SignedPasskey {
  readonly challenge: string
  readonly counter: number
  readonly backedUp: boolean
}

/**
 * Verifies that a passkey signed; null where it did not, or not for us.
 * @param userId the person whose it is: a discoverable one names its person, and it must be this one.
 */
export async function verifyPasskey(
  credential: GivenCredential,
  passkey: Pick<PasskeyRow, 'credential_id' | 'public_key' | 'rp_id'>,
  userId: string,
  expected: Expected,
): Promise<SignedPasskey | null> {
  if (passkey.rp_id !== expected.rpId) return null
  const { id, rawId, type, response } = credential
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  if (userHandle != null && !Buffer.from(userHandle, 'base64url').equals(Buffer.from(userId))) return null
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  let answered = ''
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...{ id, rawId, type, clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: (challenge) => {
        answered = challenge
        return expected.isOurs(challenge)
      },
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id.toString('base64url'),
        publicKey: Uint8Array.from(passkey.public_key),
        // Its count is held against ours in the batch (countPasskey), not against what was read before it.
        counter: 0,
      },
    })
    if (!verified) return null
    const { newCounter, credentialBackedUp } = authenticationInfo
    return { challenge: answered, counter: newCounter, backedUp: credentialBackedUp }
  } catch {
    return null
  }
}
