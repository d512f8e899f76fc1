import { rfc3339Of } from '../../contract/fields.ts'
import type { OrgSettings } from '../../contract/org.ts'
import { presentPolicy } from '../../workspace/policy.ts'
import type { Workspace } from '../../workspace/workspace.ts'

/** The settings and policy of the workspace, as they leave. */
export function presentOrgSettings(workspace: Workspace): OrgSettings {
  const { policy } = workspace
  return {
    id: workspace.id,
    name: workspace.name ?? '',
    features: { advanced_rbac: workspace.advancedRbac, api_access: workspace.apiAccess },
    token_policy: presentPolicy(policy),
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
