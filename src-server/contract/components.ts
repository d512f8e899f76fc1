import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, querySearch, text, timeIn, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'

/** Components and their groups: the parts of a service that a status page speaks about. */

/** From well to worst; `under_maintenance` stands apart, since it was planned. */
export const componentStatuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const
export type ComponentStatus = (typeof componentStatuses)[number]

export const componentStatus = z.enum(componentStatuses)

/** A component and what an incident says about it. `name` is accepted, so that what was read can be sent back. */
export const componentClaimIn = z.strictObject({
  id: id('component'),
  status: componentStatus,
  name: z.optional(z.string()),
})
/** Up to 200 components, each once. */
export const componentClaimsIn = z.array(componentClaimIn).check(
  z.maxLength(200),
  z.refine(
    (claims) => new Set(claims.map((claim) => claim.id)).size === claims.length,
    'must name each component once',
  ),
)

export const componentClaim = z.object({ id: z.string(), name: z.string(), status: componentStatus })

/** Reference to a component without a status of its own (maintenances). */
export const componentReferenceIn = z.strictObject({ id: id('component'), name: z.optional(z.string()) })
export const componentReferencesIn = z.array(componentReferenceIn).check(
  z.maxLength(200),
  z.refine((items) => new Set(items.map((item) => item.id)).size === items.length, 'must name each component once'),
)
export const componentReference = z.object({ id: z.string(), name: z.string() })

export const component = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  group_id: z.nullable(z.string()),
  position: z.int(),
  /** Whether visitors see it. */
  public: z.boolean(),
  status: componentStatus,
  /** What decides the status at this moment: someone's word, or the incident or maintenance with this id. */
  status_source: z.object({ type: z.enum(['manual', 'incident', 'maintenance']), id: z.nullable(z.string()) }),
  status_since: timeOut,
  environment: z.enum(['live', 'test']),
  created_at: timeOut,
  updated_at: timeOut,
})
export type Component = z.output<typeof component>

export const componentGroup = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  position: z.int(),
  component_ids: z.array(z.string()),
  environment: z.enum(['live', 'test']),
  created_at: timeOut,
  updated_at: timeOut,
})
export type ComponentGroup = z.output<typeof componentGroup>

const place = z.int().check(z.minimum(0), z.maximum(100_000))
const changeableComponent = {
  name,
  description: text(500),
  group_id: z.nullable(id('componentGroup')),
  position: place,
  public: z.boolean(),
  status: componentStatus,
}
const changeableGroup = { name, description: text(500), position: place }

const order = z.strictObject({
  ids: z.array(z.string().check(z.maxLength(40))).check(
    z.maxLength(1000),
    z.refine((ids) => new Set(ids).size === ids.length, 'must name each id once'),
  ),
})

/** An id of another shape is the id of nothing; it is refused before any query. */
const aComponent = z.strictObject({ id: id('component') })
const aGroup = z.strictObject({ id: id('componentGroup') })

export const listComponents = endpoint({
  id: 'components.list',
  method: 'GET',
  path: '/admin/components',
  summary: 'List components with their present status',
  permission: 'components:read',
  environments: 'content',
  query: z.strictObject({
    status: z.optional(componentStatus),
    group_id: z.optional(id('componentGroup')),
    updated_since: z.optional(timeIn),
    q: z.optional(querySearch),
    sort: z.optional(
      z.enum(['position', '-position', 'name', '-name', 'created_at', '-created_at', 'updated_at', '-updated_at']),
    ),
    limit,
    cursor,
  }),
  reply: listOf(component),
  status: 200,
  change: null,
})

export const createComponent = endpoint({
  id: 'components.create',
  method: 'POST',
  path: '/admin/components',
  summary: 'Add a component',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: z.strictObject({
    name,
    description: z.optional(text(500)),
    group_id: z.optional(z.nullable(id('componentGroup'))),
    position: z.optional(place),
    public: z.optional(z.boolean()),
    status: z.optional(componentStatus),
  }),
  reply: component,
  status: 201,
  change: 'component.create',
})

export const getComponent = endpoint({
  id: 'components.get',
  method: 'GET',
  path: '/admin/components/:id',
  params: aComponent,
  summary: 'Read a component',
  permission: 'components:read',
  environments: 'content',
  reply: component,
  status: 200,
  change: null,
})

export const updateComponent = endpoint({
  id: 'components.update',
  method: 'PATCH',
  path: '/admin/components/:id',
  params: aComponent,
  summary: 'Change a component or set its status',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: patchOf(component, changeableComponent),
  reply: component,
  status: 200,
  change: 'component.update',
})

export const deleteComponent = endpoint({
  id: 'components.delete',
  method: 'DELETE',
  path: '/admin/components/:id',
  params: aComponent,
  summary: 'Remove a component and its history',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  reply: nothing,
  status: 204,
  change: 'component.delete',
})

export const orderComponents = endpoint({
  id: 'components.order',
  method: 'PUT',
  path: '/admin/components/order',
  summary: 'Put all components in order',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: order,
  reply: z.object({ ids: z.array(z.string()) }),
  status: 200,
  change: 'component.reorder',
})

export const listComponentGroups = endpoint({
  id: 'component_groups.list',
  method: 'GET',
  path: '/admin/component-groups',
  summary: 'List component groups',
  permission: 'components:read',
  environments: 'content',
  query: z.strictObject({
    updated_since: z.optional(timeIn),
    q: z.optional(querySearch),
    sort: z.optional(
      z.enum(['position', '-position', 'name', '-name', 'created_at', '-created_at', 'updated_at', '-updated_at']),
    ),
    limit,
    cursor,
  }),
  reply: listOf(componentGroup),
  status: 200,
  change: null,
})

export const createComponentGroup = endpoint({
  id: 'component_groups.create',
  method: 'POST',
  path: '/admin/component-groups',
  summary: 'Add a component group',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: z.strictObject({ name, description: z.optional(text(500)), position: z.optional(place) }),
  reply: componentGroup,
  status: 201,
  change: 'component_group.create',
})

export const getComponentGroup = endpoint({
  id: 'component_groups.get',
  method: 'GET',
  path: '/admin/component-groups/:id',
  params: aGroup,
  summary: 'Read a component group',
  permission: 'components:read',
  environments: 'content',
  reply: componentGroup,
  status: 200,
  change: null,
})

export const updateComponentGroup = endpoint({
  id: 'component_groups.update',
  method: 'PATCH',
  path: '/admin/component-groups/:id',
  params: aGroup,
  summary: 'Change a component group',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: patchOf(componentGroup, changeableGroup),
  reply: componentGroup,
  status: 200,
  change: 'component_group.update',
})

export const deleteComponentGroup = endpoint({
  id: 'component_groups.delete',
  method: 'DELETE',
  path: '/admin/component-groups/:id',
  params: aGroup,
  summary: 'Remove a group; its components stay',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  reply: nothing,
  status: 204,
  change: 'component_group.delete',
})

export const orderComponentGroups = endpoint({
  id: 'component_groups.order',
  method: 'PUT',
  path: '/admin/component-groups/order',
  summary: 'Put all component groups in order',
  permission: 'components:write',
  environments: 'content',
  lock: 'components',
  body: order,
  reply: z.object({ ids: z.array(z.string()) }),
  status: 200,
  change: 'component.reorder',
})

export const changeableComponentFields: ReadonlySet<string> = new Set(Object.keys(changeableComponent))
export const changeableComponentGroupFields: ReadonlySet<string> = new Set(Object.keys(changeableGroup))

export const componentEndpoints = [
  listComponents,
  createComponent,
  orderComponents,
  getComponent,
  updateComponent,
  deleteComponent,
  listComponentGroups,
  createComponentGroup,
  orderComponentGroups,
  getComponentGroup,
  updateComponentGroup,
  deleteComponentGroup,
]
