import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { name, text } from './fields.ts'
import { mailProblems } from './mail.ts'
import { mailbox } from './mailbox.ts'
import { email } from './people.ts'

/**
 * A page's settings, in sections. The password of the mail server is written only: it rests sealed, and is answered as `password_set`.
 */

export const settingsSections = ['general', 'branding', 'localization', 'domains', 'notifications'] as const
export type SettingsSection = (typeof settingsSections)[number]

/** An absolute https address without user name or password; null takes it away. */
const httpsUrl = z.string().check(
  z.maxLength(2000),
  z.refine((value) => parsedUrl(value)?.protocol === 'https:', 'must be an address that begins with https://'),
  z.refine((value) => (parsedUrl(value)?.username ?? '') === '', 'must not hold a user name'),
)

/** Where visitors find help: an https address or an e-mail address as `mailto:`. */
const supportUrl = z.string().check(
  z.maxLength(500),
  z.refine((value) => {
    const url = parsedUrl(value)
    if (url?.protocol === 'mailto:') return /^[^\s@?&]+@[^\s@?&]+$/.test(url.pathname) && url.search === ''
    return url?.protocol === 'https:' && url.username === ''
  }, 'must be an address that begins with https:// or mailto:'),
)

function parsedUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null
}

/** The first characters of each raster format in base64: a name alone does not make a picture. */
const rasterHeads = new Map([
  ['data:image/png;base64,', 'iVBORw0KGgo'],
  ['data:image/jpeg;base64,', '/9j/'],
  ['data:image/gif;base64,', 'R0lGOD'],
  ['data:image/webp;base64,', 'UklGR'],
])

function isRaster(value: string): boolean {
  for (const [kind, head] of rasterHeads) {
    if (value.startsWith(kind)) {
      const data = value.slice(kind.length)
      return data.startsWith(head) && data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data)
    }
  }
  return false
}

/**
 * A picture: a PNG, JPEG, GIF or WebP as `data:` of up to 100,000 characters, or an https address. SVG is refused: it can hold script,
 * and somebody opens it in a tab of its own one day.
 */
export const picture = z.string().check(
  z.maxLength(100_000),
  z.refine(
    (value) => (value.startsWith('data:') ? isRaster(value) : httpsUrl.safeParse(value).success),
    'must be a PNG, JPEG, GIF or WebP as a data: address, or an address that begins with https://',
  ),
)

const brandColor = z.pipe(
  z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #2f55d4')),
  z.transform((value: string) => value.toLowerCase()),
)

/** A BCP 47 tag in its canonical spelling. */
const locale = z.pipe(
  z.string().check(
    z.maxLength(35),
    z.refine((value) => canonicalLocale(value) !== null, 'must be a language tag such as en-GB'),
  ),
  z.transform((value: string) => canonicalLocale(value) ?? value),
)

function canonicalLocale(value: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(value)[0] ?? null
  } catch {
    return null
  }
}

/** An IANA time zone. */
const timeZone = z.pipe(
  z.string().check(
    z.maxLength(64),
    z.refine((value) => knownTimeZone(value) !== null, 'must be a time zone such as Europe/Berlin'),
  ),
  z.transform((value: string) => knownTimeZone(value) ?? value),
)

/** The usual spelling of a zone's name. Offsets such as +01:00 are no zones: they know no summer time. */
function knownTimeZone(value: string): string | null {
  if (!/^[A-Za-z]/.test(value)) return null
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
    return resolved.toLowerCase() === value.toLowerCase() ? resolved : value
  } catch {
    return null
  }
}

const general = {
  /** The page's name, as pages are listed. */
  name,
  description: text(1000),
  support_url: z.nullable(supportUrl),
  /** Whether visitors see the 90-day bars, and the incidents of the last 14 days. */
  show_uptime: z.boolean(),
  show_history: z.boolean(),
}

const branding = {
  /** Shades that can be read on light and on dark are derived from it. */
  brand_color: z.nullable(brandColor),
  logo_url: z.nullable(picture),
  favicon_url: z.nullable(picture),
  theme: z.enum(['auto', 'light', 'dark']),
  header: text(300),
  footer: text(1000),
}

const localization = {
  locale,
  time_zone: timeZone,
  hour_cycle: z.enum(['auto', 'h12', 'h23']),
}

const domains = {
  /** The first is the primary one. */
  hosts: z.array(z.string().check(z.maxLength(300))).check(z.maxLength(50)),
}

/** A host name, or an IP address without brackets. */
const smtpHost = z.pipe(
  z
    .string()
    .check(
      z.maxLength(253),
      z.regex(
        /^(?:(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]+)$/i,
        'must be a host name such as smtp.example.org, or an IP address',
      ),
    ),
  z.transform((value: string) => value.toLowerCase()),
)

/** What is sent to a mail server to sign in: any text of one line. */
const oneLine = (max: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), 'must be one line without control characters'),
  )

const smtp = {
  host: smtpHost,
  port: z.int().check(z.minimum(1), z.maximum(65_535)),
  /** TLS from the first byte (usually port 465); otherwise STARTTLS is demanded (usually port 587). */
  secure: z.boolean(),
  user: z.nullable(oneLine(320)),
  /** Written only. Left out: as it is; `null`: none any more. Another host, port or user takes it anew. */
  password: z.nullable(oneLine(1024)),
  from: mailbox,
  /** As it was answered; cannot be changed. */
  password_set: z.boolean(),
}

const notifications = {
  /** `null`: no mail server; mails wait in the outbox. */
  smtp: z.nullable(z.partial(z.strictObject(smtp))),
}

const shown = {
  general: z.object({
    name: z.string(),
    description: z.string(),
    support_url: z.nullable(z.string()),
    show_uptime: z.boolean(),
    show_history: z.boolean(),
  }),
  branding: z.object({
    brand_color: z.nullable(z.string()),
    logo_url: z.nullable(z.string()),
    favicon_url: z.nullable(z.string()),
    theme: z.enum(['auto', 'light', 'dark']),
    header: z.string(),
    footer: z.string(),
  }),
  localization: z.object({ locale: z.string(), time_zone: z.string(), hour_cycle: z.enum(['auto', 'h12', 'h23']) }),
  domains: z.object({ hosts: z.array(z.string()) }),
  notifications: z.object({
    smtp: z.nullable(
      z.object({
        host: z.string(),
        port: z.number(),
        secure: z.boolean(),
        user: z.nullable(z.string()),
        password_set: z.boolean(),
        from: z.string(),
      }),
    ),
  }),
}
export type GeneralSettings = z.output<typeof shown.general>
export type BrandingSettings = z.output<typeof shown.branding>
export type LocalizationSettings = z.output<typeof shown.localization>
export type DomainSettings = z.output<typeof shown.domains>
export type NotificationSettings = z.output<typeof shown.notifications>

export const pageSettings = z.object(shown)
export type PageSettings = z.output<typeof pageSettings>

export const getSettings = endpoint({
  id: 'settings.get',
  method: 'GET',
  path: '/admin/settings',
  summary: 'Read all settings of the page',
  permission: 'settings:read',
  environments: 'shared',
  reply: pageSettings,
  status: 200,
  change: null,
})

export const updateGeneralSettings = endpoint({
  id: 'settings.update_general',
  method: 'PATCH',
  path: '/admin/settings/general',
  summary: 'Change name, description, support address and what visitors see',
  permission: 'settings:write',
  environments: 'shared',
  lock: 'general',
  body: z.partial(z.strictObject(general)),
  reply: shown.general,
  status: 200,
  change: 'settings.update',
})

export const updateBrandingSettings = endpoint({
  id: 'settings.update_branding',
  method: 'PATCH',
  path: '/admin/settings/branding',
  summary: 'Change colour, logo, theme, header and footer',
  permission: 'settings:write',
  orPermission: 'status_pages:write',
  environments: 'shared',
  lock: 'branding',
  body: z.partial(z.strictObject(branding)),
  reply: shown.branding,
  status: 200,
  change: 'settings.update',
})

export const updateLocalizationSettings = endpoint({
  id: 'settings.update_localization',
  method: 'PATCH',
  path: '/admin/settings/localization',
  summary: 'Change language and time zone',
  permission: 'settings:write',
  environments: 'shared',
  lock: 'localization',
  body: z.partial(z.strictObject(localization)),
  reply: shown.localization,
  status: 200,
  change: 'settings.update',
})

export const updateDomainSettings = endpoint({
  id: 'settings.update_domains',
  method: 'PATCH',
  path: '/admin/settings/domains',
  summary: 'Change the host names of the page',
  permission: 'settings:write',
  environments: 'shared',
  lock: 'domains',
  body: z.partial(z.strictObject(domains)),
  reply: shown.domains,
  status: 200,
  change: 'settings.update',
  problems: ['host_taken', 'privilege_escalation'],
})

export const updateNotificationSettings = endpoint({
  id: 'settings.update_notifications',
  method: 'PATCH',
  path: '/admin/settings/notifications',
  summary: 'Change the mail server; its password is written only',
  permission: 'settings:write',
  environments: 'shared',
  lock: 'notifications',
  body: z.partial(z.strictObject(notifications)),
  reply: shown.notifications,
  status: 200,
  change: 'settings.update',
})

export const testNotificationSettings = endpoint({
  id: 'settings.test_notifications',
  method: 'POST',
  path: '/admin/settings/notifications/test',
  summary: 'Send a test mail by the mail server of the page, and say what came of it',
  permission: 'settings:write',
  environments: 'shared',
  body: z.strictObject({ to: email }),
  reply: z.object({
    /** The mail server has taken it. */
    sent: z.boolean(),
    problem: z.nullable(z.object({ code: z.enum(mailProblems), detail: z.string() })),
  }),
  status: 200,
  change: 'mail.test',
  ownLimitPerMinute: 10,
})

export const settingsEndpoints = [
  getSettings,
  updateGeneralSettings,
  updateBrandingSettings,
  updateLocalizationSettings,
  updateDomainSettings,
  updateNotificationSettings,
  testNotificationSettings,
]
