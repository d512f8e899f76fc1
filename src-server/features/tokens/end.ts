import { revokeMe } from '../../contract/me.ts'
import { LEVELS } from '../../contract/permissions.ts'
import { Problem } from '../../contract/problems.ts'
import { deleteToken, disableToken, enableToken, revokeToken } from '../../contract/tokens.ts'
import { endGrants, grantRevoked } from '../../credentials/oauth-grants.ts'
import { refuseEscalation } from '../../credentials/power.ts'
import { type Principal, whoActs } from '../../credentials/principal.ts'
import { type Change, change } from '../../http/handler.ts'
import { storedWords } from '../../lib/stored-json.ts'
import { presentToken, statusOf } from './present.ts'
import { refuseTooMany, undoRotationOf } from './rotation.ts'
import { effectiveOf } from './rules.ts'
import { type TokenServices, visibilityOf } from './services.ts'
import { deleteTokenRow, findTokenRow, type TokenRow, tokenRowOf, updateToken } from './store.ts'

/**
 * Ending tokens and switching them off and on: each one function, so that the single call, the bulk call and `me/revoke` do the same.
 * Revoking and deleting are two things: a revoked token stays as a record with its reason, a deleted one leaves a tombstone.
 */

type Context = Pick<Change, 'db' | 'record' | 'accessChanged'> & {
  readonly now: number
  readonly caller: Principal
  readonly services: TokenServices
}

/** The row as it is now. */
function rowAgain({ db }: Context, id: string): TokenRow {
  const row = tokenRowOf(db, id)
  if (row === undefined) throw new Problem('not_found')
  return row
}

function recordStatus(
  context: Context,
  action: 'token.revoke' | 'token.disable' | 'token.enable',
  before: TokenRow,
  after: TokenRow,
): void {
  const { now } = context
  context.record({
    action,
    target: { type: 'token', id: before.id, label: before.name },
    pageId: before.page_id,
    environment: before.environment === 'test' ? 'test' : 'live',
    before: { status: statusOf(before, now) },
    after: {
      status: statusOf(after, now),
      ...(after.revoke_reason === null ? {} : { revoke_reason: after.revoke_reason }),
    },
  })
  context.accessChanged()
}

function undoRotation(context: Context, row: TokenRow): void {
  const undone = undoRotationOf(context.db, row, context.now)
  if (undone === null) return
  const old = rowAgain(context, undone)
  context.record({
    action: 'token.rotation_undo',
    target: { type: 'token', id: old.id, label: old.name },
    pageId: old.page_id,
    environment: old.environment === 'test' ? 'test' : 'live',
    before: { rotated_to: row.id },
    after: { rotated_to: null, rotation: null },
  })
}

/**
 * Ends a token at once.
 * @throws Problem `already_revoked`.
 */
export function revoke(context: Context, row: TokenRow, reason: string): TokenRow {
  if (statusOf(row, context.now) === 'revoked') throw new Problem('already_revoked')
  const actor = whoActs(context.caller)
  updateToken(context.db, row.id, {
    revoked_at: context.now,
    revoked_by: actor.id,
    revoked_by_name: actor.name,
    revoke_reason: reason,
  })
  const after = rowAgain(context, row.id)
  recordStatus(context, 'token.revoke', row, after)
  undoRotation(context, row)
  return after
}

/** @throws Problem `already_disabled` or `not_active`. */
export function disable(context: Context, row: TokenRow): TokenRow {
  const status = statusOf(row, context.now)
  if (status === 'disabled') throw new Problem('already_disabled')
  if (status !== 'active') throw new Problem('not_active')
  updateToken(context.db, row.id, { disabled_at: context.now })
  const after = rowAgain(context, row.id)
  recordStatus(context, 'token.disable', row, after)
  return after
}

/** @throws Problem `already_enabled`, `not_active`, `privilege_escalation` or `active_token_limit`. */
export function enable(context: Context, row: TokenRow): TokenRow {
  const status = statusOf(row, context.now)
  if (status === 'active') throw new Problem('already_enabled')
  if (status !== 'disabled') throw new Problem('not_active')
  refuseMore(context, row)
  refuseTooMany(context.db, context.services.workspace.current.policy, row, context.now, row.id)
  updateToken(context.db, row.id, { disabled_at: null })
  const after = rowAgain(context, row.id)
  recordStatus(context, 'token.enable', row, after)
  return after
}

/** @throws Problem `privilege_escalation` when the token can do more than the caller. */
export function refuseMore({ caller, services }: Pick<Context, 'caller' | 'services'>, row: TokenRow): void {
  const level = LEVELS.find((each) => each === row.level) ?? 'admin'
  const permissions = effectiveOf(level, storedWords(row.scopes), services.roles.roleOf(row.role_key))
  refuseEscalation(caller, { permissions, pages: row.page_id === null ? null : [row.page_id] })
}

/** Removes the record. @throws Problem `cannot_delete_self`. */
export function remove(context: Context, row: TokenRow): void {
  if (context.caller.kind === 'api_token' && context.caller.id === row.id) throw new Problem('cannot_delete_self')
  context.record({
    action: 'token.delete',
    target: { type: 'token', id: row.id, label: row.name },
    pageId: row.page_id,
    environment: row.environment === 'test' ? 'test' : 'live',
    before: {
      ...presentToken(row, context.now, context.services.roles.roleOf),
      owner_id: row.owner_id,
      minted_by: row.minted_by,
    },
    after: null,
  })
  undoRotation(context, row)
  deleteTokenRow(context.db, row.id, context.now)
  context.accessChanged()
}

/** The single calls, and a token that ends itself. */
export function endTokenRoutes(services: TokenServices) {
  return [
    change(
      revokeMe,
      (call, tx) => {
        if (call.caller.kind === 'oauth') {
          const ended = endGrants(tx.db, { grantId: call.caller.id }, call.now, call.body.reason)
          for (const grant of ended) tx.record(grantRevoked(grant, call.body.reason))
          tx.accessChanged()
          return { body: undefined }
        }
        if (call.caller.kind !== 'api_token') throw new Problem('credential_kind_not_accepted')
        const row = found(tokenRowOf(tx.db, call.caller.id))
        revoke({ ...tx, now: call.now, caller: call.caller, services }, row, call.body.reason)
        return { body: undefined }
      },
      { essential: true },
    ),
    change(
      revokeToken,
      (call, tx) => {
        const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
        tx.expectVersion(row.version)
        const after = revoke({ ...tx, now: call.now, caller: call.caller, services }, row, call.body.reason)
        return { body: presentToken(after, call.now, services.roles.roleOf), version: after.version }
      },
      { essential: true },
    ),
    change(
      disableToken,
      (call, tx) => {
        const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
        tx.expectVersion(row.version)
        const after = disable({ ...tx, now: call.now, caller: call.caller, services }, row)
        return { body: presentToken(after, call.now, services.roles.roleOf), version: after.version }
      },
      { essential: true },
    ),
    change(enableToken, (call, tx) => {
      const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
      tx.expectVersion(row.version)
      const after = enable({ ...tx, now: call.now, caller: call.caller, services }, row)
      return { body: presentToken(after, call.now, services.roles.roleOf), version: after.version }
    }),
    change(
      deleteToken,
      (call, tx) => {
        const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
        tx.expectVersion(row.version)
        remove({ ...tx, now: call.now, caller: call.caller, services }, row)
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}

/** The row, or the 404 that says the same for foreign ids and absent ones. */
export function found(row: TokenRow | undefined): TokenRow {
  if (row === undefined) throw new Problem('not_found')
  return row
}
