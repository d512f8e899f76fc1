import type { Component, ComponentGroup } from '../../contract/components.ts'
import { rfc3339Of } from '../../contract/fields.ts'
import { storedWords } from '../../lib/stored-json.ts'
import type { GroupRow } from './group-store.ts'
import type { ComponentRow } from './store.ts'

/** A component as the API answers it. */
export function presentComponent(row: ComponentRow): Component {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    group_id: row.group_id,
    position: row.position,
    public: row.public === 1,
    status: row.status,
    status_source: { type: row.source, id: row.source === 'manual' ? null : row.source_id },
    status_since: rfc3339Of(row.since),
    environment: row.environment,
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
  }
}

/** A group as the API answers it. */
export function presentGroup(row: GroupRow): ComponentGroup {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    position: row.position,
    component_ids: storedWords(row.component_ids),
    environment: row.environment,
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
  }
}
