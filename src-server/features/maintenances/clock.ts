import { touchComponents } from '../../content/component-status.ts'
import { maintenanceStateAt } from '../../content/maintenance-state.ts'
import type { PublishedContent } from '../../content/ready-answers.ts'
import type { Readable, Writable } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'
import { systemOrigin } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'
import { announceMoment, momentOfClock } from './announcing.ts'
import { presentMaintenance } from './present.ts'
import { dueMaintenances, nextDueAt, type WholeMaintenance, writeDownMoves } from './store.ts'

/**
 * Writes down what the clock has done to maintenances, each move with a row in the log whose actor is the system.
 *
 * Chosen: one timer for the next moment, and a look at it by whoever reads. Nobody depends on its being on time: readers compute the
 * state (content/maintenance-state.ts) and components change by the words said when a window was planned. What this adds is the
 * log, and the mails to subscribers. Left out: a timer for each maintenance, and trust in timers, which stand
 * still while a laptop sleeps. Held by test/content/maintenances.test.ts.
 */
export interface MaintenanceClock {
  /** Begins: writes down what was missed, and waits for what comes. */
  start(): void
  stop(): void
  /** The times of some maintenance changed: look again when it is needed next. */
  planAnew(): void
  /** Someone reads at this moment: if it is past the next move, that is written down now. */
  noticed(now: number): void
}

export interface MaintenanceClockOptions {
  readonly db: Readable
  readonly writer: Pick<Writer, 'enqueue'>
  readonly journal: Pick<Journal, 'append' | 'trustedNow'>
  readonly published: PublishedContent
}

const longestWaitMs = 60_000

/** A clock that stands still until `start`. */
export function createMaintenanceClock({ db, writer, journal, published }: MaintenanceClockOptions): MaintenanceClock {
  let isRunning = false
  let isWriting = false
  let timer: NodeJS.Timeout | undefined
  let dueAt: number | null = null

  const wait = (ms: number): void => {
    clearTimeout(timer)
    if (!isRunning) return
    timer = setTimeout(wake, Math.min(Math.max(ms, 0), longestWaitMs))
    timer.unref()
  }
  const wake = (): void => {
    if (dueAt !== null && journal.trustedNow() >= dueAt) advance()
    else planAnew()
  }
  const planAnew = (): void => {
    dueAt = nextDueAt(db)
    if (dueAt !== null) wait(dueAt - journal.trustedNow())
  }

  const advance = (): void => {
    if (isWriting) return
    isWriting = true
    let pages = new Set<string>()
    writer.enqueue({
      essential: false,
      run: (tx) => {
        pages = new Set()
        const now = journal.trustedNow()
        for (const maintenance of dueMaintenances(tx, now)) {
          writeDown(tx, journal, maintenance, now)
          pages.add(maintenance.row.page_id)
        }
      },
      committed: () => {
        isWriting = false
        for (const page of pages) published.changed(page)
        planAnew()
      },
      failed: () => {
        // The disk is full, say. Nothing is wrong for readers; try again later.
        isWriting = false
        wait(longestWaitMs)
      },
    })
  }

  return {
    start() {
      isRunning = true
      planAnew()
    },
    stop() {
      isRunning = false
      clearTimeout(timer)
    },
    planAnew,
    noticed(now) {
      if (dueAt !== null && now >= dueAt) advance()
    },
  }
}

/** One maintenance: what the clock made of it becomes what is written, one row of the log for each move. */
function writeDown(tx: Writable, journal: Pick<Journal, 'append'>, maintenance: WholeMaintenance, now: number): void {
  const { row } = maintenance
  const state = maintenanceStateAt(row, now)
  const moved = {
    ...row,
    status: state.status,
    started_at: state.startedAt,
    completed_at: state.completedAt,
    updated_at: Math.max(row.updated_at, state.movedAt ?? 0),
  }
  writeDownMoves(tx, row.id, moved)
  touchComponents(
    tx,
    maintenance.components.map((component) => component.id),
    now,
  )
  announceMoment(tx, momentOfClock(row, now), maintenance, { ...maintenance, row: moved }, now)
  const began = { ...row, status: 'in_progress' as const, started_at: state.startedAt }
  const moves = [
    ...(row.status === 'scheduled' ? [{ action: 'maintenance.start' as const, before: row, after: began }] : []),
    ...(state.status === 'completed' ? [{ action: 'maintenance.complete' as const, before: began, after: moved }] : []),
  ]
  for (const { action, before, after } of moves) {
    journal.append(
      tx,
      { ...systemOrigin, pageId: row.page_id, environment: row.environment },
      {
        kind: 'event',
        action,
        target: { type: 'maintenance', id: row.id, label: row.name },
        // As written: at the beginning of time nothing has moved by itself.
        before: presentMaintenance({ ...maintenance, row: before }, 0),
        after: presentMaintenance({ ...maintenance, row: after }, 0),
      },
    )
  }
}
