import type { Listing } from '../../content/listing.ts'
import type { Scope } from '../../content/scope.ts'
import type { ComponentStatus } from '../../contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../../contract/incidents.ts'
import type { Readable, Writable } from '../../db/database.ts'

/** Rows of incidents and what belongs to them. Times are milliseconds UTC. */

export interface IncidentRow {
  readonly id: string
  readonly name: string
  readonly status: IncidentStatus
  readonly impact: IncidentImpact
  readonly published_at: number | null
  readonly resolved_at: number | null
  readonly acknowledged_at: number | null
  readonly acknowledged_by: string | null
  readonly acknowledged_by_name: string | null
  readonly root_cause: string | null
  readonly environment: 'live' | 'test'
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
}

export interface ClaimRow {
  readonly id: string
  readonly name: string
  readonly status: ComponentStatus
}

/** Something written on an incident: an update, or an annotation (which has no status). */
export interface NoteRow {
  readonly id: string
  readonly body: string
  readonly author_id: string
  readonly author_name: string
  readonly created_at: number
}
export interface UpdateRow extends NoteRow {
  readonly status: IncidentStatus
}

/** An incident with all that belongs to it. */
export interface WholeIncident {
  readonly row: IncidentRow
  readonly claims: readonly ClaimRow[]
  readonly updates: readonly UpdateRow[]
  readonly annotations: readonly NoteRow[]
}

const columns = `i.id, i.name, i.status, i.impact, i.published_at, i.resolved_at, i.acknowledged_at, i.acknowledged_by,
  i.acknowledged_by_name, i.root_cause, i.environment, i.version, i.created_at, i.updated_at`

/** One page of a list, each incident whole: four statements, however many there are. */
export function listIncidentRows(db: Readable, listing: Listing): IncidentRow[] {
  return db.all<IncidentRow>(
    `SELECT ${columns} FROM incidents i WHERE ${listing.where} ORDER BY ${listing.orderBy} LIMIT ?`,
    ...listing.values,
    listing.take,
  )
}

/** The incident with this id, whole; undefined when it is not in this scope. */
export function findIncident(db: Readable, scope: Scope, id: string): WholeIncident | undefined {
  const row = db.get<IncidentRow>(
    `SELECT ${columns} FROM incidents i WHERE i.id = ? AND i.page_id = ? AND i.environment = ?`,
    id,
    scope.pageId,
    scope.environment,
  )
  return row === undefined ? undefined : wholeIncidents(db, [row])[0]
}

/** Completes rows with their components, updates and annotations. */
export function wholeIncidents(db: Readable, rows: readonly IncidentRow[]): WholeIncident[] {
  if (rows.length === 0) return []
  // One incident is found by its id; many by a list (measured: json_each costs a single one more than its rows).
  const one = rows.length === 1 ? rows[0]?.id : undefined
  const ids = one ?? JSON.stringify(rows.map((row) => row.id))
  const all = <Row>(ofOne: string, ofMany: string): Row[] => db.all<Row>(one === undefined ? ofMany : ofOne, ids)
  const claims = grouped(all<ClaimRow & Owned>(claimsOfOne, claimsOfMany))
  const updates = grouped(all<UpdateRow & Owned>(updatesOfOne, updatesOfMany))
  const annotations = grouped(all<NoteRow & Owned>(notesOfOne, notesOfMany))
  return rows.map((row) => ({
    row,
    claims: claims.get(row.id) ?? [],
    updates: updates.get(row.id) ?? [],
    annotations: annotations.get(row.id) ?? [],
  }))
}

const claimColumns = 'ic.incident_id, c.id, c.name, ic.status'
const claimOrder = 'ORDER BY c.position, c.id'
const claimsOfOne = `SELECT ${claimColumns} FROM incident_components ic JOIN components c ON c.id = ic.component_id WHERE ic.incident_id = ? ${claimOrder}`
const claimsOfMany = `SELECT ${claimColumns} FROM json_each(?) AS wanted
  JOIN incident_components ic ON ic.incident_id = wanted.value JOIN components c ON c.id = ic.component_id ${claimOrder}`
const updateColumns = 'u.incident_id, u.id, u.status, u.body, u.author_id, u.author_name, u.created_at'
const updateOrder = 'ORDER BY u.created_at DESC, u.id DESC'
const updatesOfOne = `SELECT ${updateColumns} FROM incident_updates u WHERE u.incident_id = ? ${updateOrder}`
const updatesOfMany = `SELECT ${updateColumns} FROM json_each(?) AS wanted JOIN incident_updates u ON u.incident_id = wanted.value ${updateOrder}`
const noteColumns = 'a.incident_id, a.id, a.body, a.author_id, a.author_name, a.created_at'
const noteOrder = 'ORDER BY a.created_at, a.id'
const notesOfOne = `SELECT ${noteColumns} FROM incident_annotations a WHERE a.incident_id = ? ${noteOrder}`
const notesOfMany = `SELECT ${noteColumns} FROM json_each(?) AS wanted JOIN incident_annotations a ON a.incident_id = wanted.value ${noteOrder}`

interface Owned {
  readonly incident_id: string
}

function grouped<Row extends Owned>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.incident_id)
}

/** What an incident that was just made says about components, as `wholeIncidents` finds it. */
export function claimsOf(db: Readable, incidentId: string): ClaimRow[] {
  return db.all<ClaimRow>(claimsOfOne, incidentId)
}

export type IncidentFields = Omit<IncidentRow, 'id' | 'environment' | 'version' | 'created_at' | 'updated_at'>

/** What an incident begins with. */
export type NewIncident = Pick<IncidentRow, 'name' | 'status' | 'impact' | 'published_at' | 'resolved_at'>

/** Adds an incident, without what belongs to it. Answers its row as it now is, so that nobody has to read it back. */
export function insertIncident(tx: Writable, scope: Scope, id: string, begun: NewIncident, now: number): IncidentRow {
  tx.run(
    `INSERT INTO incidents (id, page_id, environment, name, status, impact, published_at, resolved_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    scope.pageId,
    scope.environment,
    begun.name,
    begun.status,
    begun.impact,
    begun.published_at,
    begun.resolved_at,
    now,
    now,
  )
  return {
    ...begun,
    id,
    environment: scope.environment,
    acknowledged_at: null,
    acknowledged_by: null,
    acknowledged_by_name: null,
    root_cause: null,
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** Writes all changeable columns, and raises the version. */
export function updateIncidentRow(tx: Writable, id: string, fields: IncidentFields, now: number): void {
  tx.run(
    `UPDATE incidents SET name = ?, status = ?, impact = ?, published_at = ?, resolved_at = ?, acknowledged_at = ?,
       acknowledged_by = ?, acknowledged_by_name = ?, root_cause = ?, version = version + 1, updated_at = ? WHERE id = ?`,
    fields.name,
    fields.status,
    fields.impact,
    fields.published_at,
    fields.resolved_at,
    fields.acknowledged_at,
    fields.acknowledged_by,
    fields.acknowledged_by_name,
    fields.root_cause,
    now,
    id,
  )
}

/** It changed in something that stands beside its row. */
export function touchIncident(tx: Writable, id: string, now: number): void {
  tx.run('UPDATE incidents SET version = version + 1, updated_at = ? WHERE id = ?', now, id)
}

/** Removes an incident with its updates, notes and claims. */
export function deleteIncidentRow(tx: Writable, id: string): void {
  tx.run('DELETE FROM incidents WHERE id = ?', id)
}

/** Adds a word to the timeline. */
export function insertUpdate(tx: Writable, incidentId: string, update: UpdateRow): void {
  tx.run(
    'INSERT INTO incident_updates (id, incident_id, status, body, author_id, author_name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    update.id,
    incidentId,
    update.status,
    update.body,
    update.author_id,
    update.author_name,
    update.created_at,
  )
}

/** Adds a note of the team. */
export function insertAnnotation(tx: Writable, incidentId: string, note: NoteRow): void {
  tx.run(
    'INSERT INTO incident_annotations (id, incident_id, body, author_id, author_name, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    note.id,
    incidentId,
    note.body,
    note.author_id,
    note.author_name,
    note.created_at,
  )
}

/** Removes a note of the team. */
export function deleteAnnotation(tx: Writable, id: string): void {
  tx.run('DELETE FROM incident_annotations WHERE id = ?', id)
}

/** Keeps what the incident says about a component. */
export function writeClaim(tx: Writable, incidentId: string, componentId: string, status: ComponentStatus): void {
  tx.run(
    `INSERT INTO incident_components (incident_id, component_id, status) VALUES (?, ?, ?)
     ON CONFLICT (incident_id, component_id) DO UPDATE SET status = excluded.status`,
    incidentId,
    componentId,
    status,
  )
}

/** It no longer says anything about this component. */
export function deleteClaim(tx: Writable, incidentId: string, componentId: string): void {
  tx.run('DELETE FROM incident_components WHERE incident_id = ? AND component_id = ?', incidentId, componentId)
}
