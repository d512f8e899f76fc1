import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/**
 * An authenticator for tests, with a browser around it that can be told to lie: ES256, no attestation unless one is given. Shares no code
 * with the server's side.
 */
export interface Lies {
  /** Where the browser says it is. */
  readonly origin?: string
  /** The relying party that the authenticator signs for. */
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** User present (1), user verified (4): both unless said otherwise. */
  readonly flags?: number
  readonly counter?: number
  readonly userHandle?: string | null
  readonly crossOrigin?: boolean
  /** Signs with another key. */
  readonly otherKey?: boolean
  /** What it says about itself; `signed` is what a statement signs, `key` the new passkey's own. */
  attestation?(signed: Buffer, key: KeyObject): { fmt: string; attStmt: ReadonlyMap<unknown, unknown> }
}

interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
}

interface RequestOptions {
  readonly challenge: string
  readonly rpId: string
}

export interface SoftPasskey {
  readonly id: string
  create(options: CreationOptions, lies?: Lies): object
  get(options: RequestOptions, lies?: Lies): object
  counter: number
}

/** A passkey of its own for one origin. */
export function softPasskey(origin: string): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  let userHandle: string | null = null

  const clientData = (type: string, challenge: string, lies: Lies): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    )
  const headOf = (rpId: string, flags: number, counter: number): Buffer => {
    const head = Buffer.alloc(37)
    sha256(Buffer.from(rpId)).copy(head)
    head[32] = flags
    head.writeUInt32BE(counter, 33)
    return head
  }

  const passkey: SoftPasskey = {
    id,
    counter: 0,
    create(options, lies = {}) {
      userHandle = options.user.id
      const flags = (lies.flags ?? 5) | 0x40
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        cbor(coseOf(publicKey)),
      ])
      const authData = Buffer.concat([
        headOf(lies.rpId ?? options.rp.id, flags, lies.counter ?? passkey.counter),
        attested,
      ])
      const data = clientData('webauthn.create', options.challenge, lies)
      const statement = lies.attestation?.(Buffer.concat([authData, sha256(data)]), privateKey)
      const attestationObject = cbor(
        new Map<unknown, unknown>([
          ['fmt', statement?.fmt ?? 'none'],
          ['attStmt', statement?.attStmt ?? new Map()],
          ['authData', authData],
        ]),
      )
      return {
        id,
        rawId: id,
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: { credProps: { rk: true } },
        response: {
          clientDataJSON: data.toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get(options, lies = {}) {
      passkey.counter = lies.counter ?? passkey.counter
      const authenticatorData = headOf(lies.rpId ?? options.rpId, lies.flags ?? 5, passkey.counter)
      const data = clientData('webauthn.get', options.challenge, lies)
      const key: KeyObject =
        lies.otherKey === true ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(data)]), key)
      return {
        id,
        rawId: id,
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: lies.userHandle === undefined ? userHandle : lies.userHandle,
        },
      }
    },
  }
  return passkey
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** A COSE key, EC2 on P-256 for ES256 (RFC 9053 §7.1). */
function coseOf(key: KeyObject): ReadonlyMap<unknown, unknown> {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return new Map<unknown, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])
}

/** The few kinds of CBOR (RFC 8949) that WebAuthn needs. */
export function cbor(value: unknown): Buffer {
  const head = (major: number, size: number): Buffer => {
    if (size < 24) return Buffer.from([(major << 5) | size])
    if (size < 256) return Buffer.from([(major << 5) | 24, size])
    const long = Buffer.from([(major << 5) | 25, 0, 0])
    long.writeUInt16BE(size, 1)
    return long
  }
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)])
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])])
  throw new Error(`no CBOR for ${typeof value}`)
}
