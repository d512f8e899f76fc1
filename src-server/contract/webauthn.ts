import * as z from 'zod/mini'

/** What browsers and servers say to each other about passkeys, as `PublicKeyCredential.toJSON()` writes it (WebAuthn Level 3, §5.1). */

const base64url = (max: number) => z.string().check(z.maxLength(max), z.regex(/^[A-Za-z0-9_-]*$/, 'must be base64url'))
/** What extensions answered; nothing here reads it. */
const extensionResults = z.record(z.string(), z.unknown())
const attachment = z.optional(z.nullable(z.string().check(z.maxLength(32))))

/** What `navigator.credentials.create()` answered. */
export const newCredential = z.strictObject({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensionResults,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    authenticatorData: z.optional(base64url(65_536)),
    transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(16))),
    publicKey: z.optional(z.nullable(base64url(8192))),
    publicKeyAlgorithm: z.optional(z.int()),
  }),
})
export type NewCredential = z.output<typeof newCredential>

/** What `navigator.credentials.get()` answered. */
export const givenCredential = z.strictObject({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensionResults,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(65_536),
    signature: base64url(8192),
    userHandle: z.optional(z.nullable(base64url(256))),
    attestationObject: z.optional(z.nullable(base64url(65_536))),
  }),
})
export type GivenCredential = z.output<typeof givenCredential>

const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.optional(z.array(z.string())),
})

/** For `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(…) })`. */
export const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.boolean(),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
export type CreationOptions = z.output<typeof creationOptions>

/** For `navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(…) })`. */
export const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal('required'),
  /** Empty: any passkey of this place. */
  allowCredentials: z.array(descriptor),
})
export type RequestOptions = z.output<typeof requestOptions>
