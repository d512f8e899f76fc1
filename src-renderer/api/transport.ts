import { ApiProblem, readProblem, unreachable } from './problem.ts'

/**
 * One request to our own origin, with the three headers that this console may add.
 *
 * `X-CSRF` for the browser's session (security.md 2.3.5: the cookie alone is never enough), `X-Environment: test` while the
 * sandbox is on, `X-Page` while another than the host's page is chosen. In the desktop app main adds the credential; here there
 * is none. A refusal is thrown as ApiProblem; what it means is problem.ts.
 */

export interface TransportSettings {
  fetch: typeof fetch
  /** Milliseconds of a monotonic clock, for the latency in the status bar. */
  monotonic: () => number
  csrf: () => string | null
  environment: () => 'live' | 'test'
  page: () => string | null
  /** Told about each call that was answered, whatever the answer, and what time the server had (milliseconds), if it said so. */
  answered: (latencyMs: number, serverTime: number | null) => void
  /** Told about each call that got no answer. */
  unanswered: () => void
}

export interface ApiRequest {
  method: string
  /** Path and query, `/api/v1` included. */
  path: string
  body?: unknown
  headers?: Readonly<Record<string, string>> | undefined
  signal?: AbortSignal | undefined
  /** Leaves out environment and page: sign-in, setup, what belongs to no page. */
  bare?: boolean | undefined
}

export type Transport = (request: ApiRequest) => Promise<Response>

export function createTransport(settings: TransportSettings): Transport {
  return async (request) => {
    const headers: Record<string, string> = { Accept: 'application/json', ...request.headers }
    const csrf = settings.csrf()
    if (csrf !== null) headers['X-CSRF'] = csrf
    if (request.bare !== true) {
      if (settings.environment() === 'test') headers['X-Environment'] = 'test'
      const page = settings.page()
      if (page !== null) headers['X-Page'] = page
    }
    if (request.body !== undefined) headers['Content-Type'] = 'application/json'
    const started = settings.monotonic()
    let response: Response
    try {
      response = await settings.fetch(request.path, {
        method: request.method,
        headers,
        body: request.body === undefined ? null : JSON.stringify(request.body),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: request.signal ?? null,
      })
    } catch (cause) {
      if (request.signal?.aborted === true) throw cause
      settings.unanswered()
      throw unreachable(cause)
    }
    const said = Date.parse(response.headers.get('Date') ?? '')
    settings.answered(settings.monotonic() - started, Number.isNaN(said) ? null : said)
    if (!response.ok) throw await readProblem(response)
    return response
  }
}

/** The JSON of an answer; 204 is `undefined`. */
export async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  try {
    return await response.json()
  } catch (cause) {
    const problem = new ApiProblem({
      code: 'unreadable',
      status: response.status,
      title: 'The answer could not be read',
      detail: 'The server answered with something else than JSON. Is another program on this address?',
      requestId: response.headers.get('X-Request-ID') ?? undefined,
    })
    problem.cause = cause
    throw problem
  }
}
