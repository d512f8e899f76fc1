import type { Component, ComponentGroup } from '../../../src-server/contract/components.ts'

/** Components by group, and what a move makes of their order. Pure; test/renderer/components-model.test.ts. */

export interface ComponentsParams {
  [name: string]: string | string[] | undefined
  q?: string
  new?: string
  edit?: string
  delete?: string
}

export interface Section {
  /** Null: without a group. */
  group: ComponentGroup | null
  components: Component[]
}

/** Groups in their order, what has none last; groups without components are there too. */
export function sectionsOf(components: readonly Component[], groups: readonly ComponentGroup[]): Section[] {
  const known = new Set(groups.map((group) => group.id))
  const inGroup = (id: string | null): Component[] =>
    components.filter(({ group_id }) => (group_id !== null && known.has(group_id) ? group_id : null) === id)
  const loose = inGroup(null)
  return [
    ...groups.map((group) => ({ group, components: inGroup(group.id) })),
    ...(loose.length > 0 ? [{ group: null, components: loose }] : []),
  ]
}

/** Sections with the components whose names hold a text; empty sections are left out while one filters. */
export function filtered(sections: readonly Section[], typed: string): Section[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return [...sections]
  return sections
    .map(({ group, components }) => ({
      group,
      components: components.filter((component) => component.name.toLowerCase().includes(wanted)),
    }))
    .filter((section) => section.components.length > 0)
}

/**
 * All ids once an item has changed places with its neighbour among `siblings`; null where there is none on that side. Items that are no
 * siblings keep their places.
 */
export function movedIds(
  all: readonly string[],
  siblings: readonly string[],
  id: string,
  step: 1 | -1,
): string[] | null {
  const other = siblings[siblings.indexOf(id) + step]
  if (!siblings.includes(id) || other === undefined) return null
  return all.map((one) => (one === id ? other : one === other ? id : one))
}
