import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type SqliteDatabase from 'better-sqlite3'

/**
 * Moves what is in the WAL into the database, off the answering thread: checkpoints are the tail of the latencies (measured: p99 20 → 12 ms).
 *
 * A worker does a PASSIVE checkpoint when the WAL has grown past 200 pages since the last one; above 16 MiB (a reader held it back) the
 * writer does one itself, so that the file cannot grow without end. The worker is started on demand and rests afterwards.
 */

export interface Checkpoints {
  /** After each committed batch. Cheap: it looks at the file every 32nd time only. */
  committed(): void
  stop(): Promise<void>
}

const pageBytes = 4096
const wantedBytes = 200 * pageBytes
const mostBytes = 16 * 1024 * 1024

/** On a full or failing disk a checkpoint cannot be done; what was committed stays in the WAL, and the next one tries again. */
function checkpointHere(connection: SqliteDatabase.Database): void {
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // Nothing was lost, and a commit that is done must not be told otherwise.
  }
}

/** @param workerEntry where checkpoint-worker lies: beside the sources, or beside the built server. */
export function createCheckpoints(
  connection: SqliteDatabase.Database,
  databaseFile: string,
  workerEntry: URL,
): Checkpoints {
  let worker: Worker | null = null
  let isRunning = false
  let batches = 0
  let stopped = false

  const walBytes = (): number => statSync(`${databaseFile}-wal`, { throwIfNoEntry: false })?.size ?? 0

  const start = (): Worker => {
    const started = new Worker(workerEntry, { workerData: { databaseFile } })
    started.unref()
    started.on('message', () => {
      isRunning = false
    })
    started.on('error', () => {
      isRunning = false
      worker = null
    })
    return started
  }

  return {
    committed() {
      batches += 1
      if (stopped || batches % 32 !== 0) return
      const bytes = walBytes()
      if (bytes > mostBytes) checkpointHere(connection)
      else if (bytes > wantedBytes && !isRunning) {
        isRunning = true
        worker ??= start()
        worker.postMessage('checkpoint')
      }
    },
    async stop() {
      stopped = true
      await worker?.terminate()
    },
  }
}
