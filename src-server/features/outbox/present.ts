import { holds, type PermissionSet } from '../../access/permission-set.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import { type MailResource, mailKindOf } from '../../contract/mail.ts'
import { storedContent } from '../../mail/data.ts'
import { letterOf, type Voice } from '../../mail/letter.ts'
import { problemDetail } from '../../mail/problem-words.ts'
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
    problem: problem === null ? null : { code: problem, detail: problemDetail(problem, row.problem_says) },
    can_open: (waits || row.state === 'failed') && openedWith !== null && holds(of.effective, openedWith),
    created_at: rfc3339Of(row.created_at),
    settled_at: rfc3339OrNull(row.settled_at),
  }
}
