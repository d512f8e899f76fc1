import type { NewId } from '../contract/ids.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { PageRole, SessionPrincipal } from './principal.ts'
import { hashSecret, mintSecret, randomBase62 } from './secret-format.ts'

/**
 * Sessions of people: what a browser's cookie or the desktop app's header stands for.
 *
 * Chosen: 256 random bits, kept as SHA-256 only, and for browsers a second secret (CSRF) that a stolen cookie does not bring along,
 * because on loopback a cookie is seen by every port. A browser's session ends after 30 minutes without a request and after 12 hours in
 * any case; the desktop app's ends 12 hours after it was last renewed, and with the app, which alone holds it. "Last seen" is written at
 * most once a minute.
 * A session gets a new secret whenever more is opened to it (the password again, a new password): an earlier one opens nothing from then on,
 * so that whoever got hold of it gains nothing by waiting. Requests that were under way keep what they had; a browser that sends one more
 * with the earlier secret is told to send it again, and is not signed out. The app's earlier secret works ten seconds longer, for requests that
 * main had sent already: it is in no browser's hands.
 * Left out: tokens that carry their own claims; a session that has ended is refused by the next look. Held by test/identity/sessions.test.ts.
 */

export const sessionIdleMs = 30 * 60_000
export const sessionLifeMs = 12 * 3_600_000
/** How long a password that was just given opens what is sensitive. */
export const reauthenticationMs = 5 * 60_000
/** Between two writes of "last seen"; a principal that was read longer ago than this is read anew. */
const touchEveryMs = 60_000
/** How long the desktop app's earlier secret works on. */
const desktopGraceMs = 10_000
/** Ended sessions are forgotten after this. */
const forgetAfterMs = 24 * 3_600_000

export type Transport = SessionPrincipal['transport']

interface SessionRow {
  id: string
  kind: Transport
  user_id: string
  email: string
  name: string
  csrf_hash: Buffer | null
  last_seen_at: number
  expires_at: number
  reauthenticated_at: number
  locked_at: number | null
}

const rows = `SELECT sessions.id, kind, user_id, email, name, csrf_hash, sessions.last_seen_at, expires_at, reauthenticated_at, locked_at
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.ended_at IS NULL AND users.disabled_at IS NULL`
const liveByHash = `${rows} AND sessions.hash = ?`
const liveById = `${rows} AND sessions.id = ?`

/** The session with this SHA-256 that nobody ended; whether its time is over is for the caller to say. */
export function findSession(db: Readable, hash: Buffer): SessionRow | null {
  return db.get<SessionRow>(liveByHash, hash) ?? null
}

/** The session that had this secret before, and when it got another one; null where no session had it. */
function replacedSecret(db: Readable, hash: Buffer): { session_id: string; replaced_at: number } | null {
  return (
    db.get<{ session_id: string; replaced_at: number }>(
      'SELECT session_id, replaced_at FROM replaced_session_secrets WHERE hash = ?',
      hash,
    ) ?? null
  )
}

/** When a session ends if nobody uses it from now on, milliseconds UTC. */
export function sessionEndsAt(row: Pick<SessionRow, 'kind' | 'last_seen_at' | 'expires_at'>): number {
  return row.kind === 'browser' ? Math.min(row.expires_at, row.last_seen_at + sessionIdleMs) : row.expires_at
}

export interface SessionRoles {
  readonly everyPage: PageRole | null
  readonly byPage: ReadonlyMap<string, PageRole>
}

export interface SessionResolver {
  /** The session whose secret has this SHA-256, or null. */
  find(db: Readable, hash: Buffer, generation: number): SessionPrincipal | null
  /** The same session as it stands now, whatever its secret is by now; null when it has ended. */
  again(db: Readable, principal: SessionPrincipal, generation: number): SessionPrincipal | null
  /** Whether a session that still lives had this secret before it got another one. */
  wasReplaced(db: Readable, hash: Buffer): boolean
}

/**
 * Resolves sessions for the pipeline: one indexed read and the person's memberships.
 * The principal's `expiresAt` counts both limits from what was last written, so keep one no longer than `touchEveryMs`.
 */
export function createSessionResolver(rolesOf: (db: Readable, userId: string) => SessionRoles): SessionResolver {
  const byId = (db: Readable, id: string): SessionRow | null => db.get<SessionRow>(liveById, id) ?? null
  const principalOf = (db: Readable, row: SessionRow, generation: number): SessionPrincipal => {
    const { everyPage, byPage } = rolesOf(db, row.user_id)
    return {
      kind: 'session',
      id: row.id,
      name: row.name,
      userId: row.user_id,
      email: row.email,
      transport: row.kind,
      csrfHash: row.csrf_hash,
      reauthenticatedUntil: row.reauthenticated_at + reauthenticationMs,
      lastSeenAt: row.last_seen_at,
      expiresAt: sessionEndsAt(row),
      isLocked: row.locked_at !== null,
      generation,
      everyPage,
      byPage,
    }
  }
  return {
    find(db, hash, generation) {
      const row = findSession(db, hash)
      if (row !== null) return principalOf(db, row, generation)
      const replaced = replacedSecret(db, hash)
      const now = replaced === null ? null : byId(db, replaced.session_id)
      if (replaced === null || now === null || now.kind !== 'desktop') return null
      const principal = principalOf(db, now, generation)
      return { ...principal, expiresAt: Math.min(sessionEndsAt(now), replaced.replaced_at + desktopGraceMs) }
    },
    again(db, principal, generation) {
      const row = byId(db, principal.id)
      if (row === null) return null
      const now = principalOf(db, row, generation)
      // What was opened meanwhile was opened to the new secret, and not to the one that this request came with.
      return { ...now, reauthenticatedUntil: Math.min(now.reauthenticatedUntil, principal.reauthenticatedUntil) }
    },
    wasReplaced(db, hash) {
      const replaced = replacedSecret(db, hash)
      return replaced !== null && byId(db, replaced.session_id) !== null
    },
  }
}

/** Notes that a session was used; in the batch of its request. Writes at most once a minute and answers whether it did. */
export function touchSession(
  tx: Writable,
  session: { readonly id: string; readonly lastSeenAt: number },
  now: number,
): boolean {
  if (now - session.lastSeenAt < touchEveryMs) return false
  const written = tx.run(
    'UPDATE sessions SET last_seen_at = ? WHERE id = ? AND last_seen_at <= ? AND ended_at IS NULL',
    now,
    session.id,
    now - touchEveryMs,
  )
  if (written === 0) return false
  tx.run('UPDATE users SET last_seen_at = ? WHERE id = (SELECT user_id FROM sessions WHERE id = ?)', now, session.id)
  return true
}

export interface NewSession {
  readonly userId: string
  readonly now: number
  readonly newId: NewId
  readonly address: string | null
  readonly userAgent: string | null
}

export interface IssuedSession {
  readonly id: string
  /** The cookie's or header's value; shown to its owner now and never again. */
  readonly secret: string
  /** The latest end, milliseconds UTC. */
  readonly expiresAt: number
}

/** Begins a browser's session after a password was given. `csrf` is the second secret, for the answer of the login only. */
export function issueBrowserSession(tx: Writable, options: NewSession): IssuedSession & { readonly csrf: string } {
  const csrf = randomBase62(43)
  const expiresAt = options.now + sessionLifeMs
  const issued = insertSession(tx, 'browser', { ...options, csrf, expiresAt, reauthenticatedAt: options.now })
  const forgetBefore = options.now - forgetAfterMs
  tx.run('DELETE FROM sessions WHERE expires_at < ? OR ended_at < ?', forgetBefore, forgetBefore)
  return { ...issued, csrf }
}

/**
 * Begins the desktop app's session, for the private channel between the app's processes; no HTTP answer ever holds one.
 * @param authenticatedAt when the person gave their password, milliseconds UTC: the 12 hours count from then.
 */
export function issueDesktopSession(
  tx: Writable,
  options: NewSession & { readonly authenticatedAt: number },
): IssuedSession {
  return insertSession(tx, 'desktop', {
    ...options,
    csrf: null,
    expiresAt: options.authenticatedAt + sessionLifeMs,
    reauthenticatedAt: options.authenticatedAt,
  })
}

/**
 * Trades the cookie session of a login that went through the app's main process for a header session; the cookie's ends.
 * @param cookieSecret the cookie's value.
 * @returns null when that session is not (or no longer) there.
 */
export function exchangeForDesktopSession(
  tx: Writable,
  cookieSecret: string,
  { now, newId }: Pick<NewSession, 'now' | 'newId'>,
): (IssuedSession & { readonly userId: string }) | null {
  const row = findSession(tx, hashSecret(cookieSecret))
  if (row === null || row.kind !== 'browser' || now >= sessionEndsAt(row)) return null
  endSession(tx, row.id, now)
  const authenticatedAt = row.reauthenticated_at
  const issued = issueDesktopSession(tx, {
    userId: row.user_id,
    now,
    newId,
    address: null,
    userAgent: null,
    authenticatedAt,
  })
  return { ...issued, userId: row.user_id }
}

function insertSession(
  tx: Writable,
  transport: Transport,
  options: NewSession & { csrf: string | null; expiresAt: number; reauthenticatedAt: number },
): IssuedSession {
  const { userId, now, newId, address, userAgent, csrf, expiresAt, reauthenticatedAt } = options
  const id = newId('session')
  const secret = mintSecret('session')
  tx.run(
    `INSERT INTO sessions (id, hash, csrf_hash, kind, user_id, created_at, last_seen_at, expires_at, reauthenticated_at, ip, user_agent)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    hashSecret(secret),
    csrf === null ? null : hashSecret(csrf),
    transport,
    userId,
    now,
    now,
    expiresAt,
    reauthenticatedAt,
    address,
    userAgent?.slice(0, 512) ?? null,
  )
  tx.run('UPDATE users SET last_seen_at = ? WHERE id = ?', now, userId)
  return { id, secret, expiresAt }
}

/**
 * The password was given again: opens five minutes for what is sensitive, unlocks, and replaces the secret. The second secret goes on.
 * @returns the new secret, for the browser whose cookie it becomes. The desktop app gets its own over its channel (`renewDesktopSession`), since
 * no answer over HTTP may hold one: null.
 */
export function markReauthenticated(
  tx: Writable,
  session: { readonly id: string; readonly transport: Transport },
  now: number,
): string | null {
  tx.run(
    'UPDATE sessions SET reauthenticated_at = ?, locked_at = NULL WHERE id = ? AND ended_at IS NULL',
    now,
    session.id,
  )
  return session.transport === 'browser' ? replaceSecret(tx, session.id, now) : null
}

/** Gives a session another secret. What is kept of the earlier one says whose it was, and goes with the session. */
function replaceSecret(tx: Writable, sessionId: string, now: number): string {
  const secret = mintSecret('session')
  tx.run(
    'INSERT INTO replaced_session_secrets (hash, session_id, replaced_at) SELECT hash, id, ? FROM sessions WHERE id = ?',
    now,
    sessionId,
  )
  tx.run('UPDATE sessions SET hash = ? WHERE id = ?', hashSecret(secret), sessionId)
  return secret
}

/**
 * Renews the desktop app's session while the app is unlocked: a new secret, and twelve hours from now.
 * @param secret the present one.
 * @returns null when that session is not (or no longer) there, or is locked.
 */
export function renewDesktopSession(
  tx: Writable,
  secret: string,
  now: number,
): (IssuedSession & { readonly userId: string; readonly userName: string }) | null {
  const row = findSession(tx, hashSecret(secret))
  if (row === null || row.kind !== 'desktop' || row.locked_at !== null || now >= sessionEndsAt(row)) return null
  const expiresAt = now + sessionLifeMs
  tx.run('UPDATE sessions SET expires_at = ? WHERE id = ?', expiresAt, row.id)
  const forgetBefore = now - forgetAfterMs
  tx.run('DELETE FROM replaced_session_secrets WHERE replaced_at < ?', forgetBefore)
  return { id: row.id, secret: replaceSecret(tx, row.id, now), expiresAt, userId: row.user_id, userName: row.name }
}

/** Locks a session: until its password is given again it opens nothing. */
export function lockSession(tx: Writable, sessionId: string, now: number): void {
  tx.run('UPDATE sessions SET locked_at = ? WHERE id = ? AND locked_at IS NULL AND ended_at IS NULL', now, sessionId)
}

/** Ends one session; answers whether it was still there. */
export function endSession(tx: Writable, sessionId: string, now: number): boolean {
  return tx.run('UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL', now, sessionId) > 0
}

/** Ends all sessions of a person, but perhaps the one they are in; answers how many. */
export function endSessionsOf(tx: Writable, userId: string, now: number, exceptId: string | null = null): number {
  return tx.run(
    'UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL AND id IS NOT ?',
    now,
    userId,
    exceptId,
  )
}
