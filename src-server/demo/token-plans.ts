import type { BodyInput } from '../contract/endpoint.ts'
import type { createToken } from '../contract/tokens.ts'

/** The tokens of Acme, as they were asked for. Data only; tokens.ts tells what becomes of them. */
export interface PlannedToken {
  readonly key: string
  readonly by: 'mina' | 'ana' | 'tomas'
  /** Who answers for it, where that is another one. */
  readonly ownedBy?: 'priya'
  readonly madeDaysAgo: number
  readonly onLabs?: true
  readonly inTest?: true
  readonly body: BodyInput<typeof createToken>
}

export const plannedTokens: readonly PlannedToken[] = [
  {
    key: 'legacy-bridge',
    by: 'mina',
    madeDaysAgo: 366,
    body: {
      name: 'legacy-webhook-bridge',
      description: 'Forwards alerts of the old monitoring.',
      permission: 'admin',
      role_key: 'owner',
      expires_in_days: 330,
    },
  },
  {
    key: 'terraform-prod',
    by: 'mina',
    madeDaysAgo: 359,
    body: {
      name: 'terraform-prod-governance',
      description: 'Applies acme/infra, module status-page.',
      notes: 'Runbook: https://wiki.acme.dev/terraform-status. Rotate with the quarterly key day.',
      permission: 'admin',
      role_key: 'owner',
      terraform_managed: true,
      allowed_ips: ['10.20.4.0/24'],
    },
  },
  {
    key: 'pagerduty',
    by: 'ana',
    madeDaysAgo: 316,
    body: {
      name: 'pagerduty-incident-sync',
      description: 'Opens and updates incidents from pages.',
      permission: 'write',
      role_key: 'responder',
    },
  },
  {
    key: 'terraform-staging',
    by: 'mina',
    madeDaysAgo: 297,
    inTest: true,
    body: {
      name: 'terraform-staging',
      description: 'Rehearses what terraform-prod-governance does, in the sandbox.',
      permission: 'admin',
      role_key: 'owner',
      terraform_managed: true,
      environment: 'test',
    },
  },
  {
    key: 'maintenance-old',
    by: 'ana',
    madeDaysAgo: 276,
    body: {
      name: 'github-actions-maintenance',
      description: 'Announces maintenances from the release workflow.',
      permission: 'write',
      role_key: 'planner',
    },
  },
  {
    key: 'nightly-export',
    by: 'ana',
    madeDaysAgo: 200,
    body: {
      name: 'nightly-uptime-export',
      description: 'Writes incidents and components into the warehouse.',
      permission: 'write',
      role_key: 'editor',
      expires_at: null,
    },
  },
  {
    key: 'heartbeat',
    by: 'ana',
    ownedBy: 'priya',
    madeDaysAgo: 168,
    body: {
      name: 'beat-heartbeat-agents',
      description: 'Agents on the cluster nodes.',
      permission: 'write',
      role_key: 'beat-operator',
      expires_in_days: 180,
    },
  },
  {
    key: 'grafana',
    by: 'ana',
    madeDaysAgo: 155,
    body: {
      name: 'grafana-status-board',
      description: 'The board in the operations room.',
      permission: 'read',
      role_key: 'viewer',
      allowed_ips: ['10.20.7.0/24'],
    },
  },
  {
    key: 'contractor',
    by: 'mina',
    madeDaysAgo: 120,
    body: {
      name: 'contractor-audit-2026',
      description: 'Northwind reads the page for its report.',
      permission: 'read',
      role_key: 'viewer',
      expires_in_days: 150,
      purpose: 'interactive',
    },
  },
  {
    key: 'chat-bot',
    by: 'tomas',
    madeDaysAgo: 118,
    body: {
      name: 'oncall-chat-bot',
      description: 'Posts and closes incidents from the on-call channel.',
      permission: 'write',
      role_key: 'responder',
    },
  },
  {
    key: 'labs-bot',
    by: 'mina',
    madeDaysAgo: 110,
    onLabs: true,
    body: {
      name: 'labs-status-bot',
      description: 'Sets component status from the experiment scheduler.',
      permission: 'write',
      role_key: 'editor',
    },
  },
  {
    key: 'preview-hooks',
    by: 'ana',
    madeDaysAgo: 64,
    body: {
      name: 'deploy-preview-hooks',
      description: 'Marks components while a preview is rolled out.',
      permission: 'write',
      role_key: 'integrator',
      scopes: ['incidents:write', 'components:read'],
      expires_in_days: 120,
    },
  },
  {
    key: 'partner',
    by: 'mina',
    madeDaysAgo: 20,
    body: {
      name: 'partner-analytics-feed',
      description: 'For Northwind, from December on.',
      permission: 'read',
      role_key: 'viewer',
      scopes: ['checks:read', 'incidents:read'],
      expires_in_days: 90,
      allowed_ips: ['203.0.113.0/24'],
    },
  },
  {
    key: 'scratch',
    by: 'ana',
    madeDaysAgo: 15,
    body: { name: 'scratch-ana', permission: 'read', role_key: 'viewer', expires_in_days: 7, purpose: 'interactive' },
  },
]
