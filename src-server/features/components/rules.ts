import { type FieldError, Problem } from '../../contract/problems.ts'

/** How many components, and how many groups, one page holds in one environment: a status page is read by people. */
export const componentsAtMost = 1000
export const groupsAtMost = 200

/** The order after one was moved to a place; places beyond the end are the end. Pure. */
export function movedTo(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((each) => each !== id)
  return [...others.slice(0, place), id, ...others.slice(place)]
}

/**
 * Makes sure that a new order names everything there is, once.
 * @throws Problem `validation_failed`, naming what is unknown and how many are missing.
 */
export function completeOrder(present: readonly string[], wanted: readonly string[]): void {
  const known = new Set(present)
  const errors: FieldError[] = wanted.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `/ids/${index}`, message: 'is not on this page' }],
  )
  const missing = present.length - wanted.filter((id) => known.has(id)).length
  if (missing > 0) errors.push({ path: '/ids', message: `must name all of them: ${missing} missing` })
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
