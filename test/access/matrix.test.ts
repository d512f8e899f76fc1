/** The picture of effective access can never disagree with a 403. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decide } from '../../src-server/access/decide.ts'
import { effectiveAccess } from '../../src-server/access/effective.ts'
import { LEVEL_SETS } from '../../src-server/access/levels.ts'
import { accessMatrix, matrixSummary } from '../../src-server/access/matrix.ts'
import { ALL, closedSetOfStored, setOf } from '../../src-server/access/permission-set.ts'
import { builtInRoleSet } from '../../src-server/access/roles.ts'
import { LEVELS } from '../../src-server/contract/permissions.ts'
import { holdsAlways } from './law.ts'
import { permissions } from './oracle.ts'
import { factsOf, ordinary } from './situations.ts'

test('T5 a cell says yes exactly where the decision does, and names the sets that the denial names', () => {
  holdsAlways(
    'T5',
    'the matrix never disagrees with a 403',
    fc.property(
      fc.constantFrom(...LEVELS),
      fc.subarray(permissions),
      fc.subarray(permissions),
      fc.nat(13),
      (level, scopes, role, place) => {
        const access = effectiveAccess({
          level: LEVEL_SETS[level],
          scopes: setOf(scopes),
          role: closedSetOfStored(role),
        })
        const row = accessMatrix(access)[place]
        assert.ok(row)
        const cells = [{ needs: row.area.read, obstacles: row.view }]
        if (row.area.write !== null && row.change !== null) cells.push({ needs: row.area.write, obstacles: row.change })
        for (const { needs, obstacles } of cells) {
          const decision = decide(factsOf(ordinary({ caller: { level, scopes, role }, route: { needs } })))
          assert.equal(obstacles, decision.allowed ? [] : decision.lacking)
        }
      },
    ),
  )
})

test('Read-only can view 6 areas and change none, and each no has its reason', () => {
  const rows = accessMatrix(effectiveAccess({ level: LEVEL_SETS.read, scopes: null, role: builtInRoleSet('viewer') }))
  assert.is(rows.length, 14)
  assert.equal(matrixSummary(rows), { view: 6, change: 0 })
  const subscribers = rows.find(({ area }) => area.key === 'subscribers')
  assert.equal([subscribers?.view, subscribers?.change], [['role'], ['level', 'role']])
  assert.is(rows.find(({ area }) => area.key === 'billing')?.change, null)
})

test('a locked area can be viewed, and changed by Terraform only', () => {
  const access = effectiveAccess({ level: null, scopes: null, role: ALL })
  const change = (managed: boolean, locked: Parameters<typeof accessMatrix>[1], key: string) =>
    accessMatrix(access, { managed, locked: locked?.locked ?? [] }).find(({ area }) => area.key === key)?.change
  assert.equal(change(false, { managed: false, locked: ['components'] }, 'components'), ['terraform'])
  assert.equal(change(true, { managed: true, locked: ['components'] }, 'components'), [])
  assert.equal(change(false, { managed: false, locked: ['components'] }, 'checks'), [])
  const sections = ['general', 'branding', 'localization', 'domains', 'notifications'] as const
  assert.equal(change(false, { managed: false, locked: [...sections] }, 'settings'), ['terraform'])
  assert.equal(change(false, { managed: false, locked: sections.slice(1) }, 'settings'), [])
})

test.run()
