import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import pino, { type Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { allows, parseRange } from './access/address.ts'
import { createApp } from './app.ts'
import { type Config, ConfigProblem } from './config.ts'
import type { FailureCode } from './contract/lifecycle.ts'
import { createCheckpoints } from './db/checkpoint.ts'
import { DataFolderProblem, holdDataFolder } from './db/data-folder.ts'
import { migrate, NewerDatabase } from './db/migrate.ts'
import { type OpenDatabase, openDatabase } from './db/open.ts'
import { createStorageGuard } from './db/storage-guard.ts'
import { settleRotations } from './features/tokens/rotation.ts'
import { forgetOldAnswers } from './http/idempotency.ts'
import { createHttpServer } from './http/server.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { openServices } from './open-services.ts'
import type { Services } from './services.ts'

/**
 * From a configuration to a server that answers, and back: hold the folder, open, migrate, listen, tick; drain, flush, close.
 * Whatever goes wrong before it listens is one of the failure codes, with a sentence that says what to do.
 */

/** It did not come up. */
export class StartFailure extends Error {
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly version: string
  readonly services: Services
  /** Answers what has begun, takes no more, writes what is left. */
  stop(): Promise<void>
}

export const version: string = packageJson.version

/**
 * Starts a server.
 * @throws StartFailure
 */
export async function runServer(
  config: Config,
  clock: Clock = systemClock,
  overrides: Partial<Pick<Parameters<typeof openServices>[0], 'passwords'>> = {},
): Promise<RunningServer> {
  const log = pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  )
  const folder = asFailure(() => holdDataFolder(config.dataDir))
  const database = asFailure(() => openMigrated(folder.databaseFile), folder.release)
  const guard = createStorageGuard(folder.databaseFile)
  const checkpoints = createCheckpoints(database.connection, folder.databaseFile, checkpointWorker())
  let isBroken = false
  try {
    const services = openServices({
      database,
      clock,
      log,
      version,
      publicUrl: config.publicUrl,
      onStorageFull: guard.dropBallast,
      onCommitted: checkpoints.committed,
      onBroken: (error) => {
        isBroken = true
        log.fatal({ err: error }, 'the database can no longer be trusted; changes are refused')
      },
      ...overrides,
    })
    guard.look()
    let port = config.port
    const trusted = config.trustedProxies.map(proxyRange)
    const app = createApp(services, {
      names: {
        port: () => port,
        publicUrl: config.publicUrl,
        trustsPeer: (address) => trusted.length > 0 && allows(trusted, address),
      },
      consoleDir: config.consoleDir,
      anonymousPerMinute: config.anonymousPerMinute,
      failedPerMinute: config.failedPerMinute,
      checkReplies: config.checkReplies,
      isReady: () => !isBroken && !guard.isLow,
    })
    const server = createHttpServer(app.koa, services.newId, tlsOf(config))
    port = await listen(server, config)
    const url = `${config.tls === null ? 'http' : 'https'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
    writeEndpoint(folder.endpointFile, {
      url,
      port,
      pid: process.pid,
      version,
      started_at: new Date(clock.wall()).toISOString(),
    })
    app.maintenanceClock.start()
    const ticking = setInterval(() => void tick(services, guard, log), config.tickSeconds * 1000)
    ticking.unref()
    return {
      url,
      port,
      version,
      services,
      async stop() {
        clearInterval(ticking)
        app.maintenanceClock.stop()
        await close(server)
        await tick(services, guard, log, true)
        rmSync(folder.endpointFile, { force: true })
        await checkpoints.stop()
        database.connection.pragma('wal_checkpoint(TRUNCATE)')
        database.close()
        folder.release()
      },
    }
  } catch (error) {
    await checkpoints.stop()
    if (database.connection.open) database.close()
    folder.release()
    throw error
  }
}

/** What time has done, written down: ended rotations, minutes of refused requests, answers kept for a day. */
async function tick(services: Services, guard: { look(): void }, log: Logger, last = false): Promise<void> {
  const { writer, journal, refusals, generation } = services
  try {
    guard.look()
    const rows = refusals.take(last)
    const changed = await writer
      .submit((tx) => {
        for (const { origin, entry } of rows) journal.append(tx, origin, entry)
        const now = journal.trustedNow()
        forgetOldAnswers(tx, now)
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

function openMigrated(file: string): OpenDatabase {
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

function damaged(file: string): string {
  return `The database ${file} is damaged. Nothing was changed. Keep a copy of the folder and restore a backup: beatkeeper restore FILE --data DIR.`
}

/** Turns what the folder and the database say into failures; `undo` runs when it fails. */
function asFailure<Result>(work: () => Result, undo: () => void = () => undefined): Result {
  try {
    return work()
  } catch (error) {
    undo()
    if (error instanceof DataFolderProblem) throw new StartFailure(error.code, error.message, error)
    if (error instanceof NewerDatabase) {
      throw new StartFailure(
        'data_newer',
        `This data folder was written by a newer Beatkeeper (schema ${error.found}, this one knows ${error.known}). Install the newer version; the folder was not touched.`,
        error,
      )
    }
    if (error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))) {
      throw new StartFailure(
        'data_damaged',
        `${error.message}. Nothing was changed. Keep a copy of the folder and restore a backup.`,
        error,
      )
    }
    if (
      error instanceof Error &&
      'code' in error &&
      /^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|^E(ACCES|ROFS|PERM)/.test(String(error.code))
    ) {
      throw new StartFailure(
        'data_unwritable',
        `The database cannot be written (${error.message}). Give yourself read and write access to the data folder.`,
        error,
      )
    }
    throw error
  }
}

function proxyRange(text: string) {
  const range = parseRange(text)
  if (range === null) throw new ConfigProblem(`--trust-proxy must be an address or a CIDR range, not "${text}".`)
  return range
}

function tlsOf({ tls }: Config): { cert: Buffer; key: Buffer } | null {
  return tls === null ? null : { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }
}

/** A port that is taken is said, never swapped for another one: scripts would talk to a stranger. */
function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new StartFailure(
            'port_in_use',
            `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`,
            error,
          ),
        )
      else if (error.code === 'EACCES')
        reject(
          new StartFailure(
            'port_in_use',
            `Port ${port} needs more rights than this user has. Choose one above 1023 with --port.`,
            error,
          ),
        )
      else if (error.code === 'EADDRNOTAVAIL')
        reject(
          new StartFailure('bad_config', `This computer has no address ${host}. Choose another with --host.`, error),
        )
      else reject(error)
    })
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 5000).unref()
  })
}

function writeEndpoint(file: string, value: object): void {
  if (existsSync(file)) rmSync(file)
  writeFileSync(file, `${JSON.stringify(value)}\n`, { mode: 0o600 })
  if (process.platform !== 'win32') chmodSync(file, 0o600)
}

/** Beside the sources, or beside the built server. */
function checkpointWorker(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./db/checkpoint-worker.ts', import.meta.url)
    : new URL('./checkpoint-worker.js', import.meta.url)
}
