import type { SqlValue, Writable } from '../db/database.ts'
import type { ChainedRow } from './row.ts'

/**
 * Writes a row of the log.
 *
 * Chosen: columns without a value are left out of the statement, one statement for each set of columns that occurs (a handful): binding
 * twenty-three values where fifteen say something costs a third of the insert (measured). Held by test/journal/journal.test.ts.
 */

/** Columns that may be left out, in the order of their bits and of `optionalValues`. */
const optional = [
  'first_at',
  'count',
  'on_behalf_of',
  'client',
  'page_id',
  'environment',
  'method',
  'route',
  'status',
  'scopes_used',
  'target',
  'request_id',
  'target_label_digest',
  'caller_request_id_digest',
  'changes_digest',
] as const
const digestsFrom = optional.indexOf('target_label_digest')

const statements = new Map<number, string>()

function statementFor(present: number): string {
  let sql = statements.get(present)
  if (sql === undefined) {
    const columns = optional.filter((_, bit) => (present & (1 << bit)) !== 0)
    const places = columns.map((column) => (optional.indexOf(column) < digestsFrom ? '?' : 'unhex(?)'))
    sql = `INSERT INTO audit_log (seq, id, at, kind, action, outcome, actor, hash${columns.map((column) => `, ${column}`).join('')})
      VALUES (?, ?, ?, ?, ?, ?, ?, unhex(?)${places.map((place) => `, ${place}`).join('')})`
    statements.set(present, sql)
  }
  return sql
}

/** The keys of the side tables that a row refers to. */
export interface RowReferences {
  readonly actor: number
  readonly onBehalfOf: number | null
  readonly client: number | null
}

/** Adds the row, inside the batch. `hash`: 64 hexadecimal characters. */
export function insertRow(
  tx: Writable,
  row: ChainedRow,
  { actor, onBehalfOf, client }: RowReferences,
  hash: string,
): void {
  const values: SqlValue[] = [row.seq, row.id, row.at, row.kind, row.action, row.outcome, actor, hash]
  let present = 0
  let bit = 1
  const add = (value: SqlValue): void => {
    if (value !== null) {
      present |= bit
      values.push(value)
    }
    bit <<= 1
  }
  add(row.firstAt)
  add(row.count === 1 ? null : row.count)
  add(onBehalfOf)
  add(client)
  add(row.pageId)
  add(row.environment)
  add(row.method)
  add(row.route)
  add(row.status)
  add(row.scopes)
  add(row.target)
  add(row.requestId)
  add(row.targetLabelDigest)
  add(row.callerRequestIdDigest)
  add(row.changesDigest)
  tx.run(statementFor(present), ...values)
}
