import type { Writable } from '../db/database.ts'
import type { Origin } from './entry.ts'

/** What one actor did in one batch that counts as use: requests that ended below 400, on endpoints where that counts. */
export interface Use {
  readonly origin: Origin
  readonly count: number
  /** When the last of them was appended, and from where it came. */
  readonly lastAt: number
  readonly lastAddress: string | null
}

/** Hears once for each actor and batch, inside the batch, so that one update serves all of its requests. */
export type UseListener = (tx: Writable, uses: readonly Use[]) => void

/** Collects uses of a batch, one for each actor (and app, for OAuth). */
export interface UsesInBatch {
  add(origin: Origin, at: number): void
  /** What was collected; empties it. */
  take(): readonly Use[]
}

interface Collected extends Use {
  origin: Origin
  count: number
  lastAt: number
  lastAddress: string | null
}

/** Nothing used yet. */
export function createUsesInBatch(): UsesInBatch {
  const collected = new Map<string, Collected>()
  return {
    add(origin, at) {
      const { actor, onBehalfOf, client } = origin
      if (actor.id === null) return
      const name = onBehalfOf?.id == null ? actor.id : `${actor.id} ${onBehalfOf.id}`
      const use = collected.get(name)
      if (use === undefined) {
        collected.set(name, { origin, count: 1, lastAt: at, lastAddress: client?.address ?? null })
        return
      }
      use.origin = origin
      use.count += 1
      use.lastAt = at
      use.lastAddress = client?.address ?? null
    },
    take() {
      if (collected.size === 0) return []
      const uses = [...collected.values()]
      collected.clear()
      return uses
    },
  }
}
