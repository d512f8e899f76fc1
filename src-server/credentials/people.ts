import { createHash } from 'node:crypto'
import type { Readable, Writable } from '../db/database.ts'

/** People as signing in sees them, and the browsers they have signed in from. Times are milliseconds UTC. */

export interface PersonRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  disabled_at: number | null
}

const columns = 'SELECT id, email, name, password_hash, disabled_at FROM users'

/** An e-mail address as accounts are found by it, however it was typed. */
export function accountOf(email: string): string {
  return email.normalize('NFC').toLowerCase()
}

/** The person with this e-mail address (`accountOf`), or undefined. */
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

/** Forgets the browsers that a person has signed in from. */
export function forgetBrowsers(tx: Writable, userId: string): void {
  tx.run('DELETE FROM known_browsers WHERE user_id = ?', userId)
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
