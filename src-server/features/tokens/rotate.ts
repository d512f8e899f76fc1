import type { PermissionSet } from '../../access/permission-set.ts'
import { rotateMe } from '../../contract/me.ts'
import { Problem } from '../../contract/problems.ts'
import { rotateToken, type TokenWithSecret } from '../../contract/tokens.ts'
import { type Principal, whoActs } from '../../credentials/principal.ts'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../credentials/secret-format.ts'
import { type Change, change } from '../../http/handler.ts'
import { storedWords } from '../../lib/stored-json.ts'
import { found, refuseMore } from './end.ts'
import { presentToken, statusOf } from './present.ts'
import { defaultHardStopSeconds, defaultOverlapSeconds, refuseTooMany, replacedBy } from './rotation.ts'
import { refuseTerraform, refuseWiderAddresses } from './rules.ts'
import { minterOf, type TokenServices, visibilityOf } from './services.ts'
import { findTokenRow, insertToken, type TokenRow, tokenRowOf, updateToken } from './store.ts'

const dayMs = 86_400_000

interface Asked {
  readonly overlap_seconds?: number | undefined
  readonly hard_stop_seconds?: number | undefined
}

interface RotateContext extends Pick<Change, 'db' | 'record' | 'accessChanged'> {
  readonly now: number
  readonly caller: Principal
  /** The caller's effective permissions on this page. */
  readonly callerEffective: PermissionSet
  readonly services: TokenServices
}

/**
 * How long the successor lives: as long as its predecessor was given, from now, within the policy. A token that rotates another gives
 * at most its own end, and is refused where this would shorten what the other had left; self-rotation is not clamped.
 */
function successorEnd(row: TokenRow, { now, caller, services }: RotateContext): number | null {
  const { policy } = services.workspace.current
  const longest = now + policy.maxLifetimeDays * dayMs
  const wanted =
    row.lifetime_ms === null ? (policy.allowNeverExpires ? null : longest) : Math.min(now + row.lifetime_ms, longest)
  if (caller.kind !== 'api_token' || caller.id === row.id || caller.expiresAt === null) return wanted
  if (row.expires_at === null || row.expires_at > caller.expiresAt) {
    throw new Problem('privilege_escalation', {
      detail:
        'The token that rotates ends before the one to be rotated. Rotate it with one that lives longer, or from a session.',
    })
  }
  return wanted === null ? caller.expiresAt : Math.min(wanted, caller.expiresAt)
}

function rotate(context: RotateContext, row: TokenRow, asked: Asked): { body: TokenWithSecret; version: number } {
  const { db, now, caller, services } = context
  if (statusOf(row, now) !== 'active') throw new Problem('not_rotatable')
  if (row.rotated_to !== null)
    throw new Problem('active_token_limit', {
      detail: 'This token is being rotated already. Finish that first, or rotate its successor.',
    })
  const isSelf = caller.kind === 'api_token' && caller.id === row.id
  if (!isSelf) {
    refuseMore(context, row)
    refuseTerraform(row.terraform_managed === 1, context.callerEffective)
    refuseWiderAddresses(caller, row.allowed_ips === null ? null : storedWords(row.allowed_ips))
  }
  const overlapMs = (asked.overlap_seconds ?? defaultOverlapSeconds) * 1000
  const hardStopMs = (asked.hard_stop_seconds ?? defaultHardStopSeconds) * 1000
  const expiresAt = successorEnd(row, context)
  const id = services.newId('token')
  const secret = mintSecret(row.environment === 'test' ? 'test' : 'live')
  const maker = whoActs(caller)
  updateToken(db, row.id, replacedBy(row, id, overlapMs, hardStopMs, now))
  refuseTooMany(db, services.workspace.current.policy, row, now, id)
  insertToken(db, {
    ...row,
    id,
    hash: hashSecret(secret),
    prefix: visiblePrefixOf(secret),
    created_at: now,
    created_by: maker.id,
    created_by_name: maker.name,
    minted_by: isSelf ? row.minted_by : minterOf(caller),
    lifetime_ms: row.lifetime_ms,
    expires_at: expiresAt,
    rotated_from: row.id,
  })
  context.accessChanged()
  const old = found(tokenRowOf(db, row.id))
  const successor = found(tokenRowOf(db, id))
  const presented = presentToken(successor, now, services.roles.roleOf)
  const presentedOld = presentToken(old, now, services.roles.roleOf)
  context.record({
    action: 'token.rotate',
    target: { type: 'token', id: row.id, label: row.name },
    pageId: row.page_id,
    environment: presented.environment,
    before: { rotated_to: null, status: 'active' },
    after: { rotated_to: id, rotation: presentedOld.rotation, status: presentedOld.status },
  })
  context.record({
    action: 'token.create',
    target: { type: 'token', id, label: row.name },
    pageId: row.page_id,
    environment: presented.environment,
    before: null,
    after: { ...presented, owner_id: successor.owner_id, minted_by: successor.minted_by },
  })
  return { body: { ...presented, token: secret }, version: successor.version }
}

/** `POST /admin/tokens/:id/rotate` and `POST /me/rotate`. */
export function rotateTokenRoutes(services: TokenServices) {
  return [
    change(rotateToken, (call, tx) => {
      const row = found(findTokenRow(tx.db, call.params.id, visibilityOf(call)))
      tx.expectVersion(row.version)
      return rotate(
        { ...tx, now: call.now, caller: call.caller, callerEffective: call.effective, services },
        row,
        call.body,
      )
    }),
    change(rotateMe, (call, tx) => {
      if (!services.workspace.current.policy.selfRotation) throw new Problem('rotation_not_allowed')
      const row = found(tokenRowOf(tx.db, call.caller.id))
      return rotate(
        { ...tx, now: call.now, caller: call.caller, callerEffective: call.effective, services },
        row,
        call.body,
      )
    }),
  ]
}
