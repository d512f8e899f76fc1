import { createHash } from 'node:crypto'
import type { Readable, Writable } from '../../db/database.ts'

/** People as signing in sees them, and the browsers they have signed in from. Times are milliseconds UTC. */

export interface PersonRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  disabled_at: number | null
}

const columns = 'SELECT id, email, name, password_hash, disabled_at FROM users'

/** The person with this e-mail address (lower case), or undefined. */
export function personByEmail(db: Readable, email: string): PersonRow | undefined {
  return db.get<PersonRow>(`${columns} WHERE email = ?`, email)
}

/** The person with this id, or undefined. */
export function personById(db: Readable, id: string): PersonRow | undefined {
  return db.get<PersonRow>(`${columns} WHERE id = ?`, id)
}

/** Keeps a new hash of the same password, made at today's cost. */
export function rehash(tx: Writable, userId: string, before: string, after: string): void {
  tx.run('UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?', after, userId, before)
}

/** Sets a new password. */
export function setPassword(tx: Writable, userId: string, hash: string): void {
  tx.run('UPDATE users SET password_hash = ?, version = version + 1 WHERE id = ?', hash, userId)
}

function hashOf(browser: string): Buffer {
  return createHash('sha256').update(browser).digest()
}

/** Whether a person has signed in with this browser's secret before. */
export function isKnownBrowser(db: Readable, userId: string, browser: string): boolean {
  return (
    db.get<{ known: number }>(
      'SELECT 1 AS known FROM known_browsers WHERE hash = ? AND user_id = ?',
      hashOf(browser),
      userId,
    ) !== undefined
  )
}

/** How many browsers are remembered for a person. */
const browsersMax = 50

/** Remembers a browser; the longest unused ones beyond fifty are forgotten. */
export function rememberBrowser(tx: Writable, userId: string, browser: string, now: number): void {
  tx.run(
    `INSERT INTO known_browsers (user_id, hash, last_at) VALUES (?, ?, ?)
     ON CONFLICT (user_id, hash) DO UPDATE SET last_at = excluded.last_at`,
    userId,
    hashOf(browser),
    now,
  )
  tx.run(
    `DELETE FROM known_browsers WHERE user_id = ? AND hash NOT IN
       (SELECT hash FROM known_browsers WHERE user_id = ? ORDER BY last_at DESC LIMIT ?)`,
    userId,
    userId,
    browsersMax,
  )
}

export interface SessionListRow {
  id: string
  kind: 'browser' | 'desktop'
  created_at: number
  last_seen_at: number
  expires_at: number
  ip: string | null
  user_agent: string | null
}

/** A person's sessions that nobody ended and whose 12 hours are not over, the latest used first. */
export function sessionsOf(db: Readable, userId: string, now: number): SessionListRow[] {
  return db.all<SessionListRow>(
    `SELECT id, kind, created_at, last_seen_at, expires_at, ip, user_agent FROM sessions
     WHERE user_id = ? AND ended_at IS NULL AND expires_at > ? ORDER BY last_seen_at DESC, id DESC`,
    userId,
    now,
  )
}
