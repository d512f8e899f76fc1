import { publishWhenCommitted } from '../../content/ready-answers.ts'
import { scopeOf } from '../../content/scope.ts'
import { annotateIncident, deleteIncidentAnnotation } from '../../contract/incidents.ts'
import { Problem } from '../../contract/problems.ts'
import { whoActs } from '../../credentials/principal.ts'
import { change, type Route } from '../../http/handler.ts'
import { readIncident } from './alter.ts'
import { presentAnnotation, targetOf } from './present.ts'
import type { IncidentServices } from './routes.ts'
import { deleteAnnotation, insertAnnotation, touchIncident } from './store.ts'

/** Notes of the team on an incident; never public. */
export function annotationRoutes({ newId, published }: Pick<IncidentServices, 'newId' | 'published'>): Route[] {
  return [
    change(annotateIncident, (call, batch) => {
      const { db, record, expectVersion } = batch
      const author = whoActs(call.caller)
      const incident = readIncident(db, scopeOf(call), call.params.id)
      expectVersion(incident.row.version)
      const note = {
        id: newId('annotation'),
        body: call.body.body,
        author_id: author.id,
        author_name: author.name,
        created_at: call.now,
      }
      insertAnnotation(db, incident.row.id, note)
      touchIncident(db, incident.row.id, call.now)
      record({ target: targetOf(incident.row), after: { id: note.id, body: note.body } })
      publishWhenCommitted(published, call, batch)
      return { body: presentAnnotation(note) }
    }),

    change(deleteIncidentAnnotation, (call, batch) => {
      const { db, record, expectVersion } = batch
      const incident = readIncident(db, scopeOf(call), call.params.id)
      expectVersion(incident.row.version)
      const note = incident.annotations.find((each) => each.id === call.params.annotation_id)
      if (note === undefined) throw new Problem('not_found')
      deleteAnnotation(db, note.id)
      touchIncident(db, incident.row.id, call.now)
      record({ target: targetOf(incident.row), before: { id: note.id, body: note.body } })
      publishWhenCommitted(published, call, batch)
      return { body: undefined }
    }),
  ]
}
