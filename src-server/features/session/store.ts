import type { Readable } from '../../db/database.ts'

/** A person's sessions, as they see them themselves. Times are milliseconds UTC. */

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
