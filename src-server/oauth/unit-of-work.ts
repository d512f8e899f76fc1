import { AsyncLocalStorage } from 'node:async_hooks'
import type { AdapterPayload } from 'oidc-provider'
import type { Writable } from '../db/database.ts'
import type { Actor, EventEntry, Origin } from '../journal/entry.ts'

/**
 * What one request to the authorization server changes, held together until it is answered.
 *
 * oidc-provider stores in several awaited calls and knows no transaction. So its adapter hands everything to the unit of the request: rows
 * to write, grants to end, rows for the log; the unit commits in one closure before the answer. Two things do not wait: a code or refresh
 * token is used up at once, by compare-and-set (adapter/artefacts.ts), and whoever loses that race ends the grant at once. Where the
 * commit fails, what was used up is given back: a 503 says that nothing was changed, and nothing was.
 * Held by test/oauth/unit-of-work.test.ts and test/oauth/races.test.ts (T7).
 */
export class UnitOfWork {
  /** Which of our endpoints this is: a token that is used again means one thing at the token endpoint and another at revocation. */
  readonly endpoint: string
  readonly now: number
  /** The page that a grant made here is for, where the host says it; null where the user chooses. */
  readonly hostPageId: string | null
  /** What all rows of this request in the log share, but for who acts. */
  readonly origin: RequestOrigin
  readonly #writes: ((tx: Writable) => void)[] = []
  readonly #changed = new Map<string, AdapterPayload | null>()
  readonly #settled: ((committed: boolean) => void)[] = []
  readonly #ended = new Set<string>()
  /** What was revoked at the revocation endpoint: an access token ends alone, a refresh token with its grant. */
  revoking: 'access' | 'refresh' | null = null
  /** A code or refresh token that had been used before was found. */
  foundUsed: 'code' | 'refresh' | null = null

  /** When the line of the refresh token that was used up ends, however often it is rotated. Milliseconds UTC. */
  lineEnds: number | null = null

  /** Who this request turned out to come from, for its row in the log: an app that proved itself, or the user that it acts for. */
  caller: { readonly appId: string; readonly userId: string | null; readonly pageId: string | null } | null = null
  /** What went wrong on our side. */
  failure: Error | null = null

  constructor({ endpoint, now, hostPageId, origin }: UnitOptions) {
    this.endpoint = endpoint
    this.now = now
    this.hostPageId = hostPageId
    this.origin = origin
  }

  /** Holds a write until the commit. */
  hold(write: (tx: Writable) => void): void {
    this.#writes.push(write)
  }

  /** What this request will find under a key from now on: a payload, or null once it is gone. */
  remember(key: string, payload: AdapterPayload | null): void {
    this.#changed.set(key, payload)
  }

  /** What this request put there itself: undefined where it has not touched it. */
  recall(key: string): AdapterPayload | null | undefined {
    return this.#changed.get(key)
  }

  /** Whether this request is the first to end a grant; oidc-provider asks once for each kind of token. */
  endsFirst(grantId: string): boolean {
    if (this.#ended.has(grantId)) return false
    this.#ended.add(grantId)
    return true
  }

  /** Runs once it is known whether the unit was committed. */
  onSettled(work: (committed: boolean) => void): void {
    this.#settled.push(work)
  }

  /** Whether there is anything to commit. */
  get isEmpty(): boolean {
    return this.#writes.length === 0
  }

  /** Runs all writes in the open batch, in the order they came. May run more than once, as every entry of a batch. */
  write(tx: Writable): void {
    for (const write of this.#writes) write(tx)
  }

  /** Tells who waits for the outcome, once. */
  settle(committed: boolean): void {
    for (const work of this.#settled.splice(0)) work(committed)
  }
}

export type RequestOrigin = Omit<Origin, 'actor' | 'onBehalfOf' | 'pageId'>

export interface UnitOptions {
  readonly endpoint: string
  readonly now: number
  readonly hostPageId: string | null
  readonly origin: RequestOrigin
}

/** An event of the log, and who is behind it: the user, through the app. */
export interface LoggedEvent {
  readonly event: EventEntry
  readonly actor: Actor
  readonly onBehalfOf: Actor | null
}

/** Gives each request its unit, and the adapter the one of the request it is called in. */
export interface UnitsOfWork {
  run<Result>(unit: UnitOfWork, work: () => Promise<Result>): Promise<Result>
  /** @throws Error outside of any request. */
  readonly current: UnitOfWork
}

/** Units that follow their request through its awaits. */
export function createUnitsOfWork(): UnitsOfWork {
  const store = new AsyncLocalStorage<UnitOfWork>()
  return {
    run: (unit, work) => store.run(unit, work),
    get current() {
      const unit = store.getStore()
      if (unit === undefined) throw new Error('the adapter of the authorization server is called in a request only')
      return unit
    },
  }
}
