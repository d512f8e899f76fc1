import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import {
  cursor,
  limit,
  listOf,
  name,
  nothing,
  queryBoolean,
  querySearch,
  reason,
  text,
  timeIn,
  timeOut,
} from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'
import { LEVELS, PERMISSIONS } from './permissions.ts'

/** API tokens: made, listed, changed, rotated, ended. The raw value leaves once, in the answer that made it. */

export const tokenStatuses = ['active', 'disabled', 'revoked', 'expired'] as const
export type TokenStatus = (typeof tokenStatuses)[number]

export const tokenPurposes = ['automation', 'interactive'] as const
export type TokenPurpose = (typeof tokenPurposes)[number]

export const environmentNames = ['live', 'test'] as const

const level = z.enum(LEVELS)
const permission = z.enum(PERMISSIONS)
const purpose = z.enum(tokenPurposes)
const environment = z.enum(environmentNames)
const roleKey = z.string().check(z.minLength(1), z.maxLength(64))
const days = z.int().check(z.minimum(1), z.maximum(365))

/** Where a token may be used from: at most 100 addresses or CIDR ranges (each is checked by the feature); `null` is anywhere. */
export const allowedIps = z.nullable(
  z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(100)),
)

export const token = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  notes: z.string(),
  purpose,
  owner: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** Its person has left the workspace or was disabled. */
  owner_gone: z.boolean(),
  permission: level,
  scopes: z.array(z.string()),
  role_key: z.string(),
  role_name: z.string(),
  role_assignable: z.boolean(),
  environment,
  page_id: z.nullable(z.string()),
  terraform_managed: z.boolean(),
  token_prefix: z.string(),
  status: z.enum(tokenStatuses),
  created_at: timeOut,
  created_by: z.nullable(z.object({ id: z.string(), name: z.string() })),
  expires_at: z.nullable(timeOut),
  /** Whole days that are left, rounded up; negative once it has expired. */
  expires_in_days: z.nullable(z.int()),
  last_used_at: z.nullable(timeOut),
  last_used_ip: z.nullable(z.string()),
  use_count: z.int(),
  revoked_at: z.nullable(timeOut),
  revoked_by: z.nullable(z.object({ id: z.string(), name: z.string() })),
  revoke_reason: z.nullable(z.string()),
  rotated_from: z.nullable(z.string()),
  rotated_to: z.nullable(z.string()),
  rotation: z.nullable(z.object({ old_ends_at: z.nullable(timeOut), hard_stop_at: timeOut })),
  allowed_ips: z.nullable(z.array(z.string())),
  exposed_at: z.nullable(timeOut),
})
export type Token = z.output<typeof token>

/** The one answer that holds the raw value. */
export const tokenWithSecret = z.extend(token, { token: z.string() })
export type TokenWithSecret = z.output<typeof tokenWithSecret>

const changeable = {
  name,
  description: text(1000),
  notes: text(10_000),
  purpose,
  owner_id: z.nullable(id('user')),
  allowed_ips: allowedIps,
  /** Earlier than the present one only; `null` is the present one of a token that never expires. */
  expires_at: z.nullable(timeIn),
}
export const changeableTokenFields: ReadonlySet<string> = new Set(Object.keys(changeable))

/** Fields that move by themselves, by use and by time: in a whole object that is sent back, any value is the one that was read. */
export const movingTokenFields: ReadonlySet<string> = new Set([
  'expires_in_days',
  'last_used_at',
  'last_used_ip',
  'use_count',
])

/** The fields that decide what a token can do: fixed when it is made. */
export const accessFields: ReadonlySet<string> = new Set([
  'permission',
  'scopes',
  'role_key',
  'environment',
  'page_id',
  'terraform_managed',
])

export const tokenSorts = [
  'name',
  '-name',
  'created_at',
  '-created_at',
  'last_used_at',
  '-last_used_at',
  'expires_at',
  '-expires_at',
] as const

const filters = {
  status: z.optional(z.enum(tokenStatuses)),
  permission: z.optional(level),
  role_key: z.optional(roleKey),
  environment: z.optional(environment),
  terraform_managed: z.optional(queryBoolean),
  owner_id: z.optional(id('user')),
  purpose: z.optional(purpose),
  /** All tokens of one rotation line, by the id of any of them. */
  line: z.optional(id('token')),
  q: z.optional(querySearch),
}

export const listTokens = endpoint({
  id: 'tokens.list',
  method: 'GET',
  path: '/admin/tokens',
  summary: 'List API tokens; never sessions',
  permission: 'tokens:read',
  environments: 'tokens',
  query: z.strictObject({ ...filters, sort: z.optional(z.enum(tokenSorts)), limit, cursor }),
  reply: listOf(token),
  status: 200,
  change: null,
})

/** The fields of a new token. */
export const tokenCreateBody = z.strictObject({
  name,
  description: z.optional(text(1000)),
  notes: z.optional(text(10_000)),
  purpose: z.optional(purpose),
  owner_id: z.optional(z.nullable(id('user'))),
  permission: level,
  role_key: roleKey,
  /** Left out: all that the level implies today. Empty: nothing at all. */
  scopes: z.optional(z.array(permission).check(z.maxLength(PERMISSIONS.length))),
  environment: z.optional(environment),
  /** Left out: the request's page. `null`: every page. */
  page_id: z.optional(z.nullable(id('page'))),
  terraform_managed: z.optional(z.boolean()),
  /** `null`: never, where the policy allows it. */
  expires_at: z.optional(z.nullable(timeIn)),
  expires_in_days: z.optional(days),
  allowed_ips: z.optional(allowedIps),
})

export const createToken = endpoint({
  id: 'tokens.create',
  method: 'POST',
  path: '/admin/tokens',
  summary: 'Create an API token; its raw value is in this answer only',
  permission: 'tokens:write',
  environments: 'tokens',
  reauthenticate: true,
  body: tokenCreateBody,
  reply: tokenWithSecret,
  status: 201,
  change: 'token.create',
  problems: ['role_not_assignable', 'privilege_escalation', 'active_token_limit'],
})

export const tokenStats = endpoint({
  id: 'tokens.stats',
  method: 'GET',
  path: '/admin/tokens/stats',
  summary: 'How many tokens there are in each state',
  permission: 'tokens:read',
  environments: 'tokens',
  reply: z.object({
    total: z.int(),
    active: z.int(),
    disabled: z.int(),
    revoked: z.int(),
    expired: z.int(),
    /** Active, and expiring within 14 days. */
    expiring_soon: z.int(),
    /** Active or switched off, and never used. */
    never_used: z.int(),
    /** Active or switched off, older than 30 days, and not used for 30 days. */
    unused_30d: z.int(),
  }),
  status: 200,
  change: null,
})

export const exportTokens = endpoint({
  id: 'tokens.export',
  method: 'GET',
  path: '/admin/tokens/export',
  summary: 'The inventory: ownership, purpose, access, expiry, last use',
  permission: 'tokens:read',
  environments: 'tokens',
  query: z.strictObject({ ...filters, format: z.optional(z.enum(['csv', 'json'])) }),
  reply: z.string(),
  answers: 'stream',
  status: 200,
  change: null,
})

export const getToken = endpoint({
  id: 'tokens.get',
  method: 'GET',
  path: '/admin/tokens/:id',
  summary: 'Read one token',
  permission: 'tokens:read',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  reply: token,
  status: 200,
  change: null,
})

export const patchToken = endpoint({
  id: 'tokens.update',
  method: 'PATCH',
  path: '/admin/tokens/:id',
  summary: 'Change name, description, notes, purpose, owner, addresses, or end it earlier',
  permission: 'tokens:write',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  body: patchOf(token, changeable),
  reply: token,
  status: 200,
  change: 'token.update',
  problems: ['scopes_immutable', 'privilege_escalation', 'not_active'],
})

export const deleteToken = endpoint({
  id: 'tokens.delete',
  method: 'DELETE',
  path: '/admin/tokens/:id',
  summary: 'Remove the record for good, and the token with it',
  permission: 'tokens:write',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  reply: nothing,
  status: 204,
  change: 'token.delete',
  problems: ['cannot_delete_self'],
})

export const revokeToken = endpoint({
  id: 'tokens.revoke',
  method: 'POST',
  path: '/admin/tokens/:id/revoke',
  summary: 'End a token at once; the record stays',
  permission: 'tokens:write',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  body: z.strictObject({ reason }),
  reply: token,
  status: 200,
  change: 'token.revoke',
  problems: ['already_revoked'],
})

export const disableToken = endpoint({
  id: 'tokens.disable',
  method: 'POST',
  path: '/admin/tokens/:id/disable',
  summary: 'Switch a token off',
  permission: 'tokens:write',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  reply: token,
  status: 200,
  change: 'token.disable',
  problems: ['already_disabled', 'not_active'],
})

export const enableToken = endpoint({
  id: 'tokens.enable',
  method: 'POST',
  path: '/admin/tokens/:id/enable',
  summary: 'Switch a token on again',
  permission: 'tokens:write',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  reply: token,
  status: 200,
  change: 'token.enable',
  problems: ['already_enabled', 'not_active', 'active_token_limit', 'privilege_escalation'],
})

/** How the old token of a rotation ends. */
export const rotateBody = z.strictObject({
  /** After the successor's first use; 0 ends the old one with this call. */
  overlap_seconds: z.optional(z.int().check(z.minimum(0), z.maximum(604_800))),
  /** After this call, whatever happens. */
  hard_stop_seconds: z.optional(z.int().check(z.minimum(1), z.maximum(604_800))),
})

export const rotateToken = endpoint({
  id: 'tokens.rotate',
  method: 'POST',
  path: '/admin/tokens/:id/rotate',
  summary: 'Make a successor with the same access; the old one goes on until the successor is in use',
  permission: 'tokens:write',
  environments: 'tokens',
  reauthenticate: true,
  params: z.object({ id: id('token') }),
  body: rotateBody,
  bodyOptional: true,
  reply: tokenWithSecret,
  status: 201,
  change: 'token.rotate',
  problems: ['not_rotatable', 'active_token_limit', 'privilege_escalation'],
})

export const validateToken = endpoint({
  id: 'tokens.validate',
  method: 'POST',
  path: '/admin/tokens/validate',
  summary: 'Does this raw value still work? It is compared by hash and kept nowhere',
  permission: 'tokens:read',
  environments: 'tokens',
  body: z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(512)) }),
  takesSecrets: true,
  reply: z.object({
    valid: z.boolean(),
    reason: z.optional(z.enum(['malformed', 'unknown', 'revoked', 'expired', 'disabled'])),
    token: z.optional(token),
  }),
  status: 200,
  change: null,
  countsAsUse: false,
  ownLimitPerMinute: 60,
})

export const bulkActions = ['revoke', 'disable', 'enable', 'delete', 'set_expiry'] as const

export const bulkTokens = endpoint({
  id: 'tokens.bulk',
  method: 'POST',
  path: '/admin/tokens/bulk',
  summary: 'Do one thing to up to 200 tokens, each with its own outcome',
  permission: 'tokens:write',
  environments: 'tokens',
  body: z.strictObject({
    ids: z.array(id('token')).check(z.minLength(1), z.maxLength(200)),
    action: z.enum(bulkActions),
    reason: z.optional(reason),
    expires_at: z.optional(timeIn),
  }),
  reply: z.object({
    data: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(['done', 'refused']),
        code: z.optional(z.string()),
        detail: z.optional(z.string()),
        token: z.optional(token),
      }),
    ),
  }),
  status: 200,
  change: 'token.update',
})

const lineageEntry = z.object({
  id: z.string(),
  name: z.string(),
  token_prefix: z.string(),
  status: z.enum([...tokenStatuses, 'deleted']),
  rotated_from: z.nullable(z.string()),
  rotated_to: z.nullable(z.string()),
})

export const tokenLineage = endpoint({
  id: 'tokens.lineage',
  method: 'GET',
  path: '/admin/tokens/:id/lineage',
  summary: 'Its rotations, oldest first, and what it minted; also of a deleted token',
  permission: 'tokens:read',
  environments: 'tokens',
  params: z.object({ id: id('token') }),
  reply: z.object({
    id: z.string(),
    rotations: z.array(lineageEntry),
    minted_by: z.nullable(z.object({ id: z.string(), name: z.string(), status: z.string() })),
    minted: z.array(
      z.object({ type: z.string(), id: z.string(), name: z.string(), status: z.nullable(z.string()), at: timeOut }),
    ),
  }),
  status: 200,
  change: null,
})

export const tokensEndpoints = [
  listTokens,
  createToken,
  tokenStats,
  exportTokens,
  validateToken,
  bulkTokens,
  getToken,
  patchToken,
  deleteToken,
  revokeToken,
  disableToken,
  enableToken,
  rotateToken,
  tokenLineage,
] as const
