import type { AuditRow } from '../contract/audit.ts'
import type { Readable } from '../db/database.ts'
import type { LogFilter, Visibility } from './filter.ts'
import { findRows } from './list.ts'
import { readRows } from './log-rows.ts'
import { presentRow } from './present.ts'

/** One page of the log as the API shows it. */
export interface LogPage {
  /** Newest first. May be empty although there is a next page: a page looks at a bounded number of rows. */
  readonly data: AuditRow[]
  /** The seq below which the next page goes on; null: there are no more. */
  readonly next: number | null
}

export interface LogQuestion {
  readonly filter: LogFilter
  readonly visible: Visibility
  /** Where the page before ended; null for the first. */
  readonly before: number | null
  readonly limit: number
}

/** Reads a page of the log. */
export function readLogPage(
  db: Readable,
  workspaceId: string,
  { filter, visible, before, limit }: LogQuestion,
): LogPage {
  const { seqs, next } = findRows(db, filter, visible, before, limit)
  return { data: readRows(db, seqs, workspaceId).map(presentRow), next }
}
