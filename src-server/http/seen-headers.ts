/**
 * The headers that we read, seen once in the order they came.
 *
 * Chosen: one pass over `rawHeaders`, because Node's `headers` keeps the first of two Host or Authorization headers and says nothing
 * (measured). Anything we read that comes twice is remembered as such and refused by the step it concerns.
 * Held by test/http/raw-corpus.test.ts.
 */

const single = [
  'accept',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'origin',
  'sec-fetch-mode',
  'sec-fetch-site',
  'transfer-encoding',
  'user-agent',
  'x-csrf',
  'x-environment',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-magic-token',
  'x-page',
  'x-request-id',
] as const

/** A header that we read. */
export type HeaderName = (typeof single)[number]

/** Headers that a proxy may add again; the values are joined. */
const joinable: ReadonlySet<string> = new Set(['accept', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'])

/** Spelling as sent → the name we know, so that the hot path lower-cases each spelling only once. */
const spellings = new Map<string, HeaderName | null>(single.map((name) => [name, name]))

function knownName(raw: string): HeaderName | null {
  const found = spellings.get(raw)
  if (found !== undefined) return found
  const lower = raw.toLowerCase()
  const name = single.find((candidate) => candidate === lower) ?? null
  // Bounded: a caller could otherwise fill memory with spellings.
  if (spellings.size < 512) spellings.set(raw, name)
  return name
}

export interface SeenHeaders {
  get(name: HeaderName): string | undefined
  /** Those that came more than once, in the order they were noticed. */
  readonly repeated: readonly HeaderName[]
}

class Seen implements SeenHeaders {
  #values = new Map<HeaderName, string>()
  repeated: HeaderName[] = noRepeats
  get(name: HeaderName): string | undefined {
    return this.#values.get(name)
  }
  add(name: HeaderName, value: string): void {
    const before = this.#values.get(name)
    if (before === undefined) {
      this.#values.set(name, value)
    } else if (joinable.has(name)) {
      this.#values.set(name, `${before}, ${value}`)
    } else {
      if (this.repeated === noRepeats) this.repeated = []
      this.repeated.push(name)
    }
  }
}

const noRepeats: HeaderName[] = []

/** Reads Node's flat `[name, value, name, value, …]`. */
export function seeHeaders(rawHeaders: readonly string[]): SeenHeaders {
  const seen = new Seen()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = knownName(rawHeaders[index] ?? '')
    if (name !== null) seen.add(name, rawHeaders[index + 1] ?? '')
  }
  return seen
}
