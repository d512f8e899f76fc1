import { concernedSubscribers } from '../content/concerned.ts'
import { publishedIncidents } from '../content/published.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import type { Journal } from '../journal/journal.ts'
import { storedWords } from '../lib/stored-json.ts'
import { type Announcement, dueAnnouncement, keepSaying, noteReached } from './announcements.ts'
import type { MailData } from './data.ts'
import { insertMail } from './outbox.ts'

/**
 * An announcement becomes a mail for each subscriber whom it concerns, some hundreds with each commit, in the order of their ids: a crash goes on
 * where it was. An incident is told as visitors see it when it is told; one that they do not see (any more) is not told at all.
 */
const atOnce = 500

export async function spreadAnnouncements(
  { db, writer, journal }: { db: Readable; writer: Pick<Writer, 'submit'>; journal: Pick<Journal, 'trustedNow'> },
  stops: () => boolean,
): Promise<void> {
  while (!stops() && dueAnnouncement(db, journal.trustedNow()) !== undefined)
    await writer.submit((tx) => spreadSome(tx, journal.trustedNow()))
}

function spreadSome(tx: Writable, now: number): void {
  const announcement = dueAnnouncement(tx, now)
  if (announcement === undefined) return
  const { id, kind, page_id: pageId, named_before: namedBefore, reached } = announcement
  const after = announcement.data === null ? saying(tx, announcement, now) : storedWords(announcement.named_after)
  if (after === null) return noteReached(tx, id, reached, now)
  const before = namedBefore === null ? null : storedWords(namedBefore)
  const found = concernedSubscribers(tx, pageId, { before, after }, { afterId: reached, take: atOnce })
  for (const { id: subjectId, email } of found)
    insertMail(tx, { kind, to: email, pageId, subjectId, data: null, now, announcementId: id })
  noteReached(tx, id, found.at(-1)?.id ?? reached, found.length < atOnce ? now : null)
}

/** Writes down what an incident has to say now, and answers the components that it names; `null`: visitors do not see it. */
function saying(
  tx: Writable,
  { id, page_id, subject_id, moment }: Announcement,
  now: number,
): readonly string[] | null {
  const selection = { where: 'i.id = ?', values: [subject_id], orderBy: 'i.id', take: 1 }
  const [incident] = publishedIncidents(tx, page_id, now, selection)
  if (incident === undefined) return null
  const isFirst = moment === 'published'
  const update = isFirst ? incident.updates[0] : incident.updates.find((each) => each.id === moment)
  if (update === undefined && !isFirst) return null
  const status = update?.status ?? incident.status
  const data: MailData['incident_update'] = {
    moment: isFirst ? 'published' : status === 'resolved' ? 'resolved' : 'updated',
    name: incident.name,
    status,
    impact: incident.impact,
    body: update?.body ?? '',
    at: isFirst ? incident.published_at : (update?.created_at ?? now),
    components: incident.components.map(({ name, status: is }) => ({ name, status: is })),
  }
  const named = incident.components.map((component) => component.id)
  keepSaying(tx, id, data, named)
  return named
}
