import * as z from 'zod/mini'
import type { NotificationSettings } from '../contract/settings.ts'
import type { Readable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'
import { storedObject } from '../lib/stored-json.ts'

/**
 * The mail server of a page, as the section `notifications` keeps it. Its password rests sealed, for this page alone, and leaves this room in no
 * other way than to the mail server.
 */
const storedSmtp = z.object({
  host: z.string(),
  port: z.number(),
  secure: z.boolean(),
  user: z.nullable(z.string()),
  /** Sealed, base64. */
  password: z.nullable(z.string()),
  from: z.string(),
})
export type StoredSmtp = z.output<typeof storedSmtp>

/** The mail server in a section's stored value, or null: there is none, or what is stored is damaged. */
export function smtpIn(section: Readonly<Record<string, unknown>>): StoredSmtp | null {
  const parsed = storedSmtp.safeParse(section.smtp)
  return parsed.success ? parsed.data : null
}

/** The mail server of a page. */
export function smtpOf(db: Readable, pageId: string): StoredSmtp | null {
  const row = db.get<{ value: string }>(
    "SELECT value FROM page_settings WHERE page_id = ? AND section = 'notifications'",
    pageId,
  )
  return smtpIn(storedObject(row?.value ?? null))
}

/**
 * The mail server that a mail goes by, and whose settings these are: its page's; for mail of the workspace the default page's, else that of the
 * oldest page that has one.
 */
export function serverFor(
  db: Readable,
  pageId: string | null,
): { readonly pageId: string; readonly smtp: StoredSmtp } | null {
  const pages =
    pageId === null
      ? db.all<{ id: string }>('SELECT id FROM pages ORDER BY is_default DESC, created_at, id').map((page) => page.id)
      : [pageId]
  for (const id of pages) {
    const smtp = smtpOf(db, id)
    if (smtp !== null) return { pageId: id, smtp }
  }
  return null
}

/** What may be seen of it. */
export function presentSmtp(smtp: StoredSmtp | null): NotificationSettings['smtp'] {
  if (smtp === null) return null
  const { password, ...rest } = smtp
  return { ...rest, password_set: password !== null }
}

const purposeOf = (pageId: string): string => `smtp_password:${pageId}`

/** A password as it rests. */
export function sealPassword(sealer: Sealer, pageId: string, password: string): string {
  return sealer.seal(purposeOf(pageId), Buffer.from(password, 'utf8')).toString('base64')
}

/** The password again. @throws CannotOpen when the sealing key is another one than it was sealed with. */
export function openPassword(sealer: Sealer, pageId: string, sealed: string): string {
  return sealer.open(purposeOf(pageId), Buffer.from(sealed, 'base64')).toString('utf8')
}
