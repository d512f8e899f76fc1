import type SqliteDatabase from 'better-sqlite3'
import { errorCode } from '../lib/error-code.ts'
import type { Writable, WriterDatabase } from './database.ts'

/**
 * Group commit: whatever was handed over while the event loop turned is one transaction and one fsync.
 *
 * Chosen: the batch runs on `setImmediate`, never on a timer: a lone request waits for nobody. Where there are several, the loop turns on
 * while each turn brings more of them, so that whoever comes at the same time shares the fsync (measured: 64 connections are one
 * batch and not four). Entries share the fsync, not the fate: one that throws is taken out and the others are run again (an entry touches
 * nothing but the database, so it can be). Nobody is told anything before COMMIT. Left out: a writer thread (measured: a tenth
 * more at 64 connections, a third less for a lone request). Held by test/db/writer.test.ts, the crash drill and the power-loss replay.
 */

export interface BatchEntry {
  /** Runs inside the batch. May run more than once; only the last run counts. A throw takes this entry out. */
  run(tx: Writable): void
  /** After COMMIT: now it may be answered. Must not throw: what is committed cannot be taken back. */
  committed(): void
  /** It was not committed; nothing of it is in the database. */
  failed(error: unknown): void
  /** It may use the last room on a full disk: revocations, and reads (which write their log row only). */
  readonly essential: boolean
}

/** Something that keeps state beside the database and must move with the commit (the log's head, caches). */
export interface BatchParticipant {
  /** After all entries, before COMMIT. */
  beforeCommit?(tx: Writable): void
  /** After COMMIT (`true`) or ROLLBACK (`false`). Must not throw. */
  settled(committed: boolean): void
}

export interface Writer {
  enqueue(entry: BatchEntry): void
  /** Runs `work` in the next batch and resolves after COMMIT. */
  submit<Result>(work: (tx: Writable) => Result, essential?: boolean): Promise<Result>
  /** Adds a participant; call at composition only. */
  join(participant: BatchParticipant): void
  /** Runs what waits now, in the caller's turn. */
  flush(): void
  /** How many batches were committed, and how many entries were in them. */
  readonly counts: { readonly batches: number; readonly entries: number }
}

export interface WriterOptions {
  connection: SqliteDatabase.Database
  db: WriterDatabase
  /** The disk is full: make room if there is a ballast; answers whether there was one. */
  onStorageFull: () => boolean
  /** After each committed batch (checkpoints). */
  onCommitted: () => void
  /** The database cannot be trusted any more (SQLITE_CORRUPT, SQLITE_IOERR). */
  onBroken: (error: unknown) => void
}

/** Whether the file itself can no longer be trusted, whichever entry came upon it. */
function isBroken(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|IOERR|NOTADB)/.test(errorCode(error))
}

/** However many come one after the other, they wait for no more turns than this, and for no more entries. */
const turnsMax = 16
const entriesMax = 256

class EntryFailed extends Error {
  readonly index: number
  constructor(index: number, cause: unknown) {
    super('an entry of the batch failed', { cause })
    this.index = index
  }
}

/** Something has to be undone that was done without a savepoint: the batch is run again, with them. */
class SavepointMissed extends Error {}

/**
 * Runs what comes after COMMIT. A throw there is a bug, and it is not this batch's fate any more: nobody else's answer may change for it,
 * and nothing may be run again. It ends the process instead (crash-only; what was committed is on disk).
 */
function aside(work: () => void): void {
  try {
    work()
  } catch (error) {
    setImmediate(() => {
      throw error
    })
  }
}

/** The one writer of a connection. */
export function createWriter({ connection, db, onStorageFull, onCommitted, onBroken }: WriterOptions): Writer {
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const participants: BatchParticipant[] = []
  const counts = { batches: 0, entries: 0 }
  let waiting: BatchEntry[] = []
  let lastBatch = 0
  let scheduled = false

  /** Runs the entries; the first time without their savepoints, where it may. Answers whether one of those was missed. */
  const runEntries = (batch: readonly BatchEntry[], omitsSavepoints: boolean): boolean => {
    let isMissed = false
    if (omitsSavepoints) db.savepoints.omit()
    try {
      for (const [index, entry] of batch.entries()) {
        try {
          entry.run(db)
        } catch (error) {
          throw new EntryFailed(index, error)
        }
      }
    } finally {
      isMissed = db.savepoints.keep()
    }
    return isMissed
  }

  const attempt = (batch: readonly BatchEntry[], omitsSavepoints = true): void => {
    begin.run()
    try {
      if (runEntries(batch, omitsSavepoints)) throw new SavepointMissed()
      for (const participant of participants) participant.beforeCommit?.(db)
      commit.run()
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      for (const participant of participants) participant.settled(false)
      if (error instanceof SavepointMissed) return attempt(batch, false)
      throw error
    }
    for (const participant of participants) participant.settled(true)
  }

  const isStorageFull = (error: unknown): boolean =>
    errorCode(error) === 'SQLITE_FULL' || (error instanceof EntryFailed && errorCode(error.cause) === 'SQLITE_FULL')

  /** Runs a batch until it commits, shrinking it by what cannot be done. */
  const settle = (first: readonly BatchEntry[]): void => {
    let batch = first
    let ballastTried = false
    while (batch.length > 0) {
      try {
        attempt(batch)
      } catch (error) {
        // Whichever entry met it first: of a full disk everyone is told the same.
        const why = error instanceof EntryFailed ? error.cause : error
        if (isStorageFull(error) && !ballastTried) {
          ballastTried = true
          onStorageFull()
          const rest = batch.filter((entry) => entry.essential)
          for (const entry of batch) if (!entry.essential) entry.failed(why)
          batch = rest
        } else if (error instanceof EntryFailed && !isStorageFull(error) && !isBroken(why)) {
          batch[error.index]?.failed(error.cause)
          batch = batch.filter((_, index) => index !== error.index)
        } else {
          for (const entry of batch) entry.failed(why)
          if (isBroken(why)) onBroken(why)
          return
        }
        continue
      }
      counts.batches += 1
      counts.entries += batch.length
      for (const entry of batch) aside(() => entry.committed())
      aside(onCommitted)
      return
    }
  }

  const run = (): void => {
    scheduled = false
    const batch = waiting
    waiting = []
    lastBatch = batch.length
    if (batch.length > 0) settle(batch)
  }

  /** One turn more while each brings more: whoever comes at the same time shares the fsync. */
  const gather = (before: number, turns: number): void => {
    setImmediate(() => {
      const isAlone = waiting.length <= 1 && lastBatch <= 1
      if (isAlone || waiting.length === before || turns === turnsMax || waiting.length >= entriesMax) run()
      else gather(waiting.length, turns + 1)
    })
  }

  const enqueue = (entry: BatchEntry): void => {
    waiting.push(entry)
    if (scheduled) return
    scheduled = true
    gather(0, 1)
  }

  return {
    enqueue,
    submit: (work, essential = false) =>
      new Promise((resolve, reject) => {
        let result: { value: ReturnType<typeof work> } | undefined
        enqueue({
          essential,
          run: (tx) => {
            result = { value: work(tx) }
          },
          committed: () => (result === undefined ? reject(new Error('the entry did not run')) : resolve(result.value)),
          failed: reject,
        })
      }),
    join: (participant) => {
      participants.push(participant)
    },
    flush: run,
    counts,
  }
}
