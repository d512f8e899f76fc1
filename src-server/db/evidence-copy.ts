import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { errorCode } from '../lib/error-code.ts'
import { databaseFileName } from './data-folder.ts'
import type { Readable } from './database.ts'
import { openReadOnly } from './open.ts'

/**
 * A copy of a data folder's database, to read it as evidence: nothing in the folder is written, not even by SQLite, whose read-only
 * opening of a WAL database writes beside it or fails.
 *
 * Chosen: database and WAL are copied to a private temporary folder and the copy is opened. A folder that a server holds changes while it is
 * copied, so that one is read through SQLite's backup, in one step: a step that another process interrupts begins anew. Left out: a
 * lock on the folder; who only looks must not keep a server from starting. Held by test/journal/offline.test.ts.
 */
export interface EvidenceCopy {
  readonly db: Readable
  /** The file's `user_version`. */
  readonly schemaVersion: number
  /** Whether a server held the folder when it was copied. */
  readonly wasLive: boolean
  /** Closes the copy and deletes it. */
  dispose(): void
}

/** The folder cannot be read; `message` says what to do. */
export class NoEvidence extends Error {}

/**
 * Copies and opens.
 * @throws NoEvidence
 */
export async function copyEvidence(dataDir: string): Promise<EvidenceCopy> {
  const original = join(dataDir, databaseFileName)
  if (!isThere(original)) {
    throw new NoEvidence(
      `There is no ${databaseFileName} in ${dataDir}. Name the data folder of a workspace with --data.`,
    )
  }
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-evidence-'))
  const copy = join(folder, databaseFileName)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const wasLive = isLive(dataDir) || !copyAtRest(dataDir, original, copy)
    if (wasLive) await backUp(original, copy)
    const { connection, db, close } = openReadOnly(copy)
    const dispose = (): void => {
      close()
      remove()
    }
    return { db, schemaVersion: Number(connection.pragma('user_version', { simple: true })), wasLive, dispose }
  } catch (error) {
    remove()
    throw new NoEvidence(`${original} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
}

/**
 * Whether there is such a file.
 * @throws NoEvidence where this user may not even look.
 */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if (!/^E(ACCES|PERM)$/.test(errorCode(error))) return false
    throw new NoEvidence(
      `${file} cannot be read: this user may not. Run this as the user that the folder belongs to.`,
      {
        cause: error,
      },
    )
  }
}

/** Copies the files of a folder that nobody writes to; false when a server began to while it was copied. */
function copyAtRest(dataDir: string, original: string, copy: string): boolean {
  copyFileSync(original, copy)
  if (existsSync(`${original}-wal`)) copyFileSync(`${original}-wal`, `${copy}-wal`)
  if (!isLive(dataDir)) return true
  for (const suffix of ['', '-wal']) rmSync(`${copy}${suffix}`, { force: true })
  return false
}

/** Whether a process holds the folder's lock. Looks at it read-only: whoever looks changes nothing. */
function isLive(dataDir: string): boolean {
  const lockFile = join(dataDir, 'lock.db')
  if (!existsSync(lockFile)) return false
  let lock: SqliteDatabase.Database | null = null
  try {
    lock = new SqliteDatabase(lockFile, { readonly: true, fileMustExist: true })
    lock.pragma('busy_timeout = 0')
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    return errorCode(error) === 'SQLITE_BUSY'
  } finally {
    lock?.close()
  }
}

const allPages = 0x7fff_ffff

async function backUp(original: string, copy: string): Promise<void> {
  const { connection, close } = openReadOnly(original)
  try {
    await connection.backup(copy, { progress: () => allPages })
  } finally {
    close()
  }
}
