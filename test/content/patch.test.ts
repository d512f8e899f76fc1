import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { fixedFieldErrors, patchOf, sameJson } from '../../src-server/contract/patch.ts'
import { holds } from './holds.ts'

const thing = z.object({ id: z.string(), name: z.string(), tags: z.array(z.string()), made_at: z.string() })
const body = patchOf(thing, { name: z.string(), tags: z.array(z.string()) })
const changeable = new Set(['name', 'tags'])
const present = { id: 'x', name: 'one', tags: ['a'], made_at: '2026-01-01' }

test('patch the whole object as it was read is accepted, and so is any part of it', () => {
  assert.ok(body.safeParse(present).success)
  assert.equal(fixedFieldErrors(present, present, changeable), [])
  assert.equal(fixedFieldErrors({ ...present, name: 'two', tags: [] }, present, changeable), [])
  assert.equal(fixedFieldErrors({ name: 'two' }, present, changeable), [])
})

test('patch a field that cannot be changed is named when its value is another', () => {
  const errors = fixedFieldErrors({ id: 'y', made_at: '2026-01-01', name: 'two' }, present, changeable)
  assert.equal(
    errors.map((error) => error.path),
    ['/id'],
  )
})

test('patch a field that the resource does not have is refused', () => {
  assert.not.ok(body.safeParse({ colour: 'red' }).success)
  assert.not.ok(body.safeParse({ __proto__: null, constructor: {} }).success)
})

test('patch two JSON values are the same exactly when their text is, whatever the order of keys', () => {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([key, each]): [string, unknown] => [key, sorted(each)])
            .sort(([one], [other]) => (one < other ? -1 : 1))
        : value
  holds(
    'sameness of JSON',
    fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (one, other) => {
      assert.ok(sameJson(one, JSON.parse(JSON.stringify(one))))
      const written = (value: unknown): string => JSON.stringify([typeof value, sorted(value), Array.isArray(value)])
      if (!hasNegativeZero(one) && !hasNegativeZero(other))
        assert.is(sameJson(one, other), written(one) === written(other))
    }),
    2000,
  )
})

function hasNegativeZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasNegativeZero)
  return Object.is(value, -0)
}

test.run()
