import type { BodyInput } from '../../../src-server/contract/endpoint.ts'
import type { OrgSettings, updateOrgSettings } from '../../../src-server/contract/org.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'
import type { FieldProblem } from '../../ui/form-errors.ts'

/** The policy as fields: figures as they are typed. Pure; test/renderer/settings-model.test.ts. */

export interface PolicyValues {
  name: string
  max_lifetime_days: string
  default_lifetime_days: string
  allow_never_expires: boolean
  self_rotation: boolean
  limited: boolean
  max_active_per_scope_set: string
  rate_limit_live: string
  rate_limit_test: string
  keep_forever: boolean
  retention_days: string
}

export const blankPolicy: PolicyValues = {
  name: '',
  max_lifetime_days: '365',
  default_lifetime_days: '90',
  allow_never_expires: false,
  self_rotation: false,
  limited: false,
  max_active_per_scope_set: '2',
  rate_limit_live: '1200',
  rate_limit_test: '120',
  keep_forever: true,
  retention_days: '365',
}

export function valuesOf({ name, token_policy: policy, audit }: OrgSettings): PolicyValues {
  return {
    name,
    max_lifetime_days: String(policy.max_lifetime_days),
    default_lifetime_days: String(policy.default_lifetime_days),
    allow_never_expires: policy.allow_never_expires,
    self_rotation: policy.self_rotation,
    limited: policy.max_active_per_scope_set !== null,
    max_active_per_scope_set: String(policy.max_active_per_scope_set ?? 2),
    rate_limit_live: String(policy.rate_limit_live),
    rate_limit_test: String(policy.rate_limit_test),
    keep_forever: audit.retention_days === null,
    retention_days: String(audit.retention_days ?? 365),
  }
}

/** A whole number as it was typed; NaN for anything else, which the contract refuses. */
function figure(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
}

/** Where a figure stands in the body. */
export const figurePointers = {
  max_lifetime_days: '/token_policy/max_lifetime_days',
  default_lifetime_days: '/token_policy/default_lifetime_days',
  max_active_per_scope_set: '/token_policy/max_active_per_scope_set',
  rate_limit_live: '/token_policy/rate_limit_live',
  rate_limit_test: '/token_policy/rate_limit_test',
  retention_days: '/audit/retention_days',
} as const

/** What is sent: the fields that were changed, and no other. */
export function bodyOf(changed: Partial<PolicyValues>, values: PolicyValues): BodyInput<typeof updateOrgSettings> {
  const has = (key: keyof PolicyValues): boolean => changed[key] !== undefined
  const policy = {
    ...(has('max_lifetime_days') ? { max_lifetime_days: figure(values.max_lifetime_days) } : {}),
    ...(has('default_lifetime_days') ? { default_lifetime_days: figure(values.default_lifetime_days) } : {}),
    ...(has('allow_never_expires') ? { allow_never_expires: values.allow_never_expires } : {}),
    ...(has('self_rotation') ? { self_rotation: values.self_rotation } : {}),
    ...(has('limited') || has('max_active_per_scope_set')
      ? { max_active_per_scope_set: values.limited ? figure(values.max_active_per_scope_set) : null }
      : {}),
    ...(has('rate_limit_live') ? { rate_limit_live: figure(values.rate_limit_live) } : {}),
    ...(has('rate_limit_test') ? { rate_limit_test: figure(values.rate_limit_test) } : {}),
  }
  return {
    ...(has('name') ? { name: values.name } : {}),
    ...(Object.keys(policy).length > 0 ? { token_policy: policy } : {}),
    ...(has('keep_forever') || has('retention_days')
      ? { audit: { retention_days: values.keep_forever ? null : figure(values.retention_days) } }
      : {}),
  }
}

/** What the contract's schema cannot see: one figure against another. A usual life that nobody touched follows the longest by itself. */
export function policyProblems(values: PolicyValues, base: PolicyValues, tooLong: string): FieldProblem[] {
  if (values.default_lifetime_days === base.default_lifetime_days) return []
  const [most, usual] = [figure(values.max_lifetime_days), figure(values.default_lifetime_days)]
  return usual > most ? [{ path: figurePointers.default_lifetime_days, message: tooLong }] : []
}

/** How many of these active tokens end later than a longest life counted from now would let a new one. */
export function endingLater(tokens: readonly Pick<Token, 'expires_in_days'>[], days: string): number {
  const most = figure(days)
  if (Number.isNaN(most)) return 0
  return tokens.filter((token) => token.expires_in_days === null || token.expires_in_days > most).length
}
