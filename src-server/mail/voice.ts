import { createFormat } from '../content/format.ts'
import { readPageSettings } from '../content/page-settings.ts'
import { wordsFor } from '../content/words.ts'
import type { Readable } from '../db/database.ts'
import type { Addresses } from './addresses.ts'
import type { Voice } from './letter.ts'
import type { Look } from './letter-html.ts'
import { mailWordsFor } from './words.ts'

/** How a page speaks in its mails: its name, colour, language and clock. Mail of the workspace speaks as the default page does. */
export function voiceOf(db: Readable, addresses: Addresses, pageId: string | null): Voice & { readonly look: Look } {
  const id = pageId ?? db.get<{ id: string }>('SELECT id FROM pages ORDER BY is_default DESC, created_at LIMIT 1')?.id
  const settings = id === undefined ? undefined : readPageSettings(db, id)?.settings
  const localization = settings?.localization ?? { locale: 'en', time_zone: 'UTC', hour_cycle: 'auto' as const }
  const words = mailWordsFor(localization.locale)
  const name = settings?.general.name ?? 'Beatkeeper'
  return {
    name,
    pageUrl: addresses.page(pageId),
    words,
    states: wordsFor(localization.locale),
    format: createFormat(localization),
    look: { language: words.language, name, brandColor: settings?.branding.brand_color ?? null },
  }
}
