import { closedSetOfStored } from '../../access/permission-set.ts'
import { isBuiltInClient } from '../../contract/built-in-apps.ts'
import {
  changeableOAuthAppFields,
  fixedOAuthAppFields,
  movingOAuthAppFields,
  type OAuthAppResource,
} from '../../contract/oauth-apps.ts'
import { fixedFieldErrors, sameJson } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import { refuseEscalation } from '../../credentials/power.ts'
import type { Principal } from '../../credentials/principal.ts'

/**
 * An app acts for whoever allows it, on any page: whoever makes one, gives it a secret or says where its codes go must have what it asks
 * for, on every page (api.md, Escalation).
 * @throws Problem `privilege_escalation`.
 */
export function refuseBeyond(caller: Principal, scopes: readonly string[]): void {
  refuseEscalation(caller, { permissions: closedSetOfStored(scopes), pages: null })
}

/**
 * A `PATCH` may send the whole object that was read, but move only what can be moved.
 * @throws Problem `scopes_immutable` for scopes or client type, `validation_failed` for the rest.
 */
export function refuseFixedFields(body: Readonly<Record<string, unknown>>, present: OAuthAppResource): void {
  const was: Readonly<Record<string, unknown>> = { ...present }
  for (const field of fixedOAuthAppFields) {
    if (body[field] === undefined || sameJson(sorted(body[field]), sorted(was[field]))) continue
    throw new Problem('scopes_immutable', {
      detail: 'Scopes and type of an OAuth app are fixed when it is registered. Register a new one.',
    })
  }
  const free = new Set([...changeableOAuthAppFields, ...movingOAuthAppFields, ...fixedOAuthAppFields])
  const errors = fixedFieldErrors(body, was, free)
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

/** Scopes are a set: their order says nothing. */
function sorted(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value
}

/** Those that come with Beatkeeper are what the next version says they are. @throws Problem `conflict`. */
export function refuseBuiltIn({ id }: { readonly id: string }): void {
  if (isBuiltInClient(id))
    throw new Problem('conflict', {
      detail: 'This app comes with Beatkeeper and cannot be changed or deleted. Switch it off instead.',
    })
}
