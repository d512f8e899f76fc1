import type { PublishedComponent, PublishedIncident, PublishedMaintenance } from '../../content/published.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { PublicIncident } from '../../contract/incidents.ts'
import type { PublicMaintenance } from '../../contract/maintenances.ts'
import type { PublicComponent, PublicSettings } from '../../contract/public.ts'
import type { PageSettings } from '../../contract/settings.ts'

/**
 * What leaves for everyone, field by field. Kept apart from the presenters of the admin API on purpose: a field that is added there
 * stays private until someone lists it here.
 */

/** An incident for everyone. */
export function presentPublicIncident(incident: PublishedIncident): PublicIncident {
  return {
    id: incident.id,
    name: incident.name,
    status: incident.status,
    impact: incident.impact,
    components: incident.components.map(({ id, name, status }) => ({ id, name, status })),
    updates: incident.updates.map((update) => ({
      id: update.id,
      status: update.status,
      body: update.body,
      created_at: rfc3339Of(update.created_at),
    })),
    published_at: rfc3339Of(incident.published_at),
    resolved_at: rfc3339OrNull(incident.resolved_at),
    updated_at: rfc3339Of(incident.updated_at),
  }
}

/** A maintenance for everyone. */
export function presentPublicMaintenance(maintenance: PublishedMaintenance): PublicMaintenance {
  const { status, startedAt, completedAt } = maintenance.state
  return {
    id: maintenance.id,
    name: maintenance.name,
    body: maintenance.body,
    status,
    scheduled_for: rfc3339Of(maintenance.scheduled_for),
    scheduled_until: rfc3339Of(maintenance.scheduled_until),
    started_at: rfc3339OrNull(startedAt),
    completed_at: rfc3339OrNull(completedAt),
    components: maintenance.components.map(({ id, name }) => ({ id, name })),
    updated_at: rfc3339Of(maintenance.updated_at),
  }
}

/** A component for everyone. `uptime`: percent; null where the page hides it or nothing is known. */
export function presentPublicComponent(component: PublishedComponent, uptime: number | null): PublicComponent {
  return {
    id: component.id,
    name: component.name,
    description: component.description,
    group: component.group_id === null ? null : { id: component.group_id, name: component.group_name ?? '' },
    status: component.status,
    status_since: rfc3339Of(component.since),
    uptime_90d: uptime,
  }
}

/** What everyone may know of the settings. */
export function presentPublicSettings({ general, branding, localization }: PageSettings): PublicSettings {
  return {
    name: general.name,
    description: general.description,
    support_url: general.support_url,
    branding: {
      brand_color: branding.brand_color,
      logo_url: branding.logo_url,
      favicon_url: branding.favicon_url,
      theme: branding.theme,
      header: branding.header,
      footer: branding.footer,
    },
    locale: localization.locale,
    time_zone: localization.time_zone,
    hour_cycle: localization.hour_cycle,
    features: { uptime: general.show_uptime, history: general.show_history },
  }
}
