import type { BodyInput } from '../contract/endpoint.ts'
import { listIncidents } from '../contract/incidents.ts'
import { listMaintenances } from '../contract/maintenances.ts'
import {
  createToken,
  deleteToken,
  disableToken,
  revokeToken,
  rotateToken,
  type TokenWithSecret,
} from '../contract/tokens.ts'
import { agents } from './browsers.ts'
import type { Story, StoryToken } from './story.ts'
import type { Caller } from './world.ts'

/** Tokens in every state that a token can be in, each with a life that explains it. */

interface PlannedToken {
  readonly key: string
  readonly by: 'mina' | 'ana' | 'tomas'
  /** Who answers for it, where that is another one. */
  readonly ownedBy?: 'priya'
  readonly madeDaysAgo: number
  readonly onLabs?: true
  readonly inTest?: true
  readonly body: BodyInput<typeof createToken>
}

const planned: readonly PlannedToken[] = [
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

/** Tells how tokens come and go. `story.tokens` fills as they are made. */
export function tellTokens(story: Story): void {
  for (const { key, by, ownedBy, madeDaysAgo, onLabs, inTest, body } of planned) {
    story.daysAgo(madeDaysAgo, 9.5, async (world) => {
      const where = {
        ...(onLabs === true ? { pageId: story.page('labs') } : {}),
        ...(inTest === true ? { environment: 'test' as const } : {}),
      }
      const owner = story.person(ownedBy ?? by)
      const token = await world.as(story.person(by), where)(createToken, { body: { ...body, owner_id: owner.id } })
      story.tokens.set(key, kept(token))
    })
  }

  story.daysAgo(61, 17, async (world) => {
    await world.as(story.person('mina'))(revokeToken, {
      params: { id: story.token('contractor').id },
      body: { reason: 'Engagement ended (INC-2201); Northwind confirmed that it was removed.' },
    })
  })
  story.daysAgo(9, 11, async (world) => {
    await world.as(story.person('ana'))(disableToken, { params: { id: story.token('chat-bot').id } })
  })
  story.daysAgo(8, 10, async (world) => {
    await world.as(story.person('ana'))(deleteToken, { params: { id: story.token('scratch').id } })
  })
  // Someone pasted it into an address: it is refused, flagged, and waits for a person to rotate it.
  story.daysAgo(5, 8.25, async (world) => {
    await world.ask(`/api/v1/status?token=${story.token('preview-hooks').secret}`, previewCaller)
  })
  // Rotated the day before yesterday; the successor came into use this morning, so both work until tomorrow.
  story.minutesAgo(32 * 60, async (world) => {
    const successor = await world.as(story.person('ana'))(rotateToken, {
      params: { id: story.token('maintenance-old').id },
      body: { overlap_seconds: 86_400 },
    })
    story.tokens.set('maintenance', kept(successor))
  })
  for (const minutes of [182, 181, 176])
    story.minutesAgo(minutes, async (world) => {
      await world.withToken(story.token('maintenance').secret, githubCaller)(listMaintenances)
    })
  // The last ones before someone looks.
  story.minutesAgo(24, async (world) => {
    await world.withToken(story.token('pagerduty').secret, pagerDutyCaller)(listIncidents, {
      query: { status: 'open' },
    })
  })
  story.minutesAgo(4, async (world) => {
    await world.withToken(story.token('terraform-prod').secret, terraformCaller)(listMaintenances)
  })
  story.minutesAgo(0.4, async (world) => {
    await world.withToken(story.token('grafana').secret, grafanaCaller)(listIncidents, { query: { status: 'open' } })
  })
}

export const terraformCaller: Caller = { address: '10.20.4.11', agent: agents.terraform }
export const pagerDutyCaller: Caller = { address: '34.212.8.90', agent: agents.pagerduty }
export const grafanaCaller: Caller = { address: '10.20.7.3', agent: agents.grafana }
export const githubCaller: Caller = { address: '140.82.114.21', agent: agents.github }
const previewCaller: Caller = { address: '10.31.2.14', agent: agents.preview }

function kept(token: TokenWithSecret): StoryToken {
  return {
    id: token.id,
    name: token.name,
    prefix: token.token_prefix,
    secret: token.token,
    pageId: token.page_id,
    environment: token.environment,
  }
}
