import { invalidField, Problem } from '../../contract/problems.ts'
import { bulkTokens } from '../../contract/tokens.ts'
import { type Call, type Change, change, type Recorded } from '../../http/handler.ts'
import { disable, enable, found, remove, revoke } from './end.ts'
import { presentToken, statusOf } from './present.ts'
import { type TokenServices, visibilityOf } from './services.ts'
import { findTokenRow, type TokenRow, tokenRowOf, updateToken } from './store.ts'

type BulkCall = Call<typeof bulkTokens>

/** `POST /admin/tokens/bulk`: each id in a savepoint of its own, each with its own outcome; what was refused leaves nothing behind. */
export function bulkTokensRoute(services: TokenServices) {
  return change(
    bulkTokens,
    (call, tx) => {
      const { body } = call
      if (body.action === 'revoke' && body.reason === undefined) throw invalidField('/reason', 'is required')
      if (body.action === 'set_expiry' && body.expires_at === undefined)
        throw invalidField('/expires_at', 'is required')
      if (body.action !== 'revoke' && body.reason !== undefined)
        throw invalidField('/reason', 'goes with the action revoke only')
      if (body.action !== 'set_expiry' && body.expires_at !== undefined)
        throw invalidField('/expires_at', 'goes with the action set_expiry only')
      const data = [...new Set(body.ids)].map((id) => {
        const recorded: Recorded[] = []
        try {
          const row = tx.db.savepoint(() =>
            actOn(id, call, { ...tx, record: (event) => void recorded.push(event) }, services),
          )
          for (const event of recorded) tx.record(event)
          return {
            id,
            outcome: 'done' as const,
            ...(row === null ? {} : { token: presentToken(row, call.now, services.roles.roleOf) }),
          }
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          return { id, outcome: 'refused' as const, code: error.code, detail: sentenceOf(error) }
        }
      })
      return { body: { data } }
    },
    { essential: true },
  )
}

/** Why: for a wrong field its own sentence, since an outcome has no list of errors. */
function sentenceOf({ detail, errors }: Problem): string {
  const first = errors?.[0]
  return first === undefined ? detail : `${first.path.slice(1)} ${first.message}.`
}

function actOn(id: string, call: BulkCall, tx: Change, services: TokenServices): TokenRow | null {
  const { body, now } = call
  const row = found(findTokenRow(tx.db, id, visibilityOf(call)))
  const context = { ...tx, now, caller: call.caller, services }
  switch (body.action) {
    case 'revoke':
      return revoke(context, row, body.reason ?? '')
    case 'disable':
      return disable(context, row)
    case 'enable':
      return enable(context, row)
    case 'delete':
      remove(context, row)
      return null
    case 'set_expiry':
      return endEarlier(context, row, body.expires_at ?? 0)
  }
}

function endEarlier(context: Change & { now: number }, row: TokenRow, expiresAt: number): TokenRow {
  const status = statusOf(row, context.now)
  if (status === 'revoked' || status === 'expired') throw new Problem('not_active')
  if (expiresAt <= context.now) throw invalidField('/expires_at', 'must lie in the future')
  if (row.expires_at !== null && expiresAt > row.expires_at)
    throw invalidField('/expires_at', 'must not be later than the present one')
  updateToken(context.db, row.id, { expires_at: expiresAt })
  context.record({
    action: 'token.update',
    target: { type: 'token', id: row.id, label: row.name },
    pageId: row.page_id,
    environment: row.environment === 'test' ? 'test' : 'live',
    before: { expires_at: row.expires_at === null ? null : new Date(row.expires_at).toISOString() },
    after: { expires_at: new Date(expiresAt).toISOString() },
  })
  context.accessChanged()
  return found(tokenRowOf(context.db, row.id))
}
