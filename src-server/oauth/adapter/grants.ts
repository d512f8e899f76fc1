import { storedWords } from '../../lib/stored-json.ts'
import type { AdapterParts, ModelAdapter } from './parts.ts'
import { inSeconds } from './rows.ts'

interface GrantRow {
  app_id: string
  user_id: string
  scopes: string
  rejected: string
  created_at: number
  expires_at: number
}

/** Live, of an app and a user that are. Takes id and time. */
const live = `SELECT app_id, user_id, oauth_grants.scopes, rejected, oauth_grants.created_at, expires_at FROM oauth_grants
  JOIN oauth_apps ON oauth_apps.id = app_id JOIN users ON users.id = user_id
  WHERE oauth_grants.id = ? AND revoked_at IS NULL AND expires_at > ? AND oauth_apps.disabled_at IS NULL AND deleted_at IS NULL
    AND users.disabled_at IS NULL`

/** What users allowed. Grants are made on our consent page (interaction/decide.ts) and only read and ended by oidc-provider. */
export function grantAdapter({ db, units, endGrant }: AdapterParts): ModelAdapter {
  return {
    upsert: () => Promise.reject(new Error('grants are made on the consent page')),

    async find(id) {
      const row = db.get<GrantRow>(live, id, units.current.now)
      if (row === undefined) return undefined
      const scopes = storedWords(row.scopes)
      const rejected = storedWords(row.rejected)
      return {
        jti: id,
        kind: 'Grant',
        accountId: row.user_id,
        clientId: row.app_id,
        iat: inSeconds(row.created_at),
        exp: inSeconds(row.expires_at),
        openid: { scope: scopes.join(' ') },
        ...(rejected.length === 0 ? {} : { rejected: { openid: { scope: rejected.join(' ') } } }),
      }
    },

    async destroy(id) {
      endGrant(units.current, id)
    },
  }
}
