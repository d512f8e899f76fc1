import { coversAddresses, parseRanges, problemWithRange } from '../../access/address.ts'
import { effectiveAccess } from '../../access/effective.ts'
import { beyondLevel, LEVEL_SETS, scopesOfLevel } from '../../access/levels.ts'
import { closedSetOfStored, EMPTY, holds, listOf, type PermissionSet, setOf } from '../../access/permission-set.ts'
import type { Level, Permission } from '../../contract/permissions.ts'
import { type FieldError, invalidField, Problem } from '../../contract/problems.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { TokenPolicy } from '../../workspace/policy.ts'
import type { AssignableRole } from '../../workspace/roles.ts'

/** What a token may be: pure rules about lifetimes, scopes, addresses and what its maker has to give. Times are milliseconds UTC. */

const dayMs = 86_400_000

export interface LifetimeAsked {
  /** `null`: never. */
  readonly expires_at?: number | null | undefined
  readonly expires_in_days?: number | undefined
}

/**
 * When a new token ends. A token minted by a token ends no later than it: the default is clamped, an explicit later date refused.
 * @param minterEndsAt the end of the token that mints; `null`: it has none, or a person mints.
 * @throws Problem `validation_failed` or `privilege_escalation`.
 */
export function expiryOf(
  asked: LifetimeAsked,
  policy: TokenPolicy,
  now: number,
  minterEndsAt: number | null,
): number | null {
  if (asked.expires_at !== undefined && asked.expires_in_days !== undefined) {
    throw invalidField('/expires_in_days', 'must not be there together with expires_at')
  }
  if (asked.expires_at === null) {
    if (!policy.allowNeverExpires)
      throw invalidField('/expires_at', 'must be a time: the policy does not allow tokens that never expire')
    if (minterEndsAt !== null) throw laterThanMinter()
    return null
  }
  const explicit =
    asked.expires_at ?? (asked.expires_in_days === undefined ? undefined : now + asked.expires_in_days * dayMs)
  const path = asked.expires_in_days === undefined ? '/expires_at' : '/expires_in_days'
  if (explicit === undefined) {
    const standard = now + policy.defaultLifetimeDays * dayMs
    return minterEndsAt === null ? standard : Math.min(standard, minterEndsAt)
  }
  if (explicit <= now) throw invalidField(path, 'must lie in the future')
  if (explicit > now + policy.maxLifetimeDays * dayMs)
    throw invalidField(path, `must be at most ${policy.maxLifetimeDays} days from now`)
  if (minterEndsAt !== null && explicit > minterEndsAt) throw laterThanMinter()
  return explicit
}

function laterThanMinter(): Problem {
  return new Problem('privilege_escalation', {
    detail: 'A token cannot make one that outlives it. Choose an earlier end, or mint it from a session.',
  })
}

/**
 * The scopes to store: as declared, in the catalogue's order; all that the level implies when none were named.
 * @throws Problem `validation_failed` for a scope beyond the level, or one named twice.
 */
export function scopesFor(level: Level, asked: readonly Permission[] | undefined): Permission[] {
  if (asked === undefined) return scopesOfLevel(level)
  const errors: FieldError[] = []
  for (const [index, scope] of asked.entries()) {
    const beyond = beyondLevel(level, setOf([scope]))
    if (beyond !== EMPTY)
      errors.push({
        path: `/scopes/${index}`,
        message: `is beyond the level ${level}: choose a higher level or leave it out`,
      })
    if (asked.indexOf(scope) !== index) errors.push({ path: `/scopes/${index}`, message: 'is there twice' })
  }
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
  return listOf(setOf(asked))
}

/** What a token of this level, these scopes and this role can do. */
export function effectiveOf(
  level: Level,
  scopes: readonly string[],
  role: { permissions: PermissionSet },
): PermissionSet {
  return effectiveAccess({ level: LEVEL_SETS[level], scopes: closedSetOfStored(scopes), role: role.permissions })
    .effective
}

/**
 * A list of addresses as it is stored.
 * @throws Problem `validation_failed`, entry by entry.
 */
export function checkAddresses(asked: readonly string[] | null): string[] | null {
  if (asked === null) return null
  const errors = asked.flatMap((entry, index) => {
    const problem = problemWithRange(entry)
    return problem === null ? [] : [{ path: `/allowed_ips/${index}`, message: problem }]
  })
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
  return [...new Set(asked)]
}

/**
 * A token minted by a token may be used from no further away than its minter.
 * @throws Problem `privilege_escalation`.
 */
export function refuseWiderAddresses(caller: Principal, asked: readonly string[] | null): void {
  if (caller.kind !== 'api_token') return
  if (!coversAddresses(caller.facts.allowedIps, asked === null ? null : parseRanges(asked))) {
    throw new Problem('privilege_escalation', {
      detail: 'The address list must lie within that of the token that makes this call.',
    })
  }
}

/**
 * @throws Problem `role_not_assignable` for a custom role while advanced RBAC is off, `validation_failed` for no role at all.
 */
export function refuseUnassignable(role: AssignableRole, exists: boolean): void {
  if (!exists) throw invalidField('/role_key', 'names no role: GET /admin/roles lists them')
  if (!role.assignable) throw new Problem('role_not_assignable')
}

/**
 * Terraform-managed tokens change what is locked, so only those who may change settings make them.
 * @throws Problem `privilege_escalation`.
 */
export function refuseTerraform(asked: boolean, callerEffective: PermissionSet): void {
  if (asked && !holds(callerEffective, 'settings:write')) {
    throw new Problem('privilege_escalation', {
      detail: 'A terraform-managed token can only be made by someone with settings:write.',
    })
  }
}
