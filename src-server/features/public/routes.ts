import { readyAnswer } from '../../content/answer.ts'
import { daysUpTo } from '../../content/days.ts'
import { describeIndicator, indicatorOf, isMajorOutage } from '../../content/indicator.ts'
import { type Condition, listingOf } from '../../content/listing.ts'
import { maintenanceStatusCondition } from '../../content/maintenance-state.ts'
import { readPageSettings } from '../../content/page-settings.ts'
import {
  isUnderMaintenance,
  openImpacts,
  publishedComponents,
  publishedIncidents,
  publishedMaintenances,
  uptimesOf,
} from '../../content/published.ts'
import { uptimePercent } from '../../content/timeline.ts'
import type { Endpoint, ReplyOf } from '../../contract/endpoint.ts'
import { Problem } from '../../contract/problems.ts'
import {
  listPublicComponents,
  listPublicIncidents,
  listPublicMaintenances,
  readCurrentHost,
  readPublicIncident,
  readPublicMaintenance,
  readPublicSettings,
  readPublicStatus,
} from '../../contract/public.ts'
import type { PageSettings } from '../../contract/settings.ts'
import type { Readable } from '../../db/database.ts'
import type { Cursors } from '../../http/cursor.ts'
import { type Call, publicRead, type ReadyAnswer, type Route } from '../../http/handler.ts'
import {
  presentPublicComponent,
  presentPublicIncident,
  presentPublicMaintenance,
  presentPublicSettings,
} from './present.ts'

export interface PublicServices {
  readonly cursors: Cursors
}

/** The anonymous reads of a page, as JSON. The status page itself is features/status-page. */
export function publicRoutes({ cursors }: PublicServices): Route[] {
  return [
    publicRead(readPublicSettings, (call, db) => json(call, db, presentPublicSettings(settingsOf(db, call.page.id)))),

    publicRead(readCurrentHost, (call, db) => {
      pageThere(call)
      return json(call, db, { id: call.page.id, name: call.page.name, host: call.page.hosts[0] ?? null })
    }),

    publicRead(listPublicIncidents, (call, db) => {
      pageThere(call)
      const { status } = call.query
      const conditions: Condition[] = [{ sql: 'TRUE', values: [] }]
      if (status === 'open') conditions.push({ sql: 'i.resolved_at IS NULL', values: [] })
      if (status === 'resolved') conditions.push({ sql: 'i.resolved_at IS NOT NULL', values: [] })
      const listing = listingOf(cursors, {
        name: listPublicIncidents.id,
        pageId: call.page.id,
        environment: 'live',
        query: call.query,
        defaultSort: '-published_at',
        columns: { published_at: 'i.published_at' },
        id: 'i.id',
        conditions,
      })
      const incidents = publishedIncidents(db, call.page.id, call.now, listing)
      return json(call, db, listing.page(incidents, presentPublicIncident))
    }),

    publicRead(readPublicIncident, (call, db) => {
      const one = { where: 'i.id = ?', values: [call.params.id], orderBy: 'i.id', take: 1 }
      const incident = publishedIncidents(db, call.page.id, call.now, one)[0]
      if (incident === undefined) throw new Problem('not_found')
      return json(call, db, presentPublicIncident(incident))
    }),

    publicRead(listPublicMaintenances, (call, db) => {
      pageThere(call)
      const { status } = call.query
      const listing = listingOf(cursors, {
        name: listPublicMaintenances.id,
        pageId: call.page.id,
        environment: 'live',
        query: call.query,
        defaultSort: '-scheduled_for',
        columns: { scheduled_for: 'm.scheduled_for' },
        id: 'm.id',
        conditions: [status === undefined ? { sql: 'TRUE', values: [] } : maintenanceStatusCondition(status, call.now)],
      })
      const maintenances = publishedMaintenances(db, call.page.id, call.now, listing)
      return json(call, db, listing.page(maintenances, presentPublicMaintenance))
    }),

    publicRead(readPublicMaintenance, (call, db) => {
      const one = { where: 'm.id = ?', values: [call.params.id], orderBy: 'm.id', take: 1 }
      const maintenance = publishedMaintenances(db, call.page.id, call.now, one)[0]
      if (maintenance === undefined) throw new Problem('not_found')
      return json(call, db, presentPublicMaintenance(maintenance))
    }),

    publicRead(listPublicComponents, (call, db) => {
      const { general, localization } = settingsOf(db, call.page.id)
      const listing = listingOf(cursors, {
        name: listPublicComponents.id,
        pageId: call.page.id,
        environment: 'live',
        query: call.query,
        defaultSort: 'position',
        columns: { position: 'c.position' },
        id: 'c.id',
        conditions: [{ sql: 'TRUE', values: [] }],
      })
      const components = publishedComponents(db, call.page.id, call.now, listing)
      const ids = general.show_uptime ? components.map((component) => component.id) : []
      const days = daysUpTo(call.now, 90, localization.time_zone)
      const uptimes = uptimesOf(db, ids, days, call.now)
      const page = listing.page(components, (component) => {
        const uptime = uptimes.get(component.id)
        return presentPublicComponent(component, uptime === undefined ? null : uptimePercent(uptime.whole))
      })
      return json(call, db, page)
    }),

    publicRead(readPublicStatus, (call, db) => {
      pageThere(call)
      const indicator = indicatorOf(
        publishedComponents(db, call.page.id, call.now).map((component) => component.status),
        openImpacts(db, call.page.id, call.now),
        isUnderMaintenance(db, call.page.id, call.now),
      )
      const status = call.query.probe === '1' && isMajorOutage(indicator) ? 503 : 200
      const page = { id: call.page.id, name: call.page.name }
      return json(call, db, { page, indicator, description: describeIndicator(indicator) }, status)
    }),
  ]
}

/** A JSON answer that stands ready. Its type is the endpoint's reply. */
function json<E extends Endpoint>(
  call: Pick<Call<E>, 'page' | 'now' | 'endpoint'>,
  db: Readable,
  body: ReplyOf<E>,
  status = 200,
): ReadyAnswer {
  return readyAnswer(
    db,
    { pageId: call.page.id, now: call.now },
    { contentType: 'application/json; charset=utf-8', text: JSON.stringify(body), status },
  )
}

/** @throws Problem `not_found` before set-up: there is no page yet. */
function pageThere(call: { readonly page: { readonly id: string } }): void {
  if (call.page.id === '') throw new Problem('not_found', { detail: 'This workspace has not been set up yet.' })
}

/** @throws Problem `not_found` before set-up. */
function settingsOf(db: Readable, pageId: string): PageSettings {
  const stored = readPageSettings(db, pageId)
  if (stored === undefined) throw new Problem('not_found', { detail: 'This workspace has not been set up yet.' })
  return stored.settings
}
