import type { Readable, Writable } from '../db/database.ts'

/** Which key the secrets of a database are sealed with, by its name alone: another one in `keys/` is noticed at the next start. */
export function recordedKey(db: Readable): string | null {
  return db.get<{ key_id: string }>('SELECT key_id FROM sealing_key WHERE only = 1')?.key_id ?? null
}

export function recordKey(tx: Writable, keyId: string, now: number): void {
  tx.run('INSERT OR REPLACE INTO sealing_key (only, key_id, since) VALUES (1, ?, ?)', keyId, now)
}

/** After a restore without its keys, or when they are lost: the next key is the one. */
export function forgetRecordedKey(tx: Writable): void {
  tx.run('DELETE FROM sealing_key')
}
