import type { SeenCertificate } from './certificate.ts'

/** Why a call to another server did not come to an answer. */
export type OutboundCode =
  | 'bad_address' //           not a URL, or one with a user, a password or another scheme
  | 'not_encrypted' //         http where https is asked for
  | 'name_not_found'
  | 'address_refused' //       the name leads to an address that the caller may not reach
  | 'unreachable'
  | 'timeout'
  | 'certificate_untrusted' // no authority that this computer knows vouches for it, or not for this name, or not today
  | 'certificate_changed' //   another one than the pinned one
  | 'redirected'
  | 'too_large'
  | 'bad_answer' //            not HTTP, or compressed though nobody asked

const sentences: Readonly<Record<OutboundCode, string>> = {
  bad_address: 'That is not an address that can be called. Write it like https://status.example.org.',
  not_encrypted: 'Only encrypted connections are made. Begin the address with https://.',
  name_not_found: 'There is no server of that name. Check the spelling, and that this computer is online.',
  address_refused: 'That name leads to an address that may not be called from here.',
  unreachable: 'Nothing answers there. Check the address and the port, and that the server is running.',
  timeout: 'The server took too long to answer. Try again in a moment.',
  certificate_untrusted: 'The certificate of that server cannot be checked.',
  certificate_changed: 'The server shows another certificate than the one that was trusted.',
  redirected: 'The server sends callers elsewhere. Use the address that it sends them to.',
  too_large: 'The answer is larger than is taken from another server.',
  bad_answer: 'What answered there does not speak as a server of this kind does.',
}

/** A call that failed: a code, a sentence for people, a private note for the log. */
export class OutboundFailure extends Error {
  readonly code: OutboundCode
  /** For the log; holds no credential, for none is given to this room but in headers. */
  readonly note: string
  /** What the server showed, where the certificate was the reason. */
  readonly certificate: SeenCertificate | null

  constructor(code: OutboundCode, { note = '', certificate = null }: FailureDetails = {}) {
    super(sentences[code])
    this.name = 'OutboundFailure'
    this.code = code
    this.note = note
    this.certificate = certificate
  }
}

interface FailureDetails {
  readonly note?: string
  readonly certificate?: SeenCertificate | null
}
