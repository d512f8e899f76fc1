import { holds } from '../../access/permission-set.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { serverFor } from '../../content/smtp-settings.ts'
import type { NewId } from '../../contract/ids.ts'
import { listOutbox, mailKindOf, mailKinds, openMail } from '../../contract/mail.ts'
import { Problem } from '../../contract/problems.ts'
import { lacking } from '../../credentials/power.ts'
import type { Cursors } from '../../http/cursor.ts'
import { type Call, change, type Route, read } from '../../http/handler.ts'
import type { Addresses } from '../../mail/addresses.ts'
import { storedContent } from '../../mail/data.ts'
import { letterOf } from '../../mail/letter.ts'
import { textOf } from '../../mail/letter-text.ts'
import { type MailRow, mailRow, mailRows } from '../../mail/rows.ts'
import type { MailSources } from '../../mail/sources.ts'
import { voiceOf } from '../../mail/voice.ts'
import { presentMail } from './present.ts'

export interface OutboxServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly addresses: Addresses
  readonly mailSources: MailSources
}

/** `/admin/outbox`. */
export function outboxRoutes({ cursors, addresses, mailSources }: OutboxServices): Route[] {
  /** Mail of this page; mail of the workspace for those with every page; each kind for those who may see whom it goes to. */
  const inSight = (call: Pick<Call<typeof listOutbox>, 'page' | 'everyPage' | 'effective'>): Condition[] => [
    { sql: call.everyPage ? 'o.page_id = ? OR o.page_id IS NULL' : 'o.page_id = ?', values: [call.page.id] },
    {
      sql: 'o.kind IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(mailKinds.filter((kind) => holds(call.effective, mailKindOf(kind).seenWith)))],
    },
  ]

  return [
    read(listOutbox, (call, db) => {
      const { state, kind, q } = call.query
      const conditions = inSight(call)
      if (state !== undefined) conditions.push({ sql: 'o.state = ?', values: [state] })
      if (kind !== undefined) conditions.push({ sql: 'o.kind = ?', values: [kind] })
      if (q !== undefined) conditions.push(holdsText('o.recipient', q))
      const listing = listingOf(cursors, {
        name: listOutbox.id,
        pageId: call.page.id,
        environment: 'live',
        query: call.query,
        defaultSort: '-created_at',
        columns: { created_at: 'o.created_at' },
        id: 'o.id',
        conditions,
      })
      const voice = voiceOf(db, addresses, call.page.id)
      const of = {
        voice,
        effective: call.effective,
        hasServer: (pageId: string | null) => serverFor(db, pageId) !== null,
      }
      return { body: listing.page(mailRows(db, listing), (row) => presentMail(row, of)) }
    }),

    change(openMail, (call, batch) => {
      const { db } = batch
      const row = mailRow(db, call.params.id)
      const isHere = row !== undefined && (row.page_id === call.page.id || (row.page_id === null && call.everyPage))
      if (row === undefined || !isHere || !holds(call.effective, mailKindOf(row.kind).seenWith))
        throw new Problem('not_found')
      refuseUnlessOpen(row, call)
      const about = { kind: row.kind, subjectId: row.subject_id, pageId: row.page_id, to: row.recipient }
      const source = mailSources[row.kind]
      source.refuseReader?.(db, about, call.caller)
      const content = storedContent(row.kind, row.data)
      const links = source.mint(db, about, call.now)
      if (links === null || content === null) throw new Problem('mail_settled')
      const letter = letterOf(content, voiceOf(db, addresses, row.page_id), links)
      batch.record({
        target: { type: 'mail', id: row.id, label: row.recipient },
        after: { kind: row.kind, to: row.recipient },
        pageId: row.page_id,
        environment: null,
      })
      const shown = [letter.action, letter.unsubscribe].filter((link) => link !== null)
      return {
        body: {
          id: row.id,
          kind: row.kind,
          to: row.recipient,
          from: serverFor(db, row.page_id)?.smtp.from ?? null,
          subject: letter.subject,
          text: textOf(letter),
          links: shown.map(({ label, url }) => ({ name: label, url })),
        },
      }
    }),
  ]
}

/** @throws Problem for a kind that is for its reader alone, or that asks for more than the caller has; for a mail that went or is over. */
function refuseUnlessOpen(row: MailRow, call: Call<typeof openMail>): void {
  const { openedWith } = mailKindOf(row.kind)
  if (openedWith === null)
    throw new Problem('role_denied', {
      detail: 'This mail is for its reader alone: its link gives access to their account. Nobody else may open it.',
    })
  if (!holds(call.effective, openedWith))
    throw lacking(call.caller, openedWith, `Opening this mail needs ${openedWith}: its links could be made with it.`)
  if (row.state === 'sent' || row.state === 'ended' || row.expires_at <= call.now) throw new Problem('mail_settled')
}
