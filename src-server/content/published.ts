import type { ComponentStatus } from '../contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../contract/incidents.ts'
import type { Readable } from '../db/database.ts'
import { holdingWord, wordsBetween } from './component-status.ts'
import type { Day } from './days.ts'
import {
  type MaintenanceState,
  type MaintenanceTimes,
  maintenanceStateAt,
  maintenanceStatusCondition,
} from './maintenance-state.ts'
import { type Span, spanOf, stretchesOf, within } from './timeline.ts'

/**
 * What of a page is public: live, published by now, of components that visitors may see. The one place where that is decided; the
 * public API, the status page and whatever comes later (feeds, the Atlassian dialect) read here and choose their fields.
 * Times are milliseconds UTC. Held by test/content/public.test.ts and test/content/status-page.test.ts.
 */

export interface PublishedUpdate {
  readonly id: string
  readonly status: IncidentStatus
  readonly body: string
  readonly created_at: number
}

export interface PublishedIncident {
  readonly id: string
  readonly name: string
  readonly status: IncidentStatus
  readonly impact: IncidentImpact
  readonly published_at: number
  readonly resolved_at: number | null
  readonly updated_at: number
  readonly components: readonly { readonly id: string; readonly name: string; readonly status: ComponentStatus }[]
  /** Newest first. */
  readonly updates: readonly PublishedUpdate[]
}

/** Which rows, in which order, how many: a part of a query on `i` (incidents) or `m` (maintenances). */
export interface Selection {
  readonly where: string
  readonly values: readonly (string | number)[]
  readonly orderBy: string
  readonly take: number
}

/** The published incidents of a page. */
export function publishedIncidents(
  db: Readable,
  pageId: string,
  now: number,
  selection: Selection,
): PublishedIncident[] {
  const rows = db.all<Omit<PublishedIncident, 'components' | 'updates'>>(
    `SELECT i.id, i.name, i.status, i.impact, i.published_at, i.resolved_at, i.updated_at FROM incidents i
      WHERE i.page_id = ? AND i.environment = 'live' AND i.published_at IS NOT NULL AND i.published_at <= ? AND ${selection.where}
      ORDER BY ${selection.orderBy} LIMIT ?`,
    pageId,
    now,
    ...selection.values,
    selection.take,
  )
  if (rows.length === 0) return []
  const ids = JSON.stringify(rows.map((row) => row.id))
  const components = Map.groupBy(
    db.all<{ incident_id: string; id: string; name: string; status: ComponentStatus }>(
      `SELECT ic.incident_id, c.id, c.name, ic.status FROM incident_components ic JOIN components c ON c.id = ic.component_id
        WHERE ic.incident_id IN (SELECT value FROM json_each(?)) AND c.public = 1 ORDER BY c.position, c.id`,
      ids,
    ),
    (row) => row.incident_id,
  )
  const updates = Map.groupBy(
    db.all<PublishedUpdate & { incident_id: string }>(
      `SELECT incident_id, id, status, body, created_at FROM incident_updates
        WHERE incident_id IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC, id DESC`,
      ids,
    ),
    (row) => row.incident_id,
  )
  return rows.map((row) => ({ ...row, components: components.get(row.id) ?? [], updates: updates.get(row.id) ?? [] }))
}

type PublicStatus = Exclude<MaintenanceState['status'], 'cancelled'>

export interface PublishedMaintenance {
  readonly id: string
  readonly name: string
  readonly body: string
  readonly scheduled_for: number
  readonly scheduled_until: number
  readonly updated_at: number
  /** At the moment that was asked for. */
  readonly state: Pick<MaintenanceState, 'startedAt' | 'completedAt'> & { readonly status: PublicStatus }
  readonly components: readonly { readonly id: string; readonly name: string }[]
}

/** The maintenances of a page that are public: all live ones but those that were cancelled. */
export function publishedMaintenances(
  db: Readable,
  pageId: string,
  now: number,
  selection: Selection,
): PublishedMaintenance[] {
  const rows = db.all<Omit<PublishedMaintenance, 'state' | 'components'> & MaintenanceTimes>(
    `SELECT m.id, m.name, m.body, m.status, m.scheduled_for, m.scheduled_until, m.started_at, m.completed_at, m.updated_at
       FROM maintenances m
      WHERE m.page_id = ? AND m.environment = 'live' AND m.status <> 'cancelled' AND ${selection.where}
      ORDER BY ${selection.orderBy} LIMIT ?`,
    pageId,
    ...selection.values,
    selection.take,
  )
  if (rows.length === 0) return []
  const components = Map.groupBy(
    db.all<{ maintenance_id: string; id: string; name: string }>(
      `SELECT mc.maintenance_id, c.id, c.name FROM maintenance_components mc JOIN components c ON c.id = mc.component_id
        WHERE mc.maintenance_id IN (SELECT value FROM json_each(?)) AND c.public = 1 ORDER BY c.position, c.id`,
      JSON.stringify(rows.map((row) => row.id)),
    ),
    (row) => row.maintenance_id,
  )
  return rows.flatMap((row) => {
    const { status, startedAt, completedAt, movedAt } = maintenanceStateAt(row, now)
    if (status === 'cancelled') return []
    return [
      {
        id: row.id,
        name: row.name,
        body: row.body,
        scheduled_for: row.scheduled_for,
        scheduled_until: row.scheduled_until,
        updated_at: Math.max(row.updated_at, movedAt ?? 0),
        state: { status, startedAt, completedAt },
        components: components.get(row.id) ?? [],
      },
    ]
  })
}

export interface PublishedComponent {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly position: number
  readonly group_id: string | null
  readonly group_name: string | null
  readonly group_description: string | null
  readonly status: ComponentStatus
  readonly since: number
}

/** The components of a page that visitors see, in the page's order: those of a group stand where the group stands. */
export function publishedComponents(
  db: Readable,
  pageId: string,
  now: number,
  selection: Selection = { where: 'TRUE', values: [], orderBy: 'c.position, c.id', take: 2000 },
): PublishedComponent[] {
  return db.all<PublishedComponent>(
    `SELECT c.id, c.name, c.description, c.position, g.id AS group_id, g.name AS group_name, g.description AS group_description,
            w.status, w.from_at AS since
       FROM components c LEFT JOIN component_groups g ON g.id = c.group_id
       JOIN component_statuses w ON w.seq = ${holdingWord('c.id')}
      WHERE c.page_id = ? AND c.environment = 'live' AND c.public = 1 AND ${selection.where}
      ORDER BY ${selection.orderBy} LIMIT ?`,
    now,
    now,
    pageId,
    ...selection.values,
    selection.take,
  )
}

export interface Uptime {
  /** All days together, up to now. */
  readonly whole: Span
  readonly days: readonly Span[]
}

/** What the last days of these components looked like, up to `now`. */
export function uptimesOf(
  db: Readable,
  componentIds: readonly string[],
  days: readonly Day[],
  now: number,
): Map<string, Uptime> {
  const from = days[0]?.from ?? now
  const uptimes = new Map<string, Uptime>()
  for (const [id, words] of wordsBetween(db, componentIds, from, now)) {
    const stretches = stretchesOf(words, from, now)
    uptimes.set(id, {
      whole: spanOf(stretches),
      days: days.map((day) => spanOf(within(stretches, day.from, Math.min(day.to, now)))),
    })
  }
  return uptimes
}

/** The next moment at which the clock alone changes what is public. */
export function nextMomentOf(db: Readable, pageId: string, now: number): number | null {
  const row = db.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM (
       SELECT min(published_at) AS at FROM incidents WHERE page_id = ? AND environment = 'live' AND published_at > ?
       UNION ALL
       SELECT min(scheduled_for) FROM maintenances WHERE page_id = ? AND environment = 'live' AND status IN ('scheduled', 'in_progress') AND scheduled_for > ?
       UNION ALL
       SELECT min(scheduled_until) FROM maintenances WHERE page_id = ? AND environment = 'live' AND status IN ('scheduled', 'in_progress') AND scheduled_until > ?
     )`,
    pageId,
    now,
    pageId,
    now,
    pageId,
    now,
  )
  return row?.at ?? null
}

/** The impacts of the incidents that are open to everyone's eyes. */
export function openImpacts(db: Readable, pageId: string, now: number): IncidentImpact[] {
  return db
    .all<{ impact: IncidentImpact }>(
      `SELECT impact FROM incidents
        WHERE page_id = ? AND environment = 'live' AND resolved_at IS NULL AND published_at IS NOT NULL AND published_at <= ?`,
      pageId,
      now,
    )
    .map((row) => row.impact)
}

/** Whether planned work is going on. */
export function isUnderMaintenance(db: Readable, pageId: string, now: number): boolean {
  const { sql, values } = maintenanceStatusCondition('in_progress', now)
  return (
    db.get(
      `SELECT 1 FROM maintenances m WHERE m.page_id = ? AND m.environment = 'live' AND ${sql} LIMIT 1`,
      pageId,
      ...values,
    ) !== undefined
  )
}
