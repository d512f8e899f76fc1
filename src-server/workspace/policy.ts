import type { TokenPolicyResource } from '../contract/org.ts'

/** What API tokens of the workspace may be, and how often they may call. Set in `PATCH /org/settings`. */
export interface TokenPolicy {
  /** The longest life of a token, in days (1–365). */
  readonly maxLifetimeDays: number
  /** The life of a token whose maker named none, in days. Never longer than the longest. */
  readonly defaultLifetimeDays: number
  /** Whether a token may be made that never expires. Off by default, switched by owners only. */
  readonly allowNeverExpires: boolean
  /** Whether a token may rotate itself (`POST /me/rotate`). */
  readonly selfRotation: boolean
  /** How many tokens of one scope set may be able to work at once; `null` = as many as one likes. */
  readonly maxActivePerScopeSet: number | null
  /** Requests a minute of all live tokens and OAuth apps together. */
  readonly rateLimitLive: number
  /** Requests a minute of all test tokens together. */
  readonly rateLimitTest: number
}

/** The columns that hold it. */
export interface PolicyRow {
  max_lifetime_days: number
  default_lifetime_days: number
  allow_never_expires: number
  self_rotation: number
  max_active_per_scope_set: number | null
  rate_limit_live: number
  rate_limit_test: number
}

/** The policy of a row. */
export function policyOf(row: PolicyRow): TokenPolicy {
  return {
    maxLifetimeDays: row.max_lifetime_days,
    defaultLifetimeDays: Math.min(row.default_lifetime_days, row.max_lifetime_days),
    allowNeverExpires: row.allow_never_expires === 1,
    selfRotation: row.self_rotation === 1,
    maxActivePerScopeSet: row.max_active_per_scope_set,
    rateLimitLive: row.rate_limit_live,
    rateLimitTest: row.rate_limit_test,
  }
}

/** The policy as the API answers it. */
export function presentPolicy(policy: TokenPolicy): TokenPolicyResource {
  return {
    max_lifetime_days: policy.maxLifetimeDays,
    default_lifetime_days: policy.defaultLifetimeDays,
    allow_never_expires: policy.allowNeverExpires,
    self_rotation: policy.selfRotation,
    max_active_per_scope_set: policy.maxActivePerScopeSet,
    rate_limit_live: policy.rateLimitLive,
    rate_limit_test: policy.rateLimitTest,
  }
}
