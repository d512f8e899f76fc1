import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { SubscriberState } from '../../contract/subscribers.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of subscribers. Times are milliseconds UTC. */
export interface SubscriberRow {
  readonly id: string
  readonly page_id: string
  readonly environment: 'live' | 'test'
  readonly email: string
  readonly state: SubscriberState
  readonly every_component: 0 | 1
  readonly term: number
  readonly added_by: 'visitor' | 'team'
  readonly created_by: string | null
  readonly created_by_name: string | null
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
  readonly confirmed_at: number | null
  readonly ended_at: number | null
  readonly ended_by: 'visitor' | 'team' | null
  readonly mails: number
  readonly mails_from: number
}

const columns = `s.id, s.page_id, s.environment, s.email, s.state, s.every_component, s.term, s.added_by, s.created_by, s.created_by_name,
  s.version, s.created_at, s.updated_at, s.confirmed_at, s.ended_at, s.ended_by, s.mails, s.mails_from`

/** The subscriber with this id; undefined when it is not in this scope. */
export function findSubscriber(db: Readable, { pageId, environment }: Scope, id: string): SubscriberRow | undefined {
  return db.get<SubscriberRow>(
    `SELECT ${columns} FROM subscribers s WHERE s.id = ? AND s.page_id = ? AND s.environment = ?`,
    id,
    pageId,
    environment,
  )
}

/** The same wherever it is: for the holder of its own link, and for mail. */
export function subscriberById(db: Readable, id: string): SubscriberRow | undefined {
  return db.get<SubscriberRow>(`SELECT ${columns} FROM subscribers s WHERE s.id = ?`, id)
}

export function subscriberByEmail(
  db: Readable,
  { pageId, environment }: Scope,
  email: string,
): SubscriberRow | undefined {
  return db.get<SubscriberRow>(
    `SELECT ${columns} FROM subscribers s WHERE s.page_id = ? AND s.environment = ? AND s.email = ?`,
    pageId,
    environment,
    email,
  )
}

export function subscriberByKey(db: Readable, hash: Buffer, hostPageId: string | null): SubscriberRow | undefined {
  return db.get<SubscriberRow>(
    `SELECT ${columns} FROM subscribers s WHERE s.unsubscribe_hash = ? AND s.page_id = coalesce(?, s.page_id)`,
    hash,
    hostPageId,
  )
}

/** One page of a list. */
export function listSubscriberRows(db: Readable, listing: Listing): SubscriberRow[] {
  return db.all<SubscriberRow>(
    `SELECT ${columns} FROM subscribers s WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** How many there are in each state. */
export function countSubscribers(db: Readable, { pageId, environment }: Scope): Record<SubscriberState, number> {
  const rows = db.all<{ state: SubscriberState; n: number }>(
    'SELECT state, count(*) AS n FROM subscribers WHERE page_id = ? AND environment = ? GROUP BY state',
    pageId,
    environment,
  )
  const counts = { pending: 0, confirmed: 0, ended: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}

export interface NewSubscriber {
  readonly id: string
  readonly email: string
  readonly state: 'pending' | 'confirmed'
  readonly everyComponent: boolean
  readonly unsubscribeHash: Buffer
  readonly addedBy: 'visitor' | 'team'
  readonly by: { readonly id: string; readonly name: string } | null
  readonly now: number
}

export function insertSubscriber(tx: Writable, { pageId, environment }: Scope, row: NewSubscriber): void {
  tx.run(
    `INSERT INTO subscribers (id, page_id, environment, email, state, every_component, unsubscribe_hash, added_by, created_by, created_by_name,
       created_at, updated_at, confirmed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    pageId,
    environment,
    row.email,
    row.state,
    row.everyComponent ? 1 : 0,
    row.unsubscribeHash,
    row.addedBy,
    row.by?.id ?? null,
    row.by?.name ?? null,
    row.now,
    row.now,
    row.state === 'confirmed' ? row.now : null,
  )
}

/** What a subscriber follows: all, or what `content/interests.ts` has for it. */
export function setEveryComponent(tx: Writable, id: string, everyComponent: boolean, now: number): void {
  tx.run(
    'UPDATE subscribers SET every_component = ?, version = version + 1, updated_at = ? WHERE id = ?',
    everyComponent ? 1 : 0,
    now,
    id,
  )
}

/** Someone who had ended it asks again: what was sent before cannot end what begins now. */
export function beginAgain(
  tx: Writable,
  id: string,
  { term, unsubscribeHash, now }: { term: number; unsubscribeHash: Buffer; now: number },
): void {
  tx.run(
    `UPDATE subscribers SET state = 'pending', term = ?, unsubscribe_hash = ?, version = version + 1, updated_at = ? WHERE id = ?`,
    term,
    unsubscribeHash,
    now,
    id,
  )
}

/** Confirms one that is pending; answers whether it was. */
export function confirmSubscriber(tx: Writable, id: string, now: number): boolean {
  const confirmed = tx.run(
    `UPDATE subscribers SET state = 'confirmed', confirmed_at = ?, ended_at = NULL, ended_by = NULL, version = version + 1, updated_at = ?
      WHERE id = ? AND state = 'pending'`,
    now,
    now,
    id,
  )
  return confirmed === 1
}

/** Ends a subscription and keeps its record; answers whether it was still going on. */
export function endSubscriber(tx: Writable, id: string, by: 'visitor' | 'team', now: number): boolean {
  const ended = tx.run(
    `UPDATE subscribers SET state = 'ended', ended_at = ?, ended_by = ?, version = version + 1, updated_at = ? WHERE id = ? AND state <> 'ended'`,
    now,
    by,
    now,
    id,
  )
  return ended === 1
}

/** Removes it for good, with its choice and its links; views and feeds stay, and are nobody's. */
export function deleteSubscriberRow(tx: Writable, id: string): void {
  tx.run('DELETE FROM subscribers WHERE id = ?', id)
}

/** Counts a mail that a stranger asked for. */
export function countMail(tx: Writable, id: string, mails: number, from: number): void {
  tx.run('UPDATE subscribers SET mails = ?, mails_from = ? WHERE id = ?', mails, from, id)
}

/**
 * Forgets what was never confirmed since a moment, some hundreds at a time: addresses that others typed are not ours to keep. One that had been ended
 * before is ended again.
 */
export function forgetUnconfirmed(tx: Writable, before: number): number {
  const ended = tx.run(
    `UPDATE subscribers SET state = 'ended', version = version + 1 WHERE id IN (
       SELECT id FROM subscribers WHERE state = 'pending' AND updated_at < ? AND ended_at IS NOT NULL LIMIT 500)`,
    before,
  )
  const forgotten = tx.run(
    `DELETE FROM subscribers WHERE id IN (
       SELECT id FROM subscribers WHERE state = 'pending' AND updated_at < ? AND ended_at IS NULL AND added_by = 'visitor' LIMIT 500)`,
    before,
  )
  return ended + forgotten
}
