import type { NewId } from '../../contract/ids.ts'
import type { Writable } from '../../db/database.ts'

/** What a workspace is made of. */
export interface FirstThings {
  readonly workspaceName: string
  readonly pageName: string
  /** As `normalHost` gives it, or null. */
  readonly host: string | null
  /** In lower case. */
  readonly email: string
  readonly ownerName: string
  /** In the PHC string format. */
  readonly passwordHash: string
  /** Milliseconds UTC. */
  readonly now: number
  readonly newId: NewId
}

export interface MadeWorkspace {
  readonly workspaceId: string
  readonly pageId: string
  readonly ownerId: string
}

/**
 * Gives the workspace its name, its first page and its owner, on every page there is and will be. Used by `POST /setup` and by
 * `beatkeeper init`.
 * @returns null when it has an owner already; nothing was changed.
 */
export function setUpWorkspace(tx: Writable, things: FirstThings): MadeWorkspace | null {
  const { workspaceName, pageName, host, email, ownerName, passwordHash, now, newId } = things
  const taken = tx.run(
    'UPDATE workspace SET name = ?, set_up_at = ? WHERE only = 1 AND set_up_at IS NULL',
    workspaceName,
    now,
  )
  const workspaceId = tx.get<{ id: string }>('SELECT id FROM workspace WHERE only = 1')?.id
  if (taken === 0 || workspaceId === undefined) return null
  const pageId = newId('page')
  const ownerId = newId('user')
  tx.run('INSERT INTO pages (id, name, is_default, created_at) VALUES (?, ?, 1, ?)', pageId, pageName, now)
  if (host !== null) tx.run('INSERT INTO page_hosts (host, page_id, position) VALUES (?, ?, 0)', host, pageId)
  tx.run(
    'INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
    ownerId,
    email,
    ownerName,
    passwordHash,
    now,
  )
  tx.run("INSERT INTO memberships (user_id, page_id, role_key, created_at) VALUES (?, NULL, 'owner', ?)", ownerId, now)
  return { workspaceId, pageId, ownerId }
}
