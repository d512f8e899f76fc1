import { get, post } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'
import type { TestServer } from '../support/harness.ts'

/** What visitors and their mailboxes do in tests. */

/** On the page's own host. */
export const page = { headers: { Host: 'status.acme.test' } } as const

/** The newest mail to someone, opened in the outbox as its reader would read it. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape and asserts what it reads.
export async function mailTo(server: TestServer, email: string): Promise<any> {
  const listed = await server.asOwner(get(`/admin/outbox?q=${encodeURIComponent(email)}`))
  const id = listed.json.data[0]?.id
  if (id === undefined) throw new Error(`no mail to ${email}: ${listed.text}`)
  const opened = await server.asOwner(post(`/admin/outbox/${id}/open`))
  if (opened.status !== 200) throw new Error(`opening answered ${opened.status}: ${opened.text}`)
  return opened.json
}

/** The token in the link of a mail. */
export function linkOf(mail: { readonly text: string }): string {
  const token = /#t=(bkm_[0-9A-Za-z]{49})/.exec(mail.text)?.[1]
  if (token === undefined) throw new Error('the mail has no link')
  return token
}

export type { Answer }
