import type { MailKind, MailProblem, MailState } from '../contract/mail.ts'
import type { Readable, SqlValue, Writable } from '../db/database.ts'

/** Rows of the outbox. Times are milliseconds UTC. */
export interface MailRow {
  readonly id: string
  readonly page_id: string | null
  readonly kind: MailKind
  readonly recipient: string
  readonly subject_id: string
  /** Its own data, or that of its announcement; JSON. */
  readonly data: string
  readonly state: MailState
  readonly attempts: number
  readonly next_try_at: number
  readonly begun_at: number | null
  readonly problem: MailProblem | null
  readonly problem_says: string | null
  readonly created_at: number
  readonly expires_at: number
  readonly settled_at: number | null
}

const columns = `o.id, o.page_id, o.kind, o.recipient, o.subject_id, coalesce(a.data, o.data) AS data, o.state, o.attempts, o.next_try_at,
  o.begun_at, o.problem, o.problem_says, o.created_at, o.expires_at, o.settled_at`

const source = `FROM outbox o LEFT JOIN announcements a ON a.id = o.announcement_id`

/** Rows that a condition on `o` finds. */
export function mailRows(
  db: Readable,
  { where, values, orderBy, take }: { where: string; values: readonly SqlValue[]; orderBy: string; take: number },
): MailRow[] {
  return db.all<MailRow>(`SELECT ${columns} ${source} WHERE ${where} ORDER BY ${orderBy} LIMIT ?`, ...values, take)
}

/** One mail, or undefined. */
export function mailRow(db: Readable, id: string): MailRow | undefined {
  return db.get<MailRow>(`SELECT ${columns} ${source} WHERE o.id = ?`, id)
}

/** Mail that may go by this page's server: its own, and that of the workspace where it is the workspace's server. */
const ofServer = '(o.page_id = ? OR (o.page_id IS NULL AND ?))'

export interface ServerScope {
  readonly pageId: string
  /** Mail of the workspace goes by it, too. */
  readonly ofWorkspace: boolean
}

const scopeValues = ({ pageId, ofWorkspace }: ServerScope): SqlValue[] => [pageId, ofWorkspace ? 1 : 0]

/** What is due, the oldest first. */
export function dueMail(db: Readable, scope: ServerScope, now: number, take: number): MailRow[] {
  return mailRows(db, {
    where: `o.state = 'waiting' AND o.begun_at IS NULL AND o.next_try_at <= ? AND ${ofServer}`,
    values: [now, ...scopeValues(scope)],
    orderBy: 'o.next_try_at, o.id',
    take,
  })
}

/** An attempt begins: from here on it may have gone, whatever becomes of us. */
export function beginAttempt(tx: Writable, id: string, now: number): void {
  tx.run('UPDATE outbox SET attempts = attempts + 1, begun_at = ? WHERE id = ?', now, id)
}

/** The server has taken it. */
export function markSent(tx: Writable, id: string, now: number): void {
  settle(tx, id, 'sent', null, null, now)
}

/** What it was about is over, or it came too late. */
export function markEnded(tx: Writable, id: string, problem: MailProblem, now: number): void {
  settle(tx, id, 'ended', problem, null, now)
}

/** Given up: nothing would change if it were tried again. */
export function markFailed(tx: Writable, id: string, problem: MailProblem, says: string | null, now: number): void {
  settle(tx, id, 'failed', problem, says, now)
}

function settle(
  tx: Writable,
  id: string,
  state: MailState,
  problem: MailProblem | null,
  says: string | null,
  now: number,
): void {
  tx.run(
    'UPDATE outbox SET state = ?, problem = ?, problem_says = ?, begun_at = NULL, settled_at = ? WHERE id = ?',
    state,
    problem,
    says,
    now,
    id,
  )
}

/** To be tried again. */
export function putOff(tx: Writable, id: string, problem: MailProblem, says: string | null, until: number): void {
  tx.run(
    'UPDATE outbox SET problem = ?, problem_says = ?, begun_at = NULL, next_try_at = ? WHERE id = ?',
    problem,
    says,
    until,
    id,
  )
}

/** The same for all that would go by a server that is in trouble: none of them fares better, and each says why it waits. */
export function putOffAll(
  tx: Writable,
  scope: ServerScope,
  problem: MailProblem,
  says: string | null,
  until: number,
): void {
  tx.run(
    `UPDATE outbox AS o SET problem = ?, problem_says = ?, next_try_at = max(o.next_try_at, ?)
      WHERE o.state = 'waiting' AND o.begun_at IS NULL AND ${ofServer}`,
    problem,
    says,
    until,
    ...scopeValues(scope),
  )
}

/** The settings of a server changed: what waits for it is tried now. */
export function tryAgainNow(tx: Writable, pageId: string, now: number): void {
  tx.run(
    `UPDATE outbox SET next_try_at = ? WHERE state = 'waiting' AND next_try_at > ? AND (page_id = ? OR page_id IS NULL)`,
    now,
    now,
    pageId,
  )
}

/** Attempts that a crash cut off: nobody knows whether they went. They are due at once. */
export function forgetBegun(tx: Writable): number {
  return tx.run("UPDATE outbox SET begun_at = NULL WHERE state = 'waiting' AND begun_at IS NOT NULL")
}

/** Mail whose time is over while it waits. */
export function overdueMail(db: Readable, now: number, take: number): MailRow[] {
  return mailRows(db, {
    where: "o.state = 'waiting' AND o.begun_at IS NULL AND o.expires_at <= ?",
    values: [now],
    orderBy: 'o.next_try_at, o.id',
    take,
  })
}

const keptMs = 30 * 86_400_000

/** Whether something was settled a month ago. */
export function hasOldMail(db: Readable, now: number): boolean {
  return (
    db.get('SELECT 1 FROM outbox WHERE settled_at IS NOT NULL AND settled_at <= ? LIMIT 1', now - keptMs) !== undefined
  )
}

/** Forgets what was settled a month ago, some hundreds at a time. */
export function forgetOldMail(tx: Writable, now: number): void {
  tx.run(
    'DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE settled_at IS NOT NULL AND settled_at <= ? LIMIT 500)',
    now - keptMs,
  )
}
