import type { Writable } from '../db/database.ts'

/**
 * Forgets what nobody can ask about any more, a thousand rows a turn.
 *
 * An access token that has expired is told from one that never was for a month; a used code or refresh token until it would have expired,
 * because until then its coming again means something. A grant goes a year after its end: the log has what is to be kept.
 */
export function forgetExpired(tx: Writable, now: number): void {
  const turn = 1000
  tx.run(
    'DELETE FROM oauth_artefacts WHERE hash IN (SELECT hash FROM oauth_artefacts WHERE expires_at < ? LIMIT ?)',
    now - monthMs,
    turn,
  )
  tx.run(
    'DELETE FROM oauth_interactions WHERE hash IN (SELECT hash FROM oauth_interactions WHERE expires_at <= ? LIMIT ?)',
    now,
    turn,
  )
  tx.run(
    'DELETE FROM oauth_sessions WHERE hash IN (SELECT hash FROM oauth_sessions WHERE expires_at <= ? LIMIT ?)',
    now,
    turn,
  )
  tx.run('DELETE FROM oauth_app_secrets WHERE ends_at <= ?', now)
  tx.run(
    `DELETE FROM oauth_grants WHERE id IN (SELECT id FROM oauth_grants WHERE expires_at < ? AND NOT EXISTS
       (SELECT 1 FROM oauth_artefacts WHERE grant_id = oauth_grants.id) LIMIT ?)`,
    now - 12 * monthMs,
    turn,
  )
}

const monthMs = 30 * 86_400_000
