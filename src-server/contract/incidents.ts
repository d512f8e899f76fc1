import * as z from 'zod/mini'
import { componentClaim, componentClaimsIn, componentStatus } from './components.ts'
import { endpoint } from './endpoint.ts'
import {
  cursor,
  isVisible,
  limit,
  listOf,
  name,
  nothing,
  queryBoolean,
  querySearch,
  text,
  timeIn,
  timeOut,
} from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'

/** Incidents: what went wrong, what is being done, and when it was over. */

export const incidentStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** From none to worst. */
export const incidentImpacts = ['none', 'minor', 'major', 'critical'] as const
export type IncidentImpact = (typeof incidentImpacts)[number]

const status = z.enum(incidentStatuses)
const impact = z.enum(incidentImpacts)
const person = z.object({ id: z.string(), name: z.string() })
/** What people read: up to 20,000 characters. */
const body = text(20_000)
const writtenBody = text(20_000, 1).check(z.refine(isVisible, 'must not be blank'))
const rootCause = text(20_000)

export const incidentUpdate = z.object({
  id: z.string(),
  status,
  body: z.string(),
  author: person,
  created_at: timeOut,
})
export type IncidentUpdate = z.output<typeof incidentUpdate>

/** A note of the team on an incident; never public. */
export const annotation = z.object({ id: z.string(), body: z.string(), author: person, created_at: timeOut })
export type Annotation = z.output<typeof annotation>

export const incident = z.object({
  id: z.string(),
  name: z.string(),
  status,
  impact,
  /** What the incident last said about each component. */
  components: z.array(componentClaim),
  /** Newest first. */
  updates: z.array(incidentUpdate),
  /** `null`: a draft. In the future: public from then on. */
  published_at: z.nullable(timeOut),
  resolved_at: z.nullable(timeOut),
  acknowledged_at: z.nullable(timeOut),
  acknowledged_by: z.nullable(person),
  /** For the team; never public. */
  root_cause: z.nullable(z.string()),
  annotations: z.array(annotation),
  environment: z.enum(['live', 'test']),
  created_at: timeOut,
  updated_at: timeOut,
})
export type Incident = z.output<typeof incident>

const changeable = {
  name,
  status,
  impact,
  components: componentClaimsIn,
  published_at: z.nullable(timeIn),
  root_cause: z.nullable(rootCause),
}
export const changeableIncidentFields: ReadonlySet<string> = new Set(Object.keys(changeable))

/** An id of another shape is the id of nothing; it is refused before any query. */
const anIncident = z.strictObject({ id: id('incident') })

export const listIncidents = endpoint({
  id: 'incidents.list',
  method: 'GET',
  path: '/admin/incidents',
  summary: 'List incidents, drafts among them',
  permission: 'incidents:read',
  environments: 'content',
  query: z.strictObject({
    status: z.optional(z.enum(['open', ...incidentStatuses])),
    impact: z.optional(impact),
    /** `true`: public by now; `false`: drafts and those that are published later. */
    published: z.optional(queryBoolean),
    updated_since: z.optional(timeIn),
    q: z.optional(querySearch),
    sort: z.optional(z.enum(['created_at', '-created_at', 'updated_at', '-updated_at', 'name', '-name'])),
    limit,
    cursor,
  }),
  reply: listOf(incident),
  status: 200,
  change: null,
})

export const createIncident = endpoint({
  id: 'incidents.create',
  method: 'POST',
  path: '/admin/incidents',
  summary: 'Open an incident',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({
    name,
    status,
    impact: z.optional(impact),
    /** The first update. */
    body: z.optional(body),
    components: z.optional(componentClaimsIn),
    /** Left out: public at once. `null`: a draft. */
    published_at: z.optional(z.nullable(timeIn)),
  }),
  reply: incident,
  status: 201,
  change: 'incident.create',
})

export const getIncident = endpoint({
  id: 'incidents.get',
  method: 'GET',
  path: '/admin/incidents/:id',
  params: anIncident,
  summary: 'Read an incident with its updates, root cause and annotations',
  permission: 'incidents:read',
  environments: 'content',
  reply: incident,
  status: 200,
  change: null,
})

export const updateIncident = endpoint({
  id: 'incidents.update',
  method: 'PATCH',
  path: '/admin/incidents/:id',
  params: anIncident,
  summary: 'Change an incident, publish it or take it back',
  permission: 'incidents:write',
  environments: 'content',
  body: patchOf(incident, changeable),
  reply: incident,
  status: 200,
  change: 'incident.update',
})

export const deleteIncident = endpoint({
  id: 'incidents.delete',
  method: 'DELETE',
  path: '/admin/incidents/:id',
  params: anIncident,
  summary: 'Delete an incident with its updates',
  permission: 'incidents:write',
  environments: 'content',
  reply: nothing,
  status: 204,
  change: 'incident.delete',
})

export const postIncidentUpdate = endpoint({
  id: 'incidents.post_update',
  method: 'POST',
  path: '/admin/incidents/:id/updates',
  params: anIncident,
  summary: 'Post an update; one with an open status opens a resolved incident again',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({ status, body: writtenBody, components: z.optional(componentClaimsIn) }),
  reply: incident,
  status: 201,
  change: 'incident.post_update',
})

export const acknowledgeIncident = endpoint({
  id: 'incidents.acknowledge',
  method: 'POST',
  path: '/admin/incidents/:id/acknowledge',
  params: anIncident,
  summary: 'Say that someone is looking at it',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({}),
  bodyOptional: true,
  reply: incident,
  status: 200,
  change: 'incident.acknowledge',
  problems: ['invalid_transition'],
})

export const closeIncident = endpoint({
  id: 'incidents.close',
  method: 'POST',
  path: '/admin/incidents/:id/close',
  params: anIncident,
  summary: 'Resolve an incident; components that nothing else affects recover',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({
    body: z.optional(body),
    components: z.optional(componentClaimsIn),
    root_cause: z.optional(z.nullable(rootCause)),
  }),
  bodyOptional: true,
  reply: incident,
  status: 200,
  change: 'incident.close',
  problems: ['invalid_transition'],
})

export const setIncidentRootCause = endpoint({
  id: 'incidents.root_cause',
  method: 'PUT',
  path: '/admin/incidents/:id/root-cause',
  params: anIncident,
  summary: 'Write the root-cause note, or take it away with null',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({ body: z.nullable(rootCause) }),
  reply: incident,
  status: 200,
  change: 'incident.root_cause',
})

export const annotateIncident = endpoint({
  id: 'incidents.annotate',
  method: 'POST',
  path: '/admin/incidents/:id/annotations',
  params: anIncident,
  summary: 'Add a note for the team',
  permission: 'incidents:write',
  environments: 'content',
  body: z.strictObject({ body: writtenBody }),
  reply: annotation,
  status: 201,
  change: 'incident.annotate',
})

export const deleteIncidentAnnotation = endpoint({
  id: 'incidents.delete_annotation',
  method: 'DELETE',
  path: '/admin/incidents/:id/annotations/:annotation_id',
  params: z.strictObject({ id: id('incident'), annotation_id: id('annotation') }),
  summary: 'Remove a note of the team',
  permission: 'incidents:write',
  environments: 'content',
  reply: nothing,
  status: 204,
  change: 'incident.annotate',
})

export const incidentEndpoints = [
  listIncidents,
  createIncident,
  getIncident,
  updateIncident,
  deleteIncident,
  postIncidentUpdate,
  acknowledgeIncident,
  closeIncident,
  setIncidentRootCause,
  annotateIncident,
  deleteIncidentAnnotation,
]

/** What visitors see of an update and of an incident: nothing else leaves. */
export const publicIncidentUpdate = z.object({ id: z.string(), status, body: z.string(), created_at: timeOut })
export const publicIncident = z.object({
  id: z.string(),
  name: z.string(),
  status,
  impact,
  components: z.array(z.object({ id: z.string(), name: z.string(), status: componentStatus })),
  updates: z.array(publicIncidentUpdate),
  published_at: timeOut,
  resolved_at: z.nullable(timeOut),
  updated_at: timeOut,
})
export type PublicIncident = z.output<typeof publicIncident>
