import { Problem } from '../../contract/problems.ts'
import type { Principal, SessionPrincipal } from '../../credentials/principal.ts'

/** These endpoints take sessions only; the pipeline has made sure. */
export function sessionOf(caller: Principal): SessionPrincipal {
  if (caller.kind !== 'session') throw new Problem('session_required')
  return caller
}
