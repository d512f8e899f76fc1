import { setImmediate as nextTurn } from 'node:timers/promises'
import type { VerificationReply } from '../../contract/audit.ts'
import type { Readable } from '../../db/database.ts'
import { startVerification, type Verdict } from '../../journal/verify.ts'

/**
 * Verifies the log on request, a few rows a turn, so that other requests go on meanwhile. One verification runs at a time: whoever asks
 * during it shares the next one, which sees all rows that were there when they asked.
 */
export interface Verifier {
  verify(): Promise<Verdict>
}

/** About a millisecond of work. */
const rowsPerTurn = 250

/** Verifies the log of one workspace. */
export function createVerifier(db: Readable, workspaceId: string): Verifier {
  let running: Promise<Verdict> | null = null
  let waiting: Promise<Verdict> | null = null

  const run = async (): Promise<Verdict> => {
    const verification = startVerification(db, workspaceId, rowsPerTurn)
    for (;;) {
      const verdict = verification.next()
      if (verdict !== null) return verdict
      await nextTurn()
    }
  }

  const begin = (): Promise<Verdict> => {
    waiting = null
    const verdict = run().finally(() => {
      if (running === verdict) running = null
    })
    running = verdict
    return verdict
  }

  return {
    verify() {
      if (running === null) return begin()
      waiting ??= running.then(begin, begin)
      return waiting
    },
  }
}

/** A verdict as the API shows it. */
export function presentVerdict({ ok, rows, head, erased, firstBadSeq, reason }: Verdict): VerificationReply {
  return {
    ok,
    rows,
    ...(firstBadSeq === undefined ? {} : { first_bad_seq: firstBadSeq }),
    ...(reason === undefined ? {} : { reason }),
    checked_against: 'chain',
    head,
    erased,
  }
}
