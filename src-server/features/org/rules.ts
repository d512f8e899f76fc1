import type * as z from 'zod/mini'
import type { updateOrgSettings } from '../../contract/org.ts'
import type { SqlValue } from '../../db/database.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import type { WorkspaceColumn } from './store.ts'

type Body = z.output<(typeof updateOrgSettings)['body']>

/** What a body asks for, compared with what is there: only what differs. */
export function differences(body: Body, present: Workspace): Map<WorkspaceColumn, SqlValue> {
  const { policy } = present
  const asked: readonly (readonly [
    WorkspaceColumn,
    string | number | boolean | null | undefined,
    SqlValue | boolean,
  ])[] = [
    ['name', body.name, present.name],
    ['advanced_rbac', body.features?.advanced_rbac, present.advancedRbac],
    ['api_access', body.features?.api_access, present.apiAccess],
    ['max_lifetime_days', body.token_policy?.max_lifetime_days, policy.maxLifetimeDays],
    ['default_lifetime_days', body.token_policy?.default_lifetime_days, policy.defaultLifetimeDays],
    ['allow_never_expires', body.token_policy?.allow_never_expires, policy.allowNeverExpires],
    ['self_rotation', body.token_policy?.self_rotation, policy.selfRotation],
    ['max_active_per_scope_set', body.token_policy?.max_active_per_scope_set, policy.maxActivePerScopeSet],
    ['rate_limit_live', body.token_policy?.rate_limit_live, policy.rateLimitLive],
    ['rate_limit_test', body.token_policy?.rate_limit_test, policy.rateLimitTest],
    ['audit_retention_days', body.audit?.retention_days, present.auditRetentionDays],
  ]
  const changed = new Map<WorkspaceColumn, SqlValue>()
  for (const [column, wanted, is] of asked) {
    if (wanted === undefined || wanted === is) continue
    changed.set(column, typeof wanted === 'boolean' ? Number(wanted) : wanted)
  }
  return changed
}

/** Changed by owners only, with the names that the API gives them. */
export const ownerOnly: ReadonlyMap<WorkspaceColumn, string> = new Map([
  ['allow_never_expires', 'token_policy.allow_never_expires'],
  ['api_access', 'features.api_access'],
  ['audit_retention_days', 'audit.retention_days'],
])

/**
 * The lifetimes that a policy would have. A default that was left out follows a shorter maximum.
 * @returns null when the default that was asked for is longer than the maximum.
 */
export function lifetimesAfter(
  changed: ReadonlyMap<WorkspaceColumn, SqlValue>,
  present: Workspace,
): { max: number; byDefault: number } | null {
  const max = Number(changed.get('max_lifetime_days') ?? present.policy.maxLifetimeDays)
  const asked = changed.get('default_lifetime_days')
  if (asked !== undefined && Number(asked) > max) return null
  return { max, byDefault: Math.min(Number(asked ?? present.policy.defaultLifetimeDays), max) }
}

const msPerDay = 86_400_000

/** One entry for each day, oldest first, also for those without requests. */
export function requestsByDay(
  rows: readonly { day: number; outcome: string; count: number }[],
  firstDay: number,
  lastDay: number,
): { day: string; allowed: number; denied: number; failed: number }[] {
  return Array.from({ length: lastDay - firstDay + 1 }, (_, index) => {
    const day = firstDay + index
    const countOf = (outcome: string): number =>
      rows.find((row) => row.day === day && row.outcome === outcome)?.count ?? 0
    return {
      day: new Date(day * msPerDay).toISOString().slice(0, 10),
      allowed: countOf('allowed'),
      denied: countOf('denied'),
      failed: countOf('failed'),
    }
  })
}
