import { layers } from '../access/decide.ts'
import type { Denial, LayerName } from '../access/denial.ts'
import { Problem } from '../contract/problems.ts'
import { clearSessionCookie } from './authenticate.ts'
import type { Exchange, Step } from './exchange.ts'

/**
 * The kernel's layers as steps of the pipeline, one each, because the rate limit and the CSRF check stand between them.
 * test/http/pipeline-order.test.ts holds their order to the kernel's.
 */

/** The step that asks one layer. */
export function judged(name: LayerName): Step {
  const layer = layers.find((each) => each.name === name)
  if (layer === undefined) throw new Error(`the kernel has no layer ${name}`)
  const { judge } = layer
  const step: Step = (exchange) => {
    const denial = exchange.facts === null ? null : judge(exchange.facts)
    if (denial !== null) throw problemOf(denial, exchange)
  }
  Object.defineProperty(step, 'name', { value: `judge ${name}` })
  return step
}

/** A denial as the problem that is answered: the challenge of RFC 6750 §3, and what the route accepts. */
export function problemOf(denial: Denial, exchange: Pick<Exchange, 'viaCookie' | 'facts' | 'route'>): Problem {
  const headers: Record<string, string> = {}
  const endpoint = exchange.route?.endpoint
  const accepted =
    endpoint === undefined
      ? []
      : [endpoint.permission, endpoint.orPermission, endpoint.andPermission].filter((each) => each !== undefined)
  if (denial.code === 'insufficient_scope') {
    headers['WWW-Authenticate'] = `Bearer error="insufficient_scope", scope="${denial.missing.join(' ')}"`
  }
  if (denial.code === 'insufficient_scope' || denial.code === 'role_denied')
    headers['X-Accepted-Permissions'] = accepted.join(', ')
  if (denial.code === 'session_expired' && exchange.viaCookie) headers['Set-Cookie'] = clearSessionCookie
  const lock = exchange.facts?.request.lock
  const extensions: Record<string, unknown> = {}
  if (denial.missing.length > 0) Object.assign(extensions, { missing: denial.missing, lacking: denial.lacking })
  if (denial.code === 'terraform_locked' && lock != null) {
    extensions.lock = {
      feature: lock.feature,
      reason: lock.reason,
      locked_by: lock.lockedBy,
      managed_by: lock.managedBy,
    }
  }
  return new Problem(denial.code, { status: denial.status, detail: denial.detail, headers, extensions })
}
