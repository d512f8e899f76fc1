import * as z from 'zod/mini'
import { email } from './people.ts'

/**
 * Who a mail is from: `status@example.org`, or `Acme Status <status@example.org>` (RFC 5322 §3.4, without comments and routes).
 *
 * Chosen: name and address are parsed here and handed on apart, so that no text of ours is ever put together into a header. A name holds no
 * control characters, quotes or angle brackets. Held by test/mail/mailbox.test.ts.
 */
export interface Mailbox {
  /** Empty where only the address was given. */
  readonly name: string
  readonly address: string
}

const unfitForName = /[\p{Cc}\p{Zl}\p{Zp}<>"\\]/u

/** The parts of a mailbox, or null: the text is none. */
export function parseMailbox(text: string): Mailbox | null {
  if (text.length > 400 || unfitForName.test(text.replace(/[<>"]/g, ''))) return null
  const [, quoted, bare, inBrackets] = /^\s*(?:"([^"<>]*)"|([^"<>]*?))\s*<([^<>\s]+)>\s*$/.exec(text) ?? []
  const parsed = email.safeParse(inBrackets ?? text.trim())
  const name = (quoted ?? bare ?? '').trim().normalize('NFC')
  if (!parsed.success || unfitForName.test(name) || !name.isWellFormed()) return null
  return { name, address: parsed.data }
}

/** The same as one text again. */
export function mailboxText({ name, address }: Mailbox): string {
  return name === '' ? address : `${name} <${address}>`
}

/** A mailbox in a body, in its usual spelling. */
export const mailbox = z.pipe(
  z.string().check(
    z.maxLength(400),
    z.refine(
      (value) => parseMailbox(value) !== null,
      'must be an address such as status@example.org, or a name and an address such as Acme Status <status@example.org>',
    ),
  ),
  z.transform((value: string) => {
    const parsed = parseMailbox(value)
    return parsed === null ? value : mailboxText(parsed)
  }),
)
