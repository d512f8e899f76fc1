/**
 * The words of access: permissions, the areas they belong to, levels, built-in roles, OAuth scopes.
 *
 * Levels, scopes and roles are all *sets of permissions*; this file only names them. The algebra on sets (closing,
 * intersecting, deciding) is `src-server/access/`, and both are pure, so that the console computes exactly what the
 * server decides. Left out on purpose: wildcards and inheritance between roles. A set is a list that one can read.
 * Held to by `test/access/permissions.test.ts`, which repeats api.md's lists by hand.
 */

/**
 * All 26 permissions. **The order is final and only ever appended to**: a permission's place is its bit in a
 * `PermissionSet`. Databases, tokens and audit rows hold names and never bits, so a longer list stays readable to
 * everything that was stored before it; bits live in caches of one process only.
 */
export const PERMISSIONS = [
  'checks:read',
  'checks:write',
  'incidents:read',
  'incidents:write',
  'maintenances:read',
  'maintenances:write',
  'components:read',
  'components:write',
  'status_pages:read',
  'status_pages:write',
  'webhooks:read',
  'webhooks:write',
  'subscribers:read',
  'subscribers:write',
  'teams:read',
  'teams:write',
  'tokens:read',
  'tokens:write',
  'roles:read',
  'roles:write',
  'oauth_apps:read',
  'oauth_apps:write',
  'settings:read',
  'settings:write',
  'billing:read',
  'audit:read',
] as const

/** One `resource:action` word, such as `incidents:write`. */
export type Permission = (typeof PERMISSIONS)[number]

/** What a permission is about: the part before the colon. */
export type Resource = Permission extends `${infer Name}:${string}` ? Name : never

const known: ReadonlySet<string> = new Set(PERMISSIONS)

/** Whether this is one of the 26 words. Everything else is no permission, and what is no permission is denied. */
export function isPermission(word: string): word is Permission {
  return known.has(word)
}

/** One area of the product, as the screens show it: a label, and the permissions to view and to change it. */
export type Area = {
  readonly key: Resource
  /** Sentence case, for people. Checks are called Beats on screen. */
  readonly label: string
  readonly read: Permission
  /** `null` where there is nothing to change. */
  readonly write: Permission | null
}

/** The 14 areas, in the order of the screens (which is not the order of the bits). */
export const RESOURCES: readonly Area[] = [
  { key: 'incidents', label: 'Incidents', read: 'incidents:read', write: 'incidents:write' },
  { key: 'maintenances', label: 'Maintenances', read: 'maintenances:read', write: 'maintenances:write' },
  { key: 'components', label: 'Components', read: 'components:read', write: 'components:write' },
  { key: 'checks', label: 'Beats', read: 'checks:read', write: 'checks:write' },
  { key: 'status_pages', label: 'Status page', read: 'status_pages:read', write: 'status_pages:write' },
  { key: 'subscribers', label: 'Subscribers', read: 'subscribers:read', write: 'subscribers:write' },
  { key: 'webhooks', label: 'Webhooks', read: 'webhooks:read', write: 'webhooks:write' },
  { key: 'settings', label: 'Settings', read: 'settings:read', write: 'settings:write' },
  { key: 'teams', label: 'Members', read: 'teams:read', write: 'teams:write' },
  { key: 'roles', label: 'Roles', read: 'roles:read', write: 'roles:write' },
  { key: 'tokens', label: 'API tokens', read: 'tokens:read', write: 'tokens:write' },
  { key: 'oauth_apps', label: 'OAuth apps', read: 'oauth_apps:read', write: 'oauth_apps:write' },
  { key: 'billing', label: 'Billing', read: 'billing:read', write: null },
  { key: 'audit', label: 'Audit log', read: 'audit:read', write: null },
]

/** What a status page is made of. Content has an environment, live or test; the other areas are shared. */
export const CONTENT = [
  'checks',
  'incidents',
  'maintenances',
  'components',
  'status_pages',
  'webhooks',
  'subscribers',
] as const satisfies readonly Resource[]

/** One of the seven content areas. */
export type ContentResource = (typeof CONTENT)[number]

/** The part of a permission before its colon. */
export function resourceOf(permission: Permission): Resource {
  // The split of a template literal type is not something the compiler follows; the type says what the string is.
  return permission.slice(0, permission.indexOf(':')) as Resource
}

/** Whether holding this permission only ever lets one look. */
export function isRead(permission: Permission): boolean {
  return permission.endsWith(':read')
}

/**
 * What holding a permission brings with it at once, itself left out. There are two rules and no third:
 * changing includes looking, and the status page includes the maintenances and components shown on it.
 * These are single steps; `closed()` in `access/permission-set.ts` follows them to the end.
 */
export const IMPLICATIONS: readonly (readonly [holds: Permission, also: Permission])[] = [
  ...RESOURCES.flatMap(({ read, write }) => (write === null ? [] : [[write, read] as const])),
  ['status_pages:read', 'maintenances:read'],
  ['status_pages:read', 'components:read'],
  ['status_pages:write', 'maintenances:write'],
  ['status_pages:write', 'components:write'],
]

/** What holding a permission opens, in the words of the consent page and the token form. */
export const PERMISSION_SENTENCES: Readonly<Record<Permission, string>> = {
  'checks:read': 'List and view checks (Beats), response times and history',
  'checks:write': 'Create, update, pause and delete checks (Beats)',
  'incidents:read': 'View incident timelines, root-cause notes and resolution times',
  'incidents:write': 'Open, update, acknowledge, annotate and close incidents',
  'maintenances:read': 'View maintenance windows and their progress',
  'maintenances:write': 'Schedule, change, start, complete and cancel maintenance windows',
  'components:read': 'View components, groups and their status',
  'components:write': 'Add, arrange and remove components and set their status',
  'status_pages:read': 'View page content and incident summaries, with its maintenances and components',
  'status_pages:write': 'Publish maintenance windows, change components and edit page branding',
  'webhooks:read': 'View webhook endpoints and delivery logs',
  'webhooks:write': 'Add, change and remove webhook subscriptions',
  'subscribers:read': 'View subscribers, their custom views and feeds',
  'subscribers:write': 'Add, change and remove subscribers and send them magic links',
  'teams:read': 'View members and their roles',
  'teams:write': 'Invite, remove and reassign members',
  'tokens:read': 'View API tokens, their access and their use, never their secrets',
  'tokens:write': 'Create, rotate, switch off, revoke and delete API tokens',
  'roles:read': 'View roles and what they permit',
  'roles:write': 'Create, change and delete custom roles',
  'oauth_apps:read': 'View registered OAuth apps and who granted them access',
  'oauth_apps:write': 'Register, change and delete OAuth apps and their secrets',
  'settings:read': 'View page and workspace settings, policy and Terraform locks',
  'settings:write': 'Change page and workspace settings, and lock them for Terraform',
  'billing:read': 'View plan details, usage metrics and invoice history',
  'audit:read': 'Read, export and verify the audit log',
}

/** A token's API level, from least to most. What each one holds is `access/levels.ts`. */
export const LEVELS = ['read', 'write', 'admin'] as const

/** One of the three API levels. */
export type Level = (typeof LEVELS)[number]

/** A role that every workspace has and nobody can change. */
export type BuiltInRole = {
  readonly key: string
  readonly name: string
  readonly description: string
  readonly permissions: readonly Permission[]
}

const contentReads = PERMISSIONS.filter((permission) => isRead(permission) && isContent(permission))

/** The built-in page roles. Their keys are taken: a custom role can have none of them. */
export const BUILT_IN_ROLES = [
  {
    key: 'owner',
    name: 'Owner',
    description: 'Everything, including members and billing.',
    permissions: PERMISSIONS,
  },
  {
    key: 'admin',
    name: 'Admin',
    description: 'Everything except changing members and seeing billing.',
    permissions: PERMISSIONS.filter((permission) => permission !== 'teams:write' && permission !== 'billing:read'),
  },
  {
    key: 'editor',
    name: 'Editor',
    description: 'Views and changes all content of the page.',
    permissions: PERMISSIONS.filter(isContent),
  },
  {
    key: 'responder',
    name: 'Responder',
    description: 'Views all content, runs incidents and changes Beats.',
    permissions: [...contentReads, 'incidents:write', 'checks:write'],
  },
  {
    key: 'planner',
    name: 'Planner',
    description: 'Views all content and plans maintenances.',
    permissions: [...contentReads, 'maintenances:write'],
  },
  {
    key: 'integrator',
    name: 'Integrator',
    description: 'Views all content; changes Beats, incidents and webhooks.',
    permissions: [...contentReads, 'checks:write', 'incidents:write', 'webhooks:write'],
  },
  {
    key: 'viewer',
    name: 'Viewer',
    description: 'Views content, but no subscribers. Changes nothing.',
    permissions: contentReads.filter((permission) => permission !== 'subscribers:read'),
  },
  {
    key: 'auditor',
    name: 'Auditor',
    description: 'Views everything, the audit log and billing included. Changes nothing.',
    permissions: PERMISSIONS.filter(isRead),
  },
] as const satisfies readonly BuiltInRole[]

/** The key of a built-in role. */
export type BuiltInRoleKey = (typeof BUILT_IN_ROLES)[number]['key']

/** The eleven scopes that an OAuth app can ask for, besides `openid` and `offline_access`. API tokens can have any of the 26. */
export const OAUTH_SCOPES = [
  'checks:read',
  'checks:write',
  'incidents:read',
  'incidents:write',
  'webhooks:read',
  'webhooks:write',
  'status_pages:read',
  'status_pages:write',
  'billing:read',
  'teams:read',
  'teams:write',
] as const satisfies readonly Permission[]

/** One of the eleven OAuth scopes. */
export type OAuthScope = (typeof OAUTH_SCOPES)[number]

/** Whether a permission is about content, which has an environment, and not about something shared. */
export function isContent(permission: Permission): boolean {
  const resource = resourceOf(permission)
  return CONTENT.some((content) => content === resource)
}
