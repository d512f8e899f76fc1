import { scopesOfLevel } from '../../access/levels.ts'
import type { NewId } from '../../contract/ids.ts'
import type { Level } from '../../contract/permissions.ts'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../credentials/secret-format.ts'
import type { Writable } from '../../db/database.ts'
import { commandLineOrigin } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'
import { insertToken } from './store.ts'

/** A token that no request made: the first one, by whoever holds the data folder (`beatkeeper init`), and demo content. */
export interface FirstToken {
  readonly name: string
  readonly description: string
  readonly level: Level
  readonly roleKey: string
  /** `null` = every page. */
  readonly pageId: string | null
  readonly owner: { readonly id: string; readonly name: string }
  /** Milliseconds. */
  readonly now: number
  readonly lifetimeMs: number
}

/** Makes it, with its row in the log, and answers its raw value: kept nowhere else. */
export function mintFirstToken(
  tx: Writable,
  { newId, journal }: { newId: NewId; journal: Pick<Journal, 'append'> },
  first: FirstToken,
): { id: string; token: string } {
  const token = mintSecret('live')
  const id = newId('token')
  insertToken(tx, {
    id,
    hash: hashSecret(token),
    prefix: visiblePrefixOf(token),
    name: first.name,
    description: first.description,
    notes: '',
    purpose: 'automation',
    owner_id: first.owner.id,
    owner_name: first.owner.name,
    level: first.level,
    scopes: JSON.stringify(scopesOfLevel(first.level)),
    role_key: first.roleKey,
    environment: 'live',
    page_id: first.pageId,
    terraform_managed: 0,
    allowed_ips: null,
    created_at: first.now,
    created_by: first.owner.id,
    created_by_name: first.owner.name,
    minted_by: null,
    lifetime_ms: first.lifetimeMs,
    expires_at: first.now + first.lifetimeMs,
    line_id: id,
    rotated_from: null,
  })
  journal.append(tx, commandLineOrigin, {
    kind: 'event',
    action: 'token.create',
    target: { type: 'token', id, label: first.name },
    before: null,
    after: {
      name: first.name,
      permission: first.level,
      role_key: first.roleKey,
      environment: 'live',
      page_id: first.pageId,
      expires_at: new Date(first.now + first.lifetimeMs).toISOString(),
    },
    pageId: first.pageId,
    environment: 'live',
  })
  return { id, token }
}
