import type { PageRole } from '../credentials/principal.ts'
import type { Readable } from '../db/database.ts'

/** A person's roles: on every page by one membership, and on single pages. */
export interface MemberRoles {
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
}

/** Reads what someone's memberships give them. A role that is not known gives nothing. */
export function rolesOf(db: Readable, userId: string, roleOf: (key: string) => PageRole): MemberRoles {
  const rows = db.all<{ page_id: string | null; role_key: string }>(
    'SELECT page_id, role_key FROM memberships WHERE user_id = ? ORDER BY page_id',
    userId,
  )
  let everyPage: PageRole | null = null
  const byPage = new Map<string, PageRole>()
  for (const row of rows) {
    if (row.page_id === null) everyPage = roleOf(row.role_key)
    else byPage.set(row.page_id, roleOf(row.role_key))
  }
  return { everyPage, byPage }
}

/**
 * How many people could still run the workspace: able to sign in, and owner on every page there is and will be. It must never become
 * none. Owner of the only page there is does not count: with a second page nobody would be left who has both.
 */
export function countOwners(db: Readable): number {
  const row = db.get<{ owners: number }>(
    `SELECT count(DISTINCT users.id) AS owners FROM memberships JOIN users ON users.id = memberships.user_id
     WHERE memberships.role_key = 'owner' AND memberships.page_id IS NULL AND users.disabled_at IS NULL
       AND users.password_hash IS NOT NULL`,
  )
  return row?.owners ?? 0
}
