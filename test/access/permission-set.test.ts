/** T5: the laws of sets and of closing them, on random sets of all 26 permissions. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ALL,
  closed,
  closedSetOfStored,
  EMPTY,
  holds,
  includes,
  intersect,
  listOf,
  setOf,
  sizeOf,
  union,
  without,
} from '../../src-server/access/permission-set.ts'
import { PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { holdsAlways } from './law.ts'
import { permission, permissionSet, unknownWord } from './permission-set-arbitrary.ts'

test('T5 a set is the names it was made of, in the order of the catalogue', () => {
  holdsAlways(
    'T5',
    'names to set to names changes nothing',
    fc.property(fc.shuffledSubarray([...PERMISSIONS]), (names) => {
      const set = setOf([...names, ...names])
      assert.equal(
        listOf(set),
        PERMISSIONS.filter((name) => names.includes(name)),
      )
      assert.is(sizeOf(set), names.length)
      for (const name of PERMISSIONS) assert.is(holds(set, name), names.includes(name))
    }),
  )
})

test('T5 union, intersection, difference and inclusion are those of sets', () => {
  holdsAlways(
    'T5',
    'bit algebra is set algebra',
    fc.property(permissionSet, permissionSet, permission, (one, other, word) => {
      assert.is(holds(union(one, other), word), holds(one, word) || holds(other, word))
      assert.is(holds(intersect(one, other), word), holds(one, word) && holds(other, word))
      assert.is(holds(without(one, other), word), holds(one, word) && !holds(other, word))
      assert.is(
        includes(one, other),
        listOf(other).every((held) => holds(one, held)),
      )
      assert.ok(includes(ALL, one) && includes(one, EMPTY))
    }),
  )
})

test('T5 closing is extensive, idempotent and monotone, and adds nothing but what one of its words implies', () => {
  holdsAlways(
    'T5',
    'closure is a closure operator',
    fc.property(permissionSet, permissionSet, (one, other) => {
      assert.ok(includes(closed(one), one), 'extensive')
      assert.is(closed(closed(one)), closed(one), 'idempotent')
      assert.ok(includes(closed(union(one, other)), closed(one)), 'monotone')
      assert.is(closed(union(one, other)), union(closed(one), closed(other)), 'word by word')
    }),
  )
})

test('T5 what closed sets agree on is closed', () => {
  holdsAlways(
    'T5',
    'the intersection of closed sets needs no second closing',
    fc.property(permissionSet, permissionSet, (one, other) => {
      const both = intersect(closed(one), closed(other))
      assert.is(closed(both), both)
    }),
  )
})

test('T5 a stored word that is no permission stands for nothing', () => {
  holdsAlways(
    'T5',
    'unknown words are denied',
    fc.property(permissionSet, fc.array(unknownWord, { maxLength: 5 }), unknownWord, (set, unknown, another) => {
      assert.is(closedSetOfStored([...unknown, ...listOf(set), another]), closed(set))
      assert.throws(() => setOf([...listOf(set), another]), /Not a permission/)
    }),
  )
})

test('x:write brings x:read, the status page its maintenances and components, and nothing else brings anything', () => {
  const brought = Object.fromEntries(
    PERMISSIONS.map((name) => [name, listOf(without(closed(setOf([name])), setOf([name])))]),
  )
  assert.equal(brought, {
    'checks:read': [],
    'checks:write': ['checks:read'],
    'incidents:read': [],
    'incidents:write': ['incidents:read'],
    'maintenances:read': [],
    'maintenances:write': ['maintenances:read'],
    'components:read': [],
    'components:write': ['components:read'],
    'status_pages:read': ['maintenances:read', 'components:read'],
    'status_pages:write': [
      'maintenances:read',
      'maintenances:write',
      'components:read',
      'components:write',
      'status_pages:read',
    ],
    'webhooks:read': [],
    'webhooks:write': ['webhooks:read'],
    'subscribers:read': [],
    'subscribers:write': ['subscribers:read'],
    'teams:read': [],
    'teams:write': ['teams:read'],
    'tokens:read': [],
    'tokens:write': ['tokens:read'],
    'roles:read': [],
    'roles:write': ['roles:read'],
    'oauth_apps:read': [],
    'oauth_apps:write': ['oauth_apps:read'],
    'settings:read': [],
    'settings:write': ['settings:read'],
    'billing:read': [],
    'audit:read': [],
  })
})

test.run()
