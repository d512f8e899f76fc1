import type { AuditRow } from '../contract/audit.ts'
import type { Readable } from '../db/database.ts'
import { type LogFilter, planOf } from './filter.ts'
import { fittingBetween } from './list.ts'
import { readRows } from './log-rows.ts'
import { presentRow } from './present.ts'

/** How many rows are looked at in one read; between two of them the loop turns. */
const windowSize = 1000

/**
 * All rows that fit, oldest first, up to the row that is the last when the reading begins; a piece for each window of the log (possibly
 * empty). Each window is a short read of its own: one open cursor would hold the write-ahead log back for as long as the client reads.
 */
export function* exportRows(db: Readable, workspaceId: string, filter: LogFilter): Generator<readonly AuditRow[]> {
  const plan = planOf(db, filter, { everyPage: true, pageId: '' })
  for (let from = plan.lowestSeq; from <= plan.highestSeq; from += windowSize) {
    const seqs = fittingBetween(db, plan, from, Math.min(from + windowSize - 1, plan.highestSeq))
    yield readRows(db, seqs, workspaceId, 'ASC').map(presentRow)
  }
}
