import { rangesOfStored } from '../access/address.ts'
import { effectiveAccess } from '../access/effective.ts'
import { LEVEL_SETS } from '../access/levels.ts'
import { closedSetOfStored, EMPTY } from '../access/permission-set.ts'
import { LEVELS } from '../contract/permissions.ts'
import type { Readable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'
import type { PageRole, TokenPrincipal } from './principal.ts'
import { rotationEndOf } from './token-life.ts'

interface TokenRow {
  id: string
  prefix: string
  name: string
  owner_id: string | null
  level: string
  scopes: string
  role_key: string
  environment: string
  page_id: string | null
  terraform_managed: number
  allowed_ips: string | null
  expires_at: number | null
  disabled_at: number | null
  revoked_at: number | null
  rotated_from: string | null
  old_ends_at: number | null
  hard_stop_at: number | null
  rotated_to: string | null
  use_count: number
}

const columns = `SELECT id, prefix, name, owner_id, level, scopes, role_key, environment, page_id, terraform_managed, allowed_ips, expires_at,
  disabled_at, revoked_at, rotated_from, old_ends_at, hard_stop_at, rotated_to, use_count FROM tokens`

/**
 * The token with this SHA-256, as a principal, or null. One indexed read: only the whole secret ever matches.
 * What is unknown in a stored row (a level, a scope, a role of another version) stands for nothing.
 */
export function resolveToken(
  db: Readable,
  hash: Buffer,
  generation: number,
  roleOf: (key: string) => PageRole,
): TokenPrincipal | null {
  const row = db.get<TokenRow>(`${columns} WHERE hash = ?`, hash)
  return row === undefined ? null : principalOf(row, generation, roleOf)
}

/** The same by its id, for whoever may ask about it without having it. */
export function tokenPrincipalById(
  db: Readable,
  id: string,
  generation: number,
  roleOf: (key: string) => PageRole,
): TokenPrincipal | null {
  const row = db.get<TokenRow>(`${columns} WHERE id = ?`, id)
  return row === undefined ? null : principalOf(row, generation, roleOf)
}

function principalOf(row: TokenRow, generation: number, roleOf: (key: string) => PageRole): TokenPrincipal {
  const level = LEVELS.find((each) => each === row.level)
  const scopeNames = storedWords(row.scopes)
  const role = roleOf(row.role_key)
  const environment = row.environment === 'test' ? 'test' : 'live'
  return {
    kind: 'api_token',
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    ownerId: row.owner_id,
    pageId: row.page_id,
    expiresAt: row.expires_at,
    generation,
    level: level ?? 'read',
    scopeNames,
    role,
    environment,
    terraformManaged: row.terraform_managed === 1,
    endsAt: rotationEndOf(row),
    startsOverlapOf: row.rotated_from !== null && row.use_count === 0 ? row.rotated_from : null,
    facts: {
      kind: 'api_token',
      life: {
        revoked: row.revoked_at !== null,
        used: false,
        disabled: row.disabled_at !== null,
        expiresAt: row.expires_at,
      },
      access: effectiveAccess({
        level: level === undefined ? EMPTY : LEVEL_SETS[level],
        scopes: closedSetOfStored(scopeNames),
        role: role.permissions,
      }),
      pages: row.page_id === null ? null : [row.page_id],
      environment,
      allowedIps: row.allowed_ips === null ? null : rangesOfStored(storedWords(row.allowed_ips)),
      terraformManaged: row.terraform_managed === 1,
      isOwner: false,
      reauthenticatedUntil: null,
    },
  }
}
