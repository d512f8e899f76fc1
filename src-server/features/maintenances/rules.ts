import type { MaintenanceStatus } from '../../contract/maintenances.ts'
import { invalidField, Problem } from '../../contract/problems.ts'

/**
 * The steps of a maintenance by hand. Pure; what the clock does is content/maintenance-state.ts.
 *
 *     scheduled ─→ in_progress ─→ completed
 *         └────────────┴─→ cancelled
 *
 * Nothing leaves completed or cancelled. Held by test/content/maintenance-rules.test.ts.
 */

export type Step = 'start' | 'complete' | 'cancel'

const steps: Readonly<Record<Step, { from: readonly MaintenanceStatus[]; to: MaintenanceStatus }>> = {
  start: { from: ['scheduled'], to: 'in_progress' },
  complete: { from: ['in_progress'], to: 'completed' },
  cancel: { from: ['scheduled', 'in_progress'], to: 'cancelled' },
}

const inWords: Readonly<Record<MaintenanceStatus, string>> = {
  scheduled: 'has not begun',
  in_progress: 'is in progress',
  completed: 'is completed',
  cancelled: 'was cancelled',
}

/** @throws Problem `invalid_transition` when the step does not lead on from this state. */
export function stepped(status: MaintenanceStatus, step: Step): MaintenanceStatus {
  const { from, to } = steps[step]
  if (from.includes(status)) return to
  const open = status === 'scheduled' || status === 'in_progress'
  const remedy = open ? (step === 'start' ? '' : ' Start it first, or cancel it.') : ' Schedule a new one.'
  throw new Problem('invalid_transition', { detail: `This maintenance ${inWords[status]}.${remedy}` })
}

export interface Window {
  readonly scheduledFor: number
  readonly scheduledUntil: number
}

/** @throws Problem `validation_failed` for a window that ends before it begins, or is over already. */
export function checkWindow({ scheduledFor, scheduledUntil }: Window, now: number): void {
  if (scheduledUntil <= scheduledFor) throw invalidField('/scheduled_until', 'must be later than scheduled_for')
  if (scheduledUntil <= now) throw invalidField('/scheduled_until', 'must lie in the future')
}

/**
 * Whether a window may be moved like this in its state.
 * @throws Problem `invalid_transition` for a start that has passed, or anything of a window that is over; `validation_failed` as above.
 */
export function checkMovedWindow(status: MaintenanceStatus, present: Window, wanted: Window, now: number): void {
  const movesStart = wanted.scheduledFor !== present.scheduledFor
  const movesEnd = wanted.scheduledUntil !== present.scheduledUntil
  if (!movesStart && !movesEnd) return
  if (status === 'completed' || status === 'cancelled') {
    throw new Problem('invalid_transition', { detail: `This maintenance ${inWords[status]}. Schedule a new one.` })
  }
  if (movesStart && status === 'in_progress') {
    throw new Problem('invalid_transition', {
      detail: 'This maintenance is in progress: its start cannot be moved any more.',
    })
  }
  checkWindow(wanted, now)
}
