import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type MaintenanceStatus, maintenanceStatuses } from '../../src-server/contract/maintenances.ts'
import { Problem } from '../../src-server/contract/problems.ts'
import { checkMovedWindow, checkWindow, type Step, stepped } from '../../src-server/features/maintenances/rules.ts'
import { holds } from './holds.ts'

function outcome(work: () => unknown): string {
  try {
    return String(work() ?? 'done')
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

const table: Readonly<Record<MaintenanceStatus, Readonly<Record<Step, string>>>> = {
  scheduled: { start: 'in_progress', complete: 'invalid_transition', cancel: 'cancelled' },
  in_progress: { start: 'invalid_transition', complete: 'completed', cancel: 'cancelled' },
  completed: { start: 'invalid_transition', complete: 'invalid_transition', cancel: 'invalid_transition' },
  cancelled: { start: 'invalid_transition', complete: 'invalid_transition', cancel: 'invalid_transition' },
}
const steps = ['start', 'complete', 'cancel'] as const

for (const status of maintenanceStatuses) {
  for (const step of steps) {
    test(`maintenances.steps ${status}: ${step} is ${table[status][step]}`, () => {
      assert.is(
        outcome(() => stepped(status, step)),
        table[status][step],
      )
    })
  }
}

test('maintenances.steps every path ends after at most two, and never leaves its end', () => {
  holds(
    'every path of a maintenance',
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 20 }), (path) => {
      let status: MaintenanceStatus = 'scheduled'
      let taken = 0
      for (const step of path) {
        const next = outcome(() => stepped(status, step))
        assert.is(next, table[status][step])
        if (next === 'invalid_transition') continue
        taken += 1
        status = stepped(status, step)
      }
      assert.ok(taken <= 2)
    }),
  )
})

test('maintenances.window 422 for one that ends before it begins, or is over', () => {
  assert.is(
    outcome(() => checkWindow({ scheduledFor: 10, scheduledUntil: 10 }, 0)),
    'validation_failed',
  )
  assert.is(
    outcome(() => checkWindow({ scheduledFor: 1, scheduledUntil: 10 }, 10)),
    'validation_failed',
  )
  assert.is(
    outcome(() => checkWindow({ scheduledFor: 1, scheduledUntil: 11 }, 10)),
    'done',
  )
})

test('maintenances.window can be moved while it is scheduled, lengthened while it is in progress, and not any more when it is over', () => {
  const present = { scheduledFor: 10, scheduledUntil: 20 }
  const later = { scheduledFor: 30, scheduledUntil: 40 }
  const longer = { scheduledFor: 10, scheduledUntil: 30 }
  assert.is(
    outcome(() => checkMovedWindow('scheduled', present, later, 5)),
    'done',
  )
  assert.is(
    outcome(() => checkMovedWindow('in_progress', present, longer, 15)),
    'done',
  )
  assert.is(
    outcome(() => checkMovedWindow('in_progress', present, later, 15)),
    'invalid_transition',
  )
  for (const status of ['completed', 'cancelled'] as const) {
    assert.is(
      outcome(() => checkMovedWindow(status, present, longer, 15)),
      'invalid_transition',
    )
    assert.is(
      outcome(() => checkMovedWindow(status, present, present, 50)),
      'done',
      'the whole object may be sent',
    )
  }
})

test.run()
