import { parentPort, workerData } from 'node:worker_threads'
import { openForUpkeep } from './open.ts'

/** The thread that checkpoints (checkpoint.ts). One connection of its own; it writes nothing but what is committed already. */
const connection = openForUpkeep(String(workerData.databaseFile))

parentPort?.on('message', () => {
  try {
    connection.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // The next one does it; the writer does it itself before the file grows too large.
  }
  parentPort?.postMessage('done')
})
