import type { PermissionSet } from '../access/permission-set.ts'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '../contract/endpoint.ts'
import type { AuditAction, AuditOutcome } from '../contract/events.ts'
import type { Problem } from '../contract/problems.ts'
import type { Environment, Principal } from '../credentials/principal.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Actor, Target, Values } from '../journal/entry.ts'
import type { Page } from '../workspace/pages.ts'
import type { SeenHeaders } from './seen-headers.ts'

/**
 * What a feature's handler is given and what it gives back.
 *
 * A read answers at once from `call.db`. A change hands over one synchronous closure: it runs in the batch, in a savepoint of its own,
 * re-checks what may have changed, changes the rows and presents the reply; a Problem thrown inside undoes it. Its log rows commit with it.
 * A handler that must wait (password hashing) does so in `prepare`, before the batch.
 */

/** A call that was parsed, resolved and authorized. */
export interface Call<E extends Endpoint> {
  readonly endpoint: E
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
  /** Who calls; `null` only on public endpoints. */
  readonly caller: E['permission'] extends 'public' ? Principal | null : Principal
  /** The caller's effective permissions on this page (empty without a caller). */
  readonly effective: PermissionSet
  /** The page that the request speaks about. */
  readonly page: Page
  readonly environment: Environment
  /** Trusted time of this request, milliseconds UTC. */
  readonly now: number
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
  /** The version that If-Match asks for, or null. */
  readonly ifMatch: string | null
  /** The caller speaks for every page: a membership or token for all, or there is only one page. */
  readonly everyPage: boolean
  /** The host and scheme that the caller reached us by, such as `http://127.0.0.1:4600`. */
  readonly origin: string
  /** By which kind of name: a page's host, a loopback name, the console's own `<id>.localhost`, or the public URL's host. */
  readonly hostKind: 'page' | 'loopback' | 'console' | 'public'
  /** Calls back when the caller goes before they have their answer: work that is only for them may end. */
  onGone(react: () => void): void
  /** Headers of the request, for the few handlers that must look (cookies, X-CSRF, Sec-Fetch-Site). */
  readonly headers: Pick<SeenHeaders, 'get'>
}

/** An answer that is not plain JSON, or wants headers of its own. */
export interface Reply<Body> {
  readonly body: Body
  readonly status?: number
  /** The version, written as ETag. */
  readonly version?: number | string
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  /** What was changed and recorded stays, but the answer is this problem (a failed login is counted and logged; `body` is ignored). */
  readonly refusal?: Problem
}

/** One event for the log: what happened to which thing, and what it looked like before and after (only the event's listed fields are kept). */
export interface Recorded {
  /** Left out: the endpoint's `change`. */
  readonly action?: AuditAction
  /** Left out: `allowed`. */
  readonly outcome?: AuditOutcome
  readonly target: Target | null
  /** Left out: the request's page. `null`: a row of no page (the workspace). */
  readonly pageId?: string | null
  /** Left out: the request's environment for content and tokens, else null. */
  readonly environment?: Environment | null
  readonly before?: Values | null
  readonly after?: Values | null
}

/** What a change may do inside the batch. */
export interface Change {
  readonly db: Writable
  /** Adds a row to the log (the event's kind: change or auth); it stands or falls with the change. */
  record(event: Recorded): void
  /** From here on the rows of this request name this actor: who has just signed in, where nobody was before. */
  actAs(actor: Actor): void
  /** Access data changed (tokens, roles, members, policy, pages): from the next request in the batch on, principals are built anew. */
  accessChanged(): void
  /** Runs after COMMIT, in the same turn (caches, timers). Never for what must not be lost. */
  afterCommit(work: () => void): void
  /** @throws Problem `precondition_failed` when the request's If-Match names another version. */
  expectVersion(version: number | string): void
}

export interface ReadRoute<E extends Endpoint> {
  readonly kind: 'read'
  readonly endpoint: E
  act(call: Call<E>, db: Readable): Reply<ReplyOf<E>>
  /** Whether the reply depends on page, environment and query alone, and changes with the page's content only (kept-replies.ts). */
  kept?(call: Call<E>): boolean
}

export interface ChangeRoute<E extends Endpoint, Prepared> {
  readonly kind: 'change'
  readonly endpoint: E
  /** Awaited work before the batch. It changes nothing. */
  prepare?(call: Call<E>): Promise<Prepared>
  act(call: Call<E>, change: Change, prepared: Prepared): Reply<ReplyOf<E>>
  /** May use the last room on a full disk: it takes power away (revoke, disable, logout). */
  readonly essential?: boolean
}

/** A long answer that is written piece by piece, after its log row is on disk. */
export interface StreamRoute<E extends Endpoint> {
  readonly kind: 'stream'
  readonly endpoint: E
  /** Called before the request's row is written: a Problem thrown here is answered as such. The pieces are read after the commit. */
  open(call: Call<E>, db: Readable): StreamReply
}

export interface StreamReply {
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
  readonly pieces: AsyncIterable<string> | Iterable<string>
}

/**
 * A public answer that stands ready: the same bytes for everyone who asks for it, until the page's content changes. http/ answers
 * it with ETag, 304, Vary, Cache-Control and CORS; nothing in it may depend on who asks.
 */
export interface ReadyAnswer {
  /** 200, or 503 for a probe during a major outage (never answered with 304). */
  readonly status: number
  readonly contentType: string
  readonly bytes: Buffer
  /** Strong and quoted: a digest of the bytes. */
  readonly etag: string
  /** Headers of its own, such as the status page's Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>
  /** From this moment (milliseconds UTC) it has to be made anew: a window begins, an incident becomes public, a day ends. */
  readonly freshUntil: number
}

/** Ready answers, by page and by path and query exactly as sent. Looked at before a public route is asked. */
export interface ReadyAnswers {
  /** `undefined` when there is none or it is no longer fresh. */
  find(pageId: string, target: string, now: number): ReadyAnswer | undefined
  keep(pageId: string, target: string, answer: ReadyAnswer): void
}

/** A public read: live and published only, the same for everyone. */
export interface PublicRoute<E extends Endpoint> {
  readonly kind: 'public'
  readonly endpoint: E
  answer(call: Call<E>, db: Readable): ReadyAnswer
}

/**
 * A route of any endpoint, as the router keeps it. `never` stands for "a call of this route's own endpoint": only http/act.ts
 * calls it, with a call that was parsed by that endpoint's schemas.
 */
export type Route =
  | {
      readonly kind: 'read'
      readonly endpoint: Endpoint
      act(call: never, db: Readable): Reply<unknown>
      kept?(call: never): boolean
    }
  | {
      readonly kind: 'change'
      readonly endpoint: Endpoint
      prepare?(call: never): Promise<unknown>
      act(call: never, change: Change, prepared: never): Reply<unknown>
      readonly essential?: boolean
    }
  | { readonly kind: 'stream'; readonly endpoint: Endpoint; open(call: never, db: Readable): StreamReply }
  | { readonly kind: 'public'; readonly endpoint: Endpoint; answer(call: never, db: Readable): ReadyAnswer }

/** States how a read is answered. */
export function read<E extends Endpoint>(
  endpoint: E,
  act: ReadRoute<E>['act'],
  options: { kept?: (call: Call<E>) => boolean } = {},
): ReadRoute<E> {
  return { kind: 'read', endpoint, act, ...options }
}

/** States how a change is made. */
export function change<E extends Endpoint>(
  endpoint: E,
  act: (call: Call<E>, change: Change) => Reply<ReplyOf<E>>,
  options: { essential?: boolean } = {},
): ChangeRoute<E, undefined> {
  return { kind: 'change', endpoint, act, ...options }
}

/** States how a change is made that must wait for something first. */
export function preparedChange<E extends Endpoint, Prepared>(
  endpoint: E,
  prepare: (call: Call<E>) => Promise<Prepared>,
  act: (call: Call<E>, change: Change, prepared: Prepared) => Reply<ReplyOf<E>>,
  options: { essential?: boolean } = {},
): ChangeRoute<E, Prepared> {
  return { kind: 'change', endpoint, prepare, act, ...options }
}

/** States how a stream is answered. */
export function stream<E extends Endpoint>(endpoint: E, open: StreamRoute<E>['open']): StreamRoute<E> {
  return { kind: 'stream', endpoint, open }
}

/** States how a public read is answered. */
export function publicRead<E extends Endpoint>(endpoint: E, answer: PublicRoute<E>['answer']): PublicRoute<E> {
  return { kind: 'public', endpoint, answer }
}

/** Refuses, and keeps what was changed and recorded all the same. */
export function refused(problem: Problem): Reply<never> {
  // Nobody reads the body beside a refusal; `never` fits what any endpoint answers.
  return { body: undefined as never, status: problem.status, refusal: problem }
}
