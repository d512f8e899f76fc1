import type { MailKind, MailProblem, MailState } from '../contract/mail.ts'
import type { Readable, SqlValue } from '../db/database.ts'

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
