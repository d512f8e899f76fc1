import { parentPort, workerData } from 'node:worker_threads'
import { openReadOnly } from '../db/open.ts'
import { errorCode } from '../lib/error-code.ts'
import { startVerification } from './verify.ts'
import type { ThreadMessage } from './verify-thread.ts'

/** The thread that verifies the log (verify-thread.ts): a connection of its own that reads and no more, a chunk at a time. */
const tellEveryMs = 100

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message)

try {
  const { db, close } = openReadOnly(String(workerData.databaseFile))
  const verification = startVerification(db, String(workerData.workspaceId))
  let toldAt = 0
  for (let verdict = verification.next(); ; verdict = verification.next()) {
    if (verdict !== null) {
      tell({ kind: 'verdict', verdict })
      break
    }
    if (performance.now() - toldAt < tellEveryMs) continue
    toldAt = performance.now()
    tell({ kind: 'progress', done: verification.done, total: verification.total })
  }
  close()
} catch (error) {
  tell({ kind: 'failed', code: errorCode(error), message: error instanceof Error ? error.message : String(error) })
}
