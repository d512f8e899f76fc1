import { couldStillWork } from '../../credentials/token-life.ts'
import type { Readable, SqlValue, Writable } from '../../db/database.ts'
import { containing } from '../../db/like.ts'
import { afterPosition, type CursorValue, orderBy } from '../../http/cursor.ts'

/** People of the workspace and their memberships. Times are milliseconds UTC. */

export interface MemberRow {
  id: string
  email: string
  name: string
  disabled_at: number | null
  created_at: number
  last_seen_at: number | null
  version: number
  /** Tokens that they answer for and that could still work. */
  tokens: number
  two_factor: number
  passkeys: number
}

export interface MembershipRow {
  user_id: string
  /** `null` = every page. */
  page_id: string | null
  page_name: string | null
  role_key: string
}

const columns = `users.id, users.email, users.name, users.disabled_at, users.created_at, users.last_seen_at, users.version,
  (SELECT count(*) FROM tokens WHERE tokens.owner_id = users.id AND ${couldStillWork}) AS tokens,
  EXISTS (SELECT 1 FROM two_factor WHERE two_factor.user_id = users.id AND secret IS NOT NULL) AS two_factor,
  (SELECT count(*) FROM passkeys WHERE passkeys.user_id = users.id) AS passkeys`

export interface MemberFilters {
  readonly q?: string | undefined
  readonly status?: 'active' | 'disabled' | undefined
  readonly role_key?: string | undefined
}

/** A page of the list, with one row more than `limit` if there is more. */
export function listMemberRows(
  db: Readable,
  options: {
    filters: MemberFilters
    sort: string
    limit: number
    after: readonly CursorValue[] | null
    now: number
  },
): MemberRow[] {
  const { filters, sort, limit, after, now } = options
  const descending = sort.startsWith('-')
  const column = `users.${sort.replace(/^-/, '')}`
  const parts = ['1 = 1']
  const values: SqlValue[] = [now, now]
  if (filters.status !== undefined) parts.push(`users.disabled_at IS ${filters.status === 'active' ? '' : 'NOT '}NULL`)
  if (filters.role_key !== undefined) {
    parts.push('EXISTS (SELECT 1 FROM memberships WHERE memberships.user_id = users.id AND memberships.role_key = ?)')
    values.push(filters.role_key)
  }
  if (filters.q !== undefined) {
    const like = containing(filters.q)
    parts.push(`(users.name LIKE ? ESCAPE '\\' OR users.email LIKE ? ESCAPE '\\')`)
    values.push(like, like)
  }
  if (after !== null) {
    const keyset = afterPosition(column, descending, after, 'users.id')
    parts.push(keyset.sql)
    values.push(...keyset.values)
  }
  return db.all<MemberRow>(
    `SELECT ${columns} FROM users WHERE ${parts.join(' AND ')} ORDER BY ${orderBy(column, descending, 'users.id')} LIMIT ?`,
    ...values,
    limit + 1,
  )
}

/** The person with this id; undefined when there is none. */
export function findMember(db: Readable, id: string, now: number): MemberRow | undefined {
  return db.get<MemberRow>(`SELECT ${columns} FROM users WHERE users.id = ?`, now, now, id)
}

/** Someone's memberships: the one for every page first, then by the page's name. */
export function membershipsOf(db: Readable, userId: string): MembershipRow[] {
  return db.all<MembershipRow>(
    `SELECT user_id, page_id, pages.name AS page_name, role_key FROM memberships LEFT JOIN pages ON pages.id = page_id
     WHERE user_id = ? ORDER BY page_id IS NOT NULL, pages.name, page_id`,
    userId,
  )
}

/** Gives someone this role on a page or on every page, in place of the one they had there. */
export function setMembership(tx: Writable, userId: string, pageId: string | null, roleKey: string, now: number): void {
  removeMembership(tx, userId, pageId)
  tx.run(
    'INSERT INTO memberships (user_id, page_id, role_key, created_at) VALUES (?, ?, ?, ?)',
    userId,
    pageId,
    roleKey,
    now,
  )
}

/** Takes the role on a page (`null`: the one for every page) away. */
export function removeMembership(tx: Writable, userId: string, pageId: string | null): void {
  tx.run('DELETE FROM memberships WHERE user_id = ? AND page_id IS ?', userId, pageId)
}

/** Something about a person changed: their version rises. */
export function touchMember(tx: Writable, userId: string): void {
  tx.run('UPDATE users SET version = version + 1 WHERE id = ?', userId)
}

/** Keeps someone out from this time on, milliseconds UTC, or (`null`) lets them in again. */
export function setDisabled(tx: Writable, userId: string, at: number | null): void {
  tx.run('UPDATE users SET disabled_at = ?, version = version + 1 WHERE id = ?', at, userId)
}

/** Adds a person. `email` is in lower case. */
export function insertMember(
  tx: Writable,
  person: { id: string; email: string; name: string; passwordHash: string; now: number },
): void {
  tx.run(
    'INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
    person.id,
    person.email,
    person.name,
    person.passwordHash,
    person.now,
  )
}

/** Removes a person with memberships, sessions and known browsers. What the log says of them stays. */
export function deleteMemberRow(tx: Writable, userId: string): void {
  tx.run('DELETE FROM users WHERE id = ?', userId)
}

/** Whether someone has this address (in lower case). */
export function emailIsTaken(db: Readable, email: string): boolean {
  return db.get<{ taken: number }>('SELECT 1 AS taken FROM users WHERE email = ?', email) !== undefined
}

/** Someone who can sign in. */
export function activeMember(db: Readable, id: string): { name: string } | undefined {
  return db.get<{ name: string }>('SELECT name FROM users WHERE id = ? AND disabled_at IS NULL', id)
}

export interface OwnedToken {
  id: string
  name: string
  page_id: string | null
  environment: 'live' | 'test'
  disabled_at: number | null
}

/** The tokens that someone answers for and that could still work. */
export function ownedTokens(db: Readable, userId: string, now: number): OwnedToken[] {
  return db.all<OwnedToken>(
    `SELECT id, name, page_id, environment, disabled_at FROM tokens WHERE owner_id = ? AND ${couldStillWork} ORDER BY created_at, id`,
    userId,
    now,
    now,
  )
}

/** Notes on all tokens of a person what they were called: their row is about to go. */
export function keepOwnerName(tx: Writable, userId: string, name: string): void {
  tx.run('UPDATE tokens SET owner_name = ? WHERE owner_id = ?', name, userId)
}

/** Switches a token off along with its owner. */
export function disableOwned(tx: Writable, tokenId: string, now: number): void {
  tx.run('UPDATE tokens SET disabled_at = ?, version = version + 1 WHERE id = ? AND disabled_at IS NULL', now, tokenId)
}

/** Revokes a token along with its owner. */
export function revokeOwned(
  tx: Writable,
  tokenId: string,
  { now, by, reason }: { now: number; by: { id: string; name: string }; reason: string },
): void {
  tx.run(
    `UPDATE tokens SET revoked_at = ?, revoked_by = ?, revoked_by_name = ?, revoke_reason = ?, version = version + 1
     WHERE id = ? AND revoked_at IS NULL`,
    now,
    by.id,
    by.name,
    reason,
    tokenId,
  )
}

/** Hands all tokens of a person over to another one. */
export function reassignOwned(tx: Writable, userId: string, to: string, toName: string): void {
  tx.run('UPDATE tokens SET owner_id = ?, owner_name = ?, version = version + 1 WHERE owner_id = ?', to, toName, userId)
}
