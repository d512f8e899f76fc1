import type { Logger } from 'pino'
import { Problem } from '../contract/problems.ts'
import type { Readable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import { uncommitted } from '../http/attempt.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Journal } from '../journal/journal.ts'
import { GrantHasEnded } from './adapter/parts.ts'
import { appActor, userActor } from './events.ts'
import { UnitOfWork, type UnitsOfWork } from './unit-of-work.ts'

/** One request to the authorization server: run, committed with its rows in the log, and only then answered. */

/** What work came to: how it ends, and how that is sent once it is on disk. */
export interface Performed {
  readonly status: number
  send(): void
}

export interface PerformOptions {
  readonly db: Readable
  readonly writer: Pick<Writer, 'submit'>
  readonly journal: Pick<Journal, 'append'>
  readonly units: UnitsOfWork
  readonly log: Pick<Logger, 'error'>
}

export interface Performance {
  /** The endpoint as the log calls it, and its route. */
  readonly endpoint: string
  readonly route: string
  readonly hostPageId: string | null
  /** It takes power away: it may use the last room on a full disk. */
  readonly essential: boolean
  work(unit: UnitOfWork): Promise<Performed>
  /** The grant ended while this was under way: the same as if it had ended before. */
  tooLate(): Performed
}

/**
 * Performs it and sends the answer.
 * @throws Problem where it failed on our side: nothing was changed then.
 */
export function createPerform({ db, writer, journal, units, log }: PerformOptions) {
  const noteCaller = (unit: UnitOfWork, status: number): void => {
    const { caller } = unit
    if (caller === null) return
    const app = db.get<{ name: string }>('SELECT name FROM oauth_apps WHERE id = ?', caller.appId)
    const asApp = appActor(caller.appId, app?.name ?? caller.appId)
    const who =
      caller.userId === null
        ? { actor: asApp, onBehalfOf: null }
        : { actor: userActor(db, caller.userId), onBehalfOf: asApp }
    unit.hold((tx) => {
      journal.append(
        tx,
        { ...unit.origin, ...who, pageId: caller.pageId },
        { kind: 'request', action: `oauth.${unit.endpoint}`, status, countsAsUse: false },
      )
    })
  }

  return async (
    exchange: Exchange,
    { endpoint, route, hostPageId, essential, work, tooLate }: Performance,
  ): Promise<void> => {
    const unit = new UnitOfWork({ endpoint, now: exchange.now, hostPageId, origin: originOf(exchange, route) })
    let isCommitted = false
    try {
      let performed = await units.run(unit, () => work(unit))
      if (unit.failure !== null) throw unit.failure
      noteCaller(unit, performed.status)
      try {
        if (!unit.isEmpty) await writer.submit((tx) => unit.write(tx), essential)
      } catch (error) {
        if (!(error instanceof GrantHasEnded)) throw error
        performed = tooLate()
      }
      isCommitted = true
      unit.settle(true)
      performed.send()
    } catch (error) {
      const problem = error instanceof Problem ? error : uncommitted(error)
      if (problem.status >= 500)
        log.error({ err: error, request_id: exchange.id }, 'a request to the authorization server failed')
      throw problem
    } finally {
      if (!isCommitted) unit.settle(false)
    }
  }
}

/** What the rows of a request share. Its addresses are templates: an interaction's id is a secret of its browser. */
function originOf(exchange: Exchange, route: string) {
  return {
    client: { address: exchange.address, agent: exchange.userAgent === '' ? null : exchange.userAgent },
    environment: null,
    method: exchange.req.method ?? null,
    route,
    scopes: [],
    requestId: exchange.id,
    callerRequestId: exchange.clientRequestId,
  }
}
