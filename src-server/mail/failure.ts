import type { MailProblem } from '../contract/mail.ts'
import { conceal } from '../journal/conceal.ts'

/** Why a mail did not go. What the server said is kept in one short line; our own secrets in it are replaced. */
export class MailFailure extends Error {
  readonly problem: MailProblem
  readonly says: string | null
  /** It is the server's or its settings' fault: the next mail would fare no better. */
  readonly ofServer: boolean
  /** Trying again would change nothing. */
  readonly isFinal: boolean

  constructor(
    problem: MailProblem,
    more: { says?: string | null; ofServer?: boolean; isFinal?: boolean; cause?: unknown } = {},
  ) {
    super(problem, { cause: more.cause })
    this.problem = problem
    this.says = more.says ?? null
    this.ofServer = more.ofServer ?? false
    this.isFinal = more.isFinal ?? false
  }
}

const saysMax = 300

/** What nodemailer throws, in our words. */
export function failureOf(error: unknown): MailFailure {
  if (error instanceof MailFailure) return error
  const { code, originalCode, command, response, responseCode } = partsOf(error)
  const says = response === null ? null : saying(response)
  const isFinal = responseCode !== null && responseCode >= 500
  const of = (problem: MailProblem, ofServer: boolean, final = false) =>
    new MailFailure(problem, { says, ofServer, isFinal: final, cause: error })

  // What it says about user and password may repeat them: it is not kept.
  if (code === 'EAUTH' || code === 'ENOAUTH') return new MailFailure('sign_in_failed', { ofServer: true, cause: error })
  if (code === 'ETLS' || isOfTls(originalCode)) return of('tls_failed', true)
  if (code === 'ETIMEDOUT') return of('timed_out', true)
  if (code === 'EDNS' || code === 'ECONNECTION' || code === 'ESOCKET') return of('unreachable', true)
  // A server that wants a sign-in refuses the sender with 530 (RFC 4954 §6).
  if (responseCode === 530) return new MailFailure('sign_in_failed', { says, ofServer: true, cause: error })
  if (command === 'MAIL FROM') return of('sender_refused', true)
  if (command === 'RCPT TO') return of('recipient_refused', false, isFinal)
  return of('refused', false, isFinal)
}

/** One line, without our secrets and without addresses: a filter may quote the links of the very mail that it refuses. */
function saying(response: string): string {
  const line = response.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return conceal(line.replaceAll(/https?:\/\/\S+/gi, '[address removed]')).slice(0, saysMax)
}

const ofTls =
  /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

function isOfTls(code: string | null): boolean {
  return code !== null && ofTls.test(code)
}

interface Parts {
  readonly code: string | null
  readonly originalCode: string | null
  readonly command: string | null
  readonly response: string | null
  readonly responseCode: number | null
}

function partsOf(error: unknown): Parts {
  const text = (key: string): string | null => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : null
    return typeof value === 'string' ? value : null
  }
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'responseCode') : null
  return {
    code: text('code'),
    originalCode: text('originalCode'),
    command: text('command'),
    response: text('response'),
    responseCode: typeof status === 'number' ? status : null,
  }
}
