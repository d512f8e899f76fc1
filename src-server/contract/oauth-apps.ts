import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, queryBoolean, querySearch, reason, text, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'
import { someone, user } from './people.ts'
import { OAUTH_SCOPES } from './permissions.ts'
import { problemWithRedirectUri } from './redirect-uri.ts'
import { picture } from './settings.ts'

/**
 * OAuth apps: programs of others that act for users, within what those allowed. The client secret leaves once, in the answer that made it.
 * The endpoints of the protocol (`/oauth/…`, `/.well-known/…`) are no part of this contract: their shapes are the standards'.
 */

export const clientTypes = ['confidential', 'public'] as const
export type ClientType = (typeof clientTypes)[number]

const redirectUri = z.string().check(
  z.superRefine((value, context) => {
    const problem = problemWithRedirectUri(value)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: value })
  }),
)
const redirectUris = z.array(redirectUri).check(
  z.minLength(1),
  z.maxLength(20),
  z.refine((uris) => new Set(uris).size === uris.length, 'must not hold an address twice'),
)
const scopes = z.array(z.enum(OAUTH_SCOPES)).check(
  z.minLength(1),
  z.maxLength(OAUTH_SCOPES.length),
  z.refine((words) => new Set<string>(words).size === words.length, 'must not hold a scope twice'),
)

/** A secret as it is shown afterwards: its first characters. */
const secret = z.object({
  prefix: z.string(),
  created_at: timeOut,
  /** When it stops, once another has taken over; `null`: not yet. */
  ends_at: z.nullable(timeOut),
})

export const oauthApp = z.object({
  id: z.string(),
  /** What the app sends as `client_id`: its id. */
  client_id: z.string(),
  name: z.string(),
  description: z.string(),
  logo_url: z.nullable(z.string()),
  redirect_uris: z.array(z.string()),
  scopes: z.array(z.string()),
  client_type: z.enum(clientTypes),
  status: z.enum(['active', 'disabled']),
  /** It comes with Beatkeeper (built-in-apps.ts): it can be switched off, but neither changed nor deleted. */
  built_in: z.boolean(),
  /** Those that work now, newest first; none for a public app. */
  secrets: z.array(secret),
  /** How many grants of users are live. */
  grants: z.int(),
  created_at: timeOut,
  created_by: z.nullable(someone),
  last_used_at: z.nullable(timeOut),
})
export type OAuthAppResource = z.output<typeof oauthApp>

/** The one answer that holds the raw secret; `null` for a public app, which has none. */
export const oauthAppWithSecret = z.extend(oauthApp, { client_secret: z.nullable(z.string()) })
export type OAuthAppWithSecret = z.output<typeof oauthAppWithSecret>

const changeable = {
  name,
  description: text(1000),
  logo_url: z.nullable(picture),
  redirect_uris: redirectUris,
}
export const changeableOAuthAppFields: ReadonlySet<string> = new Set(Object.keys(changeable))

/** Fields that move by themselves; in a whole object that is sent back, any value is the one that was read. */
export const movingOAuthAppFields: ReadonlySet<string> = new Set(['secrets', 'grants', 'last_used_at'])

/** What an app can do, fixed when it is registered. */
export const fixedOAuthAppFields: ReadonlySet<string> = new Set(['scopes', 'client_type'])

const appId = z.strictObject({ id: id('app') })

export const listOAuthApps = endpoint({
  id: 'oauth_apps.list',
  method: 'GET',
  path: '/admin/oauth-apps',
  summary: 'List the registered OAuth apps',
  permission: 'oauth_apps:read',
  environments: 'shared',
  query: z.strictObject({
    q: z.optional(querySearch),
    status: z.optional(z.enum(['active', 'disabled'])),
    /** `true`: those that come with Beatkeeper instead of those that were registered. */
    built_in: z.optional(queryBoolean),
    limit,
    cursor,
  }),
  reply: listOf(oauthApp),
  status: 200,
  change: null,
})

export const createOAuthApp = endpoint({
  id: 'oauth_apps.create',
  method: 'POST',
  path: '/admin/oauth-apps',
  summary: 'Register an OAuth app; its client secret is in this answer only',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  body: z.strictObject({
    name,
    description: z.optional(text(1000)),
    logo_url: z.optional(z.nullable(picture)),
    redirect_uris: redirectUris,
    scopes,
    client_type: z.enum(clientTypes),
  }),
  reply: oauthAppWithSecret,
  status: 201,
  change: 'oauth_app.create',
  problems: ['privilege_escalation'],
})

export const getOAuthApp = endpoint({
  id: 'oauth_apps.get',
  method: 'GET',
  path: '/admin/oauth-apps/:id',
  summary: 'Read an OAuth app',
  permission: 'oauth_apps:read',
  environments: 'shared',
  params: appId,
  reply: oauthApp,
  status: 200,
  change: null,
})

export const updateOAuthApp = endpoint({
  id: 'oauth_apps.update',
  method: 'PATCH',
  path: '/admin/oauth-apps/:id',
  summary: 'Change name, description, logo or redirect URIs; scopes are never widened',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  params: appId,
  body: patchOf(oauthApp, changeable),
  reply: oauthApp,
  status: 200,
  change: 'oauth_app.update',
  problems: ['scopes_immutable', 'privilege_escalation', 'conflict'],
})

export const deleteOAuthApp = endpoint({
  id: 'oauth_apps.delete',
  method: 'DELETE',
  path: '/admin/oauth-apps/:id',
  summary: 'Remove an OAuth app and end every grant; its tokens go on answering token_revoked',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  params: appId,
  reply: nothing,
  status: 204,
  change: 'oauth_app.delete',
  problems: ['conflict'],
})

export const rotateOAuthAppSecret = endpoint({
  id: 'oauth_apps.rotate_secret',
  method: 'POST',
  path: '/admin/oauth-apps/:id/rotate-secret',
  summary: 'Make a new client secret; the old one goes on for a while',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  params: appId,
  body: z.strictObject({
    /** How long the old one goes on, 24 hours unless said otherwise; 0 ends it with this call. */
    overlap_seconds: z.optional(z.int().check(z.minimum(0), z.maximum(604_800))),
  }),
  bodyOptional: true,
  reply: oauthAppWithSecret,
  status: 201,
  change: 'oauth_app.rotate_secret',
  problems: ['not_rotatable', 'privilege_escalation'],
})

export const disableOAuthApp = endpoint({
  id: 'oauth_apps.disable',
  method: 'POST',
  path: '/admin/oauth-apps/:id/disable',
  summary: 'Switch an OAuth app off and end every grant',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  params: appId,
  reply: oauthApp,
  status: 200,
  change: 'oauth_app.disable',
  problems: ['already_disabled'],
})

export const enableOAuthApp = endpoint({
  id: 'oauth_apps.enable',
  method: 'POST',
  path: '/admin/oauth-apps/:id/enable',
  summary: 'Switch an OAuth app on again; its users allow it anew',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  params: appId,
  reply: oauthApp,
  status: 200,
  change: 'oauth_app.enable',
  problems: ['already_enabled', 'privilege_escalation'],
})

const grantedPage = z.nullable(z.object({ id: z.string(), name: z.string() }))

/** What a user allowed an app: for one page, or (`page: null`) for every page of theirs. */
export const oauthGrant = z.object({
  id: z.string(),
  app: z.object({ id: z.string(), name: z.string() }),
  user,
  page: grantedPage,
  scopes: z.array(z.string()),
  granted_at: timeOut,
  last_used_at: z.nullable(timeOut),
  /** Access and refresh tokens that work now. */
  live_tokens: z.int(),
  /** When it ends unless the app is authorized again. */
  expires_at: timeOut,
})
export type OAuthGrantResource = z.output<typeof oauthGrant>

/** Why a grant ends: kept in the log. */
const endBody = z.strictObject({ reason: z.optional(reason) })

export const listOAuthAppGrants = endpoint({
  id: 'oauth_apps.grants',
  method: 'GET',
  path: '/admin/oauth-apps/:id/grants',
  summary: 'Who has given an OAuth app access, as far as it is live',
  permission: 'oauth_apps:read',
  environments: 'shared',
  everyPage: true,
  params: appId,
  query: z.strictObject({ limit, cursor }),
  reply: listOf(oauthGrant),
  status: 200,
  change: null,
})

export const revokeOAuthAppGrant = endpoint({
  id: 'oauth_apps.revoke_grant',
  method: 'DELETE',
  path: '/admin/oauth-apps/:id/grants/:grant_id',
  summary: 'End what one user allowed an OAuth app',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  params: z.strictObject({ id: id('app'), grant_id: id('grant') }),
  body: endBody,
  bodyOptional: true,
  reply: nothing,
  status: 204,
  change: 'grant.revoke',
})

/** All of them at once; the app stays as it is, and people can allow it again. */
export const revokeOAuthAppGrants = endpoint({
  id: 'oauth_apps.revoke_grants',
  method: 'POST',
  path: '/admin/oauth-apps/:id/revoke-grants',
  summary: 'End what everyone allowed an OAuth app',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  params: appId,
  body: endBody,
  bodyOptional: true,
  reply: oauthApp,
  status: 200,
  change: 'grant.revoke',
})

export const listOAuthGrants = endpoint({
  id: 'oauth_apps.all_grants',
  method: 'GET',
  path: '/admin/oauth-grants',
  summary: 'Who has given which OAuth app access, as far as it is live',
  permission: 'oauth_apps:read',
  environments: 'shared',
  everyPage: true,
  query: z.strictObject({ app_id: z.optional(id('app')), user_id: z.optional(id('user')), limit, cursor }),
  reply: listOf(oauthGrant),
  status: 200,
  change: null,
})

/** An app that acts for the caller. */
export const connectedApp = z.object({
  /** The grant's. */
  id: z.string(),
  app: z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    logo_url: z.nullable(z.string()),
  }),
  page: grantedPage,
  scopes: z.array(z.string()),
  granted_at: timeOut,
  last_used_at: z.nullable(timeOut),
  live_tokens: z.int(),
  expires_at: timeOut,
})
export type ConnectedAppResource = z.output<typeof connectedApp>

export const listConnectedApps = endpoint({
  id: 'connected_apps.list',
  method: 'GET',
  path: '/me/connected-apps',
  summary: 'List the apps that act for you',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reply: listOf(connectedApp),
  status: 200,
  change: null,
})

export const disconnectApp = endpoint({
  id: 'connected_apps.revoke',
  method: 'DELETE',
  path: '/me/connected-apps/:id',
  summary: 'End what you allowed an app; its next call is refused',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  params: z.strictObject({ id: id('grant') }),
  body: endBody,
  bodyOptional: true,
  reply: nothing,
  status: 204,
  change: 'grant.revoke',
})

export const rotateSigningKey = endpoint({
  id: 'oauth_keys.rotate',
  method: 'POST',
  path: '/admin/oauth-keys/rotate',
  summary: 'Make a new key that signs ID tokens from now on; the old one stays published for 30 days',
  permission: 'oauth_apps:write',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  reply: z.object({
    /** The key that signs now, by its `kid` in /oauth/jwks. */
    kid: z.string(),
    /** All that are published. */
    published: z.array(z.string()),
  }),
  status: 201,
  change: 'oauth.rotate_keys',
})

export const oauthAppEndpoints = [
  listOAuthApps,
  createOAuthApp,
  getOAuthApp,
  updateOAuthApp,
  deleteOAuthApp,
  rotateOAuthAppSecret,
  disableOAuthApp,
  enableOAuthApp,
  listOAuthAppGrants,
  revokeOAuthAppGrant,
  revokeOAuthAppGrants,
  listOAuthGrants,
  listConnectedApps,
  disconnectApp,
  rotateSigningKey,
] as const
