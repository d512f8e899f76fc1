import * as z from 'zod/mini'
import { componentReference, componentReferencesIn } from './components.ts'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, querySearch, text, timeIn, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'

/** Maintenances: planned work, moved by the clock or by hand. */

export const maintenanceStatuses = ['scheduled', 'in_progress', 'completed', 'cancelled'] as const
export type MaintenanceStatus = (typeof maintenanceStatuses)[number]

const status = z.enum(maintenanceStatuses)

export const maintenance = z.object({
  id: z.string(),
  name: z.string(),
  body: z.string(),
  status,
  scheduled_for: timeOut,
  scheduled_until: timeOut,
  started_at: z.nullable(timeOut),
  completed_at: z.nullable(timeOut),
  cancelled_at: z.nullable(timeOut),
  components: z.array(componentReference),
  environment: z.enum(['live', 'test']),
  created_at: timeOut,
  updated_at: timeOut,
})
export type Maintenance = z.output<typeof maintenance>

const changeable = {
  name,
  body: text(20_000),
  scheduled_for: timeIn,
  scheduled_until: timeIn,
  components: componentReferencesIn,
}
export const changeableMaintenanceFields: ReadonlySet<string> = new Set(Object.keys(changeable))

/** An id of another shape is the id of nothing; it is refused before any query. */
const aMaintenance = z.strictObject({ id: id('maintenance') })

export const listMaintenances = endpoint({
  id: 'maintenances.list',
  method: 'GET',
  path: '/admin/maintenances',
  summary: 'List maintenances',
  permission: 'maintenances:read',
  environments: 'content',
  query: z.strictObject({
    status: z.optional(status),
    updated_since: z.optional(timeIn),
    q: z.optional(querySearch),
    sort: z.optional(
      z.enum([
        'scheduled_for',
        '-scheduled_for',
        'created_at',
        '-created_at',
        'updated_at',
        '-updated_at',
        'name',
        '-name',
      ]),
    ),
    limit,
    cursor,
  }),
  reply: listOf(maintenance),
  status: 200,
  change: null,
})

export const createMaintenance = endpoint({
  id: 'maintenances.create',
  method: 'POST',
  path: '/admin/maintenances',
  summary: 'Schedule a maintenance',
  permission: 'maintenances:write',
  environments: 'content',
  body: z.strictObject({
    name,
    body: z.optional(text(20_000)),
    scheduled_for: timeIn,
    scheduled_until: timeIn,
    components: z.optional(componentReferencesIn),
  }),
  reply: maintenance,
  status: 201,
  change: 'maintenance.create',
})

export const getMaintenance = endpoint({
  id: 'maintenances.get',
  method: 'GET',
  path: '/admin/maintenances/:id',
  params: aMaintenance,
  summary: 'Read a maintenance',
  permission: 'maintenances:read',
  environments: 'content',
  reply: maintenance,
  status: 200,
  change: null,
})

export const updateMaintenance = endpoint({
  id: 'maintenances.update',
  method: 'PATCH',
  path: '/admin/maintenances/:id',
  params: aMaintenance,
  summary: 'Change a maintenance; its times while it is not over',
  permission: 'maintenances:write',
  environments: 'content',
  body: patchOf(maintenance, changeable),
  reply: maintenance,
  status: 200,
  change: 'maintenance.update',
  problems: ['invalid_transition'],
})

export const deleteMaintenance = endpoint({
  id: 'maintenances.delete',
  method: 'DELETE',
  path: '/admin/maintenances/:id',
  params: aMaintenance,
  summary: 'Delete a maintenance',
  permission: 'maintenances:write',
  environments: 'content',
  reply: nothing,
  status: 204,
  change: 'maintenance.delete',
})

/** A step by hand: `POST …/:id/start`, `/complete`, `/cancel`. */
const step = {
  method: 'POST',
  permission: 'maintenances:write',
  environments: 'content',
  body: z.strictObject({}),
  bodyOptional: true,
  reply: maintenance,
  status: 200,
  problems: ['invalid_transition'],
} as const

export const startMaintenance = endpoint({
  ...step,
  id: 'maintenances.start',
  path: '/admin/maintenances/:id/start',
  params: aMaintenance,
  summary: 'Start a maintenance now',
  change: 'maintenance.start',
})

export const completeMaintenance = endpoint({
  ...step,
  id: 'maintenances.complete',
  path: '/admin/maintenances/:id/complete',
  params: aMaintenance,
  summary: 'Complete a maintenance now',
  change: 'maintenance.complete',
})

export const cancelMaintenance = endpoint({
  ...step,
  id: 'maintenances.cancel',
  path: '/admin/maintenances/:id/cancel',
  params: aMaintenance,
  summary: 'Cancel a maintenance',
  change: 'maintenance.cancel',
})

export const maintenanceEndpoints = [
  listMaintenances,
  createMaintenance,
  getMaintenance,
  updateMaintenance,
  deleteMaintenance,
  startMaintenance,
  completeMaintenance,
  cancelMaintenance,
]

/** What visitors see of a maintenance: nothing else leaves. Cancelled ones are not public. */
export const publicMaintenance = z.object({
  id: z.string(),
  name: z.string(),
  body: z.string(),
  status: z.enum(['scheduled', 'in_progress', 'completed']),
  scheduled_for: timeOut,
  scheduled_until: timeOut,
  started_at: z.nullable(timeOut),
  completed_at: z.nullable(timeOut),
  components: z.array(componentReference),
  updated_at: timeOut,
})
export type PublicMaintenance = z.output<typeof publicMaintenance>
