import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type SqliteDatabase from 'better-sqlite3'
import { databaseOver, type Writable } from './database.ts'
import { migrations } from './migrations/index.ts'
import { openReadOnly } from './open.ts'

/** One step of the schema's history: a number, a name, one function. Never edited after its release. */
export interface Migration {
  readonly version: number
  readonly name: string
  up(db: Writable, exec: (sql: string) => void): void
}

/** The file was written by a newer version; it was not touched. */
export class NewerDatabase extends Error {
  readonly found: number
  readonly known: number
  constructor(found: number, known: number) {
    super(`the database has schema ${found}, this version knows up to ${known}`)
    this.found = found
    this.known = known
  }
}

/** The schema version this program writes. */
export const schemaVersion = Math.max(...migrations.map((migration) => migration.version))

/** Which schema a file has: its `user_version`. */
export function schemaVersionOf(connection: SqliteDatabase.Database): number {
  return Number(connection.pragma('user_version', { simple: true }))
}

/**
 * Refuses a file of a later version before anything is written to it, not even by opening it for writing.
 * A version that is still in the WAL (its program was killed just then) is found by reading through SQLite.
 * @throws NewerDatabase
 */
export function refuseNewerFile(file: string): void {
  if (!existsSync(file)) return
  const found = existsSync(`${file}-wal`) ? versionThroughSqlite(file) : versionInHeader(file)
  if (found > schemaVersion) throw new NewerDatabase(found, schemaVersion)
}

/** The four bytes at offset 60 (SQLite's file format, 1.3.13). */
function versionInHeader(file: string): number {
  const header = Buffer.alloc(64)
  const handle = openSync(file, 'r')
  try {
    return readSync(handle, header, 0, 64, 0) === 64 && header.toString('latin1', 0, 15) === 'SQLite format 3'
      ? header.readInt32BE(60)
      : 0
  } finally {
    closeSync(handle)
  }
}

function versionThroughSqlite(file: string): number {
  const { connection, close } = openReadOnly(file)
  try {
    return schemaVersionOf(connection)
  } finally {
    close()
  }
}

/**
 * Brings a database up to date, each step in a transaction of its own.
 * @throws NewerDatabase when the file comes from a later version; the file is left as it was.
 */
export function migrate(connection: SqliteDatabase.Database, steps: readonly Migration[] = migrations): void {
  const known = Math.max(0, ...steps.map((step) => step.version))
  const found = schemaVersionOf(connection)
  if (found > known) throw new NewerDatabase(found, known)
  const db = databaseOver(connection)
  for (const step of [...steps].sort((a, b) => a.version - b.version)) {
    if (step.version <= found) continue
    connection.exec('BEGIN IMMEDIATE')
    try {
      step.up(db, (sql) => connection.exec(sql))
      connection.pragma(`user_version = ${step.version}`)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      throw new Error(`migration ${step.version} (${step.name}) failed; the database is as it was`, { cause: error })
    }
  }
}
