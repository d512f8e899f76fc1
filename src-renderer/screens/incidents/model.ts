import type { ComponentStatus } from '../../../src-server/contract/components.ts'
import type { BodyInput, QueryInput } from '../../../src-server/contract/endpoint.ts'
import type {
  createIncident,
  Incident,
  IncidentImpact,
  IncidentStatus,
  listIncidents,
} from '../../../src-server/contract/incidents.ts'
import { instantOfWallTime } from '../../ui/time.ts'

/** Incidents without a DOM. Pure; test/renderer/incidents-model.test.ts. */

export interface IncidentsParams {
  [name: string]: string | string[] | undefined
  view?: string
  q?: string
  new?: string
  do?: string
}

export const views = ['open', 'drafts', 'resolved', 'all'] as const
export type View = (typeof views)[number]

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function viewOf(params: IncidentsParams): View {
  return views.find((view) => view === one(params.view)) ?? 'open'
}

/** What is asked of `GET /admin/incidents`. */
export function listQuery(params: IncidentsParams): QueryInput<typeof listIncidents> {
  const q = one(params.q).trim().slice(0, 200)
  const words = q === '' ? {} : { q }
  switch (viewOf(params)) {
    case 'open':
      return { status: 'open', published: 'true', sort: '-updated_at', ...words }
    case 'drafts':
      return { published: 'false', sort: '-updated_at', ...words }
    case 'resolved':
      return { status: 'resolved', sort: '-updated_at', ...words }
    case 'all':
      return { sort: '-updated_at', ...words }
  }
}

/** Draft, to be published, or public. */
export function publicationOf(incident: Pick<Incident, 'published_at'>, now: number): 'draft' | 'later' | 'public' {
  if (incident.published_at === null) return 'draft'
  return Date.parse(incident.published_at) > now ? 'later' : 'public'
}

export function isOpen(incident: Pick<Incident, 'status'>): boolean {
  return incident.status !== 'resolved'
}

/** When it began for visitors (or, of a draft, for the team) and, once over, how long it took, in seconds. */
export function lasted(incident: Pick<Incident, 'published_at' | 'created_at' | 'resolved_at'>): number | null {
  if (incident.resolved_at === null) return null
  const began = Date.parse(incident.published_at ?? incident.created_at)
  return Math.max(0, (Date.parse(incident.resolved_at) - began) / 1000)
}

/** The first line of the newest word about it. */
export function latestWords(incident: Pick<Incident, 'updates'>): string {
  const body = incident.updates.find((update) => update.body.trim() !== '')?.body.trim() ?? ''
  return body.split('\n')[0] ?? ''
}

export interface ComposerValues {
  name: string
  status: IncidentStatus
  impact: IncidentImpact
  body: string
  components: { id: string; status: ComponentStatus }[]
  publish: 'now' | 'draft' | 'later'
  /** Wall time in the chosen zone. */
  at: string
}

export const blankComposer: ComposerValues = {
  name: '',
  status: 'investigating',
  impact: 'minor',
  body: '',
  components: [],
  publish: 'now',
  at: '',
}

/** What is sent for a new incident. */
export function composerBody(values: ComposerValues, zone: string): BodyInput<typeof createIncident> {
  const at = values.publish === 'later' ? instantOfWallTime(values.at, zone) : null
  return {
    name: values.name,
    status: values.status,
    impact: values.impact,
    ...(values.body.trim() === '' ? {} : { body: values.body }),
    components: values.components,
    ...(values.publish === 'now' ? {} : { published_at: at === null ? null : new Date(at).toISOString() }),
  }
}

/** The status that usually comes next. */
export function nextStatus(status: IncidentStatus): IncidentStatus {
  return (
    { investigating: 'identified', identified: 'monitoring', monitoring: 'resolved', resolved: 'resolved' } as const
  )[status]
}
