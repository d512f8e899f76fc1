import type { BodyInput, QueryInput } from '../../../src-server/contract/endpoint.ts'
import {
  type createMaintenance,
  type listMaintenances,
  type Maintenance,
  maintenanceStatuses,
} from '../../../src-server/contract/maintenances.ts'
import type { FieldProblem } from '../../ui/form-errors.ts'
import { dateTimeInputValue, instantOfWallTime } from '../../ui/time.ts'

/** Maintenances without a DOM. Pure; test/renderer/maintenances-model.test.ts. */

export interface MaintenancesParams {
  [name: string]: string | string[] | undefined
  view?: string
  q?: string
  new?: string
  month?: string
  do?: string
}

export const views = ['all', ...maintenanceStatuses, 'calendar'] as const
export type View = (typeof views)[number]

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function viewOf(params: MaintenancesParams): View {
  return views.find((view) => view === one(params.view)) ?? 'all'
}

/** What is asked of `GET /admin/maintenances`. */
export function listQuery(params: MaintenancesParams): QueryInput<typeof listMaintenances> {
  const view = viewOf(params)
  const q = one(params.q).trim().slice(0, 200)
  return {
    sort: view === 'scheduled' ? 'scheduled_for' : '-scheduled_for',
    ...(view === 'all' || view === 'calendar' ? {} : { status: view }),
    ...(view === 'calendar' ? { limit: '200' } : {}),
    ...(q === '' ? {} : { q }),
  }
}

export function isOver(maintenance: Pick<Maintenance, 'status'>): boolean {
  return maintenance.status === 'completed' || maintenance.status === 'cancelled'
}

export const lengths = { m30: 30, h1: 60, h2: 120, h4: 240 } as const
export type Length = keyof typeof lengths | 'other'

export interface WindowValues {
  name: string
  body: string
  /** Wall times in the chosen zone. */
  from: string
  until: string
  components: string[]
}

const minuteMs = 60_000

/** The length that a window has, where it is one of the usual ones. */
export function lengthOf(values: Pick<WindowValues, 'from' | 'until'>, zone: string): Length {
  const [from, until] = [instantOfWallTime(values.from, zone), instantOfWallTime(values.until, zone)]
  if (from === null || until === null) return 'other'
  const minutes = (until - from) / minuteMs
  const found = (Object.keys(lengths) as (keyof typeof lengths)[]).find((key) => lengths[key] === minutes)
  return found ?? 'other'
}

/** The end of a window of a usual length. */
export function endAfter(from: string, length: keyof typeof lengths, zone: string): string {
  const start = instantOfWallTime(from, zone)
  return start === null ? '' : dateTimeInputValue(start + lengths[length] * minuteMs, zone)
}

/** A new window: an hour that begins with the next full hour after tomorrow's same time. */
export function proposedWindow(now: number, zone: string): WindowValues {
  const from = Math.ceil((now + 24 * 60 * minuteMs) / (60 * minuteMs)) * 60 * minuteMs
  return {
    name: '',
    body: '',
    from: dateTimeInputValue(from, zone),
    until: dateTimeInputValue(from + 60 * minuteMs, zone),
    components: [],
  }
}

export function valuesOf(maintenance: Maintenance, zone: string): WindowValues {
  return {
    name: maintenance.name,
    body: maintenance.body,
    from: dateTimeInputValue(Date.parse(maintenance.scheduled_for), zone),
    until: dateTimeInputValue(Date.parse(maintenance.scheduled_until), zone),
    components: maintenance.components.map((component) => component.id),
  }
}

function instant(wallTime: string, zone: string): string {
  const at = instantOfWallTime(wallTime, zone)
  return at === null ? '' : new Date(at).toISOString()
}

/** What is sent: of a change, the fields that were changed. */
export function windowBody(changed: Partial<WindowValues>, zone: string): Partial<BodyInput<typeof createMaintenance>> {
  return {
    ...(changed.name === undefined ? {} : { name: changed.name }),
    ...(changed.body === undefined ? {} : { body: changed.body }),
    ...(changed.from === undefined ? {} : { scheduled_for: instant(changed.from, zone) }),
    ...(changed.until === undefined ? {} : { scheduled_until: instant(changed.until, zone) }),
    ...(changed.components === undefined ? {} : { components: changed.components.map((id) => ({ id })) }),
  }
}

/** What the contract's schema cannot see: one time against the other, and against now. `over` windows are not asked. */
export function windowProblems(
  values: WindowValues,
  now: number,
  zone: string,
  words: { missing: string; backwards: string; over: string },
): FieldProblem[] {
  const [from, until] = [instantOfWallTime(values.from, zone), instantOfWallTime(values.until, zone)]
  const problems: FieldProblem[] = []
  if (from === null) problems.push({ path: '/scheduled_for', message: words.missing })
  if (until === null) problems.push({ path: '/scheduled_until', message: words.missing })
  if (from !== null && until !== null && until <= from)
    problems.push({ path: '/scheduled_until', message: words.backwards })
  else if (until !== null && until <= now) problems.push({ path: '/scheduled_until', message: words.over })
  return problems
}

export interface Overlap {
  maintenance: Maintenance
  /** Components that both touch. */
  shared: string[]
}

/** Windows to come or under way that lie across this one; those that share components first. */
export function overlapsOf(
  planned: { id: string | null; from: number; until: number; components: readonly string[] },
  others: readonly Maintenance[],
): Overlap[] {
  return others
    .filter(
      (other) =>
        other.id !== planned.id &&
        !isOver(other) &&
        Date.parse(other.scheduled_for) < planned.until &&
        Date.parse(other.scheduled_until) > planned.from,
    )
    .map((maintenance) => ({
      maintenance,
      shared: maintenance.components
        .filter((component) => planned.components.includes(component.id))
        .map((component) => component.name),
    }))
    .sort((a, b) => b.shared.length - a.shared.length)
}
