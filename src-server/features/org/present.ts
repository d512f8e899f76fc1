import { rfc3339Of } from '../../contract/fields.ts'
import type { OrgSettings } from '../../contract/org.ts'
import type { Workspace } from '../../workspace/workspace.ts'

/** The settings and policy of the workspace, as they leave. */
export function presentOrgSettings(workspace: Workspace): OrgSettings {
  const { policy } = workspace
  return {
    id: workspace.id,
    name: workspace.name ?? '',
    features: { advanced_rbac: workspace.advancedRbac, api_access: workspace.apiAccess },
    token_policy: {
      max_lifetime_days: policy.maxLifetimeDays,
      default_lifetime_days: policy.defaultLifetimeDays,
      allow_never_expires: policy.allowNeverExpires,
      self_rotation: policy.selfRotation,
      max_active_per_scope_set: policy.maxActivePerScopeSet,
      rate_limit_live: policy.rateLimitLive,
      rate_limit_test: policy.rateLimitTest,
    },
    audit: { retention_days: workspace.auditRetentionDays },
    created_at: rfc3339Of(workspace.createdAt),
  }
}

/** The same as the log keeps it, before and after. */
export function loggedOrgSettings(
  workspace: Workspace,
): Pick<OrgSettings, 'name' | 'features' | 'token_policy' | 'audit'> {
  const { name, features, token_policy, audit } = presentOrgSettings(workspace)
  return { name, features, token_policy, audit }
}
