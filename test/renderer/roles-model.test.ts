import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  differenceOf,
  grantLevels,
  keyOf,
  matching,
  rowsOf,
  summaryOf,
  withLevel,
} from '../../src-renderer/screens/roles/model.ts'
import { closed, setOf } from '../../src-server/access/permission-set.ts'
import { BUILT_IN_ROLES, PERMISSIONS, RESOURCES } from '../../src-server/contract/permissions.ts'
import { roleKey } from '../../src-server/contract/roles.ts'

const areaOf = (key: string) => {
  const area = RESOURCES.find((one) => one.key === key)
  if (area === undefined) throw new Error(key)
  return area
}
const row = (permissions: Parameters<typeof rowsOf>[0], key: string) => {
  const found = rowsOf(permissions).find((one) => one.area.key === key)
  if (found === undefined) throw new Error(key)
  return found
}

test('what an area brings along shows in the other areas, and names its source', () => {
  const components = row(['status_pages:write'], 'components')
  assert.is(components.level, 'change')
  assert.is(components.through?.key, 'status_pages')
  assert.is(components.atLeast, 'change')
  assert.is(row(['components:write'], 'components').through, null)
  assert.is(row(['components:read', 'status_pages:write'], 'components').level, 'change')
})

test('a chosen level is what the role then may do, for every area and level, whatever else it holds', () => {
  fc.assert(
    fc.property(
      fc.subarray([...PERMISSIONS]),
      fc.constantFrom(...RESOURCES),
      fc.constantFrom(...grantLevels),
      (permissions, area, level) => {
        const before = rowsOf(permissions).find((one) => one.area.key === area.key)
        const after = rowsOf(withLevel(permissions, area, level)).find((one) => one.area.key === area.key)
        const wanted = level === 'change' && area.write === null ? 'view' : level
        const least = before?.atLeast ?? 'none'
        assert.is(after?.level, grantLevels[Math.max(grantLevels.indexOf(wanted), grantLevels.indexOf(least))])
      },
    ),
  )
})

test('setting every area to what it shows gives the same closed set', () => {
  for (const { permissions } of BUILT_IN_ROLES) {
    let copy = [...permissions]
    for (const { area, level } of rowsOf(permissions)) copy = withLevel(copy, area, level)
    assert.is(closed(setOf(copy)), closed(setOf(permissions)))
  }
})

test('gains and losses speak of everything implied', () => {
  assert.equal(differenceOf(['incidents:read'], ['status_pages:read']), {
    gains: ['maintenances:read', 'components:read', 'status_pages:read'],
    loses: ['incidents:read'],
  })
  assert.equal(differenceOf(['checks:write'], ['checks:read', 'checks:write']), { gains: [], loses: [] })
})

test('the summary counts areas', () => {
  assert.equal(summaryOf([...PERMISSIONS]), { view: 14, change: 12 })
  assert.equal(summaryOf([]), { view: 0, change: 0 })
})

test('an area is found by its name, its permission or what that opens', () => {
  const rows = rowsOf([])
  assert.equal(
    matching(rows, 'webhooks:w').map((one) => one.area.key),
    ['webhooks'],
  )
  assert.ok(matching(rows, 'magic').some((one) => one.area.key === 'subscribers'))
  assert.is(matching(rows, ' ').length, 14)
})

test('a key made of any name is one that the contract takes, or too short to be one', () => {
  assert.is(keyOf('Réponse  d’urgence 2'), 'reponse-d-urgence-2')
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: 'grapheme' }), (name) => {
      const key = keyOf(name)
      assert.ok(key.length < 2 || roleKey.safeParse(key).success, JSON.stringify(key))
    }),
  )
  assert.is(areaOf('audit').write, null)
})

test.run()
