/**
 * Two changes of one thing: what was there when it was opened, what someone else made of it, what is typed here. Pure;
 * test/renderer/merge.test.ts.
 */

export type Side = 'mine' | 'theirs'

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The fields where it matters whose value is kept: both sides differ. */
export function conflictingKeys<Values extends object>(mine: Values, theirs: Values): (keyof Values & string)[] {
  return (Object.keys(mine) as (keyof Values & string)[]).filter((key) => !same(mine[key], theirs[key]))
}

/** Where only one side changed a field, that side; where both did, mine. */
export function proposedSides<Values extends object>(
  base: Values,
  mine: Values,
  theirs: Values,
): Partial<Record<keyof Values & string, Side>> {
  const sides: Partial<Record<keyof Values & string, Side>> = {}
  for (const key of conflictingKeys(mine, theirs)) sides[key] = same(mine[key], base[key]) ? 'theirs' : 'mine'
  return sides
}

/** The values that result from a choice for each field. */
export function merged<Values extends object>(
  mine: Values,
  theirs: Values,
  sides: Partial<Record<keyof Values & string, Side>>,
): Values {
  const result = { ...mine }
  for (const key of conflictingKeys(mine, theirs)) if (sides[key] === 'theirs') result[key] = theirs[key]
  return result
}

/** The fields of `values` that differ from `base`: the body of a PATCH says no more than was changed. */
export function changedFields<Values extends object>(values: Values, base: Values): Partial<Values> {
  const changed: Partial<Values> = {}
  for (const key of conflictingKeys(values, base)) changed[key] = values[key]
  return changed
}
