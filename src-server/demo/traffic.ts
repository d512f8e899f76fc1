import { listAuditLog } from '../contract/audit.ts'
import { listComponents, updateComponent } from '../contract/components.ts'
import { type Endpoint, fullPath } from '../contract/endpoint.ts'
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
import type { Writable } from '../db/database.ts'
import type { Actor, Origin } from '../journal/entry.ts'
import type { NewId } from '../lib/id.ts'
import { agents } from './browsers.ts'
import { type Chance, createChance } from './chance.ts'
import { midnight, type Story } from './story.ts'
import { githubCaller, grafanaCaller, pagerDutyCaller, terraformCaller } from './tokens.ts'
import { actorOf, type Caller, type Person, type Row, signedIn, signInOrigin } from './world.ts'

/**
 * What only looks: the calls of a day, every day, by tokens on their schedules and people in the console. Rows as the pipeline would
 * have written them, in the order of time.
 */

/** One kind of call, how often it is among the others, and how it ends where it does not end well. */
interface Habit {
  readonly endpoint: Endpoint
  readonly weight: number
  readonly refused?: { readonly status: number; readonly code: ProblemCode }
}

interface Routine {
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

const routines: readonly Routine[] = [
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
const visits: readonly {
  person: string
  from: number
  until: number
  daily: number
  habits: readonly [Habit, ...Habit[]]
}[] = [
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

const hourMs = 3_600_000

/** Tells the traffic: each midnight makes the rows of the day that begins. `oldest`: days ago of the first day. */
export function tellTraffic(story: Story, newId: NewId, oldest: number): void {
  const chance = createChance('traffic')
  for (let day = oldest; day >= 0; day -= 1) {
    story.daysAgo(day, 0, (world) => {
      for (const routine of routines)
        if (day <= routine.from && day >= routine.until)
          for (const row of rowsOfRoutine(story, routine, day, chance, newId)) world.remember(row)
      for (const visit of visits)
        if (day <= visit.from && day >= visit.until && isWorkday(story, day) && chance.happens(visit.daily))
          for (const row of rowsOfVisit(story, visit, day, chance, newId)) world.remember(row)
    })
  }
}

function rowsOfRoutine(story: Story, routine: Routine, day: number, chance: Chance, newId: NewId): Row[] {
  const token = story.token(routine.token)
  const actor: Actor = { kind: 'token', id: token.id, prefix: token.prefix, label: token.name }
  const share = isWorkday(story, day) ? 1 : routine.weekend
  // A slow wave through the weeks, and a little of everything else.
  const wave = 1 + 0.3 * Math.sin(day / 4.5) + 0.2 * (chance.next() - 0.5)
  const count = Math.round(routine.callsPerDay * share * wave)
  return Array.from({ length: count }, (_, index) => {
    const at = midnight(story.now, day) + hourOf(routine.when, index, count, chance) * hourMs
    const habit = weighted(routine.habits, chance)
    const where = { pageId: token.pageId, environment: token.environment }
    return rowOf(habit, at, actor, chance.pick(routine.callers), where, newId)
  })
}

/** Somebody opens the console: signs in, now and then after a typing error, and looks around. */
function rowsOfVisit(story: Story, visit: (typeof visits)[number], day: number, chance: Chance, newId: NewId): Row[] {
  const person = story.person(visit.person)
  const begin = Math.floor(midnight(story.now, day) + (8 + 8 * chance.next()) * hourMs)
  const [event, answer] = signedIn(newId('session'), 'browser')
  const origin = signInOrigin(actorOf(person), person, newId('request'))
  const rows: Row[] = [
    { at: begin, origin, entry: event, happens: (tx) => seen(tx, person, begin) },
    { at: begin, origin, entry: answer },
  ]
  if (chance.happens(0.06)) rows.unshift(mistypedPassword(person, begin - 9000, newId))
  const where = { pageId: story.page('main'), environment: 'live' } as const
  let at = begin
  for (let left = chance.between(4, 14); left > 0; left -= 1) {
    at += chance.between(4000, 90_000)
    rows.push(rowOf(weighted(visit.habits, chance), at, actorOf(person), person, where, newId))
  }
  return rows
}

/** Of the session itself nothing would be left by now: ended ones are forgotten after a day. */
function seen(tx: Writable, { id }: Person, at: number): void {
  tx.run('UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE id = ?', at, id)
}

function mistypedPassword(person: Person, at: number, newId: NewId): Row {
  const nobody: Actor = { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' }
  const target = { type: 'user', id: person.id, label: person.name }
  return {
    at,
    origin: signInOrigin(nobody, person, newId('request')),
    entry: { kind: 'event', action: 'session.login_failed', outcome: 'denied', target, pageId: null },
  }
}

/** The hour of the day of one of so many calls. */
function hourOf(when: Routine['when'], index: number, count: number, chance: Chance): number {
  if (when === 'always') return ((index + chance.next()) / count) * 24
  if (when === 'work') return 7.5 + 11 * chance.next()
  return when + (index + chance.next()) / 120
}

function rowOf(
  { endpoint, refused }: Habit,
  at: number,
  actor: Actor,
  { address, agent }: Caller,
  { pageId, environment }: { pageId: string | null; environment: 'live' | 'test' },
  newId: NewId,
): Row {
  const { permission, andPermission } = endpoint
  const isContent = endpoint.environments === 'content' || endpoint.environments === 'tokens'
  const origin: Origin = {
    actor,
    onBehalfOf: null,
    client: { address, agent },
    pageId: endpoint.everyPage === true ? null : pageId,
    environment: isContent ? environment : null,
    method: endpoint.method,
    route: fullPath(endpoint),
    scopes:
      permission === 'public' || permission === 'authenticated'
        ? []
        : [permission, ...(andPermission === undefined ? [] : [andPermission])],
    requestId: newId('request'),
    callerRequestId: null,
  }
  const status = refused?.status ?? endpoint.status
  return {
    at,
    origin,
    entry: { kind: 'request', action: endpoint.id, status, code: refused?.code ?? null, countsAsUse: true },
  }
}

function weighted(habits: readonly Habit[], chance: Chance): Habit {
  let left = chance.next() * habits.reduce((sum, habit) => sum + habit.weight, 0)
  for (const habit of habits) {
    left -= habit.weight
    if (left <= 0) return habit
  }
  const last = habits.at(-1)
  if (last === undefined) throw new Error('a routine without habits')
  return last
}

function isWorkday(story: Story, day: number): boolean {
  const weekday = new Date(midnight(story.now, day)).getUTCDay()
  return weekday !== 0 && weekday !== 6
}
