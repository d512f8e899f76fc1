import { sessionLifeMs } from '../lifetimes.ts'
import type { AdapterParts, ModelAdapter } from './parts.ts'
import { endOf, keyOf, payloadOf, storedPayload } from './rows.ts'

interface Row {
  payload: string
}

/** People signed in at the authorization server: half an hour without a visit, twelve hours in any case. */
export function sessionAdapter({ db, units }: AdapterParts): ModelAdapter {
  const name = (id: string): string => `session ${keyOf(id).toString('base64')}`
  return {
    async upsert(id, payload, expiresIn) {
      const unit = units.current
      unit.remember(name(id), payload)
      const signedInAt = typeof payload.loginTs === 'number' ? payload.loginTs * 1000 : unit.now
      const expiresAt = Math.min(endOf(unit.now, expiresIn), signedInAt + sessionLifeMs)
      unit.hold((tx) => {
        tx.run(
          `INSERT INTO oauth_sessions (hash, uid, user_id, payload, expires_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (hash) DO UPDATE SET user_id = excluded.user_id, payload = excluded.payload, expires_at = excluded.expires_at
           ON CONFLICT (uid) DO UPDATE SET hash = excluded.hash, user_id = excluded.user_id, payload = excluded.payload,
             expires_at = excluded.expires_at`,
          keyOf(id),
          payload.uid ?? '',
          payload.accountId ?? null,
          storedPayload(payload),
          expiresAt,
        )
      })
    },

    async find(id) {
      const unit = units.current
      const own = unit.recall(name(id))
      if (own !== undefined) return own ?? undefined
      const row = db.get<Row>(
        'SELECT payload FROM oauth_sessions WHERE hash = ? AND expires_at > ?',
        keyOf(id),
        unit.now,
      )
      return row === undefined ? undefined : payloadOf(row.payload, id)
    },

    /** Without the value of its cookie, which nobody knows but the browser: for looking at it only. */
    async findByUid(uid) {
      const row = db.get<Row>(
        'SELECT payload FROM oauth_sessions WHERE uid = ? AND expires_at > ?',
        uid,
        units.current.now,
      )
      return row === undefined ? undefined : payloadOf(row.payload, uid)
    },

    async destroy(id) {
      const unit = units.current
      unit.remember(name(id), null)
      unit.hold((tx) => {
        tx.run('DELETE FROM oauth_sessions WHERE hash = ?', keyOf(id))
      })
    },
  }
}
