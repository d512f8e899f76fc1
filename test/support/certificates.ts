import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import { isIP } from 'node:net'

/**
 * X.509 certificates made on the spot (RFC 5280, DER by hand): Node reads certificates and writes none, and a test should not need
 * another program for it.
 */

export interface Issued {
  /** PEM. */
  readonly cert: string
  readonly key: string
  /** SHA-256, as `openssl x509 -fingerprint -sha256` shows it. */
  readonly fingerprint: string
}

interface Subject {
  readonly commonName: string
  /** Host names and addresses. */
  readonly names?: readonly string[]
  readonly isAuthority?: boolean
  readonly validFrom?: Date
  readonly validTo?: Date
  /** Its subject says that it vouches for authenticators, as WebAuthn §8.2.1 wants it. */
  readonly attests?: boolean
}

export interface Authority extends Issued {
  issue(subject: Subject): Issued
}

/** A certificate authority of its own. */
export function createAuthority(commonName = 'Test authority'): Authority {
  const keys = newKeys()
  const authority = certificate({ commonName, isAuthority: true }, keys, commonName, keys.privateKey)
  return {
    ...authority,
    issue(subject) {
      return certificate(subject, newKeys(), commonName, createPrivateKey(authority.key))
    },
  }
}

/** A certificate that vouches for itself. */
export function selfSigned(subject: Subject): Issued {
  const keys = newKeys()
  return certificate(subject, keys, subject.commonName, keys.privateKey)
}

type Keys = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }

const newKeys = (): Keys => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

const day = 86_400_000

function certificate(subject: Subject, keys: Keys, issuer: string, signer: KeyObject): Issued {
  const { commonName, names = [], isAuthority = false } = subject
  const validFrom = subject.validFrom ?? new Date(Date.now() - day)
  const validTo = subject.validTo ?? new Date(Date.now() + 30 * day)
  serial += 1
  const signedParts = der(
    0x30,
    der(0xa0, integer(2)),
    integer(serial),
    ecdsaWithSha256,
    name(issuer),
    der(0x30, time(validFrom), time(validTo)),
    name(commonName, subject.attests === true ? attesting : []),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(
        0x30,
        extension('551d13', der(0x30, ...(isAuthority ? [der(0x01, Buffer.from([0xff]))] : []))),
        // keyCertSign, or digitalSignature.
        extension('551d0f', der(0x03, isAuthority ? Buffer.from([2, 0x04]) : Buffer.from([7, 0x80]))),
        ...(names.length === 0 ? [] : [extension('551d11', der(0x30, ...names.map(generalName)))]),
      ),
    ),
  )
  const bytes = der(
    0x30,
    signedParts,
    ecdsaWithSha256,
    der(0x03, Buffer.from([0]), sign('sha256', signedParts, signer)),
  )
  const pem = `-----BEGIN CERTIFICATE-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
  return {
    cert: pem,
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: new X509Certificate(pem).fingerprint256,
  }
}

let serial = Date.now()

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

function integer(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha256 = der(0x30, objectId('2a8648ce3d040302'))

/** Country, organisation, unit. */
const attesting: readonly (readonly [string, string])[] = [
  ['550406', 'US'],
  ['55040a', 'Example'],
  ['55040b', 'Authenticator Attestation'],
]

const name = (commonName: string, more: readonly (readonly [string, string])[] = []): Buffer =>
  der(
    0x30,
    ...[...more, ['550403', commonName] as const].map(([id, value]) =>
      der(0x31, der(0x30, objectId(id), der(id === '550406' ? 0x13 : 0x0c, Buffer.from(value)))),
    ),
  )

/** GeneralizedTime, `20261231235959Z`. */
const time = (date: Date): Buffer => der(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`))

const extension = (id: string, value: Buffer): Buffer => der(0x30, objectId(id), der(0x04, value))

function generalName(text: string): Buffer {
  const family = isIP(text)
  if (family === 0) return der(0x82, Buffer.from(text))
  if (family === 4) return der(0x87, Buffer.from(text.split('.').map(Number)))
  if (text === '::1') return der(0x87, Buffer.from([...Array<number>(15).fill(0), 1]))
  throw new RangeError(`not written here: ${text}`)
}
