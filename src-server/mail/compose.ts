import { domainToASCII } from 'node:url'
import type { Mailbox } from '../contract/mailbox.ts'
import type { Letter } from './letter.ts'
import { htmlOf, type Look } from './letter-html.ts'
import { textOf } from './letter-text.ts'

/** A mail as it is handed to the transport. */
export interface OutgoingMail {
  readonly from: Mailbox
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same whenever the same row is sent, so that a mailbox that got it twice can tell. */
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
}

/** Puts a letter into an envelope. Pure. */
export function compose(
  letter: Letter,
  { id, to, from, look }: { readonly id: string; readonly to: string; readonly from: Mailbox; readonly look: Look },
): OutgoingMail {
  const domain = domainToASCII(from.address.slice(from.address.lastIndexOf('@') + 1))
  return {
    from: from.name === '' ? { ...from, name: look.name } : from,
    to,
    subject: letter.subject,
    text: textOf(letter),
    html: htmlOf(letter, look),
    messageId: `<${id}@${domain === '' ? 'localhost' : domain}>`,
    headers: {
      // No answers from machines, please (RFC 3834 §5).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...unsubscribeHeaders(letter.unsubscribe?.url ?? null),
    },
  }
}

/** One click in the reader's own interface ends the subscription (RFC 2369, RFC 8058). Readers take it over https only. */
function unsubscribeHeaders(url: string | null): Record<string, string> {
  if (url === null) return {}
  return {
    'List-Unsubscribe': `<${url}>`,
    ...(url.startsWith('https://') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
  }
}
