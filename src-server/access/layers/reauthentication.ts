import { type Denial, deny } from '../denial.ts'
import type { Facts } from '../facts.ts'

/** Was the password given just now, where that is asked? Only sessions are: whoever holds a token has no password to give. */
export function judgeReauthentication({ now, credential, endpoint }: Facts): Denial | null {
  if (!endpoint.reauthenticate || credential.kind !== 'session') return null
  const until = credential.reauthenticatedUntil
  return until !== null && now < until ? null : deny('reauthentication', 'reauthentication_required')
}
