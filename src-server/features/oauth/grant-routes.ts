import {
  disconnectApp,
  listConnectedApps,
  listOAuthAppGrants,
  listOAuthGrants,
  revokeOAuthAppGrant,
  revokeOAuthAppGrants,
} from '../../contract/oauth-apps.ts'
import { Problem } from '../../contract/problems.ts'
import { endGrants, grantRevoked, liveGrants } from '../../credentials/oauth-grants.ts'
import { type Principal, whoActs } from '../../credentials/principal.ts'
import { limitByDefault, pageOf } from '../../http/cursor.ts'
import { type Change, change, type Route, read } from '../../http/handler.ts'
import { appOf } from './app-routes.ts'
import { presentApp, presentConnectedApp, presentGrant } from './present.ts'
import type { OAuthServices } from './routes.ts'
import { listGrantRows, secretsOf } from './store.ts'

/** What users allowed apps, seen and ended by those who run the workspace and by the users themselves. */
export function grantRoutes({ cursors }: OAuthServices): Route[] {
  /** @throws Problem `not_found` unless it is live and `belongs`. */
  const end = (
    batch: Change,
    grantId: string,
    now: number,
    reason: string,
    belongs: (grant: { app_id: string; user_id: string }) => boolean,
  ): void => {
    const [grant] = liveGrants(batch.db, { grantId }, now)
    if (grant === undefined || !belongs(grant)) throw new Problem('not_found')
    endGrants(batch.db, { grantId }, now, reason)
    batch.record(grantRevoked(grant, reason))
    batch.accessChanged()
  }

  return [
    read(listOAuthAppGrants, (call, db) => {
      const { limit = limitByDefault, cursor } = call.query
      const app = appOf(db, call.params.id, call.now)
      const binding = ['oauth_app_grants', app.id]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listGrantRows(db, { of: { appId: app.id }, limit, after, now: call.now })
      return {
        body: pageOf(rows, limit, presentGrant, (row) => cursors.encode([row.created_at, row.id], binding)),
      }
    }),

    change(
      revokeOAuthAppGrant,
      (call, batch) => {
        const app = appOf(batch.db, call.params.id, call.now)
        const reason = call.body?.reason ?? `ended by ${whoActs(call.caller).name}`
        end(batch, call.params.grant_id, call.now, reason, (grant) => grant.app_id === app.id)
        return { body: undefined }
      },
      { essential: true },
    ),

    change(
      revokeOAuthAppGrants,
      (call, batch) => {
        const app = appOf(batch.db, call.params.id, call.now)
        const reason = call.body?.reason ?? `ended by ${whoActs(call.caller).name}`
        for (const grant of endGrants(batch.db, { appId: app.id }, call.now, reason))
          batch.record(grantRevoked(grant, reason))
        batch.accessChanged()
        const after = appOf(batch.db, app.id, call.now)
        return { body: presentApp(after, secretsOf(batch.db, after.id, call.now)), version: after.version }
      },
      { essential: true },
    ),

    read(listOAuthGrants, (call, db) => {
      const { app_id: appId, user_id: userId, limit = limitByDefault, cursor } = call.query
      const binding = ['oauth_grants', appId ?? null, userId ?? null]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listGrantRows(db, { of: { appId, userId }, limit, after, now: call.now })
      return { body: pageOf(rows, limit, presentGrant, (row) => cursors.encode([row.created_at, row.id], binding)) }
    }),

    read(listConnectedApps, (call, db) => {
      const of = { userId: personOf(call.caller) }
      const rows = listGrantRows(db, { of, limit: connectedMax, after: null, now: call.now })
      return { body: { data: rows.map(presentConnectedApp), next_cursor: null } }
    }),

    change(
      disconnectApp,
      (call, batch) => {
        const userId = personOf(call.caller)
        const reason = call.body?.reason ?? 'disconnected by its user'
        end(batch, call.params.id, call.now, reason, (grant) => grant.user_id === userId)
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}

/** One person's apps are few; whoever has more sees the latest. */
const connectedMax = 500

function personOf(caller: Principal): string {
  if (caller.kind !== 'session') throw new Problem('session_required')
  return caller.userId
}
