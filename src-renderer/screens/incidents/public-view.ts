import type { ComponentStatus } from '../../../src-server/contract/components.ts'
import type { Incident, IncidentImpact, IncidentStatus } from '../../../src-server/contract/incidents.ts'

/**
 * What visitors read of an incident, and what a step makes newly public: the server's own choice of fields (publicIncident), worked out
 * beforehand. Components that are not public never stand in it. Pure; test/renderer/incidents-model.test.ts.
 */

export interface PublicView {
  name: string
  status: IncidentStatus
  impact: IncidentImpact
  components: readonly { id: string; name: string; status: ComponentStatus }[]
  updates: readonly { status: IncidentStatus; body: string; at: string | null }[]
}

export interface NamedComponent {
  id: string
  name: string
  public: boolean
}

/** The claims that visitors see, by the names that components have now. */
export function publicClaims(
  claims: readonly { id: string; status: ComponentStatus }[],
  known: readonly NamedComponent[],
): PublicView['components'] {
  return known.flatMap((component) => {
    const claim = claims.find((one) => one.id === component.id)
    return claim === undefined || !component.public
      ? []
      : [{ id: component.id, name: component.name, status: claim.status }]
  })
}

/** Names of affected components that visitors do not see. */
export function hiddenNames(claims: readonly { id: string }[], known: readonly NamedComponent[]): string[] {
  return known.filter((one) => !one.public && claims.some((claim) => claim.id === one.id)).map((one) => one.name)
}

/** An incident as visitors read it. */
export function publicViewOf(incident: Incident, known: readonly NamedComponent[]): PublicView {
  return {
    name: incident.name,
    status: incident.status,
    impact: incident.impact,
    components: publicClaims(incident.components, known),
    updates: incident.updates.map(({ status, body, created_at }) => ({ status, body, at: created_at })),
  }
}

/** With an update posted on top. */
export function withUpdate(
  view: PublicView,
  update: { status: IncidentStatus; body: string },
  components: PublicView['components'],
): PublicView {
  return {
    ...view,
    status: update.status,
    components,
    updates: [{ ...update, at: null }, ...view.updates],
  }
}

export type NewlyPublic =
  | { kind: 'title' }
  | { kind: 'message' }
  | { kind: 'impact'; impact: IncidentImpact }
  | { kind: 'status'; status: IncidentStatus }
  | { kind: 'component'; name: string; status: ComponentStatus }

/** What visitors learn that they could not read before; `before` is null while nothing is public. */
export function newlyPublic(before: PublicView | null, after: PublicView): NewlyPublic[] {
  const found: NewlyPublic[] = []
  if (before?.name !== after.name) found.push({ kind: 'title' })
  if (before?.impact !== after.impact) found.push({ kind: 'impact', impact: after.impact })
  if (before?.status !== after.status) found.push({ kind: 'status', status: after.status })
  if (
    after.updates.some(
      (update) => update.body.trim() !== '' && !(before?.updates ?? []).some((one) => one.body === update.body),
    )
  )
    found.push({ kind: 'message' })
  for (const { id, name, status } of after.components) {
    if (before?.components.find((one) => one.id === id)?.status !== status)
      found.push({ kind: 'component', name, status })
  }
  return found
}
