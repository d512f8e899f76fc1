import { endMagicTokens } from '../../credentials/magic-tokens.ts'
import { couldStillWork } from '../../credentials/token-life.ts'
import type { Readable, SqlValue, Writable } from '../../db/database.ts'
import { afterPosition, type CursorValue, orderBy } from '../../http/cursor.ts'
import { endMailFor } from '../../mail/outbox.ts'

/** Invites. Times are milliseconds UTC. */

export type InviteStatus = 'open' | 'accepted' | 'expired' | 'ended'

export interface InviteRow {
  id: string
  email: string
  role_key: string
  page_id: string | null
  invited_by: string
  invited_by_name: string
  by_token: string | null
  created_at: number
  expires_at: number
  status: InviteStatus
}

/** SQL: it was made by a token that does not work any more; takes the time twice. */
const inviterEnded = `(invites.by_token IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.id = invites.by_token
  AND tokens.disabled_at IS NULL AND ${couldStillWork}))`

/** The state at a time, as SQL; takes the time three times. */
const statusAt = `CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN ended_at IS NOT NULL OR ${inviterEnded} THEN 'ended'
  WHEN expires_at <= ? THEN 'expired' ELSE 'open' END`

const columns = `id, email, role_key, page_id, invited_by, invited_by_name, by_token, created_at, expires_at, ${statusAt} AS status`

/** A page of the list, the latest first, with one row more than `limit` if there is more. */
export function listInviteRows(
  db: Readable,
  options: { status: InviteStatus | undefined; limit: number; after: readonly CursorValue[] | null; now: number },
): InviteRow[] {
  const { status, limit, after, now } = options
  const parts = ['1 = 1']
  const values: SqlValue[] = [now, now, now]
  if (status !== undefined) {
    parts.push(`${statusAt} = ?`)
    values.push(now, now, now, status)
  }
  if (after !== null) {
    const keyset = afterPosition('created_at', true, after)
    parts.push(keyset.sql)
    values.push(...keyset.values)
  }
  return db.all<InviteRow>(
    `SELECT ${columns} FROM invites WHERE ${parts.join(' AND ')} ORDER BY ${orderBy('created_at', true)} LIMIT ?`,
    ...values,
    limit + 1,
  )
}

/** The invite with this id and its state at a time; undefined when there is none. */
export function findInvite(db: Readable, id: string, now: number): InviteRow | undefined {
  return db.get<InviteRow>(`SELECT ${columns} FROM invites WHERE id = ?`, now, now, now, id)
}

export type NewInvite = Omit<InviteRow, 'status'>

/** Adds an invite. */
export function insertInvite(tx: Writable, row: NewInvite): void {
  tx.run(
    `INSERT INTO invites (id, email, role_key, page_id, invited_by, invited_by_name, by_token, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.email,
    row.role_key,
    row.page_id,
    row.invited_by,
    row.invited_by_name,
    row.by_token,
    row.created_at,
    row.expires_at,
  )
}

/** Ends an invite that nobody has accepted, its link, and its mail that still waits. */
export function endInvite(tx: Writable, id: string, now: number): void {
  tx.run('UPDATE invites SET ended_at = ? WHERE id = ? AND accepted_at IS NULL AND ended_at IS NULL', now, id)
  endMagicTokens(tx, 'invite', id, now)
  endMailFor(tx, id, now)
}

/** Ends the invites to an address that are still open: the newer link counts. */
export function endInvitesTo(tx: Writable, email: string, now: number): void {
  const open = tx.all<{ id: string }>(
    'SELECT id FROM invites WHERE email = ? AND accepted_at IS NULL AND ended_at IS NULL',
    email,
  )
  for (const { id } of open) endInvite(tx, id, now)
}

/** Ends the open invites that a person has made: who is out lets nobody in. */
export function endInvitesBy(tx: Writable, userId: string, now: number): void {
  const open = tx.all<{ id: string }>(
    'SELECT id FROM invites WHERE invited_by = ? AND accepted_at IS NULL AND ended_at IS NULL',
    userId,
  )
  for (const { id } of open) endInvite(tx, id, now)
}

/** Notes that someone has become a member by it. */
export function markAccepted(tx: Writable, id: string, userId: string, now: number): void {
  tx.run('UPDATE invites SET accepted_at = ?, accepted_by = ? WHERE id = ?', now, userId, id)
}
