import { Problem } from '../contract/problems.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Interest } from './concerned.ts'
import type { Scope } from './scope.ts'

/** Which components a subscriber, a custom view or a feed has chosen. */

export type Chooser = 'subscriber' | 'view' | 'feed'

const places = {
  subscriber: { table: 'subscriber_components', key: 'subscriber_id' },
  view: { table: 'custom_view_components', key: 'view_id' },
  feed: { table: 'rss_feed_components', key: 'feed_id' },
} as const satisfies Record<Chooser, { table: string; key: string }>

export interface ChosenComponent {
  readonly id: string
  readonly name: string
  /** Whether visitors see it. */
  readonly public: 0 | 1
}

/** What each of these has chosen, in the page's order. */
export function chosenBy(db: Readable, chooser: Chooser, ids: readonly string[]): Map<string, ChosenComponent[]> {
  const { table, key } = places[chooser]
  const rows = db.all<ChosenComponent & { by: string }>(
    `SELECT x.${key} AS "by", c.id, c.name, c.public FROM ${table} x JOIN components c ON c.id = x.component_id
      WHERE x.${key} IN (SELECT value FROM json_each(?)) ORDER BY c.position, c.id`,
    JSON.stringify(ids),
  )
  return Map.groupBy(rows, (row) => row.by)
}

/** Replaces what is chosen. */
export function choose(tx: Writable, chooser: Chooser, id: string, componentIds: readonly string[]): void {
  const { table, key } = places[chooser]
  tx.run(`DELETE FROM ${table} WHERE ${key} = ?`, id)
  for (const component of componentIds)
    tx.run(`INSERT INTO ${table} (${key}, component_id) VALUES (?, ?)`, id, component)
}

/** The same as the rule about changes reads it (concerned.ts). */
export function interestOf(db: Readable, chooser: Chooser, id: string, everyComponent: boolean): Interest {
  const { table, key } = places[chooser]
  const rows = everyComponent
    ? []
    : db.all<{ component_id: string }>(`SELECT component_id FROM ${table} WHERE ${key} = ?`, id)
  return { everyComponent, componentIds: new Set(rows.map((row) => row.component_id)) }
}

/** Something that visitors can choose. */
export interface Choice {
  readonly id: string
  readonly name: string
  readonly group: string | null
}

/** All that visitors of a page can choose from, in its order: those of a group stand where the group stands. */
export function choicesOf(db: Readable, { pageId, environment }: Scope): Choice[] {
  return db.all<Choice>(
    `SELECT c.id, c.name, g.name AS "group" FROM components c LEFT JOIN component_groups g ON g.id = c.group_id
      WHERE c.page_id = ? AND c.environment = ? AND c.public = 1
      ORDER BY g.id IS NOT NULL, g.position, g.id, c.position, c.id`,
    pageId,
    environment,
  )
}

/**
 * Refuses ids that are not among what can be chosen.
 * @param visibleOnly what visitors see; the team can also choose what is hidden now.
 * @throws Problem `validation_failed` naming each.
 */
export function refuseUnknownChoices(
  db: Readable,
  { pageId, environment }: Scope,
  chosen: readonly { readonly id: string }[],
  { visibleOnly }: { visibleOnly: boolean },
): void {
  const known = new Set(
    db
      .all<{ id: string }>(
        `SELECT id FROM components WHERE page_id = ? AND environment = ? AND (public = 1 OR ?)
          AND id IN (SELECT value FROM json_each(?))`,
        pageId,
        environment,
        visibleOnly ? 0 : 1,
        JSON.stringify(chosen.map(({ id }) => id)),
      )
      .map(({ id }) => id),
  )
  const errors = chosen.flatMap(({ id }, index) =>
    known.has(id) ? [] : [{ path: `/components/${index}/id`, message: 'is not a component of this page' }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
