import { maintenanceStateAt } from '../../content/maintenance-state.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { Maintenance } from '../../contract/maintenances.ts'
import type { WholeMaintenance } from './store.ts'

/**
 * A maintenance as the API answers it, in the state that it has at a moment. Whether the clock's move was written down yet makes no
 * difference to it.
 */
export function presentMaintenance({ row, components }: WholeMaintenance, at: number): Maintenance {
  const state = maintenanceStateAt(row, at)
  return {
    id: row.id,
    name: row.name,
    body: row.body,
    status: state.status,
    scheduled_for: rfc3339Of(row.scheduled_for),
    scheduled_until: rfc3339Of(row.scheduled_until),
    started_at: rfc3339OrNull(state.startedAt),
    completed_at: rfc3339OrNull(state.completedAt),
    cancelled_at: rfc3339OrNull(row.cancelled_at),
    components: components.map(({ id, name }) => ({ id, name })),
    environment: row.environment,
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(Math.max(row.updated_at, state.movedAt ?? 0)),
  }
}
