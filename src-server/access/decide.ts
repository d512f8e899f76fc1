import { type Denial, LAYER_NAMES, type LayerName } from './denial.ts'
import type { Facts } from './facts.ts'
import { judgeAddress } from './layers/address.ts'
import { judgeApiAccess } from './layers/api-access.ts'
import { judgeCredential } from './layers/credential.ts'
import { judgeEnvironment } from './layers/environment.ts'
import { judgeKind } from './layers/kind.ts'
import { judgeLock } from './layers/lock.ts'
import { judgePage } from './layers/page.ts'
import { judgePermission } from './layers/permission.ts'
import { judgeReauthentication } from './layers/reauthentication.ts'

/**
 * May this credential make this request? **The one decision of the product.**
 *
 * Nine layers are asked in api.md's order; the first that says no answers, and only if none does is the request allowed. Each
 * layer is a pure function of the same facts and knows nothing of the others, so that the server, `POST /explain`, the
 * console's matrix and a test can run the very same ones.
 *
 * The HTTP pipeline runs these functions one at a time, because the rate limit and the CSRF check stand between `address` and
 * `kind`; `layers` is what a test holds its order to. Left out: caching of decisions (nine comparisons cost less than a
 * look-up), and every rule about one object (whose token, which state), which its feature knows.
 *
 * Reasons and alternatives: docs/decisions/the-decision-kernel.md. Held to an oracle that shares no code with it by
 * `test/access/decide-oracle.test.ts` (T1), and to its laws by `test/access/decide-laws.test.ts` (T5).
 */
export type Layer = { readonly name: LayerName; readonly judge: (facts: Facts) => Denial | null }

const judges: Readonly<Record<LayerName, Layer['judge']>> = {
  credential: judgeCredential,
  api_access: judgeApiAccess,
  address: judgeAddress,
  kind: judgeKind,
  reauthentication: judgeReauthentication,
  page: judgePage,
  environment: judgeEnvironment,
  permission: judgePermission,
  lock: judgeLock,
}

/** Every layer, in the order in which it is asked. */
export const layers: readonly Layer[] = LAYER_NAMES.map((name) => ({ name, judge: judges[name] }))

/** The answer, and for a no everything there is to say about it. */
export type Decision = { readonly allowed: true } | ({ readonly allowed: false } & Denial)

const ALLOWED: Decision = { allowed: true }

/** Asks the layers in order, up to the first no. */
export function decide(facts: Facts): Decision {
  for (const { judge } of layers) {
    const denial = judge(facts)
    if (denial !== null) return { allowed: false, ...denial }
  }
  return ALLOWED
}

/** What one layer says by itself; `denial` is `null` where it has nothing against it. */
export type Verdict = { readonly layer: LayerName; readonly denial: Denial | null }

/** A decision with the verdict of every layer, also of those that come after the first no. */
export type Explanation = { readonly decision: Decision; readonly verdicts: readonly Verdict[] }

/** Asks all layers, so that someone can mend everything at once. `decision` is exactly what `decide` says. */
export function explain(facts: Facts): Explanation {
  return {
    decision: decide(facts),
    verdicts: layers.map(({ name, judge }) => ({ layer: name, denial: judge(facts) })),
  }
}
