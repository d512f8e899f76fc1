import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { Annotation, Incident } from '../../contract/incidents.ts'
import type { Target } from '../../journal/entry.ts'
import type { IncidentRow, NoteRow, WholeIncident } from './store.ts'

/** An incident as the API answers it to the team. What visitors see is features/public/present.ts. */
export function presentIncident({ row, claims, updates, annotations }: WholeIncident): Incident {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    impact: row.impact,
    components: claims.map(({ id, name, status }) => ({ id, name, status })),
    updates: updates.map((update) => ({
      id: update.id,
      status: update.status,
      body: update.body,
      author: { id: update.author_id, name: update.author_name },
      created_at: rfc3339Of(update.created_at),
    })),
    published_at: rfc3339OrNull(row.published_at),
    resolved_at: rfc3339OrNull(row.resolved_at),
    acknowledged_at: rfc3339OrNull(row.acknowledged_at),
    acknowledged_by:
      row.acknowledged_by === null ? null : { id: row.acknowledged_by, name: row.acknowledged_by_name ?? '' },
    root_cause: row.root_cause,
    annotations: annotations.map(presentAnnotation),
    environment: row.environment,
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
  }
}

/** A note of the team. */
export function presentAnnotation(note: NoteRow): Annotation {
  return {
    id: note.id,
    body: note.body,
    author: { id: note.author_id, name: note.author_name },
    created_at: rfc3339Of(note.created_at),
  }
}

/** An incident as rows of the log name it. */
export function targetOf({ id, name }: Pick<IncidentRow, 'id' | 'name'>): Target {
  return { type: 'incident', id, label: name }
}
