/**
 * Reads the log of a data folder without a server and without touching the folder (db/evidence-copy.ts).
 *
 * The file may be someone's evidence or someone's trap: it is opened read-only, in its place only plain tables are read, and nothing of it
 * is migrated or run.
 */

import type { Readable } from '../db/database.ts'
import { copyEvidence, NoEvidence } from '../db/evidence-copy.ts'
import { schemaVersion } from '../db/migrate.ts'
import { readHead } from './journal.ts'
import { type Verdict, verifyLog, workspaceIdOf } from './verify.ts'

export { NoEvidence }

export interface OfflineVerdict extends Verdict {
  readonly workspaceId: string
  /** When the last row was appended, milliseconds UTC; null in an empty log. */
  readonly lastAt: number | null
  /** A server was running: rows that it appended since are not in the verdict. */
  readonly wasLive: boolean
}

/** Verifies all rows of a data folder's log. @throws NoEvidence when there is nothing that can be read. */
export async function verifyFolder(
  dataDir: string,
  onProgress?: (done: number, total: number) => void,
): Promise<OfflineVerdict> {
  const copy = await copyEvidence(dataDir)
  try {
    const { db, wasLive } = copy
    if (copy.schemaVersion > schemaVersion) {
      throw new NoEvidence(
        `${dataDir} was written by a newer Beatkeeper (schema ${copy.schemaVersion}, this one knows ${schemaVersion}). Verify it with that version; the folder was not touched.`,
      )
    }
    if (!holdsLog(db))
      throw new NoEvidence(`The database in ${dataDir} holds no audit log. Is it the data folder of a workspace?`)
    const workspaceId = workspaceIdOf(db)
    if (workspaceId === null)
      throw new NoEvidence(`The database in ${dataDir} holds no workspace yet. Run beatkeeper init first.`)
    const verdict = verifyLog(db, workspaceId, onProgress)
    const head = readHead(db, workspaceId)
    return { ...verdict, workspaceId, lastAt: head.seq === 0 ? null : head.at, wasLive }
  } finally {
    copy.dispose()
  }
}

const tables = ['workspace', 'audit_log', 'audit_details', 'actors', 'clients']

/** Whether the tables of the log are there, and are tables: a view of that name could run anything. */
function holdsLog(db: Readable): boolean {
  const found = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'",
  )
  return tables.every((table) => found.some(({ name }) => name === table))
}
