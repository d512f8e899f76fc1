import type { ActorKind, AuditAction, AuditEnvironment, AuditOutcome, RefusalAction } from '../contract/events.ts'
import type { ProblemCode } from '../contract/problems.ts'
import type { JsonObject } from './canonical-json.ts'

/** Fields of a thing, by name; JSON values. */
export type Values = JsonObject

/** Who acted. `id` is null for what has none (`anonymous`, `system`). */
export interface Actor {
  readonly kind: ActorKind
  readonly id: string | null
  /** The first characters of an API token, as its list shows them. */
  readonly prefix: string | null
  /** What people call it today: a token's name, a user's name. Older rows keep the label of their time. */
  readonly label: string
}

/** From where a request came. */
export interface Client {
  readonly address: string | null
  readonly agent: string | null
}

/** What all rows of one request have in common; whatever does not come from a request leaves those members null. */
export interface Origin {
  readonly actor: Actor
  /** For OAuth: the app. Its use is rolled up under the app. */
  readonly onBehalfOf: Actor | null
  readonly client: Client | null
  readonly pageId: string | null
  readonly environment: AuditEnvironment | null
  readonly method: string | null
  /** The template, `/api/v1/admin/tokens/:id`. */
  readonly route: string | null
  /** The permissions that the route required; empty where it required none, null where there was no route. */
  readonly scopes: readonly string[] | null
  readonly requestId: string | null
  /** The X-Request-ID that the caller sent, if it sent a good one. */
  readonly callerRequestId: string | null
}

/** What was acted on: `token` `tok_…`, `section` `branding`. */
export interface Target {
  readonly type: string
  readonly id: string
  /** What people call it today. */
  readonly label: string | null
}

/** The one row of a request that had a principal. */
export interface RequestEntry {
  readonly kind: 'request'
  /** The id of the endpoint, `tokens.list`. */
  readonly action: string
  readonly status: number
  /** Why it was refused; stands in the row's `after`. */
  readonly code?: ProblemCode | null
  readonly target?: Target | null
  /** Whether a good end counts as use of the token (`validate`, `identify` and `explain` do not). */
  readonly countsAsUse: boolean
}

/** Something that happened: a change, a sign-in, a doing of the server. The kind of the row is the event's. */
export interface EventEntry {
  readonly kind: 'event'
  readonly action: AuditAction
  /** Left out: `allowed`. */
  readonly outcome?: AuditOutcome
  readonly target?: Target | null
  /** Of before and after only the event's listed fields are kept. */
  readonly before?: Values | null
  readonly after?: Values | null
  /** Where the thing belongs to another page than the request's, or to none (null). Left out: the request's. */
  readonly pageId?: string | null
  readonly environment?: AuditEnvironment | null
}

/** Several refused requests of one address, as one row. */
export interface RefusalEntry {
  readonly kind: 'refusals'
  readonly action: RefusalAction
  readonly status: number | null
  readonly count: number
  readonly firstAt: number
}

export type Entry = RequestEntry | EventEntry | RefusalEntry

/** The origin of what the server does by itself. */
export const systemOrigin: Origin = {
  actor: { kind: 'system', id: null, prefix: null, label: 'Beatkeeper' },
  onBehalfOf: null,
  client: null,
  pageId: null,
  environment: null,
  method: null,
  route: null,
  scopes: null,
  requestId: null,
  callerRequestId: null,
}

/** The same for the command line, which works on the files without a request. */
export const commandLineOrigin: Origin = {
  ...systemOrigin,
  actor: { kind: 'system', id: null, prefix: null, label: 'Command line' },
}
