import type { Incident } from '../../../src-server/contract/incidents.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'

/**
 * What to do next, from what the API already tells: the riskiest first, one finding for each token (its worst). Pure;
 * test/renderer/overview-model.test.ts.
 */

export const severities = ['high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

export type FindingKind =
  | 'incident'
  | 'exposed'
  | 'ownerGone'
  | 'expiring'
  | 'adminAnywhere'
  | 'neverExpires'
  | 'neverUsed'
  | 'unused'

export interface Finding {
  kind: FindingKind
  severity: Severity
  /** Of the token or incident. */
  id: string
  name: string
  owner: string | null
  /** Days left, or days without use. */
  days: number
}

const dayMs = 86_400_000
/** As the server's `expiring_soon` counts. */
export const soonDays = 14
/** As the server's `unused_30d` counts. */
const unusedDays = 30
/** A token that was made this lately may still be on its way to where it is used. */
const settlingDays = 7

function daysSince(at: string, now: number): number {
  return Math.floor((now - Date.parse(at)) / dayMs)
}

type Judge = (token: Token, now: number) => Omit<Finding, 'id' | 'name' | 'owner'> | null

/** From worst to least. */
const judges: readonly Judge[] = [
  (token) => (token.exposed_at === null ? null : { kind: 'exposed', severity: 'high', days: 0 }),
  (token) =>
    token.expires_in_days !== null &&
    token.expires_in_days <= 3 &&
    token.last_used_at !== null &&
    token.rotation === null
      ? { kind: 'expiring', severity: 'high', days: token.expires_in_days }
      : null,
  (token) => (token.owner_gone ? { kind: 'ownerGone', severity: 'high', days: 0 } : null),
  (token) =>
    token.expires_in_days !== null && token.expires_in_days <= soonDays && token.rotation === null
      ? { kind: 'expiring', severity: 'medium', days: token.expires_in_days }
      : null,
  (token) =>
    token.permission === 'admin' && token.allowed_ips === null && !token.terraform_managed
      ? { kind: 'adminAnywhere', severity: 'medium', days: 0 }
      : null,
  (token) => (token.expires_at === null ? { kind: 'neverExpires', severity: 'medium', days: 0 } : null),
  (token, now) =>
    token.last_used_at === null && daysSince(token.created_at, now) >= settlingDays
      ? { kind: 'neverUsed', severity: 'low', days: daysSince(token.created_at, now) }
      : null,
  (token, now) =>
    token.last_used_at !== null && daysSince(token.last_used_at, now) >= unusedDays
      ? { kind: 'unused', severity: 'low', days: daysSince(token.last_used_at, now) }
      : null,
]

/** The worst that is to be said of an active token; null where all is well. */
export function findingOf(token: Token, now: number): Finding | null {
  for (const judge of judges) {
    const found = judge(token, now)
    if (found !== null) return { ...found, id: token.id, name: token.name, owner: token.owner?.name ?? null }
  }
  return null
}

/** Everything to do, the riskiest first; what ends sooner before what ends later, what rests longer before what rests less. */
export function findingsOf(tokens: readonly Token[], incidents: readonly Incident[], now: number): Finding[] {
  const unanswered = incidents
    .filter(
      (incident) =>
        incident.status !== 'resolved' && incident.acknowledged_at === null && incident.published_at !== null,
    )
    .map(
      (incident): Finding => ({
        kind: 'incident',
        severity: 'high',
        id: incident.id,
        name: incident.name,
        owner: null,
        days: 0,
      }),
    )
  const found = tokens.flatMap((token) => (token.status === 'active' ? (findingOf(token, now) ?? []) : []))
  const rank = (finding: Finding): number => severities.indexOf(finding.severity)
  const within = (a: Finding, b: Finding): number => (a.kind === 'expiring' ? a.days - b.days : b.days - a.days)
  const order: readonly FindingKind[] = [
    'incident',
    'exposed',
    'expiring',
    'ownerGone',
    'adminAnywhere',
    'neverExpires',
    'neverUsed',
    'unused',
  ]
  return [...unanswered, ...found].sort(
    (a, b) => rank(a) - rank(b) || order.indexOf(a.kind) - order.indexOf(b.kind) || within(a, b),
  )
}
