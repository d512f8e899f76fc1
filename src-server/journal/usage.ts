import { LRUCache } from 'lru-cache'
import type { AuditOutcome } from '../contract/events.ts'
import type { Writable } from '../db/database.ts'

/**
 * Roll-ups of use, kept in the batch that appends the rows they count: for each subject (the OAuth app where there is one, else the
 * actor), required permissions, route, day and outcome, how many requests there were and when the first and the last came. One write for
 * each of those in a batch, however many requests it holds. Rows of kind `request` only. Held equal to a full scan by test/journal/usage.test.ts.
 */

const msPerDay = 86_400_000

/** The day of a time: days since 1970-01-01 UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / msPerDay)
}

export interface UsageRollUp {
  /** Counts one request; nothing is written before `write`. */
  count(request: UsedRoute): void
  /** Inside the batch, before it commits. */
  write(tx: Writable): void
  settled(committed: boolean): void
}

export interface UsedRoute {
  readonly subject: string
  readonly scopes: string
  readonly method: string
  readonly route: string
  readonly at: number
  readonly outcome: AuditOutcome
}

interface Tally {
  readonly used: UsedRoute
  readonly day: number
  count: number
  lastAt: number
}

/** An empty tally over the roll-ups. */
export function createUsageRollUp(): UsageRollUp {
  const subjects = createKeys(
    20_000,
    (tx, [id = '']) => tx.get<{ key: number }>('SELECT key FROM usage_subjects WHERE id = ?', id)?.key,
    (tx, [id = '']) => tx.insert('INSERT INTO usage_subjects (id) VALUES (?)', id),
  )
  const routes = createKeys(
    1000,
    (tx, [route = '', method = '', scopes = '']) =>
      tx.get<{ key: number }>(
        'SELECT key FROM usage_routes WHERE route = ? AND method = ? AND scopes = ?',
        route,
        method,
        scopes,
      )?.key,
    (tx, [route = '', method = '', scopes = '']) =>
      tx.insert('INSERT INTO usage_routes (route, method, scopes) VALUES (?, ?, ?)', route, method, scopes),
  )
  const tallies = new Map<string, Tally>()

  return {
    count(used) {
      const day = dayOf(used.at)
      const name = `${used.subject} ${used.method} ${used.route} ${used.scopes} ${day} ${used.outcome}`
      const tally = tallies.get(name)
      if (tally === undefined) tallies.set(name, { used, day, count: 1, lastAt: used.at })
      else {
        tally.count += 1
        tally.lastAt = used.at
      }
    },
    write(tx) {
      for (const { used, day, count, lastAt } of tallies.values()) {
        tx.run(
          `INSERT INTO usage_daily (subject, day, route, outcome, count, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count, last_at = excluded.last_at`,
          subjects.of(tx, [used.subject]),
          day,
          routes.of(tx, [used.route, used.method, used.scopes]),
          used.outcome,
          count,
          used.at,
          lastAt,
        )
      }
      tallies.clear()
    },
    settled(committed) {
      tallies.clear()
      subjects.settled(committed)
      routes.settled(committed)
    },
  }
}

type Find = (tx: Writable, parts: readonly string[]) => number | undefined
type Add = (tx: Writable, parts: readonly string[]) => number

/** Keys of a side table: from the cache, else found, else added. */
function createKeys(cacheSize: number, find: Find, add: Add) {
  const cache = new LRUCache<string, number>({ max: cacheSize })
  let added: string[] = []
  return {
    of(tx: Writable, parts: readonly string[]): number {
      const name = parts.join(' ')
      const cached = cache.get(name)
      if (cached !== undefined) return cached
      const found = find(tx, parts)
      const key = found ?? add(tx, parts)
      if (found === undefined) added.push(name)
      cache.set(name, key)
      return key
    },
    settled(committed: boolean): void {
      if (!committed) for (const name of added) cache.delete(name)
      if (added.length > 0) added = []
    },
  }
}
