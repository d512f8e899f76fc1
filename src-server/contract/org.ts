import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { name, queryInteger, timeOut } from './fields.ts'
import { patchOf } from './patch.ts'

/** The whole workspace: what is switched on, the policy for tokens, how long the log is kept, how much is used. */

const days = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max))

const features = { advanced_rbac: z.boolean(), api_access: z.boolean() }
const tokenPolicy = {
  max_lifetime_days: days(1, 365),
  default_lifetime_days: days(1, 365),
  allow_never_expires: z.boolean(),
  self_rotation: z.boolean(),
  max_active_per_scope_set: z.nullable(z.int().check(z.minimum(1), z.maximum(1000))),
  rate_limit_live: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  rate_limit_test: z.int().check(z.minimum(1), z.maximum(1_000_000)),
}
/** The token policy as it is answered: in the settings of the workspace and in `GET /context`. */
export const tokenPolicyResource = z.object(tokenPolicy)
export type TokenPolicyResource = z.output<typeof tokenPolicyResource>

const audit = { retention_days: z.nullable(days(90, 36_500)) }

export const orgSettings = z.object({
  id: z.string(),
  name: z.string(),
  features: z.object(features),
  token_policy: tokenPolicyResource,
  audit: z.object(audit),
  created_at: timeOut,
})
export type OrgSettings = z.output<typeof orgSettings>

const changeable = {
  name,
  features: z.partial(z.strictObject(features)),
  token_policy: z.partial(z.strictObject(tokenPolicy)),
  audit: z.partial(z.strictObject(audit)),
}
export const changeableOrgFields: ReadonlySet<string> = new Set(Object.keys(changeable))

export const getOrgSettings = endpoint({
  id: 'org.get_settings',
  method: 'GET',
  path: '/org/settings',
  summary: 'Read the settings and the token policy of the workspace',
  permission: 'settings:read',
  environments: 'shared',
  everyPage: true,
  reply: orgSettings,
  status: 200,
  change: null,
})

export const updateOrgSettings = endpoint({
  id: 'org.update_settings',
  method: 'PATCH',
  path: '/org/settings',
  summary: 'Change them; allow_never_expires, retention_days and api_access are for owners only',
  permission: 'settings:write',
  environments: 'shared',
  everyPage: true,
  body: patchOf(orgSettings, changeable),
  reply: orgSettings,
  status: 200,
  change: 'workspace.update',
  problems: ['session_required', 'role_denied'],
})

const requestsOfDay = z.object({
  /** `2026-11-21`, UTC. */
  day: z.string(),
  allowed: z.number(),
  denied: z.number(),
  failed: z.number(),
})

export const usage = z.object({
  plan: z.object({ key: z.string(), name: z.string(), description: z.string() }),
  counts: z.object({
    pages: z.number(),
    members: z.number(),
    tokens: z.number(),
    active_tokens: z.number(),
    custom_roles: z.number(),
    audit_rows: z.number(),
  }),
  /** The database file, and how much of it is free for what comes next. */
  storage: z.object({ database_bytes: z.number(), free_bytes: z.number() }),
  /** Requests of principals, oldest day first; days without any are there with zeros. */
  requests: z.array(requestsOfDay),
  invoices: z.array(z.never()),
})
export type Usage = z.output<typeof usage>

export const getUsage = endpoint({
  id: 'org.usage',
  method: 'GET',
  path: '/org/usage',
  summary: 'Read the plan, what there is, how much room it takes and how many requests came',
  permission: 'billing:read',
  environments: 'shared',
  everyPage: true,
  query: z.strictObject({ days: z.optional(queryInteger(1, 365)) }),
  reply: usage,
  status: 200,
  change: null,
})

export const orgEndpoints = [getOrgSettings, updateOrgSettings, getUsage]
