import type { MagicPurpose } from '../../contract/magic.ts'
import type { MagicSubject } from '../../credentials/magic-tokens.ts'
import type { Readable } from '../../db/database.ts'

/**
 * What stands behind the links of subscribers. Whoever has ended a subscription has ended its links with it; a view and a feed go on
 * without the person, but not the links to change them.
 */
export function subscriberSubject(
  db: Readable,
  purpose: Exclude<MagicPurpose, 'invite' | 'password_reset'>,
  subjectId: string,
): MagicSubject | null {
  switch (purpose) {
    case 'subscription':
    case 'manage': {
      const row = db.get<{ email: string; state: string }>(
        'SELECT email, state FROM subscribers WHERE id = ?',
        subjectId,
      )
      return row === undefined
        ? null
        : { name: shortenedEmail(row.email), ended: row.state === 'ended', expiresAt: null }
    }
    case 'custom_view':
      return named(db, 'custom_views', subjectId)
    case 'rss_feed':
      return named(db, 'rss_feeds', subjectId)
  }
}

function named(db: Readable, table: 'custom_views' | 'rss_feeds', id: string): MagicSubject | null {
  const row = db.get<{ name: string }>(`SELECT name FROM ${table} WHERE id = ? AND subscriber_id IS NOT NULL`, id)
  return row === undefined ? null : { name: row.name, ended: false, expiresAt: null }
}

/** As the log names a subscriber: enough to recognise, not enough to write to (`i…@example.org`). */
export function shortenedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${[...email][0] ?? ''}…${email.slice(at)}`
}
