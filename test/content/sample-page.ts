import { sayStatus } from '../../src-server/content/component-status.ts'
import { writeHosts, writeSection } from '../../src-server/content/page-settings.ts'
import type { ComponentStatus } from '../../src-server/contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../../src-server/contract/incidents.ts'
import { insertGroup } from '../../src-server/features/components/group-store.ts'
import { insertComponent } from '../../src-server/features/components/store.ts'
import { insertIncident, insertUpdate, writeClaim } from '../../src-server/features/incidents/store.ts'
import { insertMaintenance, writeMaintenanceComponents } from '../../src-server/features/maintenances/store.ts'
import { applyWindow } from '../../src-server/features/maintenances/windows.ts'
import type { ContentWorkspace } from './workspace.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A page with months behind it, as visitors would meet it at `now`: an open incident, work under way and ahead, a past. */
export function fillSamplePage({ db, newId, page }: ContentWorkspace, now: number): void {
  writeHosts(db, page.pageId, ['status.harbour.example'])
  writeSection(
    db,
    page.pageId,
    'general',
    { description: 'How our services are doing, minute by minute.', support_url: 'https://harbour.example/help' },
    now,
  )
  writeSection(
    db,
    page.pageId,
    'branding',
    { brand_color: '#0f766e', footer: 'Harbour Ltd · 12 Quay Street, Bristol' },
    now,
  )
  writeSection(db, page.pageId, 'localization', { locale: 'en-GB', time_zone: 'Europe/London' }, now)

  const component = (name: string, groupId: string | null, description = '', bornDaysAgo = 200): string => {
    const id = newId('component')
    const born = now - bornDaysAgo * day
    insertComponent(db, page, id, { name, description, group_id: groupId, public: true }, born)
    sayStatus(
      db,
      { componentId: id, source: 'manual', sourceId: id, status: 'operational', from: born, until: null },
      born,
    )
    return id
  }
  const group = (name: string): string => {
    const id = newId('componentGroup')
    insertGroup(db, page, id, { name, description: '' }, now - 200 * day)
    return id
  }

  const website = component('Website', null)
  const core = group('Core services')
  const api = component('Public API', core, 'REST and webhooks for partners')
  const checkout = component('Checkout', core)
  const search = component('Search', core)
  const data = group('Data')
  const reports = component('Reports', data, '', 40)
  const exports = component('Nightly exports', data)

  const incident = (
    name: string,
    impact: IncidentImpact,
    beganAgo: number,
    updates: readonly (readonly [after: number, status: IncidentStatus, body: string])[],
    claims: readonly (readonly [id: string, status: ComponentStatus])[],
  ): void => {
    const id = newId('incident')
    const began = now - beganAgo
    const last = updates.at(-1)
    const over = last?.[1] === 'resolved' ? began + last[0] : null
    insertIncident(
      db,
      page,
      id,
      {
        name,
        status: last?.[1] ?? 'investigating',
        impact,
        published_at: began,
        resolved_at: over,
      },
      began,
    )
    for (const [after, status, body] of updates) {
      insertUpdate(db, id, {
        id: newId('incidentUpdate'),
        status,
        body,
        author_id: 'usr_1',
        author_name: 'Mina Okafor',
        created_at: began + after,
      })
    }
    for (const [componentId, status] of claims) {
      writeClaim(db, id, componentId, status)
      sayStatus(db, { componentId, source: 'incident', sourceId: id, status, from: began, until: over }, began)
    }
  }
  incident(
    'Some checkouts are failing',
    'major',
    52 * minute,
    [
      [0, 'investigating', 'Some card payments are declined although the card is fine. We are looking into it.'],
      [
        17 * minute,
        'identified',
        'A payment provider answers too slowly.\n\nWe are routing new payments to the second provider: https://harbour.example/blog/payments.',
      ],
      [38 * minute, 'monitoring', 'Payments go through again. We keep watching before we call it solved.'],
    ],
    [
      [checkout, 'partial_outage'],
      [api, 'degraded_performance'],
    ],
  )
  incident(
    'Search results were out of date',
    'minor',
    4 * day + 3 * hour,
    [
      [0, 'investigating', 'New products do not show up in search.'],
      [40 * minute, 'identified', 'The indexer had stopped. It is catching up.'],
      [2 * hour, 'resolved', 'The index is complete again. Sorry for the confusion.'],
    ],
    [[search, 'degraded_performance']],
  )
  incident(
    'Website not reachable from parts of Europe',
    'critical',
    23 * day,
    [
      [0, 'investigating', 'We see connection failures.'],
      [75 * minute, 'resolved', 'A route was withdrawn by mistake and is back.'],
    ],
    [[website, 'major_outage']],
  )
  incident(
    'API errors',
    'major',
    61 * day,
    [
      [0, 'investigating', 'Errors'],
      [9 * hour, 'resolved', 'Fixed.'],
    ],
    [[api, 'partial_outage']],
  )

  const maintenance = (name: string, body: string, from: number, until: number, ids: readonly string[]): void => {
    const id = newId('maintenance')
    insertMaintenance(
      db,
      page,
      id,
      {
        name,
        body,
        status: 'scheduled',
        scheduled_for: from,
        scheduled_until: until,
        started_at: null,
        completed_at: null,
        cancelled_at: null,
      },
      from - 3 * day,
    )
    writeMaintenanceComponents(db, id, ids)
    applyWindow(db, { maintenanceId: id, componentIds: ids, counts: { from, until }, now: from - 3 * day })
  }
  maintenance(
    'Moving exports to faster disks',
    'Exports of this morning arrive a little later.',
    now - 20 * minute,
    now + 100 * minute,
    [exports],
  )
  maintenance(
    'Database upgrade',
    'Reports are not available for about half an hour.',
    now + 3 * day,
    now + 3 * day + hour,
    [reports],
  )
  maintenance('Certificate renewal', '', now - 7 * day, now - 7 * day + 30 * minute, [website])
}
