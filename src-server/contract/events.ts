/**
 * What the log can say: kinds of rows, outcomes, kinds of actors, and the closed list of events.
 *
 * Chosen: every event names the fields whose values may stand in its `before` and `after`. A field that is not listed never reaches
 * the log, so a new column holding something private stays out until someone lists it here. Left out: free-form events. A row of
 * kind `request` has no event: its action is the id of its endpoint (`tokens.list`), or `refused.<code>` where no endpoint was reached.
 * The words are part of stored rows: add to these lists, never rename. Held by test/journal/events.test.ts.
 */
import type { ProblemCode } from './problems.ts'

/** What a row is about: something changed, a request was answered, someone proved who they are, or the server itself did something. */
export const auditKinds = ['change', 'request', 'auth', 'system'] as const
export type AuditKind = (typeof auditKinds)[number]

/** `allowed`: it was done (below 400). `denied`: refused to this caller. `failed`: permitted, but it could not be done. */
export const auditOutcomes = ['allowed', 'denied', 'failed'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/**
 * Who acted. A session acts as its `user`; an OAuth grant as its `user`, on behalf of an `oauth_app`; `magic` is the holder of a
 * magic token; `anonymous` has no id; `system` is the server or its command line.
 */
export const actorKinds = ['token', 'user', 'oauth_app', 'magic', 'anonymous', 'system'] as const
export type ActorKind = (typeof actorKinds)[number]

/** Where something happened, if it belongs to an environment at all. */
export type AuditEnvironment = 'live' | 'test'

const token = [
  'name',
  'description',
  'notes',
  'purpose',
  'owner_id',
  'permission',
  'scopes',
  'role_key',
  'environment',
  'page_id',
  'terraform_managed',
  'expires_at',
  'allowed_ips',
  'status',
  'revoke_reason',
  'rotated_from',
  'rotated_to',
  'rotation',
  'minted_by',
] as const
const role = ['key', 'name', 'description', 'permissions'] as const
const membership = ['page_id', 'role_key'] as const
const invite = ['email', ...membership, 'expires_at'] as const
const page = ['name', 'hosts', 'is_default'] as const
const lock = ['feature', 'reason', 'managed_by'] as const
const workspace = ['name', 'features', 'token_policy', 'audit'] as const
const incident = [
  'name',
  'status',
  'impact',
  'components',
  'published_at',
  'acknowledged_at',
  'acknowledged_by',
  'resolved_at',
  'closed_at',
  'root_cause',
  'environment',
] as const
const incidentUpdate = ['id', 'status', 'body', 'components'] as const
const maintenance = [
  'name',
  'body',
  'status',
  'scheduled_for',
  'scheduled_until',
  'started_at',
  'completed_at',
  'cancelled_at',
  'components',
  'environment',
] as const
const component = ['name', 'description', 'status', 'group_id', 'position', 'public', 'environment'] as const
const session = ['kind', 'reason', 'method'] as const
const passkey = ['name', 'rp_id', 'reason'] as const
const oauthApp = [
  'name',
  'description',
  'logo_url',
  'redirect_uris',
  'scopes',
  'client_type',
  'status',
  'overlap_seconds',
  'grants_ended',
] as const
const grant = ['app_id', 'user_id', 'page_id', 'scopes', 'expires_at', 'reason', 'rotations'] as const
/** The address itself stays out: rows name a subscriber by id and shortened address. */
const subscriber = ['state', 'components', 'added_by', 'ended_by', 'environment'] as const
const selection = ['name', 'components', 'subscriber_id', 'renewed', 'environment'] as const
const magicLink = ['purpose', 'subject_id', 'subscriber_id', 'expires_at'] as const

/** The five sections of a page's settings, field by field. */
const section = [
  'name',
  'description',
  'brand_color',
  'logo_url',
  'favicon_url',
  'theme',
  'support_url',
  'show_uptime',
  'show_history',
  'header',
  'footer',
  'locale',
  'time_zone',
  'hour_cycle',
  'hosts',
  'from',
  'smtp_host',
  'smtp_port',
  'smtp_secure',
  'smtp_user',
  'smtp_credentials',
] as const

interface EventSpec {
  readonly kind: Exclude<AuditKind, 'request'>
  /** Sentence case, without a full stop: what the log, the docs and a screen reader say. */
  readonly says: string
  /** The only fields whose values enter `before` and `after`. */
  readonly fields: readonly string[]
}

const change = (says: string, fields: readonly string[]): EventSpec => ({ kind: 'change', says, fields })
const auth = (says: string, fields: readonly string[] = session): EventSpec => ({ kind: 'auth', says, fields })
const system = (says: string, fields: readonly string[]): EventSpec => ({ kind: 'system', says, fields })

const catalogue = {
  'workspace.create': change('Workspace set up', workspace),
  'workspace.update': change('Workspace settings and policy changed', workspace),
  'page.create': change('Page created', page),
  'page.update': change('Page changed', page),
  'page.delete': change('Page deleted', page),
  'settings.update': change('Page settings changed', section),
  'lock.create': change('Feature locked for Terraform', lock),
  'lock.delete': change('Feature unlocked', lock),

  'token.create': change('API token created', token),
  'token.update': change('API token changed', token),
  'token.revoke': change('API token revoked', token),
  'token.disable': change('API token switched off', token),
  'token.enable': change('API token switched on', token),
  'token.rotate': change('API token rotated', token),
  'token.rotation_undo': change('Rotation undone: the successor ended before its first use', token),
  'token.expose': change('API token seen where secrets do not belong', ['exposed_at', 'where']),
  'token.delete': change('API token deleted', token),

  'role.create': change('Role created', role),
  'role.update': change('Role changed', role),
  'role.delete': change('Role deleted', role),
  'member.add': change('Member added', membership),
  'member.update': change('Membership changed', membership),
  'member.disable': change('Member disabled', membership),
  'member.enable': change('Member enabled', membership),
  'member.remove': change('Member removed', [...membership, 'tokens', 'reassign_to']),

  'invite.create': change('Person invited', invite),
  'invite.delete': change('Invite withdrawn', invite),

  'oauth_app.create': change('OAuth app registered', oauthApp),
  'oauth_app.update': change('OAuth app changed', oauthApp),
  'oauth_app.rotate_secret': change('Client secret of an OAuth app rotated', oauthApp),
  'oauth_app.disable': change('OAuth app switched off', oauthApp),
  'oauth_app.enable': change('OAuth app switched on', oauthApp),
  'oauth_app.delete': change('OAuth app deleted', oauthApp),
  'oauth.rotate_keys': change('Key that signs ID tokens made', ['kid']),
  'grant.create': change('Access granted to an OAuth app', grant),
  'grant.update': change('Access of an OAuth app changed', grant),
  'grant.revoke': change('Access of an OAuth app ended', grant),
  'grant.deny': auth('Access denied to an OAuth app', grant),
  'grant.exchange': auth('Authorization code exchanged for tokens', grant),
  'grant.refresh': auth('Tokens of an OAuth app refreshed', grant),
  'grant.reuse': auth('Code or refresh token used again; the access ended', grant),
  'grant.revoke_token': auth('Access token of an OAuth app revoked', grant),

  'incident.create': change('Incident opened', incident),
  'incident.update': change('Incident changed', incident),
  'incident.post_update': change('Incident update posted', incidentUpdate),
  'incident.acknowledge': change('Incident acknowledged', incident),
  'incident.annotate': change('Incident annotated', ['id', 'body']),
  'incident.root_cause': change('Root cause noted', ['root_cause']),
  'incident.close': change('Incident closed', incident),
  'incident.delete': change('Incident deleted', incident),
  'maintenance.create': change('Maintenance scheduled', maintenance),
  'maintenance.update': change('Maintenance changed', maintenance),
  'maintenance.start': change('Maintenance started', maintenance),
  'maintenance.complete': change('Maintenance completed', maintenance),
  'maintenance.cancel': change('Maintenance cancelled', maintenance),
  'maintenance.delete': change('Maintenance deleted', maintenance),
  'component.create': change('Component created', component),
  'component.update': change('Component changed', component),
  'component.reorder': change('Components put in order', ['order']),
  'component.delete': change('Component deleted', component),
  'component_group.create': change('Component group created', component),
  'component_group.update': change('Component group changed', component),
  'component_group.delete': change('Component group deleted', component),

  'mail.test': change('Test mail sent', ['to', 'problem']),
  'mail.open': change('Mail opened, its links minted anew', ['kind', 'to']),

  'subscriber.create': change('Subscriber added', subscriber),
  'subscriber.ask': change('Link asked for by a visitor', subscriber),
  'subscriber.update': change('Subscriber changed', subscriber),
  'subscriber.confirm': change('Subscription confirmed', subscriber),
  'subscriber.end': change('Subscription ended', subscriber),
  'subscriber.delete': change('Subscriber forgotten', subscriber),
  'custom_view.create': change('Custom view created', selection),
  'custom_view.update': change('Custom view changed', selection),
  'custom_view.delete': change('Custom view deleted', selection),
  'rss_feed.create': change('Feed created', selection),
  'rss_feed.update': change('Feed changed', selection),
  'rss_feed.delete': change('Feed deleted', selection),
  'magic_link.create': change('Magic link made', magicLink),
  'magic_link.revoke': change('Magic link ended', magicLink),

  'magic_link.redeem': auth('Magic link used', magicLink),
  'magic_link.open_one': auth('One thing opened from the overview of a magic link', magicLink),
  'session.login': auth('Signed in'),
  'session.login_failed': auth('Sign-in failed'),
  'session.second_factor': auth('Password right, second factor asked'),
  'session.second_factor_failed': auth('Second factor failed'),
  'session.logout': auth('Signed out'),
  'session.end': auth('Session ended'),
  'session.end_others': auth('All other sessions ended'),
  'session.reauthenticate': auth('Password confirmed again'),
  'session.lock': auth('Session locked'),
  'session.renew': auth('Session of the desktop app renewed'),
  'session.reauthenticate_failed': auth('Password confirmation failed'),
  'password.change': auth('Password changed'),
  'password.reset_request': auth('Link for a new password asked for'),
  'password.reset': auth('Password set by a mailed link'),
  'two_factor.begin': auth('Two-factor begun'),
  'two_factor.enable': auth('Two-factor turned on'),
  'two_factor.disable': auth('Two-factor turned off'),
  'two_factor.recovery_codes': auth('New recovery codes made'),
  'two_factor.reset': auth('Two-factor and passkeys of a member reset', ['two_factor', 'passkeys']),
  'passkey.create': auth('Passkey added', passkey),
  'passkey.update': auth('Passkey renamed', passkey),
  'passkey.delete': auth('Passkey removed', passkey),
  'passkey.suspend': auth('Passkey refused: its counter went back, so there may be a copy', passkey),

  'server.start': system('Server started', ['version', 'schema']),
  'server.stop': system('Server stopped', ['version']),
  'server.restore': system('Backup restored; sessions, links, open invites and the access of OAuth apps ended', [
    'taken_at',
    'rows',
    'version',
  ]),
  'keys.seal': system('Keys sealed', ['sealed_by', 'key_id']),
  'keys.unseal': system('Keys left open', ['sealed_by', 'key_id']),
  'keys.renew': system('Keys made anew; what was sealed with the old ones is lost', ['sealed_by', 'key_id']),
  'mail.give_up': system('Mail given up', ['kind', 'to', 'problem', 'attempts']),
  'clock.rollback': system('Clock stepped back', ['clock', 'last_row']),
  'log.conceal': system('Secret replaced before it was stored', ['where', 'kinds']),
} as const satisfies Record<string, EventSpec>

/** An event of the closed list. */
export type AuditAction = keyof typeof catalogue

/** The action of requests that reached no endpoint or no principal; `other` stands for those over the bound of a minute. */
export type RefusalAction = `refused.${ProblemCode | 'other'}`

// Object.keys forgets the literal names; the catalogue above is what they are.
export const auditActions = Object.keys(catalogue) as readonly AuditAction[]

/** Whether this word is an event of the closed list. */
export function isAuditAction(word: string): word is AuditAction {
  return Object.hasOwn(catalogue, word)
}

/** What is known about an event. */
export function auditEvent(action: AuditAction): EventSpec {
  return catalogue[action]
}

/** Statuses that refuse the caller rather than the deed: who they are, what they may, how often, and where. */
const refusals: ReadonlySet<number> = new Set([401, 403, 421, 423, 429])

/** How a request ended, by the status of its answer. */
export function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'allowed'
  return refusals.has(status) ? 'denied' : 'failed'
}
