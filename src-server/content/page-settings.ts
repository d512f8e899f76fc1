import type {
  BrandingSettings,
  GeneralSettings,
  LocalizationSettings,
  PageSettings,
  SettingsSection,
} from '../contract/settings.ts'
import type { Readable, Writable } from '../db/database.ts'
import { storedObject } from '../lib/stored-json.ts'
import { presentSmtp, smtpIn } from './smtp-settings.ts'

/**
 * A page's settings, read and written section by section. The name lives with the page and the hosts in a table of their own, because
 * requests are routed by them; a change of either raises the page's own version.
 */

const generalByDefault: Omit<GeneralSettings, 'name'> = {
  description: '',
  support_url: null,
  show_uptime: true,
  show_history: true,
}
const brandingByDefault: BrandingSettings = {
  brand_color: null,
  logo_url: null,
  favicon_url: null,
  theme: 'auto',
  header: '',
  footer: '',
}
const localizationByDefault: LocalizationSettings = { locale: 'en', time_zone: 'UTC', hour_cycle: 'auto' }

export interface StoredSettings {
  readonly settings: PageSettings
  /** Raised by every change of any section: the ETag of the whole, and of what a `PATCH` answers. */
  readonly version: number
}

/** All settings of a page; undefined when there is no such page. */
export function readPageSettings(db: Readable, pageId: string): StoredSettings | undefined {
  const page = db.get<{ name: string; version: number }>('SELECT name, version FROM pages WHERE id = ?', pageId)
  if (page === undefined) return undefined
  const rows = db.all<{ section: string; value: string; version: number }>(
    'SELECT section, value, version FROM page_settings WHERE page_id = ?',
    pageId,
  )
  const hosts = db.all<{ host: string }>('SELECT host FROM page_hosts WHERE page_id = ? ORDER BY position', pageId)
  // What was stored was parsed by the contract before; a field of a later version falls back to its default.
  const stored = (section: SettingsSection): Readonly<Record<string, unknown>> =>
    storedObject(rows.find((each) => each.section === section)?.value ?? null)
  return {
    settings: {
      general: { ...generalByDefault, ...stored('general'), name: page.name },
      branding: { ...brandingByDefault, ...stored('branding') },
      localization: { ...localizationByDefault, ...stored('localization') },
      domains: { hosts: hosts.map((row) => row.host) },
      notifications: { smtp: presentSmtp(smtpIn(stored('notifications'))) },
    },
    version: rows.reduce((sum, row) => sum + row.version, page.version),
  }
}

/** Keeps a section's value, and raises the version of the settings. */
export function writeSection(tx: Writable, pageId: string, section: SettingsSection, value: object, now: number): void {
  tx.run(
    `INSERT INTO page_settings (page_id, section, value, version, updated_at) VALUES (?, ?, ?, 1, ?)
     ON CONFLICT (page_id, section) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at`,
    pageId,
    section,
    JSON.stringify(value),
    now,
  )
}

/** The page's own row: its name as well as its version. */
export function renamePage(tx: Writable, pageId: string, name: string): void {
  tx.run('UPDATE pages SET name = ?, version = version + 1 WHERE id = ?', name, pageId)
}

/** Replaces the hosts of a page; the first is the primary one. */
export function writeHosts(tx: Writable, pageId: string, hosts: readonly string[]): void {
  tx.run('DELETE FROM page_hosts WHERE page_id = ?', pageId)
  for (const [position, host] of hosts.entries()) {
    tx.run('INSERT INTO page_hosts (host, page_id, position) VALUES (?, ?, ?)', host, pageId, position)
  }
  tx.run('UPDATE pages SET version = version + 1 WHERE id = ?', pageId)
}

/** The first of these hosts that belongs to another page. */
export function hostOfAnother(db: Readable, pageId: string, hosts: readonly string[]): string | undefined {
  return db.get<{ host: string }>(
    'SELECT host FROM page_hosts WHERE host IN (SELECT value FROM json_each(?)) AND page_id <> ? LIMIT 1',
    JSON.stringify(hosts),
    pageId,
  )?.host
}
