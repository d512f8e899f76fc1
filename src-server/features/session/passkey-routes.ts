import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import {
  beginPasskey,
  createPasskey,
  deletePasskey,
  listPasskeys,
  type PasskeyResource,
  renamePasskey,
} from '../../contract/passkeys.ts'
import { Problem } from '../../contract/problems.ts'
import { verifyNewPasskey } from '../../credentials/passkey-ceremony.ts'
import { answerChallenge, type Ceremony } from '../../credentials/passkey-challenges.ts'
import {
  insertPasskey,
  ownPasskey,
  type PasskeyRow,
  passkeysMax,
  passkeysOf,
  deletePasskey as removeRow,
  renamePasskey as renameRow,
} from '../../credentials/passkeys.ts'
import type { Readable } from '../../db/database.ts'
import { change, preparedChange, type Route, read } from '../../http/handler.ts'
import { creationOptionsOf, placeHere, placeOf } from './passkey-options.ts'
import type { SessionServices } from './routes.ts'
import { sessionOf } from './rules.ts'

/** Someone's own passkeys: made, named, removed. */
export function passkeyRoutes({ newId, workspace, publicUrl, passkeyChallenges }: SessionServices): Route[] {
  const own = (db: Readable, userId: string, id: string): PasskeyRow => {
    const row = ownPasskey(db, userId, id)
    if (row === undefined) throw new Problem('not_found')
    return row
  }
  const ceremonyOf = (userId: string, rpId: string): Ceremony => ({ kind: 'create', person: userId, rpId })

  return [
    read(listPasskeys, (call, db) => {
      const rpId = placeOf(call, publicUrl)?.rpId ?? null
      const data = passkeysOf(db, sessionOf(call.caller).userId).map((row) => present(row, rpId))
      return { body: { data, next_cursor: null, rp_id: rpId } }
    }),

    read(beginPasskey, (call, db) => {
      const { userId, email, name } = sessionOf(call.caller)
      const place = placeHere(call, publicUrl)
      const challenge = passkeyChallenges.issue(ceremonyOf(userId, place.rpId), call.now)
      const person = { id: userId, email, name }
      const rpName = workspace.current.name ?? 'Beatkeeper'
      return { body: creationOptionsOf(place, challenge, person, rpName, passkeysOf(db, userId)) }
    }),

    preparedChange(
      createPasskey,
      async (call) => {
        const { userId } = sessionOf(call.caller)
        const place = placeHere(call, publicUrl)
        const made = await verifyNewPasskey(call.body.credential, {
          ...place,
          isOurs: (challenge) => passkeyChallenges.isOurs(challenge, ceremonyOf(userId, place.rpId), call.now),
        })
        if (made === null) throw new Problem('passkey_failed', { detail: 'This passkey was not accepted. Try again.' })
        return { made, rpId: place.rpId }
      },
      (call, change, { made, rpId }) => {
        const { userId } = sessionOf(call.caller)
        if (!answerChallenge(change.db, made.challenge, call.now)) throw new Problem('passkey_failed')
        if (passkeysOf(change.db, userId).length >= passkeysMax) {
          throw new Problem('conflict', {
            detail: `You have ${passkeysMax} passkeys. Remove one that you no longer use first.`,
          })
        }
        const id = newId('passkey')
        const isNew = insertPasskey(change.db, {
          id,
          user_id: userId,
          credential_id: made.credentialId,
          public_key: made.publicKey,
          counter: made.counter,
          rp_id: rpId,
          name: call.body.name,
          transports: call.body.credential.response.transports ?? [],
          backed_up: made.backedUp ? 1 : 0,
          created_at: call.now,
        })
        if (!isNew) throw new Problem('passkey_known')
        const { name } = call.body
        change.record({ target: { type: 'passkey', id, label: name }, pageId: null, after: { name, rp_id: rpId } })
        return { body: present(own(change.db, userId, id), rpId) }
      },
    ),

    change(renamePasskey, (call, change) => {
      const { userId } = sessionOf(call.caller)
      const before = own(change.db, userId, call.params.id)
      change.expectVersion(before.version)
      const { name } = call.body
      if (name !== before.name) {
        renameRow(change.db, before.id, name)
        const target = { type: 'passkey', id: before.id, label: name }
        change.record({ target, pageId: null, before: { name: before.name }, after: { name } })
      }
      const row = own(change.db, userId, before.id)
      return { body: present(row, placeOf(call, publicUrl)?.rpId ?? null), version: row.version }
    }),

    change(
      deletePasskey,
      (call, change) => {
        const row = own(change.db, sessionOf(call.caller).userId, call.params.id)
        change.expectVersion(row.version)
        removeRow(change.db, row.id)
        const target = { type: 'passkey', id: row.id, label: row.name }
        change.record({ target, pageId: null, before: { name: row.name, rp_id: row.rp_id } })
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}

function present(row: PasskeyRow, rpId: string | null): PasskeyResource {
  return {
    id: row.id,
    name: row.name,
    rp_id: row.rp_id,
    works_here: row.rp_id === rpId,
    backed_up: row.backed_up === 1,
    created_at: rfc3339Of(row.created_at),
    last_used_at: rfc3339OrNull(row.last_used_at),
    suspended_at: rfc3339OrNull(row.suspended_at),
  }
}
