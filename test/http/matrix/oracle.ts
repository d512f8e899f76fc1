/**
 * What each route answers to each credential: a second reading of api.md that shares no code with `src-server/`. Its own table of routes, its own
 * roles and levels, sets of strings, closures found by repeating two rules. Where it and the server differ, one of them misread api.md.
 */

export interface Route {
  readonly method: string
  readonly path: string
  /** `public`, `anyone` (any live credential), or a permission; `a|b`: either opens it. */
  readonly needs: string
  /** Speaks for the whole workspace. */
  readonly everyPage?: boolean
  /** `own` content or tokens follow the credential's environment; `shared` belongs to both. */
  readonly shared?: boolean
  readonly changes?: boolean
  readonly lock?: string
  readonly takes?: 'session' | 'token' | 'key' | 'magic' | 'terraform' | 'owner'
}

const rows = `
GET    /api/v1/setup                                           public
POST   /api/v1/setup                                           public shared changes
POST   /api/v1/auth/login                                      public shared changes
POST   /api/v1/auth/logout                                     anyone session changes
GET    /api/v1/auth/session                                    anyone session
POST   /api/v1/auth/reauthenticate                             anyone session changes
POST   /api/v1/auth/lock                                       anyone session changes
GET    /api/v1/me/sessions                                     anyone session
DELETE /api/v1/me/sessions/:id                                 anyone session changes
DELETE /api/v1/me/sessions                                     anyone session changes
POST   /api/v1/auth/two-factor                                 public shared changes
POST   /api/v1/auth/password-reset                             public shared changes
PUT    /api/v1/auth/password-reset                             anyone magic changes
POST   /api/v1/auth/passkey/options                            public
POST   /api/v1/auth/passkey                                    public shared changes
POST   /api/v1/auth/reauthenticate/passkey/options             anyone session
POST   /api/v1/auth/reauthenticate/passkey                     anyone session changes
GET    /api/v1/me/passkeys                                     anyone session
POST   /api/v1/me/passkeys/options                             anyone session
POST   /api/v1/me/passkeys                                     anyone session changes
PATCH  /api/v1/me/passkeys/:id                                 anyone session changes
DELETE /api/v1/me/passkeys/:id                                 anyone session changes
GET    /api/v1/me/two-factor                                   anyone session
PUT    /api/v1/me/two-factor/secret                            anyone session changes
PUT    /api/v1/me/two-factor                                   anyone session changes
PUT    /api/v1/me/two-factor/recovery-codes                    anyone session changes
DELETE /api/v1/me/two-factor                                   anyone session changes
PUT    /api/v1/me/password                                     anyone session changes
GET    /api/v1/me                                              anyone
GET    /api/v1/context                                         anyone
POST   /api/v1/me/revoke                                       anyone token changes
POST   /api/v1/me/rotate                                       anyone key changes
POST   /api/v1/explain                                         anyone
GET    /api/v1/admin/tokens                                    tokens:read
POST   /api/v1/admin/tokens                                    tokens:write changes
GET    /api/v1/admin/tokens/stats                              tokens:read
GET    /api/v1/admin/tokens/export                             tokens:read
GET    /api/v1/admin/tokens/audit-log                          tokens:read
POST   /api/v1/admin/tokens/validate                           tokens:read
POST   /api/v1/admin/tokens/bulk                               tokens:write changes
GET    /api/v1/admin/tokens/:id                                tokens:read
PATCH  /api/v1/admin/tokens/:id                                tokens:write changes
DELETE /api/v1/admin/tokens/:id                                tokens:write changes
POST   /api/v1/admin/tokens/:id/revoke                         tokens:write changes
POST   /api/v1/admin/tokens/:id/disable                        tokens:write changes
POST   /api/v1/admin/tokens/:id/enable                         tokens:write changes
POST   /api/v1/admin/tokens/:id/rotate                         tokens:write changes
GET    /api/v1/admin/tokens/:id/lineage                        tokens:read
GET    /api/v1/admin/tokens/:id/audit-log                      tokens:read
GET    /api/v1/admin/permissions                               roles:read shared
GET    /api/v1/admin/roles                                     roles:read shared
GET    /api/v1/admin/roles/:key                                roles:read shared
POST   /api/v1/admin/roles                                     roles:write shared every changes lock=roles
PATCH  /api/v1/admin/roles/:key                                roles:write shared every changes lock=roles
DELETE /api/v1/admin/roles/:key                                roles:write shared every changes lock=roles
GET    /api/v1/admin/locks                                     settings:read shared
PUT    /api/v1/admin/settings/:feature/lock                    settings:write shared terraform changes
DELETE /api/v1/admin/settings/:feature/lock                    settings:write shared terraform changes
GET    /api/v1/admin/settings                                  settings:read shared
PATCH  /api/v1/admin/settings/general                          settings:write shared changes lock=general
PATCH  /api/v1/admin/settings/branding                         settings:write|status_pages:write shared changes lock=branding
PATCH  /api/v1/admin/settings/localization                     settings:write shared changes lock=localization
PATCH  /api/v1/admin/settings/domains                          settings:write shared changes lock=domains
PATCH  /api/v1/admin/settings/notifications                    settings:write shared changes lock=notifications
POST   /api/v1/admin/settings/notifications/test               settings:write shared changes
GET    /api/v1/admin/outbox                                    subscribers:read shared
POST   /api/v1/admin/outbox/:id/open                           subscribers:write|teams:write shared changes
GET    /api/v1/org/pages                                       settings:read shared every
POST   /api/v1/org/pages                                       settings:write shared every changes
GET    /api/v1/org/pages/:id                                   settings:read shared every
PATCH  /api/v1/org/pages/:id                                   settings:write shared every changes
DELETE /api/v1/org/pages/:id                                   settings:write shared every changes
GET    /api/v1/org/settings                                    settings:read shared every
PATCH  /api/v1/org/settings                                    settings:write shared every changes
GET    /api/v1/org/usage                                       billing:read shared every
GET    /api/v1/org/members                                     teams:read shared every
GET    /api/v1/org/members/:id                                 teams:read shared every
PATCH  /api/v1/org/members/:id                                 teams:write shared every changes
POST   /api/v1/org/members/:id/disable                         teams:write shared every changes
POST   /api/v1/org/members/:id/enable                          teams:write shared every changes
DELETE /api/v1/org/members/:id                                 teams:write shared every changes
DELETE /api/v1/org/members/:id/two-factor                      teams:write shared every changes owner
GET    /api/v1/org/invites                                     teams:write shared every
POST   /api/v1/org/invites                                     teams:write shared every changes
DELETE /api/v1/org/invites/:id                                 teams:write shared every changes
POST   /api/v1/invites/accept                                  anyone magic changes
GET    /api/v1/admin/oauth-apps                                oauth_apps:read shared
POST   /api/v1/admin/oauth-apps                                oauth_apps:write shared every changes
GET    /api/v1/admin/oauth-apps/:id                            oauth_apps:read shared
PATCH  /api/v1/admin/oauth-apps/:id                            oauth_apps:write shared every changes
DELETE /api/v1/admin/oauth-apps/:id                            oauth_apps:write shared every changes
POST   /api/v1/admin/oauth-apps/:id/rotate-secret              oauth_apps:write shared every changes
POST   /api/v1/admin/oauth-apps/:id/disable                    oauth_apps:write shared every changes
POST   /api/v1/admin/oauth-apps/:id/enable                     oauth_apps:write shared every changes
GET    /api/v1/admin/oauth-apps/:id/grants                     oauth_apps:read shared every
DELETE /api/v1/admin/oauth-apps/:id/grants/:grant_id           oauth_apps:write shared every changes
POST   /api/v1/admin/oauth-apps/:id/revoke-grants              oauth_apps:write shared every changes
GET    /api/v1/admin/oauth-grants                              oauth_apps:read shared every
POST   /api/v1/admin/oauth-keys/rotate                         oauth_apps:write shared every changes
GET    /api/v1/me/connected-apps                               anyone session
DELETE /api/v1/me/connected-apps/:id                           anyone session changes
GET    /api/v1/admin/incidents                                 incidents:read
POST   /api/v1/admin/incidents                                 incidents:write changes
GET    /api/v1/admin/incidents/:id                             incidents:read
PATCH  /api/v1/admin/incidents/:id                             incidents:write changes
DELETE /api/v1/admin/incidents/:id                             incidents:write changes
POST   /api/v1/admin/incidents/:id/updates                     incidents:write changes
POST   /api/v1/admin/incidents/:id/acknowledge                 incidents:write changes
POST   /api/v1/admin/incidents/:id/close                       incidents:write changes
PUT    /api/v1/admin/incidents/:id/root-cause                  incidents:write changes
POST   /api/v1/admin/incidents/:id/annotations                 incidents:write changes
DELETE /api/v1/admin/incidents/:id/annotations/:annotation_id  incidents:write changes
GET    /api/v1/admin/maintenances                              maintenances:read
POST   /api/v1/admin/maintenances                              maintenances:write changes
GET    /api/v1/admin/maintenances/:id                          maintenances:read
PATCH  /api/v1/admin/maintenances/:id                          maintenances:write changes
DELETE /api/v1/admin/maintenances/:id                          maintenances:write changes
POST   /api/v1/admin/maintenances/:id/start                    maintenances:write changes
POST   /api/v1/admin/maintenances/:id/complete                 maintenances:write changes
POST   /api/v1/admin/maintenances/:id/cancel                   maintenances:write changes
GET    /api/v1/admin/components                                components:read
POST   /api/v1/admin/components                                components:write changes lock=components
PUT    /api/v1/admin/components/order                          components:write changes lock=components
GET    /api/v1/admin/components/:id                            components:read
PATCH  /api/v1/admin/components/:id                            components:write changes lock=components
DELETE /api/v1/admin/components/:id                            components:write changes lock=components
GET    /api/v1/admin/component-groups                          components:read
POST   /api/v1/admin/component-groups                          components:write changes lock=components
PUT    /api/v1/admin/component-groups/order                    components:write changes lock=components
GET    /api/v1/admin/component-groups/:id                      components:read
PATCH  /api/v1/admin/component-groups/:id                      components:write changes lock=components
DELETE /api/v1/admin/component-groups/:id                      components:write changes lock=components
GET    /api/v1/admin/audit-log                                 audit:read shared
GET    /api/v1/admin/audit-log/export                          audit:read shared every
POST   /api/v1/admin/audit-log/verify                          audit:read shared
GET    /api/v1/admin/audit-log/verification                     audit:read shared
GET    /api/v1/admin/subscribers                               subscribers:read
POST   /api/v1/admin/subscribers                               subscribers:write changes
GET    /api/v1/admin/subscribers/stats                         subscribers:read
GET    /api/v1/admin/subscribers/:id                           subscribers:read
PATCH  /api/v1/admin/subscribers/:id                           subscribers:write changes
DELETE /api/v1/admin/subscribers/:id                           subscribers:write changes
POST   /api/v1/admin/subscribers/:id/magic-link                subscribers:write changes
GET    /api/v1/admin/magic-links                               subscribers:read
DELETE /api/v1/admin/magic-links/:id                           subscribers:write changes
GET    /api/v1/admin/custom-views                              subscribers:read
POST   /api/v1/admin/custom-views                              subscribers:write changes
GET    /api/v1/admin/custom-views/:id                          subscribers:read
PATCH  /api/v1/admin/custom-views/:id                          subscribers:write changes
DELETE /api/v1/admin/custom-views/:id                          subscribers:write changes
GET    /api/v1/admin/rss-feeds                                 subscribers:read
POST   /api/v1/admin/rss-feeds                                 subscribers:write changes
GET    /api/v1/admin/rss-feeds/:id                             subscribers:read
PATCH  /api/v1/admin/rss-feeds/:id                             subscribers:write changes
DELETE /api/v1/admin/rss-feeds/:id                             subscribers:write changes
POST   /api/v1/magic/redeem                                    anyone magic changes
GET    /api/v1/magic/subscription                              anyone magic
PATCH  /api/v1/magic/subscription                              anyone magic changes
DELETE /api/v1/magic/subscription                              anyone magic changes
GET    /api/v1/magic/custom-view                               anyone magic
PATCH  /api/v1/magic/custom-view                               anyone magic changes
DELETE /api/v1/magic/custom-view                               anyone magic changes
GET    /api/v1/magic/rss-feed                                  anyone magic
PATCH  /api/v1/magic/rss-feed                                  anyone magic changes
DELETE /api/v1/magic/rss-feed                                  anyone magic changes
GET    /api/v1/magic/manage                                    anyone magic
POST   /api/v1/magic/manage                                    anyone magic changes
POST   /api/v1/subscribe                                       public shared changes
GET    /api/v1/settings                                        public
GET    /api/v1/pages/public/current-host                       public
GET    /api/v1/incidents                                       public
GET    /api/v1/incidents/:id                                   public
GET    /api/v1/maintenances                                    public
GET    /api/v1/maintenances/:id                                public
GET    /api/v1/components                                      public
GET    /api/v1/status                                          public
GET    /                                                       public
GET    /views/:key                                             public
GET    /feed.atom                                              public
GET    /feed.rss                                               public
GET    /feeds/:key                                             public
GET    /m/                                                     public
GET    /subscribe                                              public
POST   /subscribe                                              public shared changes
GET    /unsubscribe/:key                                       public
POST   /unsubscribe/:key                                       public shared changes
GET    /healthz                                                public
GET    /readyz                                                 public
GET    /.well-known/console-identity                           public
GET    /api/v1/openapi.json                                    public
GET    /api/docs                                               public
`

const kinds = ['session', 'token', 'key', 'magic', 'terraform', 'owner'] as const

/** api.md's routes, as this reading has them. */
export const routes: readonly Route[] = rows
  .trim()
  .split('\n')
  .map((row) => {
    const [method = '', path = '', needs = '', ...flags] = row.trim().split(/\s+/)
    const takes = kinds.find((kind) => flags.includes(kind))
    const lock = flags.find((flag) => flag.startsWith('lock='))?.slice('lock='.length)
    return {
      method,
      path,
      needs,
      everyPage: flags.includes('every'),
      shared: flags.includes('shared'),
      changes: flags.includes('changes'),
      ...(lock === undefined ? {} : { lock }),
      ...(takes === undefined ? {} : { takes }),
    }
  })

const areas =
  'checks incidents maintenances components status_pages webhooks subscribers teams tokens roles oauth_apps settings'.split(
    ' ',
  )
const contentAreas = 'checks incidents maintenances components status_pages webhooks subscribers'.split(' ')
export const permissions = [...areas.flatMap((area) => [`${area}:read`, `${area}:write`]), 'billing:read', 'audit:read']
const everyRead = permissions.filter((name) => name.endsWith(':read'))
const reads = contentAreas.map((area) => `${area}:read`)
const writes = contentAreas.map((area) => `${area}:write`)

export const levels: Readonly<Record<string, readonly string[]>> = {
  read: everyRead,
  write: [...everyRead, ...writes],
  admin: permissions,
}
export const roles: Readonly<Record<string, readonly string[]>> = {
  owner: permissions,
  admin: permissions.filter((name) => !['teams:write', 'billing:read'].includes(name)),
  editor: [...reads, ...writes],
  responder: [...reads, 'incidents:write', 'checks:write'],
  planner: [...reads, 'maintenances:write'],
  integrator: [...reads, 'checks:write', 'incidents:write', 'webhooks:write'],
  viewer: reads.filter((name) => name !== 'subscribers:read'),
  auditor: everyRead,
}

/** `x:write` adds `x:read`, `status_pages:x` adds `maintenances:x` and `components:x`. */
function closed(names: readonly string[]): Set<string> {
  const set = new Set(names)
  for (let size = -1; size !== set.size; ) {
    size = set.size
    for (const name of [...set]) {
      const [area, act] = name.split(':')
      if (act === 'write') set.add(`${area}:read`)
      if (area === 'status_pages') set.add(`maintenances:${act}`).add(`components:${act}`)
    }
  }
  return set
}

export interface Credential {
  /** `oauth`: a user with a role, through an app with scopes. */
  readonly kind: 'nobody' | 'unknown' | 'token' | 'oauth' | 'session'
  readonly state: 'active' | 'expired' | 'revoked' | 'disabled'
  readonly level: string
  readonly role: string
  /** Left out: all of the level. */
  readonly scopes?: readonly string[]
  /** `here`: the page that is asked; `null`: every page. */
  readonly page: 'here' | 'there' | null
  readonly environment: 'live' | 'test'
  readonly terraform: boolean
}

/** Rules that a teeth run can forget. */
export type Rule =
  | 'closure'
  | 'level'
  | 'scopes'
  | 'role'
  | 'page'
  | 'every page'
  | 'environment'
  | 'lock'
  | 'state'
  | 'kind'

/** `status code`, or `allowed`. */
export function verdict(route: Route, credential: Credential, locked: readonly string[], forgotten?: Rule): string {
  const { kind, page } = credential
  const isPublic = route.needs === 'public'
  if (kind === 'unknown') return '401 invalid_token'
  if (kind === 'nobody' || (kind === 'session' && isPublic)) return isPublic ? 'allowed' : '401 unauthenticated'
  if (route.takes === 'magic') return '401 invalid_token'
  if (forgotten !== 'state' && credential.state !== 'active') {
    if (kind === 'token') return `403 token_${credential.state}`
    // RFC 6750: 401; an app or a person that was switched off has lost its access for good.
    return credential.state === 'expired' ? '401 token_expired' : '401 token_revoked'
  }
  if (forgotten !== 'kind') {
    if (kind !== 'session' && (route.takes === 'session' || route.takes === 'owner')) return '403 session_required'
    if (kind !== 'session' && route.takes === 'terraform' && !credential.terraform) return '403 session_required'
    if (kind === 'session' && route.takes === 'token') return '403 credential_kind_not_accepted'
    if (kind !== 'token' && route.takes === 'key') return '403 credential_kind_not_accepted'
  }
  if (forgotten !== 'every page' && route.everyPage && page !== null) return '403 page_mismatch'
  const isAboutMe = kind === 'session' && route.needs === 'anyone'
  if (forgotten !== 'page' && page === 'there' && !isAboutMe) return '403 page_mismatch'
  if (
    forgotten !== 'environment' &&
    kind === 'token' &&
    credential.environment === 'test' &&
    route.shared &&
    route.changes
  )
    return '403 environment_mismatch'
  const refusal = permission(route, credential, forgotten)
  if (refusal !== null) return refusal
  const isLocked = forgotten !== 'lock' && route.lock !== undefined && locked.includes(route.lock)
  return isLocked && !(kind === 'token' && credential.terraform) ? '423 terraform_locked' : 'allowed'
}

function permission(route: Route, { kind, level, role, scopes }: Credential, forgotten?: Rule): string | null {
  if (route.needs === 'public' || route.needs === 'anyone') return null
  const set = (names: readonly string[]): Set<string> => (forgotten === 'closure' ? new Set(names) : closed(names))
  const all = set(permissions)
  const ofLevel = kind !== 'token' || forgotten === 'level' ? all : set(levels[level] ?? [])
  const ofScopes = kind === 'session' || forgotten === 'scopes' ? all : set(scopes ?? levels[level] ?? [])
  const ofRole = forgotten === 'role' ? all : set(roles[role] ?? [])
  const wanted = route.needs.split('|')
  const declared = wanted.filter((name) => ofLevel.has(name) && ofScopes.has(name))
  if (declared.length === 0) return '403 insufficient_scope'
  const isOwner = route.takes !== 'owner' || role === 'owner'
  return isOwner && declared.some((name) => ofRole.has(name)) ? null : '403 role_denied'
}
