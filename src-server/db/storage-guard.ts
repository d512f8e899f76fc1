import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A full disk must never keep anyone from revoking.
 *
 * A ballast of 16 MiB lies beside the database; when SQLite says FULL it goes, and the batch is run again with revocations and reads.
 * Before that, a low-water mark (64 MiB, or four times the WAL) refuses changes of content, so that the end is gentle.
 * Held by test/db/storage-guard.test.ts and, on a disk that is really full, by test/drill/disk-full.root.test.ts (T26).
 */
export interface StorageGuard {
  /** Whether changes that are not essential should be refused now. */
  readonly isLow: boolean
  /** The disk is full: gives up the ballast. Answers whether there was one. */
  dropBallast(): boolean
  /** Looks at the disk again, and puts the ballast back once there is room. Call every few seconds. */
  look(): void
}

const ballastBytes = 16 * 1024 * 1024
const lowBytes = 64 * 1024 * 1024

/** Guards the disk that a database lies on; nothing is looked at before `look`. */
export function createStorageGuard(databaseFile: string): StorageGuard {
  const ballastFile = join(dirname(databaseFile), 'ballast')
  let isLow = false

  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(dirname(databaseFile))
    return bavail * bsize
  }
  const hasBallast = (): boolean => (statSync(ballastFile, { throwIfNoEntry: false })?.size ?? 0) >= ballastBytes

  /** Where it cannot be laid (a quota, say) the server goes on without: it is a reserve and no part of the data. */
  const layBallast = (): void => {
    try {
      writeBallast(ballastFile)
    } catch {
      // The next look tries again.
    }
  }

  const look = (): void => {
    const free = freeBytes()
    const wal = statSync(`${databaseFile}-wal`, { throwIfNoEntry: false })?.size ?? 0
    isLow = free < Math.max(lowBytes, 4 * wal)
    if (!isLow && !hasBallast() && free > lowBytes + 2 * ballastBytes) layBallast()
  }

  return {
    get isLow() {
      return isLow
    },
    dropBallast() {
      isLow = true
      if (!hasBallast()) return false
      rmSync(ballastFile, { force: true })
      return true
    },
    look,
  }
}

function writeBallast(path: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    const chunk = Buffer.alloc(1024 * 1024)
    for (let written = 0; written < ballastBytes; written += chunk.length) writeSync(file, chunk)
    fsyncSync(file)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}
