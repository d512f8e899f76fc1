import { type Interest, isAbout } from '../../content/concerned.ts'
import { maintenanceStatusCondition } from '../../content/maintenance-state.ts'
import {
  type PublishedIncident,
  type PublishedMaintenance,
  publishedIncidents,
  publishedMaintenances,
} from '../../content/published.ts'
import type { Readable } from '../../db/database.ts'

/** What a feed tells, newest first. Times are milliseconds UTC. */
export type FeedItem =
  | { readonly kind: 'incident'; readonly incident: PublishedIncident; readonly updatedAt: number }
  | { readonly kind: 'maintenance'; readonly maintenance: PublishedMaintenance; readonly updatedAt: number }

/** How many items a feed has. */
const itemsAtMost = 50

/** How many are looked through for those that a feed of chosen components is about. */
const lookedThrough = 400

/** The last things that are public and that concern who follows `interest`. */
export function readFeedItems(db: Readable, pageId: string, interest: Interest, now: number): FeedItem[] {
  const take = interest.everyComponent ? itemsAtMost : lookedThrough
  const incidents = publishedIncidents(db, pageId, now, {
    where: 'TRUE',
    values: [],
    orderBy: 'i.published_at DESC, i.id DESC',
    take,
  })
  const over = maintenanceStatusCondition('completed', now)
  const open = publishedMaintenances(db, pageId, now, {
    where: `NOT (${over.sql})`,
    values: over.values,
    orderBy: 'm.scheduled_for, m.id',
    take,
  })
  const done = publishedMaintenances(db, pageId, now, {
    where: over.sql,
    values: over.values,
    orderBy: 'm.scheduled_for DESC, m.id DESC',
    take,
  })
  const items: FeedItem[] = [
    ...incidents.map((incident) => ({ kind: 'incident' as const, incident, updatedAt: lastSaid(incident) })),
    ...[...open, ...done].map((maintenance) => ({
      kind: 'maintenance' as const,
      maintenance,
      updatedAt: Math.min(maintenance.updated_at, now),
    })),
  ]
  return items
    .filter((item) => isAbout(idsOf(item), interest))
    .sort((a, b) => b.updatedAt - a.updatedAt || (idOf(a) < idOf(b) ? 1 : -1))
    .slice(0, itemsAtMost)
}

/** When visitors last heard something new of an incident; notes of the team do not count. */
function lastSaid({ published_at, resolved_at, updates }: PublishedIncident): number {
  return Math.max(published_at, resolved_at ?? 0, updates[0]?.created_at ?? 0)
}

export function idOf(item: FeedItem): string {
  return item.kind === 'incident' ? item.incident.id : item.maintenance.id
}

function idsOf(item: FeedItem): string[] {
  const { components } = item.kind === 'incident' ? item.incident : item.maintenance
  return components.map(({ id }) => id)
}
