import { knownComponents } from '../../content/component-status.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import {
  maintenanceChangedSince,
  maintenanceStateAt,
  maintenanceStatusCondition,
} from '../../content/maintenance-state.ts'
import { type PublishedContent, publishWhenCommitted } from '../../content/ready-answers.ts'
import { type Scope, scopeOf } from '../../content/scope.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { NewId } from '../../contract/ids.ts'
import type { Maintenance } from '../../contract/maintenances.ts'
import {
  cancelMaintenance,
  changeableMaintenanceFields,
  completeMaintenance,
  createMaintenance,
  deleteMaintenance,
  getMaintenance,
  listMaintenances,
  startMaintenance,
  updateMaintenance,
} from '../../contract/maintenances.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import type { Readable } from '../../db/database.ts'
import type { Cursors } from '../../http/cursor.ts'
import { type Call, type Change, change, type Reply, type Route, read } from '../../http/handler.ts'
import { dropAnnouncements } from '../../mail/announcements.ts'
import { announceMoment, momentOfChange } from './announcing.ts'
import type { MaintenanceClock } from './clock.ts'
import { presentMaintenance } from './present.ts'
import { checkMovedWindow, checkWindow, type Step, stepped } from './rules.ts'
import {
  deleteMaintenanceRow,
  findMaintenance,
  insertMaintenance,
  listMaintenanceRows,
  type MaintenanceFields,
  type MaintenanceRow,
  updateMaintenanceRow,
  type WholeMaintenance,
  wholeMaintenances,
  writeMaintenanceComponents,
} from './store.ts'
import { applyWindow } from './windows.ts'

export interface MaintenanceServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly published: PublishedContent
  readonly maintenanceClock: Pick<MaintenanceClock, 'planAnew' | 'noticed'>
}

type StepEndpoint = typeof startMaintenance | typeof completeMaintenance | typeof cancelMaintenance

/** `/admin/maintenances`. */
export function maintenanceRoutes({ newId, cursors, published, maintenanceClock }: MaintenanceServices): Route[] {
  const replyAfter = (
    call: Pick<Call<StepEndpoint>, 'page' | 'environment' | 'now'>,
    batch: Change,
    before: WholeMaintenance | null,
    id: string,
  ): Reply<Maintenance> => {
    const whole = readMaintenance(batch.db, scopeOf(call), id)
    announceMoment(batch.db, momentOfChange(before, whole, call.now), before, whole, call.now)
    const after = presentMaintenance(whole, call.now)
    batch.record({
      target: targetOf(whole.row),
      before: before === null ? null : presentMaintenance(before, call.now),
      after,
    })
    publishWhenCommitted(published, call, batch)
    batch.afterCommit(() => maintenanceClock.planAnew())
    return { body: after, version: whole.row.version }
  }

  const byHand = (endpoint: StepEndpoint, step: Step): Route =>
    change(endpoint, (call, batch) => {
      const { db, expectVersion } = batch
      const { now } = call
      const whole = readMaintenance(db, scopeOf(call), call.params.id)
      const { row } = whole
      expectVersion(row.version)
      const state = maintenanceStateAt(row, now)
      const status = stepped(state.status, step)
      const startedAt = state.startedAt ?? (step === 'start' ? now : null)
      const fields = {
        ...fieldsOf(row),
        status,
        started_at: startedAt,
        completed_at: step === 'complete' ? now : null,
        cancelled_at: step === 'cancel' ? now : null,
      }
      updateMaintenanceRow(db, row.id, fields, now)
      const counts = step === 'start' ? { from: now, until: row.scheduled_until } : null
      applyWindow(db, { maintenanceId: row.id, componentIds: idsOf(whole), counts, now })
      return replyAfter(call, batch, whole, row.id)
    })

  return [
    read(listMaintenances, (call, db) => {
      maintenanceClock.noticed(call.now)
      const { status, updated_since, q } = call.query
      const scope = scopeOf(call)
      const conditions: Condition[] = [
        { sql: 'm.page_id = ? AND m.environment = ?', values: [scope.pageId, scope.environment] },
      ]
      if (status !== undefined) conditions.push(maintenanceStatusCondition(status, call.now))
      if (updated_since !== undefined) conditions.push(maintenanceChangedSince(updated_since, call.now))
      if (q !== undefined) conditions.push(holdsText('m.name', q))
      const listing = listingOf(cursors, {
        name: listMaintenances.id,
        ...scope,
        query: call.query,
        defaultSort: '-scheduled_for',
        columns: {
          scheduled_for: 'm.scheduled_for',
          created_at: 'm.created_at',
          updated_at: 'm.updated_at',
          name: 'm.name COLLATE NOCASE',
        },
        id: 'm.id',
        conditions,
      })
      const { data, next_cursor } = listing.page(listMaintenanceRows(db, listing), (row: MaintenanceRow) => row)
      return {
        body: { data: wholeMaintenances(db, data).map((each) => presentMaintenance(each, call.now)), next_cursor },
      }
    }),

    change(createMaintenance, (call, batch) => {
      const { db } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      checkWindow({ scheduledFor: body.scheduled_for, scheduledUntil: body.scheduled_until }, now)
      const components = body.components ?? []
      knownComponents(db, scope, components)
      const id = newId('maintenance')
      const hasBegun = body.scheduled_for <= now
      const fields: MaintenanceFields = {
        name: body.name,
        body: body.body ?? '',
        status: hasBegun ? 'in_progress' : 'scheduled',
        scheduled_for: body.scheduled_for,
        scheduled_until: body.scheduled_until,
        started_at: hasBegun ? now : null,
        completed_at: null,
        cancelled_at: null,
      }
      insertMaintenance(db, scope, id, fields, now)
      const componentIds = components.map((component) => component.id)
      writeMaintenanceComponents(db, id, componentIds)
      const counts = { from: body.scheduled_for, until: body.scheduled_until }
      applyWindow(db, { maintenanceId: id, componentIds, counts, now })
      return replyAfter(call, batch, null, id)
    }),

    read(getMaintenance, (call, db) => {
      maintenanceClock.noticed(call.now)
      const whole = readMaintenance(db, scopeOf(call), call.params.id)
      return { body: presentMaintenance(whole, call.now), version: whole.row.version }
    }),

    change(updateMaintenance, (call, batch) => {
      const { db, expectVersion } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      const whole = readMaintenance(db, scope, call.params.id)
      const { row } = whole
      expectVersion(row.version)
      const errors = fixedFieldErrors(body, presentMaintenance(whole, now), changeableMaintenanceFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      const state = maintenanceStateAt(row, now)
      const fields = changedFields(row, body)
      checkMovedWindow(state.status, windowOf(row), windowOf(fields), now)
      updateMaintenanceRow(db, row.id, fields, now)
      let componentIds = idsOf(whole)
      if (body.components !== undefined) {
        knownComponents(db, scope, body.components)
        componentIds = body.components.map((component) => component.id)
        writeMaintenanceComponents(db, row.id, componentIds)
      }
      const isOver = state.status === 'completed' || state.status === 'cancelled'
      const from = state.status === 'in_progress' ? now : fields.scheduled_for
      const counts = isOver ? null : { from, until: fields.scheduled_until }
      applyWindow(db, { maintenanceId: row.id, componentIds, counts, now })
      return replyAfter(call, batch, whole, row.id)
    }),

    change(deleteMaintenance, (call, batch) => {
      const { db, record, expectVersion, afterCommit } = batch
      const whole = readMaintenance(db, scopeOf(call), call.params.id)
      const { row } = whole
      expectVersion(row.version)
      applyWindow(db, { maintenanceId: row.id, componentIds: [], counts: null, now: call.now })
      deleteMaintenanceRow(db, row.id)
      dropAnnouncements(db, row.id)
      record({ target: targetOf(row), before: presentMaintenance(whole, call.now) })
      publishWhenCommitted(published, call, batch)
      afterCommit(() => maintenanceClock.planAnew())
      return { body: undefined }
    }),

    byHand(startMaintenance, 'start'),
    byHand(completeMaintenance, 'complete'),
    byHand(cancelMaintenance, 'cancel'),
  ]
}

/** @throws Problem `not_found` for an id of nothing, of another page or of the other environment: one answer for all three. */
function readMaintenance(db: Readable, scope: Scope, id: string): WholeMaintenance {
  const whole = findMaintenance(db, scope, id)
  if (whole === undefined) throw new Problem('not_found')
  return whole
}

function changedFields(row: MaintenanceRow, body: BodyOf<typeof updateMaintenance>): MaintenanceFields {
  return {
    ...fieldsOf(row),
    name: body.name ?? row.name,
    body: body.body ?? row.body,
    scheduled_for: body.scheduled_for ?? row.scheduled_for,
    scheduled_until: body.scheduled_until ?? row.scheduled_until,
  }
}

function fieldsOf(row: MaintenanceRow): MaintenanceFields {
  const { name, body, status, scheduled_for, scheduled_until, started_at, completed_at, cancelled_at } = row
  return { name, body, status, scheduled_for, scheduled_until, started_at, completed_at, cancelled_at }
}

function windowOf(row: Pick<MaintenanceFields, 'scheduled_for' | 'scheduled_until'>) {
  return { scheduledFor: row.scheduled_for, scheduledUntil: row.scheduled_until }
}

function idsOf(whole: WholeMaintenance): string[] {
  return whole.components.map((component) => component.id)
}

function targetOf(row: MaintenanceRow): { type: string; id: string; label: string } {
  return { type: 'maintenance', id: row.id, label: row.name }
}
