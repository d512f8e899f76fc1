import { createHmac, timingSafeEqual } from 'node:crypto'
import { Problem } from '../contract/problems.ts'

/**
 * Cursors: where a list goes on, bound to its filters and sort, so that a foreign or damaged one is refused and not guessed at.
 *
 * A cursor is the sort value and id of the last item, and a short MAC over them and the list's name, filters and sort, with a key of
 * this workspace. Not a secret, only a seal. Held by test/http/cursor.test.ts.
 */
export type CursorValue = string | number | null

export interface Cursors {
  /** Seals a position in a list. `binding`: the list's name, filters, sort, page and environment. */
  encode(position: readonly CursorValue[], binding: unknown): string
  /** @throws Problem `invalid_cursor` when it was damaged or belongs to another list. */
  decode(cursor: string, binding: unknown): readonly CursorValue[]
}

/** Cursors sealed with the workspace's key, asked for each time. */
export function createCursors(key: () => Buffer): Cursors {
  const sealOf = (payload: string, binding: unknown): Buffer =>
    createHmac('sha256', key()).update(JSON.stringify(binding)).update('\n').update(payload).digest().subarray(0, 12)
  return {
    encode(position, binding) {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${payload}.${sealOf(payload, binding).toString('base64url')}`
    },
    decode(cursor, binding) {
      const [payload = '', seal = '', ...rest] = cursor.split('.')
      const given = Buffer.from(seal, 'base64url')
      const wanted = sealOf(payload, binding)
      if (
        rest.length > 0 ||
        given.length !== wanted.length ||
        !timingSafeEqual(given, wanted) ||
        given.toString('base64url') !== seal
      ) {
        throw new Problem('invalid_cursor')
      }
      const position: CursorValue[] = JSON.parse(Buffer.from(payload, 'base64url').toString())
      return position
    },
  }
}

/** How many items a page of a list holds where nobody says how many. */
export const limitByDefault = 50

/**
 * Cuts a list that was read with one row more than its limit, and says where it goes on.
 * @param position the sort value(s) and id of an item.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  next: (last: Row) => string,
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(present), next_cursor: rows.length > limit && last !== undefined ? next(last) : null }
}

/**
 * The keyset condition after a position, for `ORDER BY column direction, id direction`; NULLs stand last ascending, first descending.
 * Answers SQL for WHERE and its values.
 */
export function afterPosition(
  column: string,
  descending: boolean,
  position: readonly CursorValue[],
  id = 'id',
): { sql: string; values: (string | number)[] } {
  const [value = null, lastId = ''] = position
  const than = descending ? '<' : '>'
  if (value === null) {
    return descending
      ? { sql: `(${column} IS NOT NULL OR ${id} < ?)`, values: [String(lastId)] }
      : { sql: `(${column} IS NULL AND ${id} > ?)`, values: [String(lastId)] }
  }
  const nullsAfter = descending ? '' : ` OR ${column} IS NULL`
  return {
    sql: `(${column} ${than} ? OR (${column} = ? AND ${id} ${than} ?)${nullsAfter})`,
    values: [value, value, String(lastId)],
  }
}

/** `ORDER BY` that fits `afterPosition`. */
export function orderBy(column: string, descending: boolean, id = 'id'): string {
  return descending ? `${column} DESC NULLS FIRST, ${id} DESC` : `${column} ASC NULLS LAST, ${id} ASC`
}
