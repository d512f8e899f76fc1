import type { AdapterParts, ModelAdapter } from './parts.ts'
import { endOf, keyOf, openedPayload, sealedPayload } from './rows.ts'

/** Authorization requests that wait for somebody to sign in or to answer, sealed with the interaction's own id. */
export function interactionAdapter({ db, units }: AdapterParts): ModelAdapter {
  const name = (id: string): string => `interaction ${keyOf(id).toString('base64')}`
  return {
    async upsert(id, payload, expiresIn) {
      const unit = units.current
      unit.remember(name(id), payload)
      unit.hold((tx) => {
        tx.run(
          `INSERT INTO oauth_interactions (hash, user_id, payload, expires_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (hash) DO UPDATE SET user_id = excluded.user_id, payload = excluded.payload`,
          keyOf(id),
          payload.session?.accountId ?? null,
          sealedPayload(id, payload),
          endOf(unit.now, expiresIn),
        )
      })
    },

    async find(id) {
      const unit = units.current
      const own = unit.recall(name(id))
      if (own !== undefined) return own ?? undefined
      const row = db.get<{ payload: Buffer }>(
        'SELECT payload FROM oauth_interactions WHERE hash = ? AND expires_at > ?',
        keyOf(id),
        unit.now,
      )
      return row === undefined ? undefined : openedPayload(id, row.payload)
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
