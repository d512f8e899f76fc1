import { type Accessor, createMemo } from 'solid-js'
import { listAuditLog } from '../../../src-server/contract/audit.ts'
import { useApi } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { context } from '../../state/session.ts'
import { newsIn } from './model.ts'
import type { LogFilters } from './query-language.ts'

/**
 * What has happened since the log was read. Looking is an event itself, so it is looked once a minute, and one's own looks do not
 * count as news.
 */

const quietMs = 50_000
const everyMs = 60_000
const lookedAt = 50

export interface NewEvents {
  count: number
  /** There are more than were looked at. */
  more: boolean
}

export function useNewEvents(
  filters: Accessor<LogFilters>,
  seen: Accessor<{ seq: number; at: number } | null>,
): Accessor<NewEvents> {
  const isDue = createMemo(() => {
    const last = seen()
    return last !== null && now() - last.at > quietMs
  })
  const latest = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { ...filters(), limit: String(lookedAt) } },
    enabled: isDue(),
    every: everyMs,
  }))
  return createMemo(() => {
    const last = seen()
    const rows = latest.data()?.data
    if (last === null || rows === undefined || !isDue()) return { count: 0, more: false }
    const count = newsIn(rows, last.seq, context()?.user?.id ?? null)
    return { count, more: rows.length === lookedAt && (rows.at(-1)?.seq ?? 0) > last.seq }
  })
}
