import type { AdapterPayload } from 'oidc-provider'
import type { AdapterParts, ModelAdapter } from './parts.ts'
import { endOf, keyOf, payloadOf, storedPayload } from './rows.ts'

/**
 * Authorization requests that wait for somebody to sign in or to answer. What is kept names neither the cookie of the session nor the
 * address to return to, which holds the interaction's own id: both are known again once the browser brings them.
 */
export function interactionAdapter({ db, units, issuer }: AdapterParts): ModelAdapter {
  const name = (id: string): string => `interaction ${keyOf(id).toString('base64')}`
  const whole = (payload: AdapterPayload, id: string): AdapterPayload => ({
    ...payload,
    returnTo: returnTo(issuer, id),
  })
  return {
    async upsert(id, payload, expiresIn) {
      const unit = units.current
      const { session } = payload
      const kept = { ...payload, ...(session === undefined ? {} : { session: withoutCookie(session) }) }
      unit.remember(name(id), payload)
      unit.hold((tx) => {
        tx.run(
          `INSERT INTO oauth_interactions (hash, user_id, payload, expires_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (hash) DO UPDATE SET user_id = excluded.user_id, payload = excluded.payload`,
          keyOf(id),
          payload.session?.accountId ?? null,
          storedPayload(kept, 'returnTo', 'uid'),
          endOf(unit.now, expiresIn),
        )
      })
    },

    async find(id) {
      const unit = units.current
      const own = unit.recall(name(id))
      if (own !== undefined) return own === null ? undefined : whole(own, id)
      const row = db.get<{ payload: string }>(
        'SELECT payload FROM oauth_interactions WHERE hash = ? AND expires_at > ?',
        keyOf(id),
        unit.now,
      )
      return row === undefined ? undefined : whole(payloadOf(row.payload, id), id)
    },

    async destroy(id) {
      const unit = units.current
      unit.remember(name(id), null)
      unit.hold((tx) => {
        tx.run('DELETE FROM oauth_interactions WHERE hash = ?', keyOf(id))
      })
    },
  }
}

/** Where oidc-provider goes on with an authorization request once it has been answered. */
export function returnTo(issuer: string, uid: string): string {
  return `${issuer}/oauth/authorize/${uid}`
}

function withoutCookie(session: object): object {
  return Object.fromEntries(Object.entries(session).filter(([name]) => name !== 'cookie'))
}
