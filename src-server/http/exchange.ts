import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Facts } from '../access/facts.ts'
import { EMPTY, type PermissionSet } from '../access/permission-set.ts'
import type { Environment, Principal } from '../credentials/principal.ts'
import type { Page } from '../workspace/pages.ts'
import type { Matched } from './router.ts'
import type { SeenHeaders } from './seen-headers.ts'

/**
 * One request on its way through the pipeline. Each step reads what earlier steps found and adds its own finding;
 * nothing is ever looked up twice. Plain fields, all set in the constructor: V8 keeps one shape for the hot path.
 */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Ours, unique; the caller's own is echoed beside it. */
  readonly id: string
  /** What X-Request-ID answers: the caller's own where it was well-formed, else ours. */
  requestId: string
  clientRequestId: string | null
  /** Trusted time, milliseconds UTC. */
  now: number
  headers: SeenHeaders
  /** The real client's address (behind a trusted proxy, the one it forwarded). */
  address: string
  userAgent: string
  /** Target without authority: path and raw query. */
  path: string
  search: string
  query: Readonly<Record<string, string>>
  /** By which kind of name we were called. */
  hostKind: 'page' | 'loopback' | 'console' | 'public'
  hostPage: Page | null
  /** Scheme, host and port as the caller wrote them. */
  origin: string
  route: Matched | null
  principal: Principal | null
  /** A credential came with the request (it may yet be refused). */
  hasCredential: boolean
  /** The credential was a cookie: CSRF rules apply. */
  viaCookie: boolean
  page: Page | null
  /** What the decision kernel reads; set once credential and page are known. */
  facts: Facts | null
  environment: Environment
  effective: PermissionSet
  everyPage: boolean
  /** The quota that this request counts against, to be given back if it is refused before its handler. */
  charged: Charge | null
  body: unknown
  parsedQuery: unknown
  /** SHA-256 of the raw body, for Idempotency-Key. */
  bodyHash: Buffer | null
  /** Its handler has begun: from here on a refusal counts against the quota. */
  acted: boolean
  /** Headers that go on the answer whatever it is. */
  answerHeaders: string[]
}

/** A call counted against a quota. */
export interface Charge {
  /** Takes the count back and counts a refused call instead. */
  giveBack(): void
  /** `RateLimit-Policy` and `RateLimit` as they are now, flat. */
  headers(): readonly string[]
}

/** A fresh exchange. */
export function createExchange(
  req: IncomingMessage,
  res: ServerResponse,
  id: string,
  now: number,
  headers: SeenHeaders,
): Exchange {
  return {
    req,
    res,
    id,
    requestId: id,
    clientRequestId: null,
    now,
    headers,
    address: '',
    userAgent: '',
    path: '',
    search: '',
    query: noQuery,
    hostKind: 'page',
    hostPage: null,
    origin: '',
    route: null,
    principal: null,
    hasCredential: false,
    viaCookie: false,
    page: null,
    facts: null,
    environment: 'live',
    effective: EMPTY,
    everyPage: false,
    charged: null,
    body: undefined,
    parsedQuery: noQuery,
    bodyHash: null,
    acted: false,
    answerHeaders: [],
  }
}

/** The query of a request that has none. */
export const noQuery: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** One check. It answers nothing, waits for something, or throws a Problem. */
export type Step = (exchange: Exchange) => void | Promise<void>
