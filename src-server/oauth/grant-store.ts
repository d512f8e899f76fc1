import { grantIsLive } from '../credentials/oauth-grants.ts'
import type { Readable, Writable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'
import { grantLifeMs } from './lifetimes.ts'

/** Grants as the consent page makes them. Times are milliseconds UTC. */

export interface GrantKey {
  readonly appId: string
  readonly userId: string
}

/**
 * The grant that an authorization can go on with unasked: for the page that it can only be for, or for all.
 * @param pageId that page; null where the user has several and the host says none: then they are asked, unless they gave all.
 */
export function findReusableGrant(
  db: Readable,
  { appId, userId, pageId, now }: GrantKey & { readonly pageId: string | null; readonly now: number },
): string | null {
  const row = db.get<{ id: string }>(
    `SELECT id FROM oauth_grants WHERE app_id = ? AND user_id = ? AND ${grantIsLive} AND (page_id IS NULL OR page_id = ?)
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    appId,
    userId,
    now,
    pageId,
  )
  return row?.id ?? null
}

export interface StoredGrant {
  readonly id: string
  readonly scopes: readonly string[]
  readonly rejected: readonly string[]
}

/** The live grant of an app from a user for a page (`null`: every page). */
export function findGrantFor(
  db: Readable,
  { appId, userId, pageId, now }: GrantKey & { readonly pageId: string | null; readonly now: number },
): StoredGrant | null {
  const row = db.get<{ id: string; scopes: string; rejected: string }>(
    `SELECT id, scopes, rejected FROM oauth_grants WHERE app_id = ? AND user_id = ? AND page_id IS ? AND ${grantIsLive}
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    appId,
    userId,
    pageId,
    now,
  )
  return row === undefined ? null : { id: row.id, scopes: storedWords(row.scopes), rejected: storedWords(row.rejected) }
}

export interface NewGrant extends GrantKey {
  readonly id: string
  readonly pageId: string | null
  readonly scopes: readonly string[]
  readonly rejected: readonly string[]
  readonly now: number
}

/** Writes down what a user allowed. */
export function insertGrant(tx: Writable, grant: NewGrant): void {
  tx.run(
    `INSERT INTO oauth_grants (id, app_id, user_id, page_id, scopes, rejected, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    grant.id,
    grant.appId,
    grant.userId,
    grant.pageId,
    JSON.stringify(grant.scopes),
    JSON.stringify(grant.rejected),
    grant.now,
    grant.now + grantLifeMs,
  )
}

/** The user's last word on a grant that there is: what they ticked now is what it holds. */
export function updateGrant(tx: Writable, grant: Omit<NewGrant, keyof GrantKey | 'pageId'>): void {
  tx.run(
    'UPDATE oauth_grants SET scopes = ?, rejected = ?, expires_at = ? WHERE id = ? AND revoked_at IS NULL',
    JSON.stringify(grant.scopes),
    JSON.stringify(grant.rejected),
    grant.now + grantLifeMs,
    grant.id,
  )
}

/** The page that a grant is for; null: every page, or no such grant. */
export function pageOfGrant(db: Readable, id: string | undefined): string | null {
  if (id === undefined) return null
  return db.get<{ page_id: string | null }>('SELECT page_id FROM oauth_grants WHERE id = ?', id)?.page_id ?? null
}
