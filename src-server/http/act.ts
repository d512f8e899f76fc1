import type { Logger } from 'pino'
import { decide } from '../access/decide.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import type { Generation } from '../credentials/generation.ts'
import type { Principal } from '../credentials/principal.ts'
import type { CredentialResolver } from '../credentials/resolver.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import type { Actor, Origin } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { errorCode } from '../lib/error-code.ts'
import type { Page } from '../workspace/pages.ts'
import type { Exchange, Step } from './exchange.ts'
import type { Call, Change, ReadyAnswers, Recorded, Reply, Route } from './handler.ts'
import { forgetKey, idempotencyKeyOf, type KeptAnswer, keepAnswer, keptAnswer, markInFlight } from './idempotency.ts'
import { problemOf } from './judge.ts'
import type { KeptReplies, KeptReply } from './kept-replies.ts'
import { answerReady } from './ready.ts'
import { beginStream, problemDocument, sendJson, sendProblem, sendReplay } from './reply.ts'
import { logChange, logRequest, originOf } from './request-log.ts'

/**
 * The last step: one batch entry for a request.
 *
 * A read answers from the database at once and hands over just its log row. A change hands over its closure: in a savepoint it is checked
 * again against what may have changed since (credential, access, lock), changes the rows and presents the reply; a Problem undoes the
 * savepoint and leaves only the request's row. Nothing is answered before COMMIT. Held by test/http/act.test.ts and the crash drill.
 */

export interface ActOptions {
  db: Readable
  writer: Writer
  journal: Journal
  resolver: Pick<CredentialResolver, 'again'>
  generation: Generation
  readyAnswers: ReadyAnswers
  keptReplies: KeptReplies
  limits: { anonymousRead(address: string): void }
  /** The exchange's facts gathered anew, with this principal. */
  reconsider(exchange: Exchange, principal: Principal): void
  log: Logger
  /** Tests and development: every reply must fit its own schema. */
  checkReplies: boolean
  /** Why changes that take no power away are refused now: the disk is nearly full, or the database cannot be trusted. */
  refusesChanges(): 'broken' | 'low' | null
}

export interface Acting {
  readonly step: Step
  /** Answers a refusal: its row first, where there is a principal. */
  fail(exchange: Exchange, error: unknown): void
}

const noPage: Page = { id: '', name: '', hosts: [], isDefault: true }

export function createAct(options: ActOptions): Acting {
  const { db, writer, journal, log } = options

  const callOf = (exchange: Exchange): never => {
    const { route, principal } = exchange
    if (route === null) throw new Error('act runs after match-route')
    const call = {
      endpoint: route.endpoint,
      params: route.params,
      query: exchange.parsedQuery,
      body: exchange.body,
      caller: principal,
      effective: exchange.effective,
      page: exchange.page ?? noPage,
      environment: exchange.environment,
      now: exchange.now,
      requestId: exchange.id,
      address: exchange.address,
      userAgent: exchange.userAgent,
      ifMatch: exchange.headers.get('if-match') ?? null,
      everyPage: exchange.everyPage,
      origin: exchange.origin,
      hostKind: exchange.hostKind,
      headers: exchange.headers,
    }
    // The one cast of the pipeline: the route's own schemas parsed query and body, and the kernel judged the caller.
    return call satisfies Omit<Call<Endpoint>, 'params' | 'query' | 'body' | 'caller'> as never
  }

  const textOf = (
    exchange: Exchange,
    reply: Reply<unknown>,
  ): { status: number; text: string | null; headers: string[] } => {
    const endpoint = exchange.route?.endpoint
    const status = reply.status ?? endpoint?.status ?? 200
    if (reply.refusal !== undefined) return { status, text: null, headers: [] }
    if (options.checkReplies && status < 300 && status !== 204 && endpoint !== undefined) {
      const checked = endpoint.reply.safeParse(reply.body)
      if (!checked.success)
        throw new Error(
          `${endpoint.id} answers what its contract does not say: ${JSON.stringify(checked.error.issues)}`,
        )
    }
    const headers: string[] = []
    if (reply.version !== undefined) headers.push('ETag', `"${reply.version}"`)
    for (const [name, value] of Object.entries(reply.headers ?? {})) headers.push(name, value)
    for (const cookie of reply.cookies ?? []) headers.push('Set-Cookie', cookie)
    return { status, text: status === 204 || reply.body === undefined ? null : JSON.stringify(reply.body), headers }
  }

  /** What the caller hears when the batch did not commit. */
  const storageProblem = (error: unknown): Problem => {
    if (error instanceof Problem) return error
    const code = errorCode(error)
    if (code === 'SQLITE_FULL') return new Problem('storage_full', { cause: error })
    if (code.startsWith('SQLITE_')) return new Problem('audit_unavailable', { cause: error, note: code })
    return new Problem('internal', { cause: error })
  }

  const failed = (exchange: Exchange, error: unknown): void => {
    const problem = storageProblem(error)
    if (problem.status >= 500) log.error({ err: error, request_id: exchange.id }, 'a request was not committed')
    if (problem.code !== 'internal') return sendProblem(exchange, problem)
    // A bug in one handler: the request had a principal, so it leaves its row all the same.
    if (exchange.principal === null) return sendProblem(exchange, problem)
    const origin = originOf(exchange)
    writer.enqueue({
      essential: true,
      run: (tx) => logRequest(journal, tx, exchange, origin, 500, 'internal'),
      committed: () => sendProblem(exchange, problem),
      failed: () => sendProblem(exchange, problem),
    })
  }

  /**
   * A read runs inside the batch too: the transaction is open anyway, and a read of its own would take and give back SQLite's locks
   * (measured: a third of a small read).
   */
  const actRead = (exchange: Exchange, route: Extract<Route, { kind: 'read' }>): void => {
    if (exchange.principal === null) {
      const { status, text, headers } = textOf(exchange, route.act(callOf(exchange), db))
      return sendJson(exchange, status, text, headers)
    }
    const origin = originOf(exchange)
    const pageId = exchange.page?.id ?? ''
    const isKept = route.kept?.(callOf(exchange)) ?? false
    const key = isKept ? `${route.endpoint.id} ${exchange.environment} ${exchange.path} ${exchange.search}` : null
    const kept = key === null ? undefined : options.keptReplies.find(pageId, key)
    let answer: { reply: KeptReply } | { problem: Problem } | null = kept === undefined ? null : { reply: kept }
    writer.enqueue({
      essential: true,
      run: (tx) => {
        if (kept === undefined) {
          const result = problemOrValue(() => textOf(exchange, route.act(callOf(exchange), tx)))
          answer = result.problem === null ? { reply: result.value } : { problem: result.problem }
        }
        if (answer !== null && 'problem' in answer)
          logRequest(journal, tx, exchange, origin, answer.problem.status, answer.problem.code)
        else logRequest(journal, tx, exchange, origin, answer?.reply.status ?? 200, null)
      },
      committed: () => {
        if (answer === null) return
        if ('problem' in answer) return sendProblem(exchange, answer.problem)
        if (key !== null && kept === undefined) options.keptReplies.keep(pageId, key, answer.reply)
        sendJson(exchange, answer.reply.status, answer.reply.text, answer.reply.headers)
      },
      failed: (error) => failed(exchange, error),
    })
  }

  const actStream = (exchange: Exchange, route: Extract<Route, { kind: 'stream' }>): void => {
    const reply = route.open(callOf(exchange), db)
    const origin = originOf(exchange)
    const headers = Object.entries(reply.headers ?? {}).flat()
    writer.enqueue({
      essential: true,
      run: (tx) => logRequest(journal, tx, exchange, origin, 200, null),
      committed: () => {
        beginStream(exchange, reply.contentType, headers)
        if (exchange.req.method === 'HEAD') return void exchange.res.end()
        writePieces(exchange, reply.pieces).catch((error: unknown) => {
          log.error({ err: error, request_id: exchange.id }, 'a stream broke off')
          exchange.res.destroy()
        })
      },
      failed: (error) => failed(exchange, error),
    })
  }

  const actPublic = (exchange: Exchange, route: Extract<Route, { kind: 'public' }>): void => {
    const pageId = exchange.page?.id ?? ''
    // Where the query is not read, it makes no other answer.
    const isOne = exchange.search === '' || exchange.route?.endpoint.query === undefined
    const target = isOne ? exchange.path : `${exchange.path}?${exchange.search}`
    let answer = options.readyAnswers.find(pageId, target, exchange.now)
    if (answer === undefined) {
      answer = route.answer(callOf(exchange), db)
      options.readyAnswers.keep(pageId, target, answer)
    }
    const ready = answer
    if (exchange.principal === null) return answerReady(exchange, ready, options.limits)
    const origin = originOf(exchange)
    writer.enqueue({
      essential: true,
      run: (tx) => logRequest(journal, tx, exchange, origin, ready.status, null),
      committed: () => answerReady(exchange, ready, options.limits),
      failed: (error) => failed(exchange, error),
    })
  }

  /** Judges the request again when access data has moved on since it was authorized (a body that took long, a password hash). */
  const judgeAgain = (exchange: Exchange): void => {
    const { principal } = exchange
    if (principal === null || principal.kind === 'oauth' || principal.kind === 'magic') return
    if (principal.generation === options.generation.current) return
    const again = options.resolver.again(principal)
    if (again === null) throw new Problem(principal.kind === 'session' ? 'session_expired' : 'invalid_token')
    options.reconsider(exchange, again)
    const decision = exchange.facts === null ? null : decide(exchange.facts)
    if (decision !== null && !decision.allowed) throw problemOf(decision, exchange)
  }

  const actChange = (
    exchange: Exchange,
    route: Extract<Route, { kind: 'change' }>,
    prepared: unknown,
    key: Buffer | null,
  ): void => {
    let origin = originOf(exchange)
    const bodyHash = exchange.bodyHash ?? Buffer.alloc(0)
    let answer: { send: () => void } | null = null
    let after: (() => void)[] = []
    let advances = false

    const run = (tx: Writable): void => {
      after = []
      advances = false
      origin = originOf(exchange)
      // Credential and permission first: nobody is given an answer again that they may no longer have.
      const judged = problemOrValue(() => judgeAgain(exchange))
      if (judged.problem !== null) return refuse(tx, judged.problem)
      if (key !== null && prepared === undefined) {
        const kept = problemOrValue(() => keptAnswer(tx, key, bodyHash, exchange.now))
        if (kept.problem !== null) return refuse(tx, kept.problem)
        if (kept.value !== null) return replay(tx, kept.value)
      }
      const recorded: Recorded[] = []
      const result = attempted(() =>
        tx.savepoint(() => {
          // The cast's other half: `prepared` is what this very route's prepare answered.
          const reply = route.act(callOf(exchange), changeOver(tx, recorded), prepared as never)
          return { refusal: reply.refusal ?? null, ...textOf(exchange, reply) }
        }),
      )
      if (result.problem !== null) {
        after = []
        advances = false
        return refuse(tx, result.problem)
      }
      const { status, text, headers, refusal } = result.value
      for (const each of recorded) logChange(journal, tx, exchange, origin, each)
      if (refusal !== null) return refuse(tx, refusal)
      if (exchange.principal !== null || origin.actor.kind !== 'anonymous')
        logRequest(journal, tx, exchange, origin, status, null)
      if (key !== null) keepAnswer(tx, key, bodyHash, exchange.now, { status, headers: kept(headers), body: text })
      answer = { send: () => sendJson(exchange, status, text, headers) }
    }

    const changeOver = (tx: Writable, recorded: Recorded[]): Change => ({
      db: tx,
      record: (event) => {
        recorded.push(event)
      },
      actAs: (actor: Actor) => {
        origin = { ...origin, actor } satisfies Origin
      },
      accessChanged: () => {
        advances = true
      },
      afterCommit: (work) => {
        after.push(work)
      },
      expectVersion: (version) => {
        const asked = exchange.headers.get('if-match')
        if (asked === undefined || asked.trim() === '*') return
        if (!asked.split(',').some((tag) => tag.trim() === `"${version}"`))
          throw new Problem('precondition_failed', { headers: { ETag: `"${version}"` } })
      },
    })

    const refuse = (tx: Writable, problem: Problem): void => {
      if (exchange.principal !== null) logRequest(journal, tx, exchange, origin, problem.status, problem.code)
      if (key !== null) {
        if (problem.status === 409 && !problem.code.startsWith('idempotency_')) {
          const body = JSON.stringify(problemDocument(problem, exchange.requestId))
          keepAnswer(tx, key, bodyHash, exchange.now, {
            status: 409,
            headers: ['X-Error', problem.code],
            body,
          })
        } else forgetKey(tx, key)
      }
      answer = {
        send: () => {
          if (problem.status >= 500) log.error({ err: problem, request_id: exchange.id }, 'a handler failed')
          sendProblem(exchange, problem)
        },
      }
    }

    const replay = (tx: Writable, first: KeptAnswer): void => {
      logRequest(journal, tx, exchange, origin, first.status, null)
      answer = { send: () => sendReplay(exchange, first) }
    }

    writer.enqueue({
      essential: route.essential ?? false,
      run,
      committed: () => {
        if (advances) options.generation.advance()
        for (const work of after) work()
        answer?.send()
      },
      failed: (error) => {
        failed(exchange, error)
        if (key !== null && prepared !== undefined) forgetLater(key)
      },
    })
  }

  /** Nothing was done under this key: it may be sent again at once, and not only when its five minutes are over. */
  const forgetLater = (key: Buffer): void => {
    writer.submit((tx) => forgetKey(tx, key), true).catch((error: unknown) => log.error({ err: error }, 'a key stays'))
  }

  const prepareAndChange = async (exchange: Exchange, route: Extract<Route, { kind: 'change' }>): Promise<void> => {
    const key = idempotencyKeyOf(exchange)
    if (key !== null) {
      const bodyHash = exchange.bodyHash ?? Buffer.alloc(0)
      const kept = await writer
        .submit((tx) => {
          const found = keptAnswer(tx, key, bodyHash, exchange.now)
          if (found === null) markInFlight(tx, key, bodyHash, exchange.now)
          else logRequest(journal, tx, exchange, originOf(exchange), found.status, null)
          return found
        })
        .catch((error: unknown) => {
          throw storageProblem(error)
        })
      if (kept !== null) return sendReplay(exchange, kept)
    }
    try {
      const prepared = await route.prepare?.(callOf(exchange))
      actChange(exchange, route, prepared ?? null, key)
    } catch (error) {
      if (key !== null) forgetLater(key)
      throw error
    }
  }

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
          if (route.prepare !== undefined) return prepareAndChange(exchange, route)
          return actChange(exchange, route, undefined, idempotencyKeyOf(exchange))
        }
      }
    },
    fail(exchange, error) {
      const problem =
        error instanceof Problem || isStorageError(error)
          ? storageProblem(error)
          : new Problem('internal', { cause: error })
      if (problem.code === 'internal') log.error({ err: error, request_id: exchange.id }, 'a request failed')
      if (!exchange.acted && problem.status < 500 && problem.status !== 429) exchange.charged?.giveBack()
      // A 429 is a coalesced row even where there is a principal (api.md, Audit log).
      if (exchange.principal === null || problem.status === 429) return sendProblem(exchange, problem)
      const origin = originOf(exchange)
      writer.enqueue({
        essential: true,
        run: (tx) => logRequest(journal, tx, exchange, origin, problem.status, problem.code),
        committed: () => sendProblem(exchange, problem),
        failed: (reason) => failed(exchange, reason),
      })
    },
  }
}

/** Headers of an answer that a replay repeats: not those that set cookies. */
function kept(headers: readonly string[]): string[] {
  const result: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] !== 'Set-Cookie') result.push(headers[index] ?? '', headers[index + 1] ?? '')
  }
  return result
}

function problemOrValue<Value>(work: () => Value): { problem: Problem; value: null } | { problem: null; value: Value } {
  try {
    return { problem: null, value: work() }
  } catch (error) {
    if (error instanceof Problem) return { problem: error, value: null }
    throw error
  }
}

/** The same for a handler's own work: a bug in it is its own 500, with nothing changed; only what the storage says is everybody's matter. */
function attempted<Value>(work: () => Value): { problem: Problem; value: null } | { problem: null; value: Value } {
  try {
    return problemOrValue(work)
  } catch (error) {
    if (isStorageError(error)) throw error
    return { problem: new Problem('internal', { cause: error }), value: null }
  }
}

/** Whether the file or the disk failed, and not a statement. */
function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|PROTOCOL)/.test(errorCode(error))
}

/** Writes a stream no faster than it is read. */
async function writePieces(exchange: Exchange, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const { res } = exchange
  for await (const piece of pieces) {
    if (res.destroyed) return
    if (!res.write(piece)) await new Promise<void>((resolve) => res.once('drain', resolve).once('close', resolve))
  }
  res.end()
}
