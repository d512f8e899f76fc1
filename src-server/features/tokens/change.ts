import { coversAddresses, parseRanges, rangesOfStored } from '../../access/address.ts'
import { fixedFieldErrors, sameJson } from '../../contract/patch.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { accessFields, changeableTokenFields, movingTokenFields, patchToken } from '../../contract/tokens.ts'
import { change } from '../../http/handler.ts'
import { memberNamed } from './create.ts'
import { found, refuseMore } from './end.ts'
import { presentToken, statusOf } from './present.ts'
import { checkAddresses, refuseWiderAddresses } from './rules.ts'
import { type TokenServices, visibilityOf } from './services.ts'
import { findTokenRow, tokenRowOf, updateToken } from './store.ts'

/** `PATCH /admin/tokens/:id`: words, owner, addresses, an earlier end. What the token can do never changes. */
export function changeTokenRoute(services: TokenServices) {
  return change(patchToken, (call, tx) => {
    const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
    tx.expectVersion(row.version)
    const present = presentToken(row, call.now, services.roles.roleOf)
    const { body } = call
    // An expiry that is the present one is no change (Terraform sends whole objects), and neither are computed fields.
    const known: Record<string, unknown> = { ...present, owner_id: row.owner_id }
    const given = Object.entries(body).filter(([, value]) => value !== undefined)
    const widened = given.filter(([key, value]) => accessFields.has(key) && !sameJson(value, known[key]))
    if (widened.length > 0) {
      throw new Problem('scopes_immutable', {
        errors: widened.map(([key]) => ({ path: `/${key}`, message: 'is fixed when the token is made' })),
      })
    }
    const fixed = fixedFieldErrors(
      Object.fromEntries(given.filter(([key]) => !movingTokenFields.has(key))),
      known,
      changeableTokenFields,
    )
    if (fixed.length > 0) throw new Problem('validation_failed', { errors: fixed })

    const values: Parameters<typeof updateToken>[2] = {}
    for (const field of ['name', 'description', 'notes', 'purpose'] as const) {
      const value = body[field]
      if (value !== undefined && value !== row[field]) values[field] = value
    }
    if (body.owner_id !== undefined && body.owner_id !== row.owner_id) {
      const owner = body.owner_id === null ? null : memberNamed(tx.db, body.owner_id)
      values.owner_id = owner?.id ?? null
      values.owner_name = owner?.name ?? null
    }
    if (body.expires_at !== undefined && body.expires_at !== row.expires_at) {
      const status = statusOf(row, call.now)
      if (status === 'revoked' || status === 'expired') throw new Problem('not_active')
      if (body.expires_at === null || (row.expires_at !== null && body.expires_at > row.expires_at))
        throw invalidField('/expires_at', 'must not be later than the present one: rotate the token instead')
      if (body.expires_at <= call.now)
        throw invalidField('/expires_at', 'must lie in the future: revoke the token to end it now')
      values.expires_at = body.expires_at
    }
    if (body.allowed_ips !== undefined && !sameJson(body.allowed_ips, present.allowed_ips)) {
      const addresses = checkAddresses(body.allowed_ips)
      const before = present.allowed_ips === null ? null : rangesOfStored(present.allowed_ips)
      const isWider = !coversAddresses(before, addresses === null ? null : parseRanges(addresses))
      if (isWider) {
        if (call.caller.kind === 'api_token' && call.caller.id === row.id) {
          throw new Problem('privilege_escalation', { detail: 'A token cannot widen its own address list.' })
        }
        refuseMore({ caller: call.caller, services }, row)
        refuseWiderAddresses(call.caller, addresses)
      }
      values.allowed_ips = addresses === null ? null : JSON.stringify(addresses)
    }
    if (Object.keys(values).length === 0) return { body: present, version: row.version }
    updateToken(tx.db, row.id, values)
    tx.accessChanged()
    const after = found(tokenRowOf(tx.db, row.id))
    const presented = presentToken(after, call.now, services.roles.roleOf)
    const changed = Object.keys(presented).filter(
      (key) => !sameJson(Reflect.get(presented, key), Reflect.get(present, key)),
    )
    const only = (object: object): Record<string, unknown> =>
      Object.fromEntries(changed.map((key) => [key, Reflect.get(object, key)]))
    tx.record({
      target: { type: 'token', id: row.id, label: after.name },
      pageId: row.page_id,
      environment: presented.environment,
      before: { ...only(present), ...(row.owner_id === after.owner_id ? {} : { owner_id: row.owner_id }) },
      after: { ...only(presented), ...(row.owner_id === after.owner_id ? {} : { owner_id: after.owner_id }) },
    })
    return { body: presented, version: after.version }
  })
}
