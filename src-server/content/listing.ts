import { containing } from '../db/like.ts'
import { type Cursors, limitByDefault, pageOf } from '../http/cursor.ts'

/**
 * One page of a list: where it begins, in which order, and where it goes on.
 *
 * Chosen: row values, `(column, id) < (?, ?)`, which SQLite answers from the index however deep the page lies. So a sort column is
 * never NULL. A cursor is sealed over the list's name, page, environment, filters and sort (http/cursor.ts).
 */
export interface Listing {
  /** Conditions for WHERE, with what they bind: the given ones and the position. */
  readonly where: string
  readonly values: readonly (string | number)[]
  readonly orderBy: string
  /** How many rows to read: one more than the page holds. */
  readonly take: number
  page<Row extends { readonly id: string }, Item>(
    rows: readonly Row[],
    present: (row: Row) => Item,
  ): { data: Item[]; next_cursor: string | null }
}

export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

export interface ListingOptions {
  /** The endpoint's id. */
  readonly name: string
  readonly pageId: string
  readonly environment: string
  /** The parsed query: `sort`, `limit`, `cursor`, and filters, which the cursor is bound to. */
  readonly query: { readonly sort?: string; readonly limit?: number; readonly cursor?: string }
  readonly defaultSort: string
  /** SQL of each column that can be sorted by, under the name that the query gives it (which the rows have as well). */
  readonly columns: Readonly<Record<string, string>>
  /** SQL of the id. */
  readonly id: string
  readonly conditions: readonly Condition[]
}

/**
 * The page of a list that a query asks for.
 * @throws Problem `invalid_cursor` for a cursor that is damaged or belongs to another list.
 */
export function listingOf(cursors: Cursors, options: ListingOptions): Listing {
  const { query, columns, id } = options
  const sort = query.sort ?? options.defaultSort
  const descending = sort.startsWith('-')
  const key = descending ? sort.slice(1) : sort
  const column = columns[key]
  if (column === undefined) throw new Error(`${options.name} has no column for the sort ${sort}`)
  const limit = query.limit ?? limitByDefault
  const { cursor, limit: _limit, ...filters } = query
  const binding = [options.name, options.pageId, options.environment, sort, filters]
  const conditions = [...options.conditions]
  if (cursor !== undefined) {
    const [value, lastId] = cursors.decode(cursor, binding)
    conditions.push({
      sql: `(${column}, ${id}) ${descending ? '<' : '>'} (?, ?)`,
      values: [value ?? '', lastId ?? ''],
    })
  }
  const direction = descending ? 'DESC' : 'ASC'
  return {
    where: conditions.map((condition) => `(${condition.sql})`).join(' AND '),
    values: conditions.flatMap((condition) => [...condition.values]),
    orderBy: `${column} ${direction}, ${id} ${direction}`,
    take: limit + 1,
    page: (rows, present) =>
      pageOf(rows, limit, present, (last) => {
        const value: unknown = Reflect.get(last, key)
        if (typeof value !== 'string' && typeof value !== 'number')
          throw new Error(`a row of ${options.name} has no ${key}`)
        return cursors.encode([value, last.id], binding)
      }),
  }
}

/** A condition that finds a text in a column, whatever the case of ASCII letters; `%` and `_` stand for themselves. */
export function holdsText(column: string, text: string): Condition {
  return { sql: `${column} LIKE ? ESCAPE '\\'`, values: [containing(text)] }
}
