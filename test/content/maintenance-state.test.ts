import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type MaintenanceTimes,
  maintenanceStateAt,
  maintenanceStatusCondition,
} from '../../src-server/content/maintenance-state.ts'
import { maintenanceStatuses } from '../../src-server/contract/maintenances.ts'
import { insertMaintenance } from '../../src-server/features/maintenances/store.ts'
import { holds } from './holds.ts'
import { openContentWorkspace } from './workspace.ts'

const planned: MaintenanceTimes = {
  status: 'scheduled',
  scheduled_for: 100,
  scheduled_until: 200,
  started_at: null,
  completed_at: null,
}

test('maintenance.clock a window is scheduled, in progress and completed, each from its very moment on', () => {
  const at = (moment: number) => maintenanceStateAt(planned, moment)
  assert.equal(at(99), { status: 'scheduled', startedAt: null, completedAt: null, movedAt: null })
  assert.equal(at(100), { status: 'in_progress', startedAt: 100, completedAt: null, movedAt: 100 })
  assert.equal(at(199), { status: 'in_progress', startedAt: 100, completedAt: null, movedAt: 100 })
  assert.equal(at(200), { status: 'completed', startedAt: 100, completedAt: 200, movedAt: 200 })
})

test('maintenance.clock one that was started early is in progress before its window, and ends with it', () => {
  const early = { ...planned, status: 'in_progress', started_at: 40 } as const
  assert.equal(maintenanceStateAt(early, 50), {
    status: 'in_progress',
    startedAt: 40,
    completedAt: null,
    movedAt: null,
  })
  assert.equal(maintenanceStateAt(early, 200), { status: 'completed', startedAt: 40, completedAt: 200, movedAt: 200 })
})

test('maintenance.clock what is over stays as it is, whatever the time', () => {
  const done = { ...planned, status: 'completed', started_at: 40, completed_at: 60 } as const
  const off = { ...planned, status: 'cancelled' } as const
  for (const at of [0, 100, 150, 200, 9999]) {
    assert.equal(maintenanceStateAt(done, at), { status: 'completed', startedAt: 40, completedAt: 60, movedAt: null })
    assert.is(maintenanceStateAt(off, at).status, 'cancelled')
  }
})

test('maintenance.clock the list’s SQL and the rule say the same of every row at every moment', () => {
  const { db, newId, page, close } = openContentWorkspace()
  let now = 0
  const row = fc.record({
    status: fc.constantFrom(...maintenanceStatuses),
    from: fc.integer({ min: 0, max: 50 }),
    lasts: fc.integer({ min: 1, max: 50 }),
  })
  try {
    holds(
      'SQL equals the rule',
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 110 }), (rows, at) => {
        db.run('DELETE FROM maintenances')
        const expected = new Map<string, string>()
        for (const { status, from, lasts } of rows) {
          const id = newId('maintenance')
          const fields = {
            name: 'x',
            body: '',
            status,
            scheduled_for: from,
            scheduled_until: from + lasts,
            started_at: null,
            completed_at: null,
            cancelled_at: null,
          }
          insertMaintenance(db, page, id, fields, now++)
          expected.set(id, maintenanceStateAt(fields, at).status)
        }
        for (const status of maintenanceStatuses) {
          const { sql, values } = maintenanceStatusCondition(status, at)
          const found = db.all<{ id: string }>(`SELECT m.id FROM maintenances m WHERE ${sql} ORDER BY m.id`, ...values)
          const wanted = [...expected].filter(([, each]) => each === status).map(([id]) => id)
          assert.equal(
            found.map((each) => each.id),
            wanted.toSorted(),
          )
        }
      }),
      300,
    )
  } finally {
    close()
  }
})

test.run()
