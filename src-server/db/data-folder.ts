import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { errorCode } from '../lib/error-code.ts'

/**
 * The data folder: made 0700, held by one writer.
 *
 * Chosen: a held `BEGIN EXCLUSIVE` on `lock.db`. The operating system lets it go when the process dies, however it dies, so no stale lock
 * ever needs a person. Who holds it stands beside it, for the message only. Left out: lock files with a pid (they outlive a kill), and
 * network file systems, whose locks and syncs are promises that nobody keeps (SQLite's own advice).
 * Held by test/db/data-folder.test.ts.
 */

/** Why a data folder cannot be used; `message` says what to do. */
export class DataFolderProblem extends Error {
  readonly code: 'data_in_use' | 'data_unwritable' | 'data_newer' | 'data_damaged'
  constructor(code: DataFolderProblem['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export interface DataFolder {
  readonly path: string
  readonly databaseFile: string
  readonly endpointFile: string
  release(): void
}

/** Names of the files in it. */
export const databaseFileName = 'beatkeeper.db'
export const endpointFileName = 'endpoint.json'

/**
 * Makes the folder if it is missing and takes its lock.
 * @throws DataFolderProblem `data_unwritable` or `data_in_use`.
 */
export function holdDataFolder(path: string): DataFolder {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) throw aFile(path)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    if (process.platform !== 'win32') chmodSync(path, 0o700)
  } catch (error) {
    throw error instanceof DataFolderProblem ? error : unwritable(path, error)
  }
  refuseNetworkFolder(path)
  const lockFile = join(path, 'lock.db')
  const holderFile = join(path, 'lock.json')
  let lock: SqliteDatabase.Database
  try {
    lock = new SqliteDatabase(lockFile)
    if (process.platform !== 'win32') chmodSync(lockFile, 0o600)
    lock.pragma('busy_timeout = 0')
    lock.pragma('journal_mode = DELETE')
  } catch (error) {
    throw errorCode(error) === 'SQLITE_BUSY' ? inUse(path, holderFile, error) : unwritable(path, error)
  }
  try {
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(holderFile, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }), { mode: 0o600 })
  } catch (error) {
    lock.close()
    throw errorCode(error) === 'SQLITE_BUSY' ? inUse(path, holderFile, error) : unwritable(path, error)
  }
  return {
    path,
    databaseFile: join(path, databaseFileName),
    endpointFile: join(path, endpointFileName),
    release() {
      rmSync(holderFile, { force: true })
      if (lock.open) lock.close()
    },
  }
}

/** Linux's numbers for file systems that lie on another computer (statfs(2)). */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x564c, 'NCP'],
])

/** What a folder lies on if that is another computer's disk, else null. `type` is statfs's. Pure. */
export function networkFileSystemOf(platform: string, path: string, type: number): string | null {
  if (platform === 'win32') return /^[\\/]{2}[^\\/?.]/.test(path) ? 'a network share' : null
  return platform === 'linux' ? (networkFileSystems.get(type >>> 0) ?? null) : null
}

function refuseNetworkFolder(path: string): void {
  const found = networkFileSystemOf(process.platform, path, statfsSync(path).type)
  if (found === null) return
  throw new DataFolderProblem(
    'data_unwritable',
    `The data folder ${path} lies on a network file system (${found}), where a database can be damaged. Choose a folder on a disk of this computer with --data.`,
  )
}

function inUse(path: string, holderFile: string, cause: unknown): DataFolderProblem {
  let holder = ''
  try {
    const { pid } = JSON.parse(readFileSync(holderFile, 'utf8'))
    holder = ` by process ${String(pid)}`
  } catch {
    // Nobody wrote who it is: the message does without.
  }
  return new DataFolderProblem(
    'data_in_use',
    `The data folder ${path} is in use${holder}. Stop that Beatkeeper first, or choose another folder with --data.`,
    cause,
  )
}

function aFile(path: string): DataFolderProblem {
  return new DataFolderProblem('data_unwritable', `${path} is a file. Name a folder with --data.`)
}

function unwritable(path: string, cause: unknown): DataFolderProblem {
  if (isOutOfRoom(cause))
    return new DataFolderProblem(
      'data_unwritable',
      `The disk of ${path} is full. Free some space on it, or choose another folder with --data.`,
      cause,
    )
  return new DataFolderProblem(
    'data_unwritable',
    `The data folder ${path} cannot be written. Give yourself read and write access to it, or choose another one with --data.`,
    cause,
  )
}

/** Whether it failed because the disk, or what this user may use of it, is full. */
export function isOutOfRoom(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(errorCode(error))
}
