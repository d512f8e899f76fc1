import { smtpOf } from '../content/smtp-settings.ts'
import type { MailProblem } from '../contract/mail.ts'
import { parseMailbox } from '../contract/mailbox.ts'
import type { Readable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { Addresses } from './addresses.ts'
import { compose } from './compose.ts'
import { failureOf } from './failure.ts'
import { problemDetail } from './problem-words.ts'
import { voiceOf } from './voice.ts'
import { openWay } from './way.ts'

export interface TestMailServices {
  readonly db: Readable
  readonly sealer: Sealer
  readonly addresses: Addresses
}

/**
 * Sends one mail by the page's server while someone waits for it, past the outbox: what they want to know is whether the settings are right. It
 * says nothing but that, so that it is of no use to anybody who would send it to others.
 * @returns what stood in the way, or null: the server took it.
 */
export async function sendTestMail(
  services: TestMailServices,
  { id, pageId, to }: { readonly id: string; readonly pageId: string; readonly to: string },
): Promise<{ readonly code: MailProblem; readonly detail: string } | null> {
  const smtp = smtpOf(services.db, pageId)
  const from = smtp === null ? null : parseMailbox(smtp.from)
  if (smtp === null || from === null) return { code: 'no_server', detail: problemDetail('no_server', null) }
  const { words, name, pageUrl, look } = voiceOf(services.db, services.addresses, pageId)
  const title = words.test.subject(name)
  const letter = {
    subject: title,
    title,
    parts: [{ kind: 'said' as const, text: words.test.text(name) }],
    action: { label: words.seePage, url: pageUrl },
    notes: [],
    unsubscribe: null,
  }
  try {
    const way = await openWay(services, pageId, smtp)
    await way.send(compose(letter, { id, to, from, look })).finally(() => way.close())
    return null
  } catch (error) {
    const { problem, says } = failureOf(error)
    return { code: problem, detail: problemDetail(problem, says) }
  }
}
