import type { AdapterPayload } from 'oidc-provider'
import { endGrants, liveGrants } from '../../credentials/oauth-grants.ts'
import type { Writable } from '../../db/database.ts'
import { reuseEvent, tokenRevokedEvent } from '../events.ts'
import { grantLifeMs } from '../lifetimes.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { type AdapterParts, GrantHasEnded, type ModelAdapter } from './parts.ts'
import { endOf, inSeconds, keyOf, openedPayload, sealedPayload } from './rows.ts'

/**
 * Codes, access tokens and refresh tokens.
 *
 * Chosen: `consume` commits at once, by compare-and-set, before anything else is awaited: of any number of callers exactly one comes
 * through (oidc-provider itself looks first and consumes later, which lets every one of them through). A code that comes a second time
 * ends its grant, once the first caller has its answer and not before; a refresh token does so only ten seconds after its use, because until then the
 * second caller is most likely the first one whose answer was lost. Rows of a grant that has ended are not found, and none is written for
 * it. Used and revoked rows stay until they would have expired. Held by test/oauth/races.test.ts (T7), whose teeth run consumes naively.
 */

export type ArtefactKind = 'code' | 'access' | 'refresh'

/** How long after its use a refresh token may come again without ending anything: its answer may have been lost. */
export const graceMs = 10_000

interface ArtefactRow {
  payload: Buffer
  consumed_at: number | null
  expires_at: number
}

/** Live: of a grant, an app, a user and a page that are. Takes hash, kind and the time twice. */
const live = `SELECT payload, consumed_at, oauth_artefacts.expires_at FROM oauth_artefacts
  JOIN oauth_grants ON oauth_grants.id = grant_id
  JOIN oauth_apps ON oauth_apps.id = oauth_artefacts.app_id
  JOIN users ON users.id = oauth_artefacts.user_id
  WHERE hash = ? AND kind = ? AND oauth_artefacts.revoked_at IS NULL AND oauth_artefacts.expires_at > ?
    AND oauth_grants.revoked_at IS NULL AND oauth_grants.expires_at > ? AND oauth_apps.disabled_at IS NULL
    AND oauth_apps.deleted_at IS NULL AND users.disabled_at IS NULL`

/** The adapter of one kind. */
export function artefactAdapter(kind: ArtefactKind, parts: AdapterParts): ModelAdapter {
  const { db, writer, units, generation } = parts
  const nameOf = (id: string): string => `${kind} ${keyOf(id).toString('base64')}`

  /** The request that is using a code or refresh token up, until it has been answered. */
  const waiting = new Map<string, Promise<void>>()

  /** Waits until nobody is using it up: what came of that decides what a second caller means. */
  const settled = async (name: string): Promise<void> => {
    for (let ahead = waiting.get(name); ahead !== undefined; ahead = waiting.get(name)) await ahead
  }

  /** Keeps others waiting until this request has been answered. */
  const keepWaiting = (unit: UnitOfWork, name: string, key: Buffer): { usedUp(): void; release(): void } => {
    let isUsedUp = false
    const { promise, resolve } = Promise.withResolvers<void>()
    const release = (): void => {
      if (waiting.get(name) === promise) waiting.delete(name)
      resolve()
    }
    waiting.set(name, promise)
    unit.onSettled((committed) => {
      // A 503 says that nothing was changed: the code can be sent again.
      if (isUsedUp && !committed) void giveBack(parts, key, unit.now).finally(release)
      else release()
    })
    return {
      usedUp: () => {
        isUsedUp = true
      },
      release,
    }
  }

  return {
    async upsert(id, payload, expiresIn) {
      const unit = units.current
      unit.remember(nameOf(id), payload)
      // Rotation gives no more time: a line of refresh tokens ends when its first one would have.
      const ownEnd = endOf(unit.now, expiresIn)
      const expiresAt = kind === 'refresh' ? Math.min(ownEnd, unit.lineEnds ?? ownEnd) : ownEnd
      unit.hold((tx) => insertArtefact(tx, kind, id, payload, unit.now, expiresAt))
    },

    async find(id) {
      const unit = units.current
      const own = unit.recall(nameOf(id))
      if (own !== undefined) return own ?? undefined
      if (kind === 'code') await settled(nameOf(id))
      const row = db.get<ArtefactRow>(live, keyOf(id), kind, unit.now, unit.now)
      if (row === undefined) return undefined
      const payload = { ...openedPayload(id, row.payload), exp: inSeconds(row.expires_at) }
      if (row.consumed_at === null) return payload
      if (kind === 'refresh' && unit.endpoint === 'token' && unit.now - row.consumed_at <= graceMs) return undefined
      if (kind !== 'access') unit.foundUsed = kind
      return { ...payload, consumed: inSeconds(row.consumed_at) }
    },

    async consume(id) {
      const unit = units.current
      const key = keyOf(id)
      await settled(nameOf(id))
      const turn = keepWaiting(unit, nameOf(id), key)
      const endsAt = await writer.submit((tx) => useUp(tx, kind, key, unit.now))
      if (endsAt !== null) {
        if (kind === 'refresh') unit.lineEnds = endsAt
        return turn.usedUp()
      }
      turn.release()
      await writer.submit((tx) => {
        const row = tx.get<{ consumed_at: number | null; grant_id: string }>(
          'SELECT consumed_at, grant_id FROM oauth_artefacts WHERE hash = ? AND kind = ?',
          key,
          kind,
        )
        if (row?.consumed_at == null || (kind === 'refresh' && unit.now - row.consumed_at <= graceMs)) return
        for (const grant of endGrants(tx, { grantId: row.grant_id }, unit.now, `${kind} used again`)) {
          parts.append(tx, unit, reuseEvent(tx, grant, kind === 'code' ? 'code' : 'refresh'))
          generation.advance()
        }
      }, true)
      throw parts.invalidGrant(`${kind} already used`)
    },

    async destroy(id) {
      const unit = units.current
      unit.remember(nameOf(id), null)
      unit.hold((tx) => {
        tx.run(
          'UPDATE oauth_artefacts SET revoked_at = ? WHERE hash = ? AND kind = ? AND revoked_at IS NULL',
          unit.now,
          keyOf(id),
          kind,
        )
        if (kind !== 'access') return
        generation.advance()
        const grant = tx.get<{ grant_id: string }>('SELECT grant_id FROM oauth_artefacts WHERE hash = ?', keyOf(id))
        for (const each of grant === undefined ? [] : liveGrants(tx, { grantId: grant.grant_id }, unit.now))
          if (unit.revoking === 'access') parts.append(tx, unit, tokenRevokedEvent(tx, each))
      })
    },

    async revokeByGrantId(grantId) {
      const unit = units.current
      // An access token that is revoked ends alone (RFC 7009 §2.1 leaves it to us); with a refresh token all of the grant ends.
      if (unit.revoking === 'access') return
      parts.endGrant(unit, grantId)
    },
  }
}

/** Uses it up, if nobody has: then it answers when it would have expired. */
function useUp(tx: Writable, kind: ArtefactKind, key: Buffer, now: number): number | null {
  const row = tx.get<{ expires_at: number }>(
    `UPDATE oauth_artefacts SET consumed_at = ? WHERE hash = ? AND kind = ? AND consumed_at IS NULL AND revoked_at IS NULL
       AND expires_at > ? AND EXISTS (SELECT 1 FROM oauth_grants WHERE oauth_grants.id = grant_id AND oauth_grants.revoked_at IS NULL)
     RETURNING expires_at`,
    now,
    key,
    kind,
    now,
  )
  return row?.expires_at ?? null
}

/** Undoes the use of what was not exchanged for anything after all. */
async function giveBack({ writer, log }: AdapterParts, key: Buffer, at: number): Promise<void> {
  await writer
    .submit(
      (tx) => tx.run('UPDATE oauth_artefacts SET consumed_at = NULL WHERE hash = ? AND consumed_at = ?', key, at),
      true,
    )
    .catch((error: unknown) =>
      log.error({ err: error }, 'a code or refresh token stays used up although it was answered with an error'),
    )
}

function insertArtefact(
  tx: Writable,
  kind: ArtefactKind,
  id: string,
  payload: AdapterPayload,
  now: number,
  expiresAt: number,
): void {
  const grant = tx.get('SELECT 1 FROM oauth_grants WHERE id = ? AND revoked_at IS NULL', payload.grantId ?? '')
  if (grant === undefined) throw new GrantHasEnded()
  // Whoever comes back through the browser goes on being allowed: the grant outlives the last refresh token of this code.
  if (kind === 'code')
    tx.run(
      'UPDATE oauth_grants SET expires_at = max(expires_at, ?) WHERE id = ?',
      now + grantLifeMs,
      payload.grantId ?? '',
    )
  tx.run(
    `INSERT INTO oauth_artefacts (hash, kind, grant_id, app_id, user_id, scopes, payload, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    keyOf(id),
    kind,
    payload.grantId ?? '',
    payload.clientId ?? '',
    payload.accountId ?? '',
    JSON.stringify(scopesOf(payload)),
    sealedPayload(id, payload),
    now,
    expiresAt,
  )
}

/** The words of `scope`, each once. */
function scopesOf(payload: AdapterPayload): string[] {
  const scope = typeof payload.scope === 'string' ? payload.scope : ''
  return [...new Set(scope.split(' '))].filter((word) => word !== '')
}
