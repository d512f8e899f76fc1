import type { Readable, Writable } from '../db/database.ts'

/**
 * What users allowed OAuth apps, and how it ends.
 *
 * Chosen: ending a grant is one column. Codes and tokens are live only while their grant is (every look-up joins it), so nothing has to be
 * found and ended one by one, and nothing that is issued a moment later escapes. Whoever ends a grant moves the generation on
 * (`accessChanged`) and writes down `grantRevoked` of each. Held by test/oauth/connected-apps.test.ts and test/oauth/races.test.ts (T7).
 */

export interface GrantRow {
  id: string
  app_id: string
  app_name: string
  user_id: string
  page_id: string | null
}

/** Which grants: one by its id, all of a user, of an app, for a page alone. */
export type GrantsOf =
  | { readonly grantId: string }
  | { readonly userId: string }
  | { readonly appId: string }
  | { readonly pageId: string }

/** SQL: a row of oauth_grants that is live at a time; takes that time. */
export const grantIsLive = 'oauth_grants.revoked_at IS NULL AND oauth_grants.expires_at > ?'

function where(which: GrantsOf): { sql: string; value: string } {
  if ('grantId' in which) return { sql: 'oauth_grants.id = ?', value: which.grantId }
  if ('userId' in which) return { sql: 'oauth_grants.user_id = ?', value: which.userId }
  if ('pageId' in which) return { sql: 'oauth_grants.page_id = ?', value: which.pageId }
  return { sql: 'oauth_grants.app_id = ?', value: which.appId }
}

/** The live grants among these. */
export function liveGrants(db: Readable, which: GrantsOf, now: number): GrantRow[] {
  const { sql, value } = where(which)
  return db.all<GrantRow>(
    `SELECT oauth_grants.id, app_id, oauth_apps.name AS app_name, user_id, page_id
     FROM oauth_grants JOIN oauth_apps ON oauth_apps.id = oauth_grants.app_id WHERE ${sql} AND ${grantIsLive} ORDER BY oauth_grants.id`,
    value,
    now,
  )
}

/** Ends them at once, with all that was issued under them; answers those that were live. */
export function endGrants(tx: Writable, which: GrantsOf, now: number, reason: string): GrantRow[] {
  const ended = liveGrants(tx, which, now)
  for (const { id } of ended)
    tx.run(
      'UPDATE oauth_grants SET revoked_at = ?, revoke_reason = ? WHERE id = ? AND revoked_at IS NULL',
      now,
      reason,
      id,
    )
  return ended
}

/** Signs a person out of the authorization server and ends what they allowed: their password was changed, or they are out. */
export function endOAuthOf(tx: Writable, userId: string, now: number, reason: string): GrantRow[] {
  tx.run('DELETE FROM oauth_sessions WHERE user_id = ?', userId)
  tx.run('DELETE FROM oauth_interactions WHERE user_id = ?', userId)
  return endGrants(tx, { userId }, now, reason)
}

/** The row in the log of a grant that has ended. */
export function grantRevoked(grant: GrantRow, reason: string) {
  return {
    action: 'grant.revoke',
    target: { type: 'grant', id: grant.id, label: grant.app_name },
    pageId: grant.page_id,
    environment: null,
    after: { app_id: grant.app_id, user_id: grant.user_id, page_id: grant.page_id, reason },
  } as const
}
