import { idPrefixes } from '../contract/ids.ts'
import type { MailKind } from '../contract/mail.ts'
import type { Writable } from '../db/database.ts'
import { createNewId } from '../lib/id.ts'
import type { MailData } from './data.ts'

/**
 * Mails come in here: a row of the outbox, written in the batch of whatever they tell of, so that the one is never without the other.
 *
 * A row holds a kind and its data and no link: its token is minted when the mail is sent or opened, by the source of its kind (sources.ts).
 * Held by test/mail/outbox.test.ts.
 */
export interface NewMail<Kind extends MailKind> {
  readonly kind: Kind
  readonly to: string
  /** Whose mail server and words it takes; `null`: it is of the workspace, and goes by the default page's. */
  readonly pageId: string | null
  /** The invite, member or subscriber that it is for. */
  readonly subjectId: string
  readonly data: MailData[Kind]
  readonly now: number
}

const hourMs = 3_600_000

/** How long a mail that cannot go is of use: yesterday's outages help nobody when a mail server is set at last. */
const usefulForMs: Readonly<Record<MailKind, number>> = {
  invite: 24 * hourMs,
  password_reset: hourMs,
  subscription_confirm: 24 * hourMs,
  subscription_manage: 24 * hourMs,
  incident_update: 24 * hourMs,
  maintenance_update: 24 * hourMs,
}

/** Queues a mail; answers the id of its row. One of the same kind for the same subject that still waits is ended: the newer says it all. */
export function queueMail<Kind extends MailKind>(tx: Writable, mail: NewMail<Kind>): string {
  tx.run(
    `UPDATE outbox SET state = 'ended', problem = 'withdrawn', settled_at = ?
      WHERE subject_id = ? AND kind = ? AND state = 'waiting' AND announcement_id IS NULL`,
    mail.now,
    mail.subjectId,
    mail.kind,
  )
  return insertMail(tx, { ...mail, announcementId: null })
}

/** The same for one of many: an announcement's, which keeps the data for all of them. */
export function insertMail<Kind extends MailKind>(
  tx: Writable,
  mail: Omit<NewMail<Kind>, 'data'> & { readonly data: MailData[Kind] | null; readonly announcementId: number | null },
): string {
  const { kind, to, pageId, subjectId, data, now, announcementId } = mail
  const id = createNewId({ wall: () => now }, idPrefixes)('mail')
  tx.run(
    `INSERT INTO outbox (id, page_id, kind, recipient, subject_id, announcement_id, data, state, next_try_at, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
    id,
    pageId,
    kind,
    to,
    subjectId,
    announcementId,
    JSON.stringify(data),
    now,
    now,
    now + usefulForMs[kind],
  )
  return id
}

/** Ends whatever still waits for a subject: it was withdrawn, removed, or unsubscribed. */
export function endMailFor(tx: Writable, subjectId: string, now: number): void {
  tx.run(
    `UPDATE outbox SET state = 'ended', problem = 'withdrawn', settled_at = ? WHERE subject_id = ? AND state = 'waiting'`,
    now,
    subjectId,
  )
}

/** Forgets every mail to someone, also what was sent: their address is to be nowhere any more. */
export function forgetMailTo(tx: Writable, subjectId: string): void {
  tx.run('DELETE FROM outbox WHERE subject_id = ?', subjectId)
}
