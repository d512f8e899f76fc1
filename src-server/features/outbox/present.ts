import { holds, type PermissionSet } from '../../access/permission-set.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import { type MailProblem, type MailResource, mailKindOf } from '../../contract/mail.ts'
import { storedContent } from '../../mail/data.ts'
import { letterOf, type Voice } from '../../mail/letter.ts'
import type { MailRow } from '../../mail/rows.ts'

/** What may be seen of a mail in the list: to whom, about what, and how it stands. Its links are made when it is opened. */
export function presentMail(
  row: MailRow,
  of: { voice: Voice; effective: PermissionSet; hasServer: (pageId: string | null) => boolean },
): MailResource {
  const content = storedContent(row.kind, row.data)
  const waits = row.state === 'waiting'
  const hasServer = !waits || of.hasServer(row.page_id)
  const problem = hasServer ? row.problem : 'no_server'
  const { openedWith, says } = mailKindOf(row.kind)
  return {
    id: row.id,
    kind: row.kind,
    page_id: row.page_id,
    to: row.recipient,
    subject: content === null ? says : letterOf(content, of.voice, null).subject,
    subject_id: row.subject_id,
    state: row.state,
    attempts: row.attempts,
    next_try_at: rfc3339OrNull(waits && hasServer ? row.next_try_at : null),
    problem: problem === null ? null : { code: problem, detail: detailOf(problem, row.problem_says) },
    can_open: (waits || row.state === 'failed') && openedWith !== null && holds(of.effective, openedWith),
    created_at: rfc3339Of(row.created_at),
    settled_at: rfc3339OrNull(row.settled_at),
  }
}

const sentences: Readonly<Record<MailProblem, string>> = {
  no_server: 'No mail server is set, so it waits here. Set one in the settings, under Notifications.',
  unreachable: 'The mail server cannot be reached. Check host and port in the settings.',
  tls_failed: 'No safe connection to the mail server: it offers no TLS, or its certificate is not right for this host.',
  sign_in_failed: 'The mail server refused user and password. Give them again in the settings.',
  password_unreadable: 'The stored password cannot be read with this server’s key. Give it again in the settings.',
  sender_refused: 'The mail server refused the sender. Check the address in “From”.',
  refused: 'The mail server refused the mail.',
  recipient_refused: 'The mail server refused this recipient.',
  timed_out: 'The mail server did not answer in time.',
  subject_ended: 'What it was about is over, so it was not sent.',
  too_late: 'It could not be sent in time to be of use.',
  withdrawn: 'It was withdrawn, or a newer one took its place.',
}

function detailOf(problem: MailProblem, says: string | null): string {
  return says === null ? sentences[problem] : `${sentences[problem]} It said: ${says}`
}
