import type { ComponentStatus } from '../contract/components.ts'
import { Problem } from '../contract/problems.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Scope } from './scope.ts'
import type { Word } from './timeline.ts'

/**
 * What a component's status is, and what it was: the words said about it.
 *
 * Chosen: a word has a beginning and perhaps an end, and the latest word that holds at a moment is the status then. A person's word
 * holds until the next one; an incident's until the incident is over; a window's from its start to its end, written down when it is
 * planned. So the clock moves statuses by itself, whatever ends gives way to what still holds, and uptime is counted and not
 * sampled. Left out: a status column, which would have to be kept true by timers. Words that held are never removed (an incident
 * that is deleted did show): only one that never came to hold is. Held by test/content/component-status.test.ts.
 */

export type StatusSource = 'manual' | 'incident' | 'maintenance'

/** A component's status at a moment, and where it comes from. */
export interface PresentStatus {
  readonly status: ComponentStatus
  readonly source: StatusSource
  readonly sourceId: string
  readonly since: number
}

export interface NewWord {
  readonly componentId: string
  readonly source: StatusSource
  readonly sourceId: string
  readonly status: ComponentStatus
  /** Milliseconds UTC; may lie in the future. */
  readonly from: number
  /** `null`: until it is ended. */
  readonly until: number | null
}

/**
 * Says something about a component. What the same source said before ends here (or never was, if it had not begun), so that a
 * source has one word about a component at a time.
 */
export function sayStatus(tx: Writable, word: NewWord, now: number): void {
  endWord(tx, word.source, word.sourceId, word.componentId, Math.min(word.from, now))
  tx.run(
    'INSERT INTO component_statuses (component_id, source, source_id, status, from_at, until_at) VALUES (?, ?, ?, ?, ?, ?)',
    word.componentId,
    word.source,
    word.sourceId,
    word.status,
    word.from,
    word.until,
  )
}

/** Ends what a source says about one component. */
export function endWord(tx: Writable, source: StatusSource, sourceId: string, componentId: string, at: number): void {
  tx.run(
    'DELETE FROM component_statuses WHERE source_id = ? AND component_id = ? AND source = ? AND from_at >= ?',
    sourceId,
    componentId,
    source,
    at,
  )
  tx.run(
    'UPDATE component_statuses SET until_at = ? WHERE source_id = ? AND component_id = ? AND source = ? AND (until_at IS NULL OR until_at > ?)',
    at,
    sourceId,
    componentId,
    source,
    at,
  )
}

/** Ends everything that an incident or a maintenance says. */
export function endWordsOf(tx: Writable, source: StatusSource, sourceId: string, at: number): void {
  tx.run('DELETE FROM component_statuses WHERE source_id = ? AND source = ? AND from_at >= ?', sourceId, source, at)
  tx.run(
    'UPDATE component_statuses SET until_at = ? WHERE source_id = ? AND source = ? AND (until_at IS NULL OR until_at > ?)',
    at,
    sourceId,
    source,
    at,
  )
}

/** The components that a source says something about at or after this moment. */
export function componentsSpokenOf(db: Readable, source: StatusSource, sourceId: string, at: number): string[] {
  return db
    .all<{ component_id: string }>(
      'SELECT DISTINCT component_id FROM component_statuses WHERE source_id = ? AND source = ? AND (until_at IS NULL OR until_at > ?)',
      sourceId,
      source,
      at,
    )
    .map((row) => row.component_id)
}

/** SQL for the `seq` of the word that holds for `component` (an SQL expression) at a moment, bound twice. */
export function holdingWord(component: string): string {
  return `(SELECT w.seq FROM component_statuses w WHERE w.component_id = ${component} AND w.from_at <= ? AND (w.until_at IS NULL OR w.until_at > ?)
    ORDER BY w.from_at DESC, w.seq DESC LIMIT 1)`
}

/** The status of one component at a moment; undefined before its first word. */
export function statusAt(db: Readable, componentId: string, at: number): PresentStatus | undefined {
  return db.get<PresentStatus>(
    `SELECT status, source, source_id AS sourceId, from_at AS since FROM component_statuses WHERE seq = ${holdingWord('?')}`,
    componentId,
    at,
    at,
  )
}

/** The words that held for these components at some time between two moments, by component, in the order in which they were said. */
export function wordsBetween(
  db: Readable,
  componentIds: readonly string[],
  from: number,
  to: number,
): Map<string, Word[]> {
  const words = new Map<string, Word[]>(componentIds.map((id) => [id, []]))
  const rows = db.all<{ component_id: string; status: ComponentStatus; from_at: number; until_at: number | null }>(
    `SELECT w.component_id, w.status, w.from_at, w.until_at FROM json_each(?) AS wanted
       JOIN component_statuses w ON w.component_id = wanted.value
      WHERE w.from_at < ? AND (w.until_at IS NULL OR w.until_at > ?)
      ORDER BY w.component_id, w.from_at, w.seq`,
    JSON.stringify(componentIds),
    to,
    from,
  )
  for (const row of rows) {
    words.get(row.component_id)?.push({ status: row.status, from: row.from_at, until: row.until_at })
  }
  return words
}

/** Components whose status was moved count as changed: whoever asks for `updated_since` hears of it. */
export function touchComponents(tx: Writable, componentIds: readonly string[], now: number): void {
  if (componentIds.length === 0) return
  tx.run(
    'UPDATE components SET version = version + 1, updated_at = ? WHERE id IN (SELECT value FROM json_each(?))',
    now,
    JSON.stringify(componentIds),
  )
}

/** The names of those of these components that are in a scope. */
function componentNames(db: Readable, scope: Scope, componentIds: readonly string[]): Map<string, string> {
  const rows = db.all<{ id: string; name: string }>(
    'SELECT id, name FROM components WHERE page_id = ? AND environment = ? AND id IN (SELECT value FROM json_each(?))',
    scope.pageId,
    scope.environment,
    JSON.stringify(componentIds),
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}

/**
 * Makes sure that every component that a body names is one of this page and environment, and that a name beside an id is its own.
 * @throws Problem `validation_failed`.
 */
export function knownComponents(
  db: Readable,
  scope: Scope,
  named: readonly { readonly id: string; readonly name?: string }[],
): void {
  const names = componentNames(
    db,
    scope,
    named.map((each) => each.id),
  )
  const errors = named.flatMap((each, index) => {
    const name = names.get(each.id)
    if (name === undefined) return [{ path: `/components/${index}/id`, message: 'is not a component of this page' }]
    if (each.name !== undefined && each.name !== name) {
      return [{ path: `/components/${index}/name`, message: 'cannot be changed here; leave it out' }]
    }
    return []
  })
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
