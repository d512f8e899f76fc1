import type { Server } from 'node:http'
import { createApp } from '../app.ts'
import { type Client, createClient } from '../contract/client.ts'
import { endSessionsOf, issueDesktopSession } from '../credentials/sessions.ts'
import type { Writable } from '../db/database.ts'
import { createHttpServer } from '../http/server.ts'
import type { Actor, Entry, Origin } from '../journal/entry.ts'
import type { OpenFolder } from '../open-folder.ts'
import type { DemoClock } from './demo-clock.ts'
import { inProcessFetch } from './in-process.ts'

/**
 * The application with a clock of its own, and the ways into it that a story has.
 *
 * Chosen: whatever changes something is asked of the real application, by a person's session or a token, so that demo content can be in no
 * state that the product does not allow, and its log says what a log says. What only looks, tens of thousands of times, is appended
 * through the same journal in large batches. Left out: rows written past the journal. Held by test/cli/demo.test.ts.
 */
export interface World {
  readonly clock: DemoClock
  /** Asks as this person, who signs in first where the last time was too long ago. */
  as(person: Person, where?: Where): Client
  /** Asks with the raw value of a token. */
  withToken(secret: string, caller: Caller, where?: Where): Client
  /** Asks without any credential, as anyone on the page. */
  visitor(caller: Caller, where?: Where): Client
  /** Asks with a link's token. */
  withLink(secret: string, caller: Caller): Client
  /** Asks anything, with these headers, and does not mind the answer. */
  ask(path: string, caller: Caller, headers?: Readonly<Record<string, string>>): Promise<void>
  /** Remembers a row for later; rows are written in order, before whatever is asked next. */
  remember(row: Row): void
  /** Moves on to this moment and writes the rows until then. */
  arrive(ms: number): Promise<void>
  /** Ends all sessions of the story and writes the last rows. */
  end(): Promise<void>
}

/** From where someone calls. */
export interface Caller {
  readonly address: string
  readonly agent: string
}

export interface Person extends Caller {
  readonly id: string
  readonly name: string
}

/** Which page and environment a call speaks about; left out, the default page, live. */
export interface Where {
  readonly pageId?: string
  readonly environment?: 'test'
}

export interface Row {
  readonly at: number
  readonly origin: Origin
  readonly entry: Entry
  /** What else happened with it, in the same batch. */
  happens?(tx: Writable): void
}

/** So long after signing in a person signs in again: what is sensitive wants a password that was just given. */
const freshMs = 4 * 60_000
const rowsInBatch = 2000

/** @param maxAhead rows are written this far at most, milliseconds UTC: nothing happens in the future. */
export function createWorld(open: OpenFolder, clock: DemoClock, maxAhead: number): World {
  const { services } = open
  const { writer, journal, newId } = services
  const app = createApp(services, {
    // Port 80 has the plain name `localhost`; callers have the addresses that the story gives them.
    names: { port: () => 80, publicUrl: null, trustsPeer: (address) => address === '' },
    consoleDir: null,
    anonymousPerMinute: null,
    failedPerMinute: null,
    checkReplies: false,
    installKey: open.installKey,
    isReady: open.isReady,
    refusesChanges: open.refusesChanges,
  })
  const server: Server = createHttpServer(app.koa, newId, null)
  const fetchInside = inProcessFetch(server)
  const sessions = new Map<string, { secret: string; at: number }>()
  let rows: Row[] = []

  const write = async (until: number): Promise<void> => {
    const due = rows.filter((row) => row.at <= until).sort((a, b) => a.at - b.at)
    rows = rows.filter((row) => row.at > until)
    for (let begin = 0; begin < due.length; begin += rowsInBatch) {
      await writer.submit((tx) => {
        for (const row of due.slice(begin, begin + rowsInBatch)) {
          clock.moveTo(row.at)
          row.happens?.(tx)
          journal.append(tx, row.origin, row.entry)
        }
      })
    }
  }

  const headersOf = (caller: Caller, { pageId, environment }: Where = {}): Record<string, string> => ({
    'User-Agent': caller.agent,
    'X-Forwarded-For': caller.address,
    ...(pageId === undefined ? {} : { 'X-Page': pageId }),
    ...(environment === undefined ? {} : { 'X-Environment': environment }),
  })
  const clientOf = (headers: Record<string, string>): Client =>
    createClient({ origin: 'http://localhost', fetch: fetchInside, headers })

  const sessionOf = async (person: Person): Promise<string> => {
    const now = clock.wall()
    const kept = sessions.get(person.id)
    if (kept !== undefined && now - kept.at < freshMs) return kept.secret
    const issued = await writer.submit((tx) => {
      const session = issueDesktopSession(tx, {
        userId: person.id,
        now,
        newId,
        address: person.address,
        userAgent: person.agent,
        authenticatedAt: now,
      })
      const origin = signInOrigin(actorOf(person), person, newId('request'))
      for (const entry of signedIn(session.id, 'desktop')) journal.append(tx, origin, entry)
      return session
    })
    sessions.set(person.id, { secret: issued.secret, at: now })
    return issued.secret
  }

  return {
    clock,
    as: (person, where) =>
      createClient({
        origin: 'http://localhost',
        headers: headersOf(person, where),
        fetch: async (input, init) => {
          const secret = await sessionOf(person)
          const headers = new Headers(init?.headers)
          headers.set('Authorization', `Bearer ${secret}`)
          return fetchInside(input, { ...init, headers })
        },
      }),
    withToken: (secret, caller, where) => clientOf({ ...headersOf(caller, where), Authorization: `Bearer ${secret}` }),
    visitor: (caller, where) => clientOf(headersOf(caller, where)),
    withLink: (secret, caller) => clientOf({ ...headersOf(caller), 'X-Magic-Token': secret }),
    async ask(path, caller, headers = {}) {
      await fetchInside(`http://localhost${path}`, { headers: { ...headersOf(caller), ...headers } })
    },
    remember: (row) => {
      if (row.at <= maxAhead) rows.push(row)
    },
    async arrive(ms) {
      await write(ms)
      clock.moveTo(ms)
      // What time brings about meanwhile: windows that begin and end, rotations that run out.
      app.maintenanceClock.planAnew()
      app.maintenanceClock.noticed(ms)
      await writer.submit(() => undefined)
    },
    async end() {
      await write(maxAhead)
      await writer.submit((tx) => {
        for (const { id } of tx.all<{ id: string }>('SELECT id FROM users')) endSessionsOf(tx, id, clock.wall())
      })
    },
  }
}

/** The rows that signing in leaves. */
export function signedIn(sessionId: string, kind: 'browser' | 'desktop'): readonly [Entry, Entry] {
  return [
    {
      kind: 'event',
      action: 'session.login',
      target: { type: 'session', id: sessionId, label: null },
      pageId: null,
      after: { kind },
    },
    { kind: 'request', action: 'session.login', status: 200, countsAsUse: true },
  ]
}

/** A sign-in as its rows name it; `actor` is whom it made of an anonymous caller. */
export function signInOrigin(actor: Actor, { address, agent }: Caller, requestId: string): Origin {
  return {
    actor,
    onBehalfOf: null,
    client: { address, agent },
    pageId: null,
    environment: null,
    method: 'POST',
    route: '/api/v1/auth/login',
    scopes: [],
    requestId,
    callerRequestId: null,
  }
}

export function actorOf({ id, name }: Person): Actor {
  return { kind: 'user', id, prefix: null, label: name }
}
