import { type Denial, deny } from '../denial.ts'
import type { Facts } from '../facts.ts'

/** Is the workspace's API switched on? Sessions go on without it, so that someone can switch it on again. */
export function judgeApiAccess({ credential, request }: Facts): Denial | null {
  const isApi = credential.kind === 'api_token' || credential.kind === 'oauth'
  return isApi && !request.apiAccess ? deny('api_access', 'api_access_disabled') : null
}
