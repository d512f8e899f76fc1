import type { Logger } from 'pino'
import { Problem } from '../contract/problems.ts'
import type { Generation } from '../credentials/generation.ts'
import type { Readable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import type { Journal } from '../journal/journal.ts'
import { createActChange } from './act-change.ts'
import { createActRead } from './act-read.ts'
import { thrown, uncommitted } from './attempt.ts'
import type { Exchange, Step } from './exchange.ts'
import type { ReadyAnswers } from './handler.ts'
import { createJudgeAgain, type JudgeAgainOptions } from './judge-again.ts'
import type { KeptReplies } from './kept-replies.ts'
import { sendProblem } from './reply.ts'
import { logRequest, originOf } from './request-log.ts'

/**
 * The last step: one batch entry for a request.
 *
 * A read (act-read.ts) answers and hands over its log row. A change (act-change.ts) hands over its closure: in a savepoint it is checked
 * again against what may have changed since (credential, access, lock), changes the rows and presents the reply; a Problem undoes the
 * savepoint and leaves only the request's row. Nothing is answered before COMMIT. Held by test/http/act.test.ts and the crash drill.
 */

export interface ActOptions extends Omit<JudgeAgainOptions, 'generation'> {
  readonly db: Readable
  readonly writer: Writer
  readonly journal: Journal
  readonly generation: Generation
  readonly readyAnswers: ReadyAnswers
  readonly keptReplies: KeptReplies
  readonly limits: { anonymousRead(address: string): void }
  readonly log: Logger
  /** Tests and development: every reply must fit its own schema. */
  readonly checkReplies: boolean
  /** Why changes that take no power away are refused now: the disk is nearly full, or the database cannot be trusted. */
  refusesChanges(): 'broken' | 'low' | null
}

/** What reads and changes share. */
export interface ActParts extends ActOptions {
  /** @throws Problem when the caller may no longer do this. */
  judgeAgain(exchange: Exchange): void
  /** Answers a request whose batch was not committed. */
  failed(exchange: Exchange, error: unknown): void
}

export interface Acting {
  readonly step: Step
  /** Answers a refusal: its row first, where there is a principal. */
  fail(exchange: Exchange, error: unknown): void
}

/** The last step, over the one writer. */
export function createAct(options: ActOptions): Acting {
  const { writer, journal, log } = options

  /** The row of a request that ended badly, then its answer; without a principal there is no row of its own. */
  const logAndSend = (exchange: Exchange, problem: Problem, failed: (reason: unknown) => void): void => {
    if (exchange.principal === null) return sendProblem(exchange, problem)
    const origin = originOf(exchange)
    writer.enqueue({
      essential: true,
      run: (tx) => logRequest(journal, tx, exchange, origin, problem.status, problem.code),
      committed: () => sendProblem(exchange, problem),
      failed,
    })
  }

  const failed = (exchange: Exchange, error: unknown): void => {
    const problem = uncommitted(error)
    if (problem.status >= 500) log.error({ err: error, request_id: exchange.id }, 'a request was not committed')
    if (problem.code !== 'internal') return sendProblem(exchange, problem)
    // A bug in one handler: the request leaves its row all the same.
    logAndSend(exchange, problem, () => sendProblem(exchange, problem))
  }

  const parts: ActParts = { ...options, failed, judgeAgain: createJudgeAgain(options) }
  const { actRead, actPublic, actStream } = createActRead(parts)
  const { actChange, prepareAndChange } = createActChange(parts)

  return {
    step: function act(exchange) {
      const route = exchange.route?.route
      if (route === undefined) throw new Error('act runs after match-route')
      exchange.acted = true
      switch (route.kind) {
        case 'read':
          return actRead(exchange, route)
        case 'public':
          return actPublic(exchange, route)
        case 'stream':
          return actStream(exchange, route)
        case 'change': {
          const refuses = route.essential === true ? null : options.refusesChanges()
          if (refuses !== null) throw new Problem(refuses === 'low' ? 'storage_full' : 'audit_unavailable')
          return route.prepare === undefined ? actChange(exchange, route) : prepareAndChange(exchange, route)
        }
      }
    },
    fail(exchange, error) {
      const problem = thrown(error)
      if (problem.code === 'internal') log.error({ err: error, request_id: exchange.id }, 'a request failed')
      if (!exchange.acted && problem.status < 500 && problem.status !== 429) exchange.charged?.giveBack()
      // A 429 is a coalesced row even where there is a principal (api.md, Audit log).
      if (problem.status === 429) return sendProblem(exchange, problem)
      logAndSend(exchange, problem, (reason) => failed(exchange, reason))
    },
  }
}
