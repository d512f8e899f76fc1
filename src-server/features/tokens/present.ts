import { standingOf } from '../../access/standing.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import { LEVELS } from '../../contract/permissions.ts'
import type { Token, TokenStatus } from '../../contract/tokens.ts'
import { rotationEndOf } from '../../credentials/token-life.ts'
import { storedWords } from '../../lib/stored-json.ts'
import type { AssignableRole } from '../../workspace/roles.ts'
import type { TokenRow } from './store.ts'

/** What leaves of a token: listed field by field; no hash, no secret. */

const dayMs = 86_400_000

/** The state of a token at a time: the kernel's own standing, with the end of a rotation as a revocation. */
export function statusOf(row: TokenRow, now: number): TokenStatus {
  const rotationEnd = rotationEndOf(row)
  const standing = standingOf(
    {
      revoked: row.revoked_at !== null || (rotationEnd !== null && rotationEnd <= now),
      used: false,
      disabled: row.disabled_at !== null,
      expiresAt: row.expires_at,
    },
    now,
  )
  return standing === 'used' ? 'revoked' : standing
}

/** A token as the API answers it. */
export function presentToken(row: TokenRow, now: number, roleOf: (key: string) => AssignableRole): Token {
  const role = roleOf(row.role_key)
  const status = statusOf(row, now)
  const rotationEnd = rotationEndOf(row)
  const endedByRotation = row.revoked_at === null && status === 'revoked'
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    notes: row.notes,
    purpose: row.purpose === 'interactive' ? 'interactive' : 'automation',
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    owner_gone: row.owner_id !== null && row.owner_present === 0,
    permission: LEVELS.find((level) => level === row.level) ?? 'read',
    scopes: storedWords(row.scopes),
    role_key: row.role_key,
    role_name: role.name,
    role_assignable: role.assignable,
    environment: row.environment === 'test' ? 'test' : 'live',
    page_id: row.page_id,
    terraform_managed: row.terraform_managed === 1,
    token_prefix: row.prefix,
    status,
    created_at: rfc3339Of(row.created_at),
    created_by: row.created_by === null ? null : { id: row.created_by, name: row.created_by_name ?? '' },
    expires_at: rfc3339OrNull(row.expires_at),
    expires_in_days: row.expires_at === null ? null : Math.ceil((row.expires_at - now) / dayMs) + 0,
    last_used_at: rfc3339OrNull(row.last_used_at),
    last_used_ip: row.last_used_ip,
    use_count: row.use_count,
    revoked_at: rfc3339OrNull(endedByRotation ? rotationEnd : row.revoked_at),
    revoked_by: row.revoked_by === null ? null : { id: row.revoked_by, name: row.revoked_by_name ?? '' },
    revoke_reason: endedByRotation ? 'rotated' : row.revoke_reason,
    rotated_from: row.rotated_from,
    rotated_to: row.rotated_to,
    rotation:
      row.rotated_to === null || row.hard_stop_at === null
        ? null
        : { old_ends_at: rfc3339OrNull(row.old_ends_at), hard_stop_at: rfc3339Of(row.hard_stop_at) },
    allowed_ips: row.allowed_ips === null ? null : storedWords(row.allowed_ips),
    exposed_at: rfc3339OrNull(row.exposed_at),
  }
}
