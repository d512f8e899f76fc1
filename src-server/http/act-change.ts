import { Problem } from '../contract/problems.ts'
import type { Writable } from '../db/database.ts'
import type { Origin } from '../journal/entry.ts'
import type { ActParts } from './act.ts'
import { attempted, problemOrValue, uncommitted } from './attempt.ts'
import { callOf } from './call.ts'
import type { Exchange } from './exchange.ts'
import type { Change, Recorded, Route } from './handler.ts'
import {
  forgetKey,
  idempotencyKeyOf,
  type KeptAnswer,
  keepAnswer,
  keptAnswer,
  markInFlight,
  requestHash,
} from './idempotency.ts'
import { problemDocument, sendProblem, sendReplay, sendReply } from './reply.ts'
import { replyText } from './reply-text.ts'
import { logChange, logRequest, originOf } from './request-log.ts'

/**
 * A change: one closure in one batch entry, with its rows in the log and the answer kept for its Idempotency-Key.
 *
 * Access data that it changes is what the requests behind it in the same batch are judged by: the generation moves on inside the batch,
 * and once more if the batch is undone (open-services.ts). So the log never shows a token acting after the row that revoked it.
 */

type ChangeRoute = Extract<Route, { kind: 'change' }>

/** What one run of the closure leaves for after COMMIT. A run that is followed by another leaves nothing. */
interface Left {
  send(): void
  readonly afterCommit: readonly (() => void)[]
}

/** The two ways of a change: at once, or after something that has to be waited for. */
export function createActChange(parts: ActParts): {
  actChange(exchange: Exchange, route: ChangeRoute): void
  prepareAndChange(exchange: Exchange, route: ChangeRoute): Promise<void>
} {
  const { writer, journal, generation, log, checkReplies, failed, judgeAgain } = parts

  /** Nothing was done under this key: it may be sent again at once, and not only when its five minutes are over. */
  const forgetLater = (key: Buffer): void => {
    writer.submit((tx) => forgetKey(tx, key), true).catch((error: unknown) => log.error({ err: error }, 'a key stays'))
  }

  /** Refuses in the log and, where it is a 409, for the key; what the closure did is undone already. */
  const refuse = (tx: Writable, exchange: Exchange, origin: Origin, key: Buffer | null, problem: Problem): Left => {
    if (exchange.principal !== null) logRequest(journal, tx, exchange, origin, problem.status, problem.code)
    if (key !== null) {
      if (problem.status === 409 && !problem.code.startsWith('idempotency_')) {
        const body = JSON.stringify(problemDocument(problem, exchange.requestId))
        const headers = ['X-Error', problem.code]
        keepAnswer(tx, key, bodyHashOf(exchange), exchange.now, { status: 409, headers, body })
      } else forgetKey(tx, key)
    }
    return {
      afterCommit: [],
      send: () => {
        if (problem.status >= 500) log.error({ err: problem, request_id: exchange.id }, 'a handler failed')
        sendProblem(exchange, problem)
      },
    }
  }

  const replay = (tx: Writable, exchange: Exchange, origin: Origin, first: KeptAnswer): Left => {
    logRequest(journal, tx, exchange, origin, first.status, null)
    return { afterCommit: [], send: () => sendReplay(exchange, first) }
  }

  /** Runs the closure and everything that commits with it. */
  const run = (
    tx: Writable,
    exchange: Exchange,
    route: ChangeRoute,
    key: Buffer | null,
    prepared: { readonly value: unknown } | null,
  ): Left => {
    // Credential and permission first: nobody is given an answer again that they may no longer have.
    const judged = problemOrValue(() => judgeAgain(exchange))
    const origin = originOf(exchange)
    if (judged.problem !== null) return refuse(tx, exchange, origin, key, judged.problem)
    if (key !== null && prepared === null) {
      const kept = problemOrValue(() => keptAnswer(tx, key, bodyHashOf(exchange), exchange.now))
      if (kept.problem !== null) return refuse(tx, exchange, origin, key, kept.problem)
      if (kept.value !== null) return replay(tx, exchange, origin, kept.value)
    }
    const noted = createNotes(exchange, origin)
    const result = attempted(() =>
      tx.savepoint(() => {
        // The other half of callOf's cast: `prepared` is what this very route's prepare answered.
        const reply = route.act(callOf(exchange), noted.changeOver(tx), prepared?.value as never)
        return { refusal: reply.refusal ?? null, ...replyText(exchange, reply, checkReplies) }
      }),
    )
    if (result.problem !== null) return refuse(tx, exchange, origin, key, result.problem)
    const { status, text, headers, refusal } = result.value
    if (noted.accessChanged) generation.advance()
    for (const each of noted.recorded) logChange(journal, tx, exchange, noted.origin, each)
    if (refusal !== null) return { ...refuse(tx, exchange, noted.origin, key, refusal), afterCommit: noted.afterCommit }
    if (exchange.principal !== null || noted.origin.actor.kind !== 'anonymous')
      logRequest(journal, tx, exchange, noted.origin, status, null)
    if (key !== null) {
      const answer = { status, headers: withoutCookies(headers), body: text }
      keepAnswer(tx, key, bodyHashOf(exchange), exchange.now, answer)
    }
    return { afterCommit: noted.afterCommit, send: () => sendReply(exchange, status, text, headers) }
  }

  const enqueue = (
    exchange: Exchange,
    route: ChangeRoute,
    key: Buffer | null,
    prepared: { readonly value: unknown } | null,
  ): void => {
    let left: Left | null = null
    writer.enqueue({
      essential: route.essential ?? false,
      run: (tx) => {
        left = run(tx, exchange, route, key, prepared)
      },
      committed: () => {
        for (const work of left?.afterCommit ?? []) work()
        left?.send()
      },
      failed: (error) => {
        failed(exchange, error)
        if (key !== null && prepared !== null) forgetLater(key)
      },
    })
  }

  return {
    actChange: (exchange, route) => enqueue(exchange, route, idempotencyKeyOf(exchange), null),

    /** Waits for what the route prepares; meanwhile its Idempotency-Key is in flight. */
    async prepareAndChange(exchange, route) {
      const key = idempotencyKeyOf(exchange)
      if (key !== null) {
        const kept = await writer
          .submit((tx) => {
            judgeAgain(exchange)
            const found = keptAnswer(tx, key, bodyHashOf(exchange), exchange.now)
            if (found === null) markInFlight(tx, key, bodyHashOf(exchange), exchange.now)
            else logRequest(journal, tx, exchange, originOf(exchange), found.status, null)
            return found
          })
          .catch((error: unknown) => {
            throw uncommitted(error)
          })
        if (kept !== null) return sendReplay(exchange, kept)
      }
      try {
        enqueue(exchange, route, key, { value: await route.prepare?.(callOf(exchange)) })
      } catch (error) {
        if (key !== null) forgetLater(key)
        throw error
      }
    },
  }
}

/** What a closure says besides changing rows. */
function createNotes(exchange: Exchange, first: Origin) {
  const recorded: Recorded[] = []
  const afterCommit: (() => void)[] = []
  const notes = {
    recorded,
    afterCommit,
    /** As whom its rows stand in the log. */
    origin: first,
    accessChanged: false,
    changeOver: (tx: Writable): Change => ({
      db: tx,
      record: (event) => {
        recorded.push(event)
      },
      actAs: (actor) => {
        notes.origin = { ...notes.origin, actor }
      },
      accessChanged: () => {
        notes.accessChanged = true
      },
      afterCommit: (work) => {
        afterCommit.push(work)
      },
      expectVersion: (version) => {
        const asked = exchange.headers.get('if-match')
        if (asked === undefined || asked.trim() === '*') return
        if (!asked.split(',').some((tag) => tag.trim() === `"${version}"`))
          throw new Problem('precondition_failed', { headers: { ETag: `"${version}"` } })
      },
    }),
  }
  return notes
}

function bodyHashOf(exchange: Exchange): Buffer {
  return requestHash(exchange.bodyHash, exchange.page?.id ?? null, exchange.environment)
}

/** Headers of an answer that a replay repeats: not those that set cookies. */
function withoutCookies(headers: readonly string[]): string[] {
  const result: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] !== 'Set-Cookie') result.push(headers[index] ?? '', headers[index + 1] ?? '')
  }
  return result
}
