import type { MailKind } from '../contract/mail.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { MailData } from './data.ts'

/**
 * What subscribers are told: one row for each thing that happened, written in its batch. It spreads to mails a little later (spread.ts), so that
 * whoever posts an update waits for one row and not for ten thousand.
 * Times are milliseconds UTC. Held by test/mail/announcements.test.ts.
 */
export type AnnouncedKind = Extract<MailKind, 'incident_update' | 'maintenance_update'>

export interface Announcement {
  readonly id: number
  readonly page_id: string
  readonly kind: AnnouncedKind
  readonly subject_id: string
  readonly moment: string
  readonly named_before: string | null
  readonly named_after: string | null
  readonly data: string | null
  readonly reached: string
}

interface Announced {
  readonly pageId: string
  readonly subjectId: string
  /** The components that it named before; `null`: visitors saw nothing of it. Only those that they see count. */
  readonly before: readonly string[] | null
}

/** Something becomes public, or goes on: what there is to say is read when it is said. `moment`: `published`, or the id of an update. */
export function announceIncident(
  tx: Writable,
  { pageId, subjectId, before, moment, dueAt }: Announced & { readonly moment: string; readonly dueAt: number },
): void {
  tx.run(
    `INSERT INTO announcements (page_id, kind, subject_id, moment, named_before, due_at) VALUES (?, 'incident_update', ?, ?, ?, ?)`,
    pageId,
    subjectId,
    moment,
    before === null ? null : JSON.stringify(visible(tx, before)),
    dueAt,
  )
}

/** A window was planned, moved on or called off: it is told as it is now, because the next step may hide it. */
export function announceMaintenance(
  tx: Writable,
  {
    pageId,
    subjectId,
    before,
    after,
    data,
    now,
  }: Announced & {
    readonly after: readonly string[]
    readonly data: MailData['maintenance_update']
    readonly now: number
  },
): void {
  tx.run(
    `INSERT INTO announcements (page_id, kind, subject_id, moment, named_before, named_after, data, due_at)
     VALUES (?, 'maintenance_update', ?, ?, ?, ?, ?, ?)`,
    pageId,
    subjectId,
    data.moment,
    before === null ? null : JSON.stringify(visible(tx, before)),
    JSON.stringify(after),
    JSON.stringify(data),
    now,
  )
}

function visible(tx: Writable, componentIds: readonly string[]): string[] {
  return tx
    .all<{ id: string }>(
      'SELECT id FROM components WHERE public = 1 AND id IN (SELECT value FROM json_each(?))',
      JSON.stringify(componentIds),
    )
    .map((component) => component.id)
}

/** Takes back what was not told yet: it was deleted, or its publication was moved or called off. */
export function dropAnnouncements(tx: Writable, subjectId: string, moment?: string): void {
  tx.run(
    `DELETE FROM announcements WHERE subject_id = ? AND spread_at IS NULL AND reached = '' AND (? IS NULL OR moment = ?)`,
    subjectId,
    moment ?? null,
    moment ?? null,
  )
}

/** The first that is due and has not reached everyone. */
export function dueAnnouncement(db: Readable, now: number): Announcement | undefined {
  return db.get<Announcement>(
    `SELECT id, page_id, kind, subject_id, moment, named_before, named_after, data, reached FROM announcements
      WHERE spread_at IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT 1`,
    now,
  )
}

/** Keeps what there is to say, for all who are told. */
export function keepSaying(tx: Writable, id: number, data: object, namedAfter: readonly string[]): void {
  tx.run(
    'UPDATE announcements SET data = ?, named_after = ? WHERE id = ?',
    JSON.stringify(data),
    JSON.stringify(namedAfter),
    id,
  )
}

/** How far it has spread; `spreadAt`: it has reached everyone. */
export function noteReached(tx: Writable, id: number, reached: string, spreadAt: number | null): void {
  tx.run('UPDATE announcements SET reached = ?, spread_at = ? WHERE id = ?', reached, spreadAt, id)
}

/** Forgets those that were told and of which no mail is left. */
export function forgetToldAnnouncements(tx: Writable): void {
  tx.run(
    `DELETE FROM announcements WHERE id IN (SELECT a.id FROM announcements a WHERE a.spread_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.announcement_id = a.id) LIMIT 500)`,
  )
}
