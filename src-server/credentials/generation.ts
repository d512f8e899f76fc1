/**
 * How often access data (tokens, roles, members, policy, locks, pages) has changed since the start.
 *
 * A cached principal carries the generation that it was built from. A change moves it on inside its batch, so that even the requests
 * behind it in the same batch see the change; a batch that is undone moves it on once more (open-services.ts). Nothing expires by time.
 * Coarse on purpose: access data changes seldom, and one number cannot be forgotten for one kind of row.
 */
export interface Generation {
  readonly current: number
  advance(): void
}

/** A generation that begins at 1. */
export function createGeneration(): Generation {
  let current = 1
  return {
    get current() {
      return current
    },
    advance() {
      current += 1
    },
  }
}
