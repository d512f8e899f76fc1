import { parentPort, workerData } from 'node:worker_threads'
import SqliteDatabase from 'better-sqlite3'

/** The thread that checkpoints (checkpoint.ts). One connection of its own; it writes nothing but what is committed already. */
const connection = new SqliteDatabase(String(workerData.databaseFile), { fileMustExist: true })
connection.pragma('busy_timeout = 5000')
connection.pragma('synchronous = FULL')

parentPort?.on('message', () => {
  try {
    connection.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // The next one does it; the writer does it itself before the file grows too large.
  }
  parentPort?.postMessage('done')
})
