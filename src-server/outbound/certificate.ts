import type { TLSSocket } from 'node:tls'

/** What a server showed of itself, for a person to compare. */
export interface SeenCertificate {
  /** SHA-256 over the whole certificate. */
  readonly fingerprint: Fingerprint
  /** Whom it was made out to and by, as far as it says; never to be believed without the fingerprint. */
  readonly subject: string
  readonly issuer: string
  /** Names and addresses that it holds for. */
  readonly names: readonly string[]
  /** Milliseconds UTC. */
  readonly validFrom: number
  readonly validTo: number
  /** Why this computer does not trust it by itself, as Node names it (`DEPTH_ZERO_SELF_SIGNED_CERT`); `null` if it does. */
  readonly problem: string | null
}

/** 32 bytes in hexadecimal with colons, upper case, as browsers and `openssl x509 -fingerprint -sha256` show it. */
export type Fingerprint = string

/** Reads a fingerprint as people paste it: with or without colons or spaces, any case, `SHA256 Fingerprint=` before it. */
export function parseFingerprint(text: string): Fingerprint | null {
  const digits = text
    .trim()
    .replace(/^sha-?256(?:\s*fingerprint)?\s*[=:]\s*/i, '')
    .replace(/[\s:]/g, '')
  return /^[0-9a-f]{64}$/i.test(digits) ? (digits.toUpperCase().match(/../g) ?? []).join(':') : null
}

/** What was read of each connection: Node gives a peer's certificate once and nothing from then on (seen in 20 and 24). */
const read = new WeakMap<TLSSocket, SeenCertificate | null>()

/** The certificate at the other end of a finished handshake; `null` if it showed none. */
export function certificateOf(socket: TLSSocket): SeenCertificate | null {
  const known = read.get(socket)
  if (known !== undefined) return known
  const seen = seenOn(socket)
  read.set(socket, seen)
  return seen
}

function seenOn(socket: TLSSocket): SeenCertificate | null {
  const seen = socket.getPeerX509Certificate()
  if (seen === undefined) return null
  const names = (seen.subjectAltName ?? '').split(', ').flatMap((name) => {
    const colon = name.indexOf(':')
    return colon === -1 ? [] : [name.slice(colon + 1)]
  })
  return {
    fingerprint: seen.fingerprint256,
    subject: oneLine(seen.subject),
    issuer: oneLine(seen.issuer),
    names,
    validFrom: Date.parse(seen.validFrom),
    validTo: Date.parse(seen.validTo),
    problem: socket.authorized ? null : problemOf(socket),
  }
}

/** `authorizationError` is declared an Error and is a code's text for what OpenSSL says, an Error for a wrong name. */
function problemOf(socket: TLSSocket): string {
  const said: unknown = socket.authorizationError
  if (said instanceof Error) return 'code' in said ? String(said.code) : said.message
  return String(said)
}

/** Lines `CN=…\nO=…` in one; what a stranger wrote keeps no control characters. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').replaceAll(/\p{Cc}/gu, '�')
}
