import * as z from 'zod/mini'
import type { FieldError } from './problems.ts'

/**
 * Bodies of `PATCH`: what can be changed, and beside it every other field of the resource.
 *
 * Chosen: a field that cannot be changed is accepted when its value is the present one, so that Terraform can send the whole object
 * that it read (api.md, Conventions). Left out: ignoring such fields silently, which would let a caller believe that it moved
 * something. Held by test/content/patch.test.ts.
 */

type Shape = Readonly<Record<string, z.ZodMiniType>>

type Optional<Changeable extends Shape> = { [Key in keyof Changeable]: z.ZodMiniOptional<Changeable[Key]> }
type Fixed<Resource extends Shape, Changeable extends Shape> = {
  [Key in Exclude<keyof Resource, keyof Changeable>]: z.ZodMiniOptional<z.ZodMiniUnknown>
}

/** The schema of a `PATCH`: `changeable` fields, all optional, and the resource's other fields as they stand. */
export function patchOf<Resource extends Shape, Changeable extends Shape>(
  resource: z.ZodMiniObject<Resource>,
  changeable: Changeable,
) {
  const shape: Record<string, z.ZodMiniType> = {}
  for (const key of Object.keys(resource.shape)) shape[key] = z.optional(z.unknown())
  for (const [key, schema] of Object.entries(changeable)) shape[key] = z.optional(schema)
  // The loop above builds exactly this shape; a mapped type is not something the compiler follows through a loop.
  return z.strictObject(shape as Optional<Changeable> & Fixed<Resource, Changeable>)
}

/** The fields of a `PATCH` that cannot be changed and differ from what is there. */
export function fixedFieldErrors(
  body: Readonly<Record<string, unknown>>,
  present: Readonly<Record<string, unknown>>,
  changeable: ReadonlySet<string>,
): FieldError[] {
  return Object.keys(body).flatMap((key) =>
    body[key] === undefined || changeable.has(key) || sameJson(body[key], present[key])
      ? []
      : [{ path: `/${key}`, message: 'cannot be changed; leave it out or send its present value' }],
  )
}

/** Whether two JSON values are equal; the order of object keys does not count, and undefined is null. */
export function sameJson(one: unknown, other: unknown): boolean {
  const [a, b] = [one ?? null, other ?? null]
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  if (left.size !== right.size) return false
  for (const [key, value] of left) if (!right.has(key) || !sameJson(value, right.get(key))) return false
  return true
}
