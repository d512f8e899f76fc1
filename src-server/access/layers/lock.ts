import { type Denial, deny } from '../denial.ts'
import type { Facts, Lock } from '../facts.ts'

/**
 * Is the feature locked for Terraform? Then terraform-managed tokens alone change it; everyone else may still look, and is
 * told who locked it and why, owners in a session included.
 */
export function judgeLock({ credential, endpoint, request }: Facts): Denial | null {
  const { lock } = request
  if (lock === null || !endpoint.changes || lock.feature !== endpoint.lock) return null
  const isTerraform = credential.kind === 'api_token' && credential.terraformManaged
  return isTerraform ? null : deny('lock', 'terraform_locked', { detail: sentence(lock) })
}

function sentence({ feature, reason, lockedBy, managedBy }: Lock): string {
  const manager = managedBy === null ? 'Terraform' : `Terraform (${managedBy})`
  return `The feature ${feature} is managed in ${manager}. ${lockedBy} locked it: ${reason}`
}
