import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { errorCode } from '../lib/error-code.ts'
import { databaseOver, type WriterDatabase } from './database.ts'

/**
 * Opens a SQLite file the one way we open them.
 *
 * Chosen: WAL with `synchronous=FULL`, so that what we acknowledged survives a power cut. better-sqlite3 is built with
 * DEFAULT_WAL_SYNCHRONOUS=1 and falls back to NORMAL when a WAL file is opened again or first written, so FULL is set, a write is
 * made, and FULL is read back. Left out: automatic checkpoints (checkpoint.ts runs them off the answering thread).
 * Held by test/db/open.test.ts and by the power-loss replay.
 */

export interface OpenDatabase {
  readonly connection: SqliteDatabase.Database
  readonly db: WriterDatabase
  close(): void
}

/** For every connection, also one that only looks: the file may be damaged, or made by someone who means harm. */
function distrust(connection: SqliteDatabase.Database): void {
  connection.pragma('busy_timeout = 5000') // the backup and the checkpointer share the file for moments
  connection.pragma('trusted_schema = OFF') // a prepared file must not run functions of its schema
  connection.pragma('cell_size_check = ON') // notices a damaged page before it is used
}

/** For every connection that syncs, be it a commit or a checkpoint. */
function reachTheDisk(connection: SqliteDatabase.Database): void {
  connection.pragma('synchronous = FULL') // an fsync for every commit: an answered change survives a power cut
  if (process.platform === 'darwin') {
    connection.pragma('fullfsync = 1') // fsync on macOS does not reach the disk otherwise
    connection.pragma('checkpoint_fullfsync = 1')
  }
}

/** Each with its reason; run in this order, since journal_mode must come before synchronous. */
function setPragmas(connection: SqliteDatabase.Database): void {
  connection.pragma('journal_mode = WAL') // readers never wait for the writer
  reachTheDisk(connection)
  distrust(connection)
  connection.pragma('foreign_keys = ON') // off by default in SQLite
  connection.pragma('secure_delete = FAST') // what was deleted does not stay readable where that is free
  connection.pragma('journal_size_limit = 4194304') // a full disk must still take a checkpoint
  connection.pragma('wal_autocheckpoint = 0') // checkpoint.ts decides when
  connection.pragma('temp_store = MEMORY') // no file outside the data folder
  connection.pragma('cache_size = -16384') // 16 MiB
}

/** Thrown when a connection would not be durable: better no server than one that forgets. */
export class NotDurable extends Error {}

function assertDurable(connection: SqliteDatabase.Database): void {
  const synchronous = connection.pragma('synchronous', { simple: true })
  if (synchronous !== 2)
    throw new NotDurable(`SQLite runs at synchronous=${String(synchronous)}; FULL (2) was asked for`)
}

/**
 * Opens (and makes, mode 0600) the database for writing.
 * @throws NotDurable when FULL does not hold after the first write.
 */
export function openDatabase(file: string): OpenDatabase {
  const connection = new SqliteDatabase(file)
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o777) !== 0o600) chmodSync(file, 0o600)
    setPragmas(connection)
    connection.exec(
      'BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS first_write (n INTEGER) STRICT; DROP TABLE first_write; COMMIT',
    )
    connection.pragma('synchronous = FULL') // the first write of a reopened WAL file dropped it to NORMAL (measured)
    assertDurable(connection)
    connection.exec(
      'BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS first_write (n INTEGER) STRICT; DROP TABLE first_write; COMMIT',
    )
    assertDurable(connection)
    makeRoom(`${file}-wal`)
  } catch (error) {
    connection.close()
    throw error
  }
  return { connection, db: databaseOver(connection), close: () => connection.close() }
}

/** As many bytes as the WAL holds between two checkpoints, and some; no more than `journal_size_limit` leaves it. */
const walRoomBytes = 4 * 1024 * 1024
/** With less than this free, room is worth more than speed. */
const freeBytesLeast = 128 * 1024 * 1024

/**
 * Lengthens the WAL with zeros: a commit that is written over existing bytes is synced in less than half the time of one that makes the
 * file longer (measured). SQLite takes what is behind its last valid frame for the end.
 */
function makeRoom(walFile: string): void {
  const { size } = statSync(walFile)
  const { bavail, bsize } = statfsSync(walFile)
  if (size >= walRoomBytes || bavail * bsize < freeBytesLeast) return
  const handle = openSync(walFile, 'r+')
  try {
    writeSync(handle, Buffer.alloc(walRoomBytes - size), 0, walRoomBytes - size, size)
    fsyncSync(handle)
  } catch (error) {
    ftruncateSync(handle, size)
    // A quota: commits make the file longer, as they would have.
    if (errorCode(error) !== 'ENOSPC' && errorCode(error) !== 'EDQUOT') throw error
  } finally {
    closeSync(handle)
  }
}

/** Opens an existing file for reading only. */
export function openReadOnly(file: string): OpenDatabase {
  if (!existsSync(file)) throw new Error(`no database at ${file}`)
  const connection = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
  distrust(connection)
  return { connection, db: databaseOver(connection), close: () => connection.close() }
}

/** Opens an existing file for work on the file as a whole: checkpoints, and turning a copy into one file. No rows are written. */
export function openForUpkeep(file: string): SqliteDatabase.Database {
  const connection = new SqliteDatabase(file, { fileMustExist: true })
  distrust(connection)
  reachTheDisk(connection)
  return connection
}
