import { type Denial, deny } from '../denial.ts'
import type { Facts } from '../facts.ts'

/**
 * Would a test token change something that live and test share? It may look. Its own content, its own tokens and itself are
 * its to change. Sessions choose the sandbox for what they look at, and stay the person they are for what is shared.
 */
export function judgeEnvironment({ credential, endpoint }: Facts): Denial | null {
  const isTestToken = credential.kind === 'api_token' && credential.environment === 'test'
  const changesShared = endpoint.environments === 'shared' && endpoint.changes
  return isTestToken && changesShared ? deny('environment', 'environment_mismatch') : null
}
