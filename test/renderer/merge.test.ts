import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changedFields, conflictingKeys, merged, proposedSides } from '../../src-renderer/ui/merge.ts'

const record = fc.record(
  { name: fc.constantFrom('a', 'b', 'c'), list: fc.array(fc.constantFrom(1, 2), { maxLength: 2 }), on: fc.boolean() },
  { noNullPrototype: true },
)

test('where one side alone changed a field, its value is proposed', () => {
  fc.assert(
    fc.property(record, record, record, (base, mine, theirs) => {
      const result = merged(mine, theirs, proposedSides(base, mine, theirs))
      for (const key of ['name', 'list', 'on'] as const) {
        const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
        if (same(mine[key], base[key])) assert.equal(result[key], theirs[key])
        else assert.equal(result[key], mine[key])
      }
    }),
  )
})

test('a choice of theirs everywhere is theirs, of mine everywhere mine', () => {
  fc.assert(
    fc.property(record, record, (mine, theirs) => {
      const all = (side: 'mine' | 'theirs') =>
        Object.fromEntries(conflictingKeys(mine, theirs).map((key) => [key, side]))
      assert.equal(merged(mine, theirs, all('theirs')), theirs)
      assert.equal(merged(mine, theirs, all('mine')), mine)
    }),
  )
})

test('what is sent is what was changed, and it makes the one into the other', () => {
  fc.assert(
    fc.property(record, record, (base, values) => {
      assert.equal({ ...base, ...changedFields(values, base) }, values)
      assert.equal(changedFields(base, base), {})
    }),
  )
})

test.run()
