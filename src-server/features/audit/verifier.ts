import type { VerificationReply } from '../../contract/audit.ts'
import { Problem } from '../../contract/problems.ts'
import type { Verdict } from '../../journal/verify.ts'
import {
  type Progress,
  type StartVerification,
  VerificationCancelled,
  type VerificationRun,
} from '../../journal/verify-thread.ts'

/**
 * Verifies the log on request. One verification runs at a time: whoever asks during it shares the next one, which sees all rows that were there
 * when they asked. When the last who waits for one has gone, it is cancelled.
 */
export interface Verifier {
  /** @param onGone calls back when the caller waits no longer. */
  verify(onGone: (react: () => void) => void): Promise<Verdict>
  /** How far the one that runs is; null when none does, or it has only begun. */
  progress(): Progress | null
  readonly isRunning: boolean
}

interface Round {
  waiting: number
  run: VerificationRun | null
  readonly verdict: Promise<Verdict>
}

export function createVerifier(start: StartVerification): Verifier {
  let running: Round | null = null
  let next: Round | null = null

  const begin = (round: { waiting: number; run: VerificationRun | null }): Promise<Verdict> => {
    if (round.waiting === 0) throw new VerificationCancelled()
    round.run = start()
    return round.run.verdict
  }

  const firstRound = (): Round => {
    const draft = { waiting: 1, run: null }
    const round: Round = Object.assign(draft, { verdict: begin(draft) })
    return round
  }

  const roundAfter = (before: Round): Round => {
    const draft = { waiting: 0, run: null as VerificationRun | null }
    const take = (): Promise<Verdict> => {
      running = round
      next = null
      return begin(round)
    }
    const round: Round = Object.assign(draft, { verdict: before.verdict.then(take, take) })
    return round
  }

  const settle = async (round: Round): Promise<Verdict> => {
    try {
      return await round.verdict
    } catch (error) {
      if (error instanceof VerificationCancelled)
        throw new Problem('unavailable', { note: 'the caller waits no longer' })
      throw error
    } finally {
      if (running === round) running = null
    }
  }

  return {
    verify(onGone) {
      let round: Round
      if (running === null) {
        round = firstRound()
        running = round
      } else {
        next ??= roundAfter(running)
        round = next
        round.waiting += 1
      }
      const mine = round
      onGone(() => {
        mine.waiting -= 1
        if (mine.waiting === 0) mine.run?.cancel()
      })
      return settle(mine)
    },
    progress: () => running?.run?.progress() ?? null,
    get isRunning() {
      return running !== null
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
