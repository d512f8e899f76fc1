import type { Readable } from '../db/database.ts'

/**
 * Whom a change of an incident or a maintenance concerns.
 *
 * Chosen: what visitors see decides. A change concerns who follows one of the components that it named before or names now, so that whoever heard
 * of the beginning hears of the end, also where the component was taken out meanwhile. One that names no visible component is about the whole
 * page and concerns everyone: saying too much once is better than silence during an outage. Left out: telling by impact or by kind of update.
 * Held by test/subscribers/concerned.test.ts, which holds the query to the pure function.
 */

/** What a subscriber, a feed or a view follows. */
export interface Interest {
  /** All components, also those to come. */
  readonly everyComponent: boolean
  readonly componentIds: ReadonlySet<string>
}

/** The visible components that an incident or a maintenance names; none: it is about the whole page. */
export type Named = readonly string[]

/** A change: what visitors saw before (null: nothing, it has only just become public) and what they see now. */
export interface VisibleChange {
  readonly before: Named | null
  readonly after: Named
}

/** Whether something that names these components concerns who follows that. */
export function isAbout(named: Named, { everyComponent, componentIds }: Interest): boolean {
  return everyComponent || named.length === 0 || named.some((id) => componentIds.has(id))
}

/** Whether a change concerns who follows that. */
export function isConcerned({ before, after }: VisibleChange, interest: Interest): boolean {
  return isAbout(after, interest) || (before !== null && isAbout(before, interest))
}

export interface ConcernedSubscriber {
  readonly id: string
  readonly email: string
  /** Which of their subscriptions: part of the key that ends it (credentials/link-keys.ts). */
  readonly term: number
}

/**
 * The confirmed subscribers of a page that a change concerns, in the order of their ids; read on with the last id.
 * Test content has subscribers too, and never any mail: they are not asked for here.
 */
export function concernedSubscribers(
  db: Readable,
  pageId: string,
  { before, after }: VisibleChange,
  { afterId = '', take }: { afterId?: string; take: number },
): ConcernedSubscriber[] {
  const everyone = after.length === 0 || before?.length === 0
  const named = JSON.stringify([...new Set([...(before ?? []), ...after])])
  return db.all<ConcernedSubscriber>(
    `SELECT s.id, s.email, s.term FROM subscribers s
      WHERE s.page_id = ? AND s.environment = 'live' AND s.state = 'confirmed' AND s.id > ?
        AND (? OR s.every_component OR EXISTS (
          SELECT 1 FROM subscriber_components c WHERE c.subscriber_id = s.id AND c.component_id IN (SELECT value FROM json_each(?))))
      ORDER BY s.id LIMIT ?`,
    pageId,
    afterId,
    everyone ? 1 : 0,
    named,
    take,
  )
}

/** How many a change would reach. */
export function countConcerned(db: Readable, pageId: string, { before, after }: VisibleChange): number {
  const everyone = after.length === 0 || before?.length === 0
  const named = JSON.stringify([...new Set([...(before ?? []), ...after])])
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM subscribers s
      WHERE s.page_id = ? AND s.environment = 'live' AND s.state = 'confirmed'
        AND (? OR s.every_component OR EXISTS (
          SELECT 1 FROM subscriber_components c WHERE c.subscriber_id = s.id AND c.component_id IN (SELECT value FROM json_each(?))))`,
    pageId,
    everyone ? 1 : 0,
    named,
  )
  return row?.n ?? 0
}
