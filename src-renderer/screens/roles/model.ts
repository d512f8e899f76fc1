import { closed, holds, listOf, setOf } from '../../../src-server/access/permission-set.ts'
import {
  type Area,
  IMPLICATIONS,
  PERMISSION_SENTENCES,
  PERMISSIONS,
  type Permission,
  RESOURCES,
} from '../../../src-server/contract/permissions.ts'

/**
 * A role as a matrix: 14 areas × none, view, change. What is chosen is stored; what it brings along is worked out by the server's own
 * kernel (`closed`), so that the picture and a later 403 cannot disagree. Pure; test/renderer/roles-model.test.ts.
 */

export const grantLevels = ['none', 'view', 'change'] as const
export type GrantLevel = (typeof grantLevels)[number]

export interface AreaRow {
  area: Area
  /** What the role may do there, everything implied included. */
  level: GrantLevel
  /** The area that brings along more than was chosen here. */
  through: Area | null
  /** The least that can be chosen: what other areas bring along. */
  atLeast: GrantLevel
}

function levelIn(permissions: Iterable<Permission>, area: Area): GrantLevel {
  const set = closed(setOf(permissions))
  if (area.write !== null && holds(set, area.write)) return 'change'
  return holds(set, area.read) ? 'view' : 'none'
}

/** The permissions without those of one area. */
function without(permissions: readonly Permission[], area: Area): Permission[] {
  return permissions.filter((permission) => permission !== area.read && permission !== area.write)
}

/** The rows of the matrix. */
export function rowsOf(permissions: readonly Permission[]): AreaRow[] {
  return RESOURCES.map((area) => {
    const level = levelIn(permissions, area)
    const atLeast = levelIn(without(permissions, area), area)
    const own = levelIn(
      permissions.filter((permission) => permission === area.read || permission === area.write),
      area,
    )
    const bringer = own === level ? null : sourceOf(permissions, area, level)
    return { area, level, through: bringer, atLeast }
  })
}

/** The area whose permission implies the level of another. */
function sourceOf(permissions: readonly Permission[], area: Area, level: GrantLevel): Area | null {
  const wanted = level === 'change' ? area.write : area.read
  const holding = IMPLICATIONS.find(
    ([from, also]) => also === wanted && holds(closed(setOf(permissions)), from) && from !== area.write,
  )
  if (holding === undefined) return null
  return RESOURCES.find((one) => one.read === holding[0] || one.write === holding[0]) ?? null
}

/** The permissions once an area is set to a level. Writing includes reading, so that the shorter list is kept. */
export function withLevel(permissions: readonly Permission[], area: Area, level: GrantLevel): Permission[] {
  const added = level === 'none' ? [] : level === 'view' || area.write === null ? [area.read] : [area.write]
  return PERMISSIONS.filter((permission) => [...without(permissions, area), ...added].includes(permission))
}

/** What someone who holds the role gains and loses. */
export function differenceOf(
  before: readonly Permission[],
  after: readonly Permission[],
): { gains: Permission[]; loses: Permission[] } {
  const had = closed(setOf(before))
  const has = closed(setOf(after))
  return {
    gains: listOf(has).filter((permission) => !holds(had, permission)),
    loses: listOf(had).filter((permission) => !holds(has, permission)),
  }
}

/** How many areas the role views and changes. */
export function summaryOf(permissions: readonly Permission[]): { view: number; change: number } {
  const rows = rowsOf(permissions)
  return {
    view: rows.filter((row) => row.level !== 'none').length,
    change: rows.filter((row) => row.level === 'change').length,
  }
}

/** The areas that a typed word means: by their name, their permissions or what those open. */
export function matching(rows: readonly AreaRow[], typed: string): AreaRow[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return [...rows]
  return rows.filter(({ area }) =>
    [
      area.label,
      area.read,
      area.write ?? '',
      PERMISSION_SENTENCES[area.read],
      area.write === null ? '' : PERMISSION_SENTENCES[area.write],
    ]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  )
}

/** A key made of a name: `Release manager` → `release-manager`. */
export function keyOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
