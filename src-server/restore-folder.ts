import { existsSync } from 'node:fs'
import { type CheckCopy, DamagedCopy, placeDatabase } from './db/backup.ts'
import { holdDataFolder } from './db/data-folder.ts'
import type { Writable } from './db/database.ts'
import { migrate, NewerDatabase, schemaVersion } from './db/migrate.ts'
import { type OpenDatabase, openDatabase } from './db/open.ts'
import { commandLineOrigin } from './journal/entry.ts'
import { readHead } from './journal/journal.ts'
import { verdictSentence, verifyLog, workspaceIdOf } from './journal/verify.ts'
import { KeysSealed, keyFolder } from './keys/key-folder.ts'
import { holdsKeys, unpackKeys } from './keys/packed-keys.ts'
import { forgetRecordedKey, recordedKey } from './keys/recorded-key.ts'
import { readSealFile } from './keys/seal-file.ts'
import { openFolder } from './open-folder.ts'
import { asFailure, StartFailure } from './start-failure.ts'
import { version } from './version.ts'

/**
 * A backup becomes the workspace of an empty data folder.
 *
 * What was given away since the backup cannot be known: so whoever was signed in at the time of the backup has to sign in again, and links
 * that were open then are closed. Tokens go on, because the scripts that hold them are why one restores; those that were revoked after
 * the backup work again, and the command says so. Held by test/cli/backup.test.ts.
 */
export interface Restored {
  readonly workspaceId: string
  /** Rows of the log that the backup holds. */
  readonly rows: number
  /** When its last row was written, milliseconds UTC; null in an empty log. */
  readonly takenAt: number | null
  /** Tokens that can work. */
  readonly workingTokens: number
  /** Whose the sealing key is: it was there already, the backup brought it, or it is a new one, which opens nothing of what was sealed before. */
  readonly keys: 'there' | 'brought' | 'new'
}

/** @throws StartFailure, DamagedCopy, WorkspaceThere */
export async function restoreFolder(backup: string, dataDir: string): Promise<Restored> {
  const folder = asFailure(() => holdDataFolder(dataDir))
  let restored: Restored
  try {
    if (existsSync(folder.databaseFile)) throw new WorkspaceThere(dataDir)
    restored = asFailure(() => place(backup, folder.databaseFile, dataDir))
  } finally {
    folder.release()
  }
  const open = openFolder({ dataDir, publicUrl: null, logLevel: 'error', openers: 'stay sealed' })
  try {
    const { writer, journal } = open.services
    await writer.submit((tx) => {
      journal.append(tx, commandLineOrigin, {
        kind: 'event',
        action: 'server.restore',
        target: { type: 'workspace', id: restored.workspaceId, label: open.services.workspace.current.name },
        after: {
          version,
          rows: restored.rows,
          taken_at: restored.takenAt === null ? null : new Date(restored.takenAt).toISOString(),
        },
      })
    })
  } finally {
    await open.close()
  }
  return restored
}

/** The folder holds a workspace already; nothing was changed. */
export class WorkspaceThere extends Error {
  constructor(dataDir: string) {
    super(`There is a workspace in ${dataDir} already. Restore into an empty folder, or move that one away first.`)
  }
}

/** The chain of a copy, and whether this version can read it. */
export const checkChain: CheckCopy = (db) => {
  const { user_version: found = 0 } = db.get<{ user_version: number }>('PRAGMA user_version') ?? {}
  if (found > schemaVersion) throw new NewerDatabase(found, schemaVersion)
  const tables = db.all("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name IN ('workspace', 'audit_log')")
  const workspaceId = tables.length === 2 ? workspaceIdOf(db) : null
  if (workspaceId === null) throw new DamagedCopy('it holds no workspace')
  const verdict = verifyLog(db, workspaceId)
  if (!verdict.ok) throw new DamagedCopy(verdictSentence(verdict))
}

function place(backup: string, databaseFile: string, dataDir: string): Restored {
  let restored: Restored | null = null
  placeDatabase(backup, databaseFile, checkChain, (copy) => {
    restored = prepare(copy, dataDir)
  })
  if (restored === null) throw new StartFailure('internal', 'The backup could not be prepared.')
  return restored
}

/** Brings the copy up to date and ends what must not come alive again. */
function prepare(copy: string, dataDir: string): Restored {
  const { connection, db, close } = openDatabase(copy)
  try {
    migrate(connection)
    const keys = settleKeys(connection, db, dataDir)
    const workspaceId = workspaceIdOf(db) ?? ''
    const head = readHead(db, workspaceId)
    const now = Math.max(Date.now(), head.at)
    connection.exec('BEGIN IMMEDIATE')
    db.run('UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL', now)
    db.run('UPDATE magic_tokens SET revoked_at = ? WHERE used_at IS NULL AND revoked_at IS NULL', now)
    db.run('UPDATE invites SET ended_at = ? WHERE accepted_at IS NULL AND ended_at IS NULL', now)
    // A refresh token that was traded since the backup would be unused again in it: whoever has the old one could go on with it.
    db.run("UPDATE oauth_grants SET revoked_at = ?, revoke_reason = 'backup restored' WHERE revoked_at IS NULL", now)
    db.run('DELETE FROM oauth_sessions')
    db.run('DELETE FROM oauth_interactions')
    // What waited then has been sent since, or is of no use now.
    db.run("UPDATE outbox SET state = 'ended', problem = 'withdrawn', settled_at = ? WHERE state = 'waiting'", now)
    db.run('UPDATE announcements SET spread_at = ? WHERE spread_at IS NULL AND due_at <= ?', now, now)
    connection.exec('COMMIT')
    const { count = 0 } =
      db.get<{ count: number }>(
        `SELECT count(*) AS count FROM tokens
         WHERE revoked_at IS NULL AND disabled_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`,
        now,
      ) ?? {}
    return { workspaceId, rows: head.seq, takenAt: head.seq === 0 ? null : head.at, workingTokens: count, keys }
  } finally {
    close()
  }
}

/**
 * Keys of the backup go into the folder. Without any, the key that lies there is used if it is the one; else a new one is made at the first
 * start, and what was sealed has to be given again: better said now than met then.
 * @throws KeysSealed when the folder holds the key of another workspace.
 */
function settleKeys(connection: OpenDatabase['connection'], db: Writable, dataDir: string): Restored['keys'] {
  const wanted = recordedKey(db)
  const lying = readSealFile(keyFolder(dataDir))
  if (holdsKeys(db)) {
    if (lying !== null && lying.key_id !== wanted)
      throw new KeysSealed(
        `There are keys of another workspace in ${keyFolder(dataDir)}. Move them away, then restore.`,
      )
    connection.pragma('secure_delete = ON')
    unpackKeys(db, (sql) => connection.exec(sql), dataDir)
    return 'brought'
  }
  if (wanted === null || lying?.key_id === wanted) return 'there'
  forgetRecordedKey(db)
  return 'new'
}
