import { type SignedIn, signIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/harness.ts'

/** A workspace with two pages, each with a host of its own, an owner in a session, and words for asking on a page's host. */
export interface World {
  readonly server: TestServer
  /** The first page, `status.acme.test`. */
  readonly here: string
  /** The second, `other.acme.test`. */
  readonly there: string
  readonly owner: SignedIn
  /** An id of the right shape that nothing has. */
  absent(prefix: string): string
}

export const hereHost = 'status.acme.test'
export const thereHost = 'other.acme.test'

export async function startWorld(options: TestServerOptions = {}): Promise<World> {
  const server = await startTestServer({ host: hereHost, ...options })
  const made = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Other', hosts: [thereHost] },
  })
  if (made.status !== 201) throw new Error(`making a page answered ${made.status}: ${made.text}`)
  return {
    server,
    here: server.pageId,
    there: made.json.id,
    owner: await signIn(server),
    absent: (prefix) => `${prefix}_${'0'.repeat(26)}`,
  }
}

export interface Minted {
  readonly id: string
  readonly token: string
  readonly [field: string]: unknown
}

/** Makes a token as a person does: of either environment, since a token makes only its own. */
export async function mintBy(person: Pick<SignedIn, 'ask'>, fields: Record<string, unknown> = {}): Promise<Minted> {
  const body = { name: 'a token', permission: 'read', role_key: 'viewer', ...fields }
  return (await expecting(201, person.ask(post('/admin/tokens', body)))).json
}

/** The value of the API that an answer holds, or an error that says what was answered instead. */
export async function expecting(status: number, answer: Promise<Answer>): Promise<Answer> {
  const got = await answer
  if (got.status !== status) throw new Error(`expected ${status}, got ${got.status}: ${got.text.slice(0, 500)}`)
  return got
}

/** Asks with a POST of JSON. */
export const post = (path: string, body?: unknown, more: Partial<Ask> = {}): Ask => ({
  method: 'POST',
  path: `/api/v1${path}`,
  ...(body === undefined ? {} : { body }),
  ...more,
})

/** Asks with a GET. */
export const get = (path: string, more: Partial<Ask> = {}): Ask => ({ path: `/api/v1${path}`, ...more })
