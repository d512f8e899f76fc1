import { daysUpTo } from '../../src-server/content/days.ts'
import type { PublishedIncident, PublishedMaintenance } from '../../src-server/content/published.ts'
import type { StatusPageModel } from '../../src-server/features/status-page/model.ts'

const now = Date.UTC(2026, 10, 21, 9, 30)

/** A status page in which every text that people write is this one. */
export function modelWith(
  text: string,
  addresses: { support?: string; logo?: string; favicon?: string } = {},
): StatusPageModel {
  const days = daysUpTo(now, 3, 'UTC')
  const uptime = {
    percent: 99.5,
    days: days.map(() => ({ known: 10, downTenths: 1, troubled: 1, worst: 'partial_outage' as const })),
  }
  const incident = (resolved_at: number | null): PublishedIncident => ({
    id: 'inc_00000000000000000000000000',
    name: text,
    status: resolved_at === null ? 'investigating' : 'resolved',
    impact: 'major',
    published_at: now - 7_200_000,
    resolved_at,
    updated_at: now,
    components: [{ id: 'cmp_1', name: text, status: 'major_outage' }],
    updates: [
      { id: 'upd_2', status: 'resolved', body: `first\n\nlast`, created_at: now },
      { id: 'upd_1', status: 'investigating', body: `${text}\n${text}`, created_at: now },
    ],
  })
  const maintenance = (status: PublishedMaintenance['state']['status']): PublishedMaintenance => ({
    id: 'mnt_1',
    name: text,
    body: text,
    scheduled_for: now,
    scheduled_until: now + 3_600_000,
    updated_at: now,
    state: { status, startedAt: null, completedAt: null },
    components: [{ id: 'cmp_1', name: text }],
  })
  const component = {
    id: 'cmp_1',
    name: text,
    description: text,
    position: 0,
    group_id: null,
    group_name: null,
    group_description: null,
    status: 'major_outage' as const,
    since: now,
  }
  return {
    view: null,
    general: { name: text, description: text, support_url: addresses.support ?? 'https://help.test/' },
    branding: {
      brand_color: '#0f766e',
      logo_url: addresses.logo ?? 'https://cdn.test/logo.png',
      favicon_url: addresses.favicon ?? 'data:image/png;base64,iVBORw0KGgo=',
      theme: 'auto',
      header: text,
      footer: text,
    },
    localization: { locale: 'en', time_zone: 'UTC', hour_cycle: 'auto' },
    indicator: 'major',
    openIncidents: [incident(null)],
    inProgress: [maintenance('in_progress')],
    upcoming: [maintenance('scheduled')],
    groups: [
      { name: null, description: '', components: [{ component, uptime }] },
      { name: text, description: text, components: [{ component, uptime: null }] },
    ],
    uptimeDays: days,
    history: [
      {
        day: { date: '2026-11-21', from: now - 3_600_000, to: now + 3_600_000 },
        incidents: [incident(now), incident(null)],
        maintenances: [maintenance('completed')],
      },
    ],
  }
}
