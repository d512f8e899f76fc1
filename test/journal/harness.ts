import SqliteDatabase from 'better-sqlite3'
import type { Endpoint } from '../../src-server/contract/endpoint.ts'
import { idPrefixes, type NewId } from '../../src-server/contract/ids.ts'
import { databaseOver, type Writable } from '../../src-server/db/database.ts'
import { migrate } from '../../src-server/db/migrate.ts'
import type { Entry, Origin } from '../../src-server/journal/entry.ts'
import { type AppendedRow, createJournal, type Journal } from '../../src-server/journal/journal.ts'
import type { Clock } from '../../src-server/lib/clock.ts'
import { createNewId } from '../../src-server/lib/id.ts'

/** A clock that a test turns by hand. */
export interface HandClock extends Clock {
  now: number
}

export function handClock(now = Date.UTC(2026, 10, 21, 9, 0, 0)): HandClock {
  const clock: HandClock = { now, wall: () => clock.now, monotonic: () => clock.now }
  return clock
}

/** A log in memory, with the product's own schema. */
export interface TestLog {
  readonly connection: SqliteDatabase.Database
  readonly db: Writable
  readonly clock: HandClock
  readonly newId: NewId
  readonly workspaceId: string
  readonly journal: Journal
  /** Runs work as the writer does: in one transaction, which commits unless `commit` is false. */
  batch<Result>(work: (tx: Writable) => Result, commit?: boolean): Result
  append(origin: Origin, entry: Entry): AppendedRow
}

/** Opens a log in memory, or goes on with a file's bytes. */
export function openLog(bytes?: Buffer, clock = handClock()): TestLog {
  const connection = bytes === undefined ? new SqliteDatabase(':memory:') : new SqliteDatabase(bytes)
  if (bytes === undefined) migrate(connection)
  return logOver(connection, databaseOver(connection), clock)
}

/** A log over a migrated database, which gets a workspace if it has none. */
export function logOver(connection: SqliteDatabase.Database, db: Writable, clock: HandClock): TestLog {
  const newId = createNewId(clock, idPrefixes)
  db.run(
    'INSERT OR IGNORE INTO workspace (only, id, console_id, cursor_key, created_at) VALUES (1, ?, ?, ?, ?)',
    newId('workspace'),
    'console',
    Buffer.alloc(32),
    clock.now,
  )
  const workspaceId = db.get<{ id: string }>('SELECT id FROM workspace')?.id ?? ''
  const journal = createJournal({ db, clock, newId, workspaceId })
  const batch: TestLog['batch'] = (work, commit = true) => {
    connection.exec('BEGIN IMMEDIATE')
    try {
      const result = work(db)
      journal.beforeCommit(db)
      connection.exec(commit ? 'COMMIT' : 'ROLLBACK')
      journal.settled(commit)
      return result
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      journal.settled(false)
      throw error
    }
  }
  return {
    connection,
    db,
    clock,
    newId,
    workspaceId,
    journal,
    batch,
    append: (origin, entry) => batch((tx) => journal.append(tx, origin, entry)),
  }
}

/** A copy of a log to tamper with: no journal goes on in it, and the triggers are gone. */
export function openCopy(bytes: Buffer): Pick<TestLog, 'connection' | 'db'> {
  const connection = new SqliteDatabase(bytes)
  dropTriggers(connection)
  return { connection, db: databaseOver(connection) }
}

/** Takes the triggers away, as someone does who has the file and means harm. */
export function dropTriggers(connection: SqliteDatabase.Database): void {
  const names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
  for (const name of names) connection.exec(`DROP TRIGGER ${String(name)}`)
}

export const pageId = 'pag_01k9zv3c8r5t7w2x4y6z8a0b1h'

/** An origin, with what a test cares about. */
export function originOf(overrides: Partial<Origin> = {}): Origin {
  return {
    actor: { kind: 'token', id: 'tok_01k9zv3c8r5t7w2x4y6z8a0b1d', prefix: 'bk_live_aB3d', label: 'pagerduty-sync' },
    onBehalfOf: null,
    client: { address: '203.0.113.7', agent: 'curl/8.5.0' },
    pageId,
    environment: 'live',
    method: 'GET',
    route: '/api/v1/admin/incidents',
    scopes: ['incidents:read'],
    requestId: 'req_01k9zv3c8r5t7w2x4y6z8a0b30',
    callerRequestId: null,
    ...overrides,
  }
}

/** A request that ended well, unless told otherwise. */
export function requestEntry(overrides: Partial<Extract<Entry, { kind: 'request' }>> = {}): Entry {
  return {
    kind: 'request',
    action: 'incidents.list' satisfies Endpoint['id'],
    status: 200,
    countsAsUse: true,
    ...overrides,
  }
}
