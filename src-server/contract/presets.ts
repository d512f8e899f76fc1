import type { BuiltInRoleKey, Level, Permission } from './permissions.ts'

/**
 * The starting points of the create dialog and of `beatkeeper token create --preset`.
 *
 * A preset fills in the fields and decides nothing: what a token may do is always level ∩ scopes ∩ role. The four
 * compositions with scopes are StatusPulse's, exactly. Left out: presets that people save, which would be roles by
 * another name. `test/access/presets.test.ts` holds each one's effective access to a list written by hand.
 */
export interface Preset {
  /** As `--preset` takes it. */
  readonly key: string
  readonly name: string
  /** One line: what it is for. */
  readonly description: string
  /** `first` is always in sight, `job` stands under "For a job". */
  readonly group: 'first' | 'job'
  readonly permission: Level
  readonly role_key: BuiltInRoleKey
  /** Left out: all that the level implies. */
  readonly scopes?: readonly Permission[]
  /** May change features that are locked for Terraform. Left out: no. */
  readonly terraform_managed?: boolean
}

export const PRESETS = [
  {
    key: 'read-only',
    name: 'Read-only',
    description: 'Retrieves the content of the page and changes nothing.',
    group: 'first',
    permission: 'read',
    role_key: 'viewer',
  },
  {
    key: 'full-access',
    name: 'Full access',
    description: 'Everything an admin can do. Give it an expiry and an address list.',
    group: 'first',
    permission: 'admin',
    role_key: 'admin',
  },
  {
    key: 'workflow-automation',
    name: 'Workflow automation',
    description: 'Opens, updates and closes incidents and changes Beats.',
    group: 'job',
    permission: 'write',
    role_key: 'responder',
  },
  {
    key: 'maintenance-job',
    name: 'Maintenance job',
    description: 'Schedules and completes maintenances, nothing else.',
    group: 'job',
    permission: 'write',
    role_key: 'planner',
  },
  {
    key: 'governance',
    name: 'Governance and provisioning',
    description: 'Runs Terraform: may change what is locked for it.',
    group: 'job',
    permission: 'admin',
    role_key: 'admin',
    terraform_managed: true,
  },
  {
    key: 'monitoring-dashboard',
    name: 'Monitoring dashboard',
    description: 'Shows Beats, incidents and the status page on a wall or in a tool.',
    group: 'job',
    permission: 'read',
    role_key: 'viewer',
    scopes: ['checks:read', 'incidents:read', 'status_pages:read'],
  },
  {
    key: 'check-provisioning',
    name: 'Check provisioning by Terraform',
    description: 'Creates and changes Beats and webhooks from code.',
    group: 'job',
    permission: 'write',
    role_key: 'integrator',
    scopes: ['checks:write', 'webhooks:write'],
  },
  {
    key: 'pager',
    name: 'Pager',
    description: 'Acknowledges and closes incidents and registers its own webhook.',
    group: 'job',
    permission: 'write',
    role_key: 'integrator',
    scopes: ['incidents:write', 'webhooks:write', 'checks:read'],
  },
  {
    key: 'partner-analytics',
    name: 'Partner analytics',
    description: 'Reads Beats and incidents, for reports by someone else.',
    group: 'job',
    permission: 'read',
    role_key: 'viewer',
    scopes: ['checks:read', 'incidents:read'],
  },
] as const satisfies readonly Preset[]

export type PresetKey = (typeof PRESETS)[number]['key']

/** Chosen when the dialog opens: the least that is of use. */
export const FIRST_PRESET: PresetKey = 'read-only'
