import { type Day, daysUpTo } from '../../content/days.ts'
import { indicatorOf } from '../../content/indicator.ts'
import { maintenanceStatusCondition } from '../../content/maintenance-state.ts'
import { readPageSettings } from '../../content/page-settings.ts'
import {
  isUnderMaintenance,
  openImpacts,
  type PublishedComponent,
  type PublishedIncident,
  type PublishedMaintenance,
  publishedComponents,
  publishedIncidents,
  publishedMaintenances,
  uptimesOf,
} from '../../content/published.ts'
import { type Span, uptimePercent } from '../../content/timeline.ts'
import type { Indicator } from '../../contract/public.ts'
import type { BrandingSettings, GeneralSettings, LocalizationSettings } from '../../contract/settings.ts'
import type { Readable } from '../../db/database.ts'

/** All that a status page shows, before it is words and markup. Times are milliseconds UTC. */
export interface StatusPageModel {
  /** The name of the custom view that shows this part of the page; `null`: the whole. */
  readonly view: string | null
  readonly general: Pick<GeneralSettings, 'name' | 'description' | 'support_url'>
  readonly branding: BrandingSettings
  readonly localization: LocalizationSettings
  readonly indicator: Indicator
  /** Open and published, newest first. */
  readonly openIncidents: readonly PublishedIncident[]
  readonly inProgress: readonly PublishedMaintenance[]
  /** The next ones, soonest first. */
  readonly upcoming: readonly PublishedMaintenance[]
  readonly groups: readonly ShownGroup[]
  /** The days that the bars stand for, oldest first; null where the page does not show them. */
  readonly uptimeDays: readonly Day[] | null
  /** Newest first; null where the page does not show it. */
  readonly history: readonly ShownDay[] | null
}

export interface ShownGroup {
  /** `null`: components without a group. */
  readonly name: string | null
  readonly description: string
  readonly components: readonly ShownComponent[]
}

export interface ShownComponent {
  readonly component: PublishedComponent
  readonly uptime: { readonly percent: number | null; readonly days: readonly Span[] } | null
}

export interface ShownDay {
  readonly day: Day
  readonly incidents: readonly PublishedIncident[]
  readonly maintenances: readonly PublishedMaintenance[]
}

const uptimeDayCount = 90
const historyDayCount = 14

/** Reads the status page of a page; undefined before set-up. */
export function readStatusPageModel(db: Readable, pageId: string, now: number): StatusPageModel | undefined {
  const stored = readPageSettings(db, pageId)
  if (stored === undefined) return undefined
  const { general, branding, localization } = stored.settings
  const components = publishedComponents(db, pageId, now)
  const uptimeDays = general.show_uptime ? daysUpTo(now, uptimeDayCount, localization.time_zone) : null
  const windows = (status: 'in_progress' | 'scheduled', take: number): PublishedMaintenance[] => {
    const { sql, values } = maintenanceStatusCondition(status, now)
    return publishedMaintenances(db, pageId, now, { where: sql, values, orderBy: 'm.scheduled_for, m.id', take })
  }
  return {
    view: null,
    general,
    branding,
    localization,
    indicator: indicatorOf(
      components.map((component) => component.status),
      openImpacts(db, pageId, now),
      isUnderMaintenance(db, pageId, now),
    ),
    openIncidents: publishedIncidents(db, pageId, now, {
      where: 'i.resolved_at IS NULL',
      values: [],
      orderBy: 'i.published_at DESC, i.id DESC',
      take: 50,
    }),
    inProgress: windows('in_progress', 20),
    upcoming: windows('scheduled', 10),
    groups: groupsOf(db, pageId, now, components, uptimeDays),
    uptimeDays,
    history: general.show_history ? historyOf(db, pageId, now, localization.time_zone) : null,
  }
}

function groupsOf(
  db: Readable,
  pageId: string,
  now: number,
  components: readonly PublishedComponent[],
  days: readonly Day[] | null,
): ShownGroup[] {
  const ids = components.map((component) => component.id)
  const uptimes = days === null ? new Map() : uptimesOf(db, ids, days, now)
  const shown = (component: PublishedComponent): ShownComponent => {
    const uptime = uptimes.get(component.id)
    return {
      component,
      uptime: uptime === undefined ? null : { percent: uptimePercent(uptime.whole), days: uptime.days },
    }
  }
  const byGroup = Map.groupBy(components, (component) => component.group_id)
  const groups = db.all<{ id: string; name: string; description: string }>(
    "SELECT id, name, description FROM component_groups WHERE page_id = ? AND environment = 'live' ORDER BY position, id",
    pageId,
  )
  return [{ id: null, name: null, description: '' }, ...groups].flatMap(({ id, name, description }) => {
    const members = byGroup.get(id) ?? []
    return members.length === 0 ? [] : [{ name, description, components: members.map(shown) }]
  })
}

/** What happened in each of the last days: incidents by the day they were published, maintenances by the day they ended. */
function historyOf(db: Readable, pageId: string, now: number, timeZone: string): ShownDay[] {
  const days = daysUpTo(now, historyDayCount, timeZone)
  const from = days[0]?.from ?? now
  const incidents = publishedIncidents(db, pageId, now, {
    where: 'i.published_at >= ?',
    values: [from],
    orderBy: 'i.published_at DESC, i.id DESC',
    take: 200,
  })
  const over = maintenanceStatusCondition('completed', now)
  const maintenances = publishedMaintenances(db, pageId, now, {
    where: `${over.sql} AND ifnull(m.completed_at, m.scheduled_until) >= ?`,
    values: [...over.values, from],
    orderBy: 'ifnull(m.completed_at, m.scheduled_until) DESC, m.id DESC',
    take: 200,
  })
  const isIn = (day: Day, at: number | null): boolean => at !== null && at >= day.from && at < day.to
  return days.toReversed().map((day) => ({
    day,
    incidents: incidents.filter((incident) => isIn(day, incident.published_at)),
    maintenances: maintenances.filter((maintenance) => isIn(day, maintenance.state.completedAt)),
  }))
}
