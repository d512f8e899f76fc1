import {
  type BodyInput,
  type Endpoint,
  fullPath,
  type ParamsOf,
  type PathParameter,
  type QueryInput,
  type ReplyOf,
} from './endpoint.ts'
import type { FieldError } from './problems.ts'

/**
 * A typed client over a given fetch: `call(revokeToken, { params: { id }, body: { reason } })`.
 *
 * Chosen: the endpoint values themselves are the client, so there is nothing to generate and nothing to go out of date; every answer is
 * parsed by the endpoint's own schema, because what answers may be another version or another program. Left out: retries; whoever calls
 * knows whether a second try is harmless. Held by test/contract/client.test.ts.
 */

type Params<E extends Endpoint> = E extends { params: unknown }
  ? { readonly params: ParamsOf<E> }
  : [PathParameter<E['path']>] extends [never]
    ? { readonly params?: undefined }
    : { readonly params: ParamsOf<E> }
type Query<E extends Endpoint> = E extends { query: unknown }
  ? { readonly query?: QueryText<QueryInput<E>> }
  : { readonly query?: undefined }
type Body<E extends Endpoint> = E extends { body: unknown }
  ? E extends { bodyOptional: true }
    ? { readonly body?: BodyInput<E> }
    : { readonly body: BodyInput<E> }
  : { readonly body?: undefined }

/** Query parameters may be left undefined. */
type QueryText<Q> = { readonly [Name in keyof Q]: Q[Name] | undefined }

/** What a call of one endpoint takes: what its path, query and body ask for. */
export type CallInput<E extends Endpoint> = Params<E> & Query<E> & Body<E> & { readonly signal?: AbortSignal }

export type Client = <const E extends Endpoint>(
  endpoint: E,
  ...input: Record<never, never> extends CallInput<E> ? [CallInput<E>?] : [CallInput<E>]
) => Promise<ReplyOf<E>>

export interface ClientOptions {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  readonly fetch: typeof fetch
  /** Go on every request: the credential, the page. */
  readonly headers: Readonly<Record<string, string>>
}

/** The server refused, in its own words. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null
  readonly errors: readonly FieldError[]
  constructor(fields: Omit<Refusal, keyof Error>) {
    super(`${fields.status} ${fields.code}: ${fields.detail}`)
    this.name = 'Refusal'
    this.status = fields.status
    this.code = fields.code
    this.title = fields.title
    this.detail = fields.detail
    this.requestId = fields.requestId
    this.retryAfterSeconds = fields.retryAfterSeconds
    this.errors = fields.errors
  }
}

/** No answer came, or one that no Beatkeeper gives. */
export class NoAnswer extends Error {}

/** Makes a client. It never follows a redirect: a credential goes where it was meant for. */
export function createClient({ origin, fetch, headers }: ClientOptions): Client {
  return async (endpoint, ...[input]) => {
    const { params, query, body, signal } = partsOf(input)
    const response = await fetch(`${origin}${addressOf(endpoint, params, query)}`, {
      method: endpoint.method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: signal ?? null,
    }).catch((cause: unknown) => {
      throw new NoAnswer(`No answer from ${origin}.`, { cause })
    })
    const text = await response.text()
    if (!response.ok) throw refusalOf(response, text)
    // A 204 has no body; its schema takes undefined.
    const parsed = endpoint.reply.safeParse(response.status === 204 ? undefined : jsonOf(text))
    if (!parsed.success) throw new NoAnswer(`${origin} answers what this version of Beatkeeper does not know.`)
    // The schema of this very endpoint has just read it; its type is lost where the endpoint is any endpoint.
    return parsed.data as ReplyOf<typeof endpoint>
  }
}

/** Path and query of an endpoint, as they are sent; `undefined` is left out. */
export function addressOf(
  endpoint: Endpoint,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = fullPath(endpoint).replaceAll(/:([a-z_]+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** The parts of any endpoint's input: records by the schemas that their types come from. */
function partsOf(input: object | undefined): Parts {
  return input ?? {}
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(response: Response, text: string): Refusal {
  const parsed = jsonOf(text)
  const document: object = typeof parsed === 'object' && parsed !== null ? parsed : {}
  const word = (name: string): string | null => {
    const value = name in document ? Reflect.get(document, name) : null
    return typeof value === 'string' ? value : null
  }
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return new Refusal({
    status: response.status,
    code: word('code') ?? response.headers.get('X-Error') ?? 'unknown',
    title: word('title') ?? `The server answered ${response.status}`,
    detail: word('detail') ?? 'It said nothing that can be read.',
    requestId: word('request_id') ?? response.headers.get('X-Request-ID'),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    errors: 'errors' in document && Array.isArray(document.errors) ? document.errors.filter(isFieldError) : [],
  })
}

function isFieldError(value: unknown): value is FieldError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}
