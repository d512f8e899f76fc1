import type { ReplyOf } from '../../contract/endpoint.ts'
import { Problem } from '../../contract/problems.ts'
import type { tokenLineage } from '../../contract/tokens.ts'
import type { Readable } from '../../db/database.ts'
import { statusOf } from './present.ts'
import { findTokenRow, type TokenRow, tokenRowOf, type Visibility } from './store.ts'

interface Tombstone {
  id: string
  name: string
  prefix: string
  page_id: string | null
  environment: string
  line_id: string
  minted_by: string | null
  rotated_from: string | null
  rotated_to: string | null
}

const tombstoneColumns = 'id, name, prefix, page_id, environment, line_id, minted_by, rotated_from, rotated_to'

function visibleTombstone(db: Readable, id: string, who: Visibility): Tombstone | undefined {
  const stone = db.get<Tombstone>(`SELECT ${tombstoneColumns} FROM token_tombstones WHERE id = ?`, id)
  if (stone === undefined) return undefined
  const onPage = stone.page_id === who.pageId || (stone.page_id === null && who.everyPage)
  return onPage && (!who.testOnly || stone.environment === 'test') ? stone : undefined
}

/**
 * Where a token comes from and what came of it, by id, also after it was deleted.
 * @throws Problem `not_found`.
 */
export function lineageOf(
  db: Readable,
  id: string,
  who: Visibility,
  now: number,
  timeOf: (ms: number) => string,
): ReplyOf<typeof tokenLineage> {
  const origin = findTokenRow(db, id, who) ?? visibleTombstone(db, id, who)
  if (origin === undefined) throw new Problem('not_found')
  const alive = db
    .all<{ id: string }>('SELECT id FROM tokens WHERE line_id = ? ORDER BY created_at, id', origin.line_id)
    .flatMap(({ id: each }) => tokenRowOf(db, each) ?? [])
  const gone = db.all<Tombstone>(
    `SELECT ${tombstoneColumns} FROM token_tombstones WHERE line_id = ? ORDER BY id`,
    origin.line_id,
  )
  // Ids are time-ordered: their order is the order of the rotations.
  const rotations = [
    ...alive.map((row) => entryOf(row, statusOf(row, now))),
    ...gone.map((stone) => entryOf(stone, 'deleted' as const)),
  ].sort((a, b) => (a.id < b.id ? -1 : 1))
  const mintedTokens = db
    .all<{ id: string }>('SELECT id FROM tokens WHERE minted_by = ? ORDER BY id LIMIT 1000', id)
    .flatMap(({ id: each }) => tokenRowOf(db, each) ?? [])
  const mintedGone = db.all<{ id: string; name: string; deleted_at: number }>(
    'SELECT id, name, deleted_at FROM token_tombstones WHERE minted_by = ? ORDER BY id LIMIT 1000',
    id,
  )
  const others = db.all<{ type: string; id: string; name: string; at: number }>(
    'SELECT type, id, name, at FROM minted WHERE by_token = ? ORDER BY at, id LIMIT 1000',
    id,
  )
  return {
    id,
    rotations,
    minted_by: minterOf(db, origin.minted_by, now),
    minted: [
      ...mintedTokens.map((row) => ({
        type: 'token',
        id: row.id,
        name: row.name,
        status: statusOf(row, now),
        at: timeOf(row.created_at),
      })),
      ...mintedGone.map((stone) => ({
        type: 'token',
        id: stone.id,
        name: stone.name,
        status: 'deleted',
        at: timeOf(stone.deleted_at),
      })),
      ...others.map((each) => ({ type: each.type, id: each.id, name: each.name, status: null, at: timeOf(each.at) })),
    ],
  }
}

function entryOf<Status>(
  row: Pick<TokenRow | Tombstone, 'id' | 'name' | 'prefix' | 'rotated_from' | 'rotated_to'>,
  status: Status,
) {
  return {
    id: row.id,
    name: row.name,
    token_prefix: row.prefix,
    status,
    rotated_from: row.rotated_from,
    rotated_to: row.rotated_to,
  }
}

function minterOf(db: Readable, id: string | null, now: number): { id: string; name: string; status: string } | null {
  if (id === null) return null
  const row = tokenRowOf(db, id)
  if (row !== undefined) return { id, name: row.name, status: statusOf(row, now) }
  const stone = db.get<{ name: string }>('SELECT name FROM token_tombstones WHERE id = ?', id)
  return stone === undefined ? null : { id, name: stone.name, status: 'deleted' }
}
