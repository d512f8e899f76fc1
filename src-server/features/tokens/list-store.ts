import type { TokenStatus } from '../../contract/tokens.ts'
import type { Readable, SqlValue } from '../../db/database.ts'
import { containing } from '../../db/like.ts'
import { afterPosition, type CursorValue, orderBy } from '../../http/cursor.ts'
import { columns, joined, statusAt, type TokenRow, type Visibility, visible } from './store.ts'

/** Lists of tokens and counts of them, as a caller sees them. Times are milliseconds UTC. */

export interface TokenFilters {
  readonly status?: TokenStatus | undefined
  readonly permission?: string | undefined
  readonly role_key?: string | undefined
  readonly environment?: string | undefined
  readonly terraform_managed?: boolean | undefined
  readonly owner_id?: string | undefined
  readonly purpose?: string | undefined
  readonly line?: string | undefined
  readonly q?: string | undefined
}

function conditions(filters: TokenFilters, who: Visibility, now: number): { sql: string; values: SqlValue[] } {
  const base = visible(who)
  const parts = [base.sql]
  const values = [...base.values]
  const add = (sql: string, ...more: SqlValue[]): void => {
    parts.push(sql)
    values.push(...more)
  }
  if (filters.status !== undefined) add(`${statusAt} = ?`, now, now, filters.status)
  if (filters.permission !== undefined) add('level = ?', filters.permission)
  if (filters.role_key !== undefined) add('role_key = ?', filters.role_key)
  if (filters.environment !== undefined) add('environment = ?', filters.environment)
  if (filters.terraform_managed !== undefined) add('terraform_managed = ?', filters.terraform_managed ? 1 : 0)
  if (filters.owner_id !== undefined) add('owner_id = ?', filters.owner_id)
  if (filters.purpose !== undefined) add('purpose = ?', filters.purpose)
  if (filters.line !== undefined) {
    add(
      'line_id IN (SELECT line_id FROM tokens WHERE id = ? UNION SELECT line_id FROM token_tombstones WHERE id = ?)',
      filters.line,
      filters.line,
    )
  }
  if (filters.q !== undefined) {
    const like = containing(filters.q)
    const fields = ['tokens.name', 'description', 'prefix', 'role_key', 'owner_name', 'users.name', 'notes']
    add(`(${fields.map((field) => `${field} LIKE ? ESCAPE '\\'`).join(' OR ')})`, ...fields.map(() => like))
  }
  return { sql: parts.join(' AND '), values }
}

/** One page of the list, in order, with one row more than `limit` if there is more. */
export function listTokenRows(
  db: Readable,
  options: {
    filters: TokenFilters
    who: Visibility
    now: number
    sort: string
    limit: number
    after: readonly CursorValue[] | null
  },
): TokenRow[] {
  const { filters, who, now, sort, limit, after } = options
  const descending = sort.startsWith('-')
  const field = sort.replace(/^-/, '')
  const column = `tokens.${field}`
  const { sql, values } = conditions(filters, who, now)
  const keyset = after === null ? null : afterPosition(column, descending, after, 'tokens.id')
  return db.all<TokenRow>(
    `SELECT ${columns} FROM ${joined} WHERE ${sql}${keyset === null ? '' : ` AND ${keyset.sql}`} ORDER BY ${orderBy(column, descending, 'tokens.id')} LIMIT ?`,
    ...values,
    ...(keyset?.values ?? []),
    limit + 1,
  )
}

export interface TokenCounts {
  total: number
  active: number
  disabled: number
  revoked: number
  expired: number
  expiring_soon: number
  never_used: number
  unused_30d: number
}

const dayMs = 86_400_000

/** How many there are in each state; the four states add up to the total. */
export function countTokens(db: Readable, who: Visibility, now: number): TokenCounts {
  const { sql, values } = visible(who)
  const counts = db.get<TokenCounts>(
    `SELECT count(*) AS total,
       count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status = 'disabled') AS disabled,
       count(*) FILTER (WHERE status = 'revoked') AS revoked, count(*) FILTER (WHERE status = 'expired') AS expired,
       count(*) FILTER (WHERE status = 'active' AND expires_at <= ?) AS expiring_soon,
       count(*) FILTER (WHERE status IN ('active', 'disabled') AND use_count = 0) AS never_used,
       count(*) FILTER (WHERE status IN ('active', 'disabled') AND coalesce(last_used_at, created_at) <= ?) AS unused_30d
     FROM (SELECT ${statusAt} AS status, expires_at, use_count, last_used_at, created_at FROM tokens WHERE ${sql})`,
    now + 14 * dayMs,
    now - 30 * dayMs,
    now,
    now,
    ...values,
  )
  return (
    counts ?? {
      total: 0,
      active: 0,
      disabled: 0,
      revoked: 0,
      expired: 0,
      expiring_soon: 0,
      never_used: 0,
      unused_30d: 0,
    }
  )
}
