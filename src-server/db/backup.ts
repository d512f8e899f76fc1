import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from '../lib/error-code.ts'
import type { Readable } from './database.ts'
import { openForUpkeep, openReadOnly } from './open.ts'

/**
 * One file that holds a whole database, made while a server goes on writing to it.
 *
 * Chosen: SQLite's own backup in one step, which is one reading of the database and holds up no writer; stepwise, another process's
 * commit begins it anew each time. The copy leaves WAL mode, so that it is one file and can be carried anywhere. It gets its name only when
 * it was checked and is on disk. Held by test/cli/backup.test.ts.
 */

/** The file is no whole database; `message` says what was found. */
export class DamagedCopy extends Error {}

/** Looks at the copy; a throw keeps it from getting its name. */
export type CheckCopy = (db: Readable) => void

/**
 * Copies `original` to `target`; what was there is replaced at the very end.
 * @param add works on the copy before it is checked.
 * @throws DamagedCopy, and whatever `check` throws.
 */
export async function backUpDatabase(
  original: string,
  target: string,
  check: CheckCopy,
  add: (copy: string) => void = () => undefined,
): Promise<void> {
  const partial = `${target}.partial-${process.pid}`
  try {
    const source = openReadOnly(original)
    try {
      // Made first, so that not even for a moment anyone else can read it.
      closeSync(openSync(partial, 'wx', 0o600))
      await source.connection.backup(partial, { progress: () => allPages })
    } finally {
      source.close()
    }
    add(partial)
    makeOneFile(partial)
    checkCopy(partial, check)
    settle(partial, target)
  } finally {
    removeWithSidecars(partial)
  }
}

/** Puts the file of a backup at `target`; `prepare` works on the copy before it gets its name. @throws as `backUpDatabase`. */
export function placeDatabase(backup: string, target: string, check: CheckCopy, prepare: (copy: string) => void): void {
  const partial = `${target}.partial-${process.pid}`
  try {
    copyFileSync(backup, partial, constants.COPYFILE_EXCL)
    chmodSync(partial, 0o600)
    checkCopy(partial, check)
    prepare(partial)
    makeOneFile(partial)
    settle(partial, target)
  } finally {
    removeWithSidecars(partial)
  }
}

const allPages = 0x7fff_ffff

/** What was in a WAL goes into the file, and the file stands alone from then on. */
function makeOneFile(file: string): void {
  const connection = openForUpkeep(file)
  try {
    connection.pragma('journal_mode = DELETE')
  } finally {
    connection.close()
  }
}

function checkCopy(file: string, check: CheckCopy): void {
  const { connection, db, close } = openReadOnly(file)
  try {
    const verdict = connection.pragma('integrity_check(1)', { simple: true })
    if (verdict !== 'ok') throw new DamagedCopy(String(verdict))
    check(db)
  } catch (error) {
    if (error instanceof Error && /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error)))
      throw new DamagedCopy(error.message, { cause: error })
    throw error
  } finally {
    close()
  }
}

/** On disk, then named, then the name on disk. */
function settle(partial: string, target: string): void {
  syncToDisk(partial)
  renameSync(partial, target)
  if (process.platform !== 'win32') syncToDisk(dirname(target))
}

function syncToDisk(path: string): void {
  const handle = openSync(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function removeWithSidecars(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true })
}
