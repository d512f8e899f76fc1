import type { Readable, Writable } from '../db/database.ts'
import { storedWords } from '../lib/stored-json.ts'

/** Passkeys as they are kept: public keys, so there is nothing to steal. Times are milliseconds UTC. */

export interface PasskeyRow {
  id: string
  user_id: string
  credential_id: Buffer
  public_key: Buffer
  counter: number
  rp_id: string
  name: string
  transports: string
  backed_up: number
  created_at: number
  last_used_at: number | null
  suspended_at: number | null
  version: number
}

/** How many one person may have. */
export const passkeysMax = 30

/** Someone's passkeys, the oldest first. */
export function passkeysOf(db: Readable, userId: string): PasskeyRow[] {
  return db.all<PasskeyRow>('SELECT * FROM passkeys WHERE user_id = ? ORDER BY created_at, id', userId)
}

/** Those of them that can be used at a place; none where there is no place for any. */
export function usablePasskeys(db: Readable, userId: string, rpId: string | null): PasskeyRow[] {
  return rpId === null ? [] : passkeysOf(db, userId).filter((row) => row.rp_id === rpId && row.suspended_at === null)
}

/** The passkey of a credential id (base64url), or undefined. */
export function passkeyByCredential(db: Readable, credentialId: string): PasskeyRow | undefined {
  return db.get<PasskeyRow>('SELECT * FROM passkeys WHERE credential_id = ?', Buffer.from(credentialId, 'base64url'))
}

/** One of someone's own passkeys, or undefined. */
export function ownPasskey(db: Readable, userId: string, id: string): PasskeyRow | undefined {
  return db.get<PasskeyRow>('SELECT * FROM passkeys WHERE id = ? AND user_id = ?', id, userId)
}

/** How a browser may reach the device that keeps it. */
export function transportsOf(row: Pick<PasskeyRow, 'transports'>): string[] {
  return [...storedWords(row.transports)]
}

export type NewPasskey = Pick<
  PasskeyRow,
  'id' | 'user_id' | 'credential_id' | 'public_key' | 'counter' | 'rp_id' | 'name' | 'backed_up' | 'created_at'
> & { readonly transports: readonly string[] }

/** Adds a passkey. False: its credential belongs to an account here already. */
export function insertPasskey(tx: Writable, row: NewPasskey): boolean {
  return (
    tx.run(
      `INSERT INTO passkeys (id, user_id, credential_id, public_key, counter, rp_id, name, transports, backed_up, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (credential_id) DO NOTHING`,
      row.id,
      row.user_id,
      row.credential_id,
      row.public_key,
      row.counter,
      row.rp_id,
      row.name,
      JSON.stringify(row.transports),
      row.backed_up,
      row.created_at,
    ) === 1
  )
}

/** Renames a passkey. */
export function renamePasskey(tx: Writable, id: string, name: string): void {
  tx.run('UPDATE passkeys SET name = ?, version = version + 1 WHERE id = ?', name, id)
}

/** Removes a passkey. */
export function deletePasskey(tx: Writable, id: string): void {
  tx.run('DELETE FROM passkeys WHERE id = ?', id)
}

/** Removes all passkeys of a person; answers how many there were. */
export function deletePasskeysOf(tx: Writable, userId: string): number {
  return tx.run('DELETE FROM passkeys WHERE user_id = ?', userId)
}

/**
 * Notes that a passkey has signed once more, by its own count.
 *
 * A count that does not grow says that there may be two of it (WebAuthn §6.1.1): it is suspended, and its owner removes it or makes a new
 * one. Authenticators that do not count always say 0, which is no sign of anything.
 * @returns false: it was suspended now or before.
 */
export function countPasskey(
  tx: Writable,
  row: PasskeyRow,
  signed: { counter: number; backedUp: boolean; now: number },
): boolean {
  if (row.suspended_at !== null) return false
  if ((signed.counter > 0 || row.counter > 0) && signed.counter <= row.counter) {
    tx.run('UPDATE passkeys SET suspended_at = ?, version = version + 1 WHERE id = ?', signed.now, row.id)
    return false
  }
  tx.run(
    'UPDATE passkeys SET counter = ?, backed_up = ?, last_used_at = ? WHERE id = ?',
    signed.counter,
    signed.backedUp ? 1 : 0,
    signed.now,
    row.id,
  )
  return true
}
