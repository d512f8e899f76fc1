import type { Problem } from '../contract/problems.ts'
import type { ActParts } from './act.ts'
import { problemOrValue } from './attempt.ts'
import { callOf } from './call.ts'
import type { Exchange } from './exchange.ts'
import type { Route } from './handler.ts'
import type { KeptReply } from './kept-replies.ts'
import { answerReady } from './ready.ts'
import { beginStream, sendProblem, sendReply } from './reply.ts'
import { replyText } from './reply-text.ts'
import { logRequest, originOf } from './request-log.ts'
import { writePieces } from './write-pieces.ts'

type RouteOf<Kind extends Route['kind']> = Extract<Route, { kind: Kind }>

/** The three ways of looking: a read with its row in the log, a public answer, a stream. */
export function createActRead(parts: ActParts): {
  actRead(exchange: Exchange, route: RouteOf<'read'>): void
  actPublic(exchange: Exchange, route: RouteOf<'public'>): void
  actStream(exchange: Exchange, route: RouteOf<'stream'>): void
} {
  const { db, writer, journal, log, keptReplies, readyAnswers, limits, checkReplies, failed, judgeAgain } = parts

  return {
    /**
     * A read runs inside the batch too: the transaction is open anyway, and a read of its own would take and give back SQLite's locks
     * (measured: a third of a small read).
     */
    actRead(exchange, route) {
      if (exchange.principal === null) {
        const { status, text, headers } = replyText(exchange, route.act(callOf(exchange), db), checkReplies)
        return sendReply(exchange, status, text, headers)
      }
      const origin = originOf(exchange)
      const pageId = exchange.page?.id ?? ''
      const isKept = route.kept?.(callOf(exchange)) ?? false
      const key = isKept ? `${route.endpoint.id} ${exchange.environment} ${exchange.path} ${exchange.search}` : null
      const kept = key === null ? undefined : keptReplies.find(pageId, key)
      let answer: { reply: KeptReply } | { problem: Problem } | null = null
      writer.enqueue({
        essential: true,
        run: (tx) => {
          const result = problemOrValue(() => {
            judgeAgain(exchange)
            return kept ?? replyText(exchange, route.act(callOf(exchange), tx), checkReplies)
          })
          answer = result.problem === null ? { reply: result.value } : { problem: result.problem }
          const { status } = result.problem ?? result.value
          logRequest(journal, tx, exchange, origin, status, result.problem?.code ?? null)
        },
        committed: () => {
          if (answer === null) return
          if ('problem' in answer) return sendProblem(exchange, answer.problem)
          if (key !== null && kept === undefined) keptReplies.keep(pageId, key, answer.reply)
          sendReply(exchange, answer.reply.status, answer.reply.text, answer.reply.headers)
        },
        failed: (error) => failed(exchange, error),
      })
    },

    actPublic(exchange, route) {
      const pageId = exchange.page?.id ?? ''
      // Where the query is not read, it makes no other answer.
      const isOne = exchange.search === '' || exchange.route?.endpoint.query === undefined
      const target = isOne ? exchange.path : `${exchange.path}?${exchange.search}`
      let answer = readyAnswers.find(pageId, target, exchange.now)
      if (answer === undefined) {
        answer = route.answer(callOf(exchange), db)
        readyAnswers.keep(pageId, target, answer)
      }
      const ready = answer
      if (exchange.principal === null) return answerReady(exchange, ready, limits)
      const origin = originOf(exchange)
      writer.enqueue({
        essential: true,
        run: (tx) => logRequest(journal, tx, exchange, origin, ready.status, null),
        committed: () => answerReady(exchange, ready, limits),
        failed: (error) => failed(exchange, error),
      })
    },

    actStream(exchange, route) {
      const reply = route.open(callOf(exchange), db)
      const origin = originOf(exchange)
      const headers = Object.entries(reply.headers ?? {}).flat()
      writer.enqueue({
        essential: true,
        run: (tx) => logRequest(journal, tx, exchange, origin, 200, null),
        committed: () => {
          beginStream(exchange, reply.contentType, headers)
          if (exchange.req.method === 'HEAD') return void exchange.res.end()
          writePieces(exchange.res, reply.pieces).catch((error: unknown) => {
            log.error({ err: error, request_id: exchange.id }, 'a stream broke off')
            exchange.res.destroy()
          })
        },
        failed: (error) => failed(exchange, error),
      })
    },
  }
}
