import * as z from 'zod/mini'
import { componentStatus } from './components.ts'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { publicIncident } from './incidents.ts'
import { publicMaintenance } from './maintenances.ts'

/** What anyone may read about a page: live, published, and only the fields that stand here. */

export const indicators = ['none', 'maintenance', 'minor', 'major', 'critical'] as const
/** How a page is doing as a whole, from well to worst. */
export type Indicator = (typeof indicators)[number]

export const publicSettings = z.object({
  name: z.string(),
  description: z.string(),
  support_url: z.nullable(z.string()),
  branding: z.object({
    brand_color: z.nullable(z.string()),
    logo_url: z.nullable(z.string()),
    favicon_url: z.nullable(z.string()),
    theme: z.enum(['auto', 'light', 'dark']),
    header: z.string(),
    footer: z.string(),
  }),
  locale: z.string(),
  time_zone: z.string(),
  hour_cycle: z.enum(['auto', 'h12', 'h23']),
  features: z.object({ uptime: z.boolean(), history: z.boolean() }),
})
export type PublicSettings = z.output<typeof publicSettings>

export const publicComponent = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  group: z.nullable(z.object({ id: z.string(), name: z.string() })),
  status: componentStatus,
  status_since: timeOut,
  /**
   * Percent of the last 90 days without outage, two decimals, rounded down. A major outage counts in full, a partial one as three
   * tenths; degraded performance and maintenance do not count. `null` while there is nothing to count, or where the page hides it.
   */
  uptime_90d: z.nullable(z.number()),
})
export type PublicComponent = z.output<typeof publicComponent>

export const publicStatus = z.object({
  page: z.object({ id: z.string(), name: z.string() }),
  indicator: z.enum(indicators),
  description: z.string(),
})
export type PublicStatus = z.output<typeof publicStatus>

const open = { permission: 'public', environments: 'shared', method: 'GET', status: 200, change: null } as const

export const readPublicSettings = endpoint({
  ...open,
  id: 'public.settings',
  path: '/settings',
  summary: 'Name, description, branding and language of the page',
  reply: publicSettings,
})

export const readCurrentHost = endpoint({
  ...open,
  id: 'public.current_host',
  path: '/pages/public/current-host',
  summary: 'The page that this host resolves to',
  reply: z.object({ id: z.string(), name: z.string(), host: z.nullable(z.string()) }),
})

export const listPublicIncidents = endpoint({
  ...open,
  id: 'public.incidents',
  path: '/incidents',
  summary: 'Published incidents, newest first',
  query: z.strictObject({ status: z.optional(z.enum(['open', 'resolved'])), limit, cursor }),
  reply: listOf(publicIncident),
})

export const readPublicIncident = endpoint({
  ...open,
  id: 'public.incident',
  path: '/incidents/:id',
  params: z.strictObject({ id: id('incident') }),
  summary: 'One published incident',
  reply: publicIncident,
})

export const listPublicMaintenances = endpoint({
  ...open,
  id: 'public.maintenances',
  path: '/maintenances',
  summary: 'Maintenances, latest window first',
  query: z.strictObject({ status: z.optional(z.enum(['scheduled', 'in_progress', 'completed'])), limit, cursor }),
  reply: listOf(publicMaintenance),
})

export const readPublicMaintenance = endpoint({
  ...open,
  id: 'public.maintenance',
  path: '/maintenances/:id',
  params: z.strictObject({ id: id('maintenance') }),
  summary: 'One maintenance',
  reply: publicMaintenance,
})

export const listPublicComponents = endpoint({
  ...open,
  id: 'public.components',
  path: '/components',
  summary: 'Components with status and 90-day uptime',
  query: z.strictObject({ limit, cursor }),
  reply: listOf(publicComponent),
})

export const readPublicStatus = endpoint({
  ...open,
  id: 'public.status',
  path: '/status',
  summary: 'The page as a whole; with probe=1 the status is 503 while there is a major outage',
  query: z.strictObject({ probe: z.optional(z.enum(['0', '1'])) }),
  reply: publicStatus,
})

export const readStatusPage = endpoint({
  ...open,
  id: 'public.page',
  path: '/',
  root: true,
  summary: 'The status page itself',
  answers: 'html',
  reply: z.string(),
})

/** The key of an address, as credentials/link-keys.ts makes it. */
const aKey = z.strictObject({ key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) })

export const readCustomViewPage = endpoint({
  ...open,
  id: 'public.view',
  path: '/views/:key',
  root: true,
  params: aKey,
  summary: 'The status page of a custom view, for whoever has its address',
  answers: 'html',
  reply: z.string(),
})

export const readAtomFeed = endpoint({
  ...open,
  id: 'public.feed_atom',
  path: '/feed.atom',
  root: true,
  summary: 'Incidents and maintenances of the page as an Atom feed',
  answers: 'feed',
  reply: z.string(),
})

export const readRssFeedOfPage = endpoint({
  ...open,
  id: 'public.feed_rss',
  path: '/feed.rss',
  root: true,
  summary: 'Incidents and maintenances of the page as an RSS feed',
  answers: 'feed',
  reply: z.string(),
})

export const readOwnAtomFeed = endpoint({
  ...open,
  id: 'public.feed',
  path: '/feeds/:key',
  root: true,
  params: aKey,
  summary: 'A feed of chosen components (Atom), for whoever has its address',
  answers: 'feed',
  reply: z.string(),
})

export const publicEndpoints = [
  readPublicSettings,
  readCurrentHost,
  listPublicIncidents,
  readPublicIncident,
  listPublicMaintenances,
  readPublicMaintenance,
  listPublicComponents,
  readPublicStatus,
  readStatusPage,
  readCustomViewPage,
  readAtomFeed,
  readRssFeedOfPage,
  readOwnAtomFeed,
]
