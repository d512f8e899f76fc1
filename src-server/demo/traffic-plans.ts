import { listAuditLog } from '../contract/audit.ts'
import { listComponents, updateComponent } from '../contract/components.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { createIncident, getIncident, listIncidents, postIncidentUpdate } from '../contract/incidents.ts'
import { listLocks } from '../contract/locks.ts'
import { createMaintenance, listMaintenances } from '../contract/maintenances.ts'
import { getContext, getMe } from '../contract/me.ts'
import { listMembers } from '../contract/members.ts'
import { getUsage } from '../contract/org.ts'
import type { ProblemCode } from '../contract/problems.ts'
import { createRole, listRoles } from '../contract/roles.ts'
import { getSettings } from '../contract/settings.ts'
import { exportTokens, getToken, listTokens, tokenStats } from '../contract/tokens.ts'
import { agents } from './browsers.ts'
import { githubCaller, grafanaCaller, pagerDutyCaller, terraformCaller } from './tokens.ts'
import type { Caller } from './world.ts'

/** Who calls what, when and how often. Data only; traffic.ts makes rows of it. */

/** One kind of call, how often it is among the others, and how it ends where it does not end well. */
export interface Habit {
  readonly endpoint: Endpoint
  readonly weight: number
  readonly refused?: { readonly status: number; readonly code: ProblemCode }
}

export interface Routine {
  /** The token's key in the story. */
  readonly token: string
  readonly callers: readonly [Caller, ...Caller[]]
  readonly callsPerDay: number
  /** How much of that is left on Saturdays and Sundays. */
  readonly weekend: number
  /** When in the day: all day, in working hours, in one go at this hour. */
  readonly when: 'always' | 'work' | number
  readonly from: number
  /** Days ago of the last day of it. */
  readonly until: number
  readonly habits: readonly Habit[]
}

const looks = (endpoint: Endpoint, weight: number): Habit => ({ endpoint, weight })
const refused = (endpoint: Endpoint, weight: number, status: number, code: ProblemCode): Habit => ({
  endpoint,
  weight,
  refused: { status, code },
})

export const routines: readonly Routine[] = [
  {
    token: 'grafana',
    callers: [grafanaCaller],
    callsPerDay: 62,
    weekend: 0.9,
    when: 'always',
    from: 154,
    until: 0,
    habits: [looks(listIncidents, 6), looks(listComponents, 6), looks(listMaintenances, 2), looks(getMe, 1)],
  },
  {
    token: 'pagerduty',
    callers: [pagerDutyCaller, { ...pagerDutyCaller, address: '34.212.8.91' }],
    callsPerDay: 34,
    weekend: 0.7,
    when: 'always',
    from: 315,
    until: 0,
    habits: [
      looks(listIncidents, 12),
      looks(getIncident, 6),
      looks(getContext, 2),
      refused(postIncidentUpdate, 0.3, 404, 'not_found'),
      refused(createIncident, 0.2, 422, 'validation_failed'),
    ],
  },
  {
    token: 'nightly-export',
    callers: [{ address: '10.20.9.44', agent: agents.python }],
    callsPerDay: 30,
    weekend: 1,
    when: 2.5,
    from: 199,
    until: 0,
    habits: [looks(listIncidents, 5), looks(listComponents, 4), looks(listMaintenances, 3)],
  },
  {
    token: 'heartbeat',
    callers: [
      { address: '10.31.0.8', agent: agents.heartbeat },
      { address: '10.31.0.9', agent: agents.heartbeat },
      { address: '10.31.0.12', agent: agents.heartbeat },
    ],
    callsPerDay: 44,
    weekend: 1,
    when: 'always',
    from: 167,
    until: 0,
    habits: [looks(listComponents, 8), looks(listIncidents, 3), refused(listMaintenances, 0.15, 403, 'role_denied')],
  },
  {
    token: 'terraform-prod',
    callers: [terraformCaller],
    callsPerDay: 26,
    weekend: 0.1,
    when: 'work',
    from: 358,
    until: 0,
    habits: [
      looks(getContext, 3),
      looks(getSettings, 5),
      looks(listLocks, 2),
      looks(listComponents, 5),
      looks(listRoles, 2),
      looks(listTokens, 2),
    ],
  },
  {
    token: 'terraform-staging',
    callers: [terraformCaller],
    callsPerDay: 14,
    weekend: 0.05,
    when: 'work',
    from: 296,
    until: 2,
    habits: [
      looks(getContext, 2),
      looks(getSettings, 3),
      looks(listComponents, 4),
      refused(createRole, 0.1, 403, 'environment_mismatch'),
    ],
  },
  {
    token: 'maintenance-old',
    callers: [githubCaller, { ...githubCaller, address: '140.82.114.34' }],
    callsPerDay: 6,
    weekend: 0.1,
    when: 'work',
    from: 275,
    until: 0,
    habits: [looks(listMaintenances, 5), looks(getMe, 2)],
  },
  {
    token: 'legacy-bridge',
    callers: [{ address: '52.9.11.2', agent: agents.bridge }],
    callsPerDay: 9,
    weekend: 1,
    when: 'always',
    from: 365,
    until: 37,
    habits: [looks(listIncidents, 4), looks(listComponents, 1)],
  },
  // Nobody told the old bridge that its token has expired.
  {
    token: 'legacy-bridge',
    callers: [{ address: '52.9.11.2', agent: agents.bridge }],
    callsPerDay: 3,
    weekend: 1,
    when: 'always',
    from: 35,
    until: 0,
    habits: [refused(listIncidents, 1, 403, 'token_expired')],
  },
  {
    token: 'contractor',
    callers: [{ address: '91.4.77.10', agent: agents.curl }],
    callsPerDay: 16,
    weekend: 0.1,
    when: 'work',
    from: 119,
    until: 62,
    habits: [looks(listIncidents, 5), looks(getIncident, 8), refused(exportTokens, 0.2, 403, 'insufficient_scope')],
  },
  {
    token: 'contractor',
    callers: [{ address: '91.4.77.10', agent: agents.curl }],
    callsPerDay: 2,
    weekend: 0,
    when: 'work',
    from: 60,
    until: 54,
    habits: [refused(listIncidents, 1, 403, 'token_revoked')],
  },
  {
    token: 'chat-bot',
    callers: [{ address: '10.20.5.77', agent: agents.chatBot }],
    callsPerDay: 12,
    weekend: 0.8,
    when: 'always',
    from: 117,
    until: 10,
    habits: [looks(listIncidents, 6), looks(getIncident, 3), looks(getMe, 1)],
  },
  {
    token: 'chat-bot',
    callers: [{ address: '10.20.5.77', agent: agents.chatBot }],
    callsPerDay: 5,
    weekend: 0.8,
    when: 'always',
    from: 8,
    until: 0,
    habits: [refused(listIncidents, 1, 403, 'token_disabled')],
  },
  {
    token: 'labs-bot',
    callers: [{ address: '10.44.1.20', agent: agents.labs }],
    callsPerDay: 18,
    weekend: 0.6,
    when: 'always',
    from: 109,
    until: 0,
    habits: [looks(listComponents, 5), looks(getMe, 1), refused(updateComponent, 0.1, 404, 'not_found')],
  },
  {
    token: 'preview-hooks',
    callers: [{ address: '10.31.2.14', agent: agents.preview }],
    callsPerDay: 15,
    weekend: 0.1,
    when: 'work',
    from: 63,
    until: 0,
    habits: [
      looks(listComponents, 5),
      looks(listIncidents, 2),
      refused(createMaintenance, 0.3, 403, 'insufficient_scope'),
    ],
  },
]

/** Who opens the console, how often, and what they look at. */
export interface Visit {
  person: string
  from: number
  until: number
  daily: number
  habits: readonly [Habit, ...Habit[]]
}

export const visits: readonly Visit[] = [
  {
    person: 'mina',
    from: 370,
    until: 0,
    daily: 0.6,
    habits: [
      looks(listTokens, 5),
      looks(tokenStats, 4),
      looks(getUsage, 1),
      looks(listMembers, 1),
      looks(listAuditLog, 3),
    ],
  },
  {
    person: 'ana',
    from: 367,
    until: 0,
    daily: 0.7,
    habits: [
      looks(listTokens, 5),
      looks(getToken, 3),
      looks(tokenStats, 3),
      looks(listIncidents, 3),
      looks(listRoles, 1),
    ],
  },
  { person: 'tomas', from: 359, until: 42, daily: 0.4, habits: [looks(listIncidents, 3), looks(listTokens, 2)] },
  { person: 'priya', from: 339, until: 0, daily: 0.8, habits: [looks(listIncidents, 6), looks(listComponents, 3)] },
  { person: 'jonas', from: 209, until: 0, daily: 0.4, habits: [looks(listMaintenances, 5), looks(listComponents, 2)] },
  { person: 'lena', from: 95, until: 0, daily: 0.3, habits: [looks(listAuditLog, 8), looks(listTokens, 2)] },
]
