import { effectiveAccess } from '../access/effective.ts'
import { closedSetOfStored } from '../access/permission-set.ts'
import { isPermission } from '../contract/permissions.ts'
import type { Readable, Writable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'
import { roleOnPage } from './facts.ts'
import type { OAuthPrincipal, PageRole } from './principal.ts'

/**
 * OAuth access tokens, as the API takes them: one indexed read, with the grant, the app and the user that each must be live.
 *
 * What a token opens is what it was issued with, as far as the grant still holds it, cut by the user's role. A token that was found but is
 * not live is still somebody's: the kernel answers 401 `token_revoked` or `token_expired` (access/layers/credential.ts).
 * Held by test/oauth/access.test.ts.
 */

interface AccessRow {
  scopes: string
  expires_at: number
  revoked_at: number | null
  grant_id: string
  page_id: string | null
  granted: string
  grant_expires_at: number
  grant_revoked_at: number | null
  last_used_at: number | null
  app_id: string
  app_name: string
  app_disabled_at: number | null
  app_deleted_at: number | null
  user_id: string
  user_name: string | null
  user_disabled_at: number | null
  has_page: number
}

const sql = `SELECT oauth_artefacts.scopes, oauth_artefacts.expires_at, oauth_artefacts.revoked_at, grant_id, page_id,
    oauth_grants.scopes AS granted, oauth_grants.expires_at AS grant_expires_at, oauth_grants.revoked_at AS grant_revoked_at, last_used_at,
    oauth_apps.id AS app_id, oauth_apps.name AS app_name, oauth_apps.disabled_at AS app_disabled_at, deleted_at AS app_deleted_at,
    oauth_artefacts.user_id, users.name AS user_name, users.disabled_at AS user_disabled_at, pages.id IS NOT NULL AS has_page
  FROM oauth_artefacts JOIN oauth_grants ON oauth_grants.id = grant_id JOIN oauth_apps ON oauth_apps.id = oauth_artefacts.app_id
    LEFT JOIN users ON users.id = oauth_artefacts.user_id LEFT JOIN pages ON pages.id = page_id
  WHERE hash = ? AND kind = 'access'`

export interface MemberRoles {
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
}

/** The access token with this SHA-256, as a principal, or null. */
export function createOAuthResolver(
  rolesOf: (db: Readable, userId: string) => MemberRoles,
): (db: Readable, hash: Buffer, generation: number) => OAuthPrincipal | null {
  return (db, hash, generation) => {
    const row = db.get<AccessRow>(sql, hash)
    if (row === undefined) return null
    const theirs = rolesOf(db, row.user_id)
    const granted = new Set(storedWords(row.granted))
    const scopeNames = storedWords(row.scopes).filter((word) => granted.has(word) && isPermission(word))
    const role = roleOnPage(theirs, row.page_id)
    const isGone =
      row.revoked_at !== null ||
      row.grant_revoked_at !== null ||
      row.app_deleted_at !== null ||
      row.user_name === null ||
      (row.page_id !== null && row.has_page === 0)
    const expiresAt = Math.min(row.expires_at, row.grant_expires_at)
    return {
      kind: 'oauth',
      id: row.grant_id,
      name: row.user_name ?? row.user_id,
      userId: row.user_id,
      appId: row.app_id,
      appName: row.app_name,
      pageId: row.page_id,
      scopeNames,
      role,
      everyPage: theirs.everyPage,
      byPage: theirs.byPage,
      use: { writtenAt: row.last_used_at ?? 0 },
      expiresAt,
      generation,
      facts: {
        kind: 'oauth',
        life: {
          revoked: isGone,
          used: false,
          disabled: row.app_disabled_at !== null || row.user_disabled_at !== null,
          expiresAt,
        },
        access: effectiveAccess({ level: null, scopes: closedSetOfStored(scopeNames), role: role.permissions }),
        pages: row.page_id === null ? reachOf(theirs) : [row.page_id],
        environment: 'live',
        allowedIps: null,
        terraformManaged: false,
        isOwner: false,
        reauthenticatedUntil: null,
      },
    }
  }
}

/** A grant for every page reaches those that its user reaches, now: all of them only while they have all as such. */
function reachOf({ everyPage, byPage }: MemberRoles): readonly string[] | null {
  return everyPage === null ? [...byPage.keys()] : null
}

/** Between two writes of when a grant was last used. */
const touchEveryMs = 60_000

/** Notes that a grant was used, in the batch of its request; at most once a minute. */
export function touchGrant(tx: Writable, { id, use }: Pick<OAuthPrincipal, 'id' | 'use'>, now: number): void {
  if (now - use.writtenAt < touchEveryMs) return
  use.writtenAt = now
  tx.run(
    'UPDATE oauth_grants SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)',
    now,
    id,
    now,
  )
}
