import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { type InstallKey, openInstallKey } from './credentials/install-key.ts'
import { forgetOldMagicTokens } from './credentials/magic-tokens.ts'
import { type Checkpoints, createCheckpoints } from './db/checkpoint.ts'
import { type DataFolder, DataFolderProblem, holdDataFolder } from './db/data-folder.ts'
import { migrate, refuseNewerFile } from './db/migrate.ts'
import { type OpenDatabase, openDatabase } from './db/open.ts'
import { createStorageGuard, type StorageGuard } from './db/storage-guard.ts'
import { unconfirmedKeptMs } from './features/subscribers/rules.ts'
import { forgetUnconfirmed } from './features/subscribers/store.ts'
import { settleRotations } from './features/tokens/rotation.ts'
import { forgetOldAnswers } from './http/idempotency.ts'
import { type Openers, openKey } from './keys/key-folder.ts'
import { recordedKey, recordKey } from './keys/recorded-key.ts'
import { createSealer, lockedSealer, type Sealer } from './keys/sealer.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { errorCode } from './lib/error-code.ts'
import { forgetExpired } from './oauth/housekeeping.ts'
import { openServices, type ServiceOptions } from './open-services.ts'
import { openServerLog } from './server-log.ts'
import type { Services } from './services.ts'
import { asFailure } from './start-failure.ts'
import { threadEntry } from './thread-entry.ts'
import { version } from './version.ts'

/**
 * A data folder, opened for writing: held by this process, migrated, checked, with the services over it. The server stands on it, and so
 * do the commands that work without one (`init`, `demo`). Nothing listens and no timer runs; whoever opened it closes it.
 */
export interface OpenFolder {
  readonly folder: DataFolder
  readonly services: Services
  readonly installKey: InstallKey
  readonly guard: StorageGuard
  /** Whether log and disk take changes now. */
  isReady(): boolean
  /** Why changes that take no power away are refused now; null: they are not. */
  refusesChanges(): 'broken' | 'low' | null
  /** Writes down what time has done: ended rotations, minutes of refused requests, answers kept for a day. `last`: the minute that has begun, too. */
  tick(last?: boolean): Promise<void>
  /** Writes what is left and lets go of the folder. */
  close(): Promise<void>
}

export interface FolderOptions extends Pick<Config, 'dataDir' | 'publicUrl' | 'logLevel'> {
  readonly clock?: Clock
  /** What opens the sealing key. `'stay sealed'`: whoever opens the folder needs no secret in it, and the key is not touched. */
  readonly openers?: Openers | 'stay sealed'
  /** Cheaper passwords for tests. */
  readonly passwords?: ServiceOptions['passwords']
}

/**
 * Opens the folder; makes it where it is missing.
 * @throws StartFailure with the remedy.
 */
export function openFolder({
  dataDir,
  publicUrl,
  logLevel,
  clock = systemClock,
  openers = {},
  passwords,
}: FolderOptions): OpenFolder {
  const log = openServerLog(logLevel)
  const folder = asFailure(() => holdSoon(dataDir))
  const database = asFailure(() => openMigrated(folder.databaseFile), folder.release)
  const checkpoints = createCheckpoints(database.connection, folder.databaseFile, threadEntry('db/checkpoint-worker'))
  try {
    return asFailure(() => openOver(folder, database, checkpoints, log, { publicUrl, clock, openers, passwords }))
  } catch (error) {
    void checkpoints.stop()
    database.close()
    folder.release()
    throw error
  }
}

/** A server that is just stopping lets go of the folder within a moment: whoever starts it anew should not have to wait for it. */
function holdSoon(dataDir: string): DataFolder {
  const patience = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 0; ; tries += 1) {
    try {
      return holdDataFolder(dataDir)
    } catch (error) {
      if (tries === triesMax || !(error instanceof DataFolderProblem) || error.code !== 'data_in_use') throw error
      Atomics.wait(patience, 0, 0, 50)
    }
  }
}

/** A second in all. */
const triesMax = 20

function openOver(
  folder: DataFolder,
  database: OpenDatabase,
  checkpoints: Checkpoints,
  log: Logger,
  {
    publicUrl,
    clock,
    openers,
    passwords,
  }: Required<Pick<FolderOptions, 'publicUrl' | 'clock' | 'openers'>> & Pick<FolderOptions, 'passwords'>,
): OpenFolder {
  const guard = createStorageGuard(folder.databaseFile)
  let isBroken = false
  const services = openServices({
    database,
    clock,
    log,
    version,
    publicUrl,
    sealer: openers === 'stay sealed' ? lockedSealer : sealerOf(folder, database, openers, clock),
    onStorageFull: guard.dropBallast,
    onCommitted: checkpoints.committed,
    onBroken: (error) => {
      isBroken = true
      log.fatal({ err: error }, 'the database can no longer be trusted; changes are refused')
    },
    ...(passwords === undefined ? {} : { passwords }),
  })
  const tick = (last = false): Promise<void> => writeDownTime(services, guard, log, last)
  return {
    folder,
    services,
    guard,
    installKey: openInstallKey(folder.path),
    isReady: () => !isBroken && !guard.isLow,
    refusesChanges: () => (isBroken ? 'broken' : guard.isLow ? 'low' : null),
    tick,
    async close() {
      try {
        await tick(true)
        await checkpoints.stop()
        database.connection.pragma('wal_checkpoint(TRUNCATE)')
      } catch (error) {
        log.warn({ err: error }, 'the last checkpoint was not made; the next start makes it')
      } finally {
        database.close()
        folder.release()
      }
    },
  }
}

/** @throws KeysSealed, DataFolderProblem when the key is not to be had, or not the one that the database needs. */
function sealerOf(folder: DataFolder, { db }: OpenDatabase, openers: Openers, clock: Clock): Sealer {
  const recorded = recordedKey(db)
  const sealer = createSealer(openKey(folder.path, openers, recorded))
  if (recorded === null) recordKey(db, sealer.keyId, clock.wall())
  return sealer
}

async function writeDownTime(services: Services, guard: StorageGuard, log: Logger, last: boolean): Promise<void> {
  const { writer, journal, refusals, generation } = services
  lookAtDisk(guard, log)
  try {
    const rows = refusals.take(last)
    const changed = await writer
      .submit((tx) => {
        for (const { origin, entry } of rows) journal.append(tx, origin, entry)
        const now = journal.trustedNow()
        forgetOldAnswers(tx, now)
        forgetExpired(tx, now)
        forgetOldMagicTokens(tx, now)
        forgetUnconfirmed(tx, now - unconfirmedKeptMs)
        return settleRotations(tx, journal, now)
      }, true)
      .catch((error: unknown) => {
        refusals.putBack(rows)
        throw error
      })
    if (changed) generation.advance()
  } catch (error) {
    log.error({ err: error }, 'housekeeping failed; it is tried again')
  }
}

/** A disk that cannot be asked is no reason to leave the rest undone. */
function lookAtDisk(guard: StorageGuard, log: Logger): void {
  try {
    guard.look()
  } catch (error) {
    log.error({ err: error }, 'the disk could not be looked at')
  }
}

function openMigrated(file: string): OpenDatabase {
  try {
    return openWhole(file)
  } catch (error) {
    if (!(error instanceof Error) || !/^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error))) throw error
    throw new DataFolderProblem('data_damaged', damaged(file, error.message), error)
  }
}

function openWhole(file: string): OpenDatabase {
  refuseNewerFile(file)
  const database = openDatabase(file)
  try {
    migrate(database.connection)
    const check = database.connection.pragma('quick_check(1)', { simple: true })
    if (check !== 'ok') throw new DataFolderProblem('data_damaged', damaged(file))
    if (database.db.all('PRAGMA foreign_key_check').length > 0)
      throw new DataFolderProblem('data_damaged', damaged(file))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function damaged(file: string, found?: string): string {
  const what = found === undefined ? '' : ` (${found})`
  return `The database ${file} is damaged${what}. Nothing was changed. Keep a copy of the folder and restore a backup into a new one: beatkeeper restore FILE --data DIR.`
}
