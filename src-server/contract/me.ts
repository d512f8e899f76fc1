import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { nothing, reason, timeOut } from './fields.ts'
import { tokenPolicyResource } from './org.ts'
import { LEVELS, PERMISSIONS } from './permissions.ts'
import { environmentNames, rotateBody, tokenCreateBody, tokenWithSecret } from './tokens.ts'

/** What any credential may ask about itself: who am I, what may I, and end or renew me. */

const page = z.object({ id: z.string(), name: z.string(), hosts: z.array(z.string()) })

const me = z.object({
  kind: z.enum(['api_token', 'oauth', 'session']),
  /** The token's, the grant's, the session's. */
  id: z.string(),
  name: z.string(),
  environment: z.enum(environmentNames),
  permission: z.nullable(z.enum(LEVELS)),
  role_key: z.nullable(z.string()),
  role_name: z.nullable(z.string()),
  /** `null` for a session: a person has a role, not scopes. */
  scopes: z.nullable(z.array(z.string())),
  effective_permissions: z.array(z.string()),
  terraform_managed: z.boolean(),
  expires_at: z.nullable(timeOut),
  page: z.nullable(page),
  /** It speaks for every page. */
  every_page: z.boolean(),
  user: z.optional(z.object({ id: z.string(), name: z.string(), email: z.string() })),
})

export const getMe = endpoint({
  id: 'me.get',
  method: 'GET',
  path: '/me',
  summary: 'Who am I',
  permission: 'authenticated',
  environments: 'own',
  reply: me,
  status: 200,
  change: null,
})

export const getContext = endpoint({
  id: 'context.get',
  method: 'GET',
  path: '/context',
  summary: 'Who am I, where am I, and what holds here: what automation asks first',
  permission: 'authenticated',
  environments: 'own',
  reply: z.extend(me, {
    workspace: z.object({
      id: z.string(),
      name: z.string(),
      version: z.string(),
      /** Where others reach it; `null` = only programs on its own computer do. */
      public_url: z.nullable(z.string()),
    }),
    /** Those that this caller may speak about. */
    pages: z.array(page),
    features: z.object({ advanced_rbac: z.boolean(), api_access: z.boolean() }),
    token_policy: tokenPolicyResource,
    locks: z.array(
      z.object({ feature: z.string(), reason: z.string(), locked_by: z.string(), managed_by: z.nullable(z.string()) }),
    ),
  }),
  status: 200,
  change: null,
})

export const revokeMe = endpoint({
  id: 'me.revoke',
  method: 'POST',
  path: '/me/revoke',
  summary: 'A token or grant ends itself',
  permission: 'authenticated',
  credentials: ['api_token', 'oauth'],
  environments: 'own',
  body: z.strictObject({ reason }),
  reply: nothing,
  status: 204,
  change: 'token.revoke',
})

export const rotateMe = endpoint({
  id: 'me.rotate',
  method: 'POST',
  path: '/me/rotate',
  summary: 'An API token rotates itself, where the policy self_rotation allows it',
  permission: 'authenticated',
  credentials: ['api_token'],
  environments: 'own',
  body: rotateBody,
  bodyOptional: true,
  reply: tokenWithSecret,
  status: 201,
  change: 'token.rotate',
  problems: ['rotation_not_allowed', 'not_rotatable', 'active_token_limit'],
})

const verdict = z.object({
  layer: z.string(),
  allowed: z.boolean(),
  code: z.nullable(z.string()),
  detail: z.nullable(z.string()),
})

export const explain = endpoint({
  id: 'explain',
  method: 'POST',
  path: '/explain',
  summary: 'Would this be allowed, and which layer says no',
  permission: 'authenticated',
  environments: 'own',
  body: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().check(z.minLength(1), z.maxLength(2048)),
    /** A token that does not exist yet, or the id of one (needs `tokens:read`). Left out: the caller. */
    as: z.optional(
      z.union([
        z.string().check(z.minLength(1), z.maxLength(64)),
        z.strictObject({ token_id: z.string().check(z.minLength(1), z.maxLength(64)) }),
        z.strictObject({
          permission: tokenCreateBody.shape.permission,
          role_key: tokenCreateBody.shape.role_key,
          scopes: z.optional(z.array(z.enum(PERMISSIONS))),
          environment: tokenCreateBody.shape.environment,
          page_id: tokenCreateBody.shape.page_id,
          terraform_managed: tokenCreateBody.shape.terraform_managed,
          allowed_ips: tokenCreateBody.shape.allowed_ips,
          expires_at: tokenCreateBody.shape.expires_at,
        }),
      ]),
    ),
  }),
  reply: z.object({
    allowed: z.boolean(),
    endpoint: z.string(),
    required: z.array(z.string()),
    /** The first layer that says no. */
    decided_by: z.nullable(z.string()),
    status: z.nullable(z.int()),
    code: z.nullable(z.string()),
    detail: z.nullable(z.string()),
    missing: z.array(z.string()),
    lacking: z.array(z.string()),
    layers: z.array(verdict),
  }),
  status: 200,
  change: null,
  countsAsUse: false,
})

export const meEndpoints = [getMe, getContext, revokeMe, rotateMe, explain] as const
