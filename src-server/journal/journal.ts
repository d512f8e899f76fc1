/**
 * Appends to the log, inside the batch of the writer that everything else of a request is in.
 *
 * Chosen: one chain over all kinds of rows; head, caches and counters live in memory, move with every append and become true when the
 * batch commits: `settled(false)` puts them back to what the file holds, so that a batch can be run again. `append` takes the batch's
 * `Writable`, so there is no way to log outside of one. Left out: a queue of rows; what is not in the batch is not durable before the answer.
 * Held by test/journal/journal.test.ts, test/journal/tamper.test.ts and the crash drill.
 */

import type { NewId } from '../contract/ids.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { BatchParticipant } from '../db/writer.ts'
import type { Clock } from '../lib/clock.ts'
import { createActorRegister } from './actors.ts'
import { createClientRegister } from './clients.ts'
import { conceal, holdsSecret } from './conceal.ts'
import { type Client, type Entry, type Origin, systemOrigin } from './entry.ts'
import { genesisOf, hashRow, newSalt, saltedDigest, saltedDigestOfCanonical } from './hash.ts'
import { insertRow } from './insert-row.ts'
import type { ChainBase, ChainedRow } from './row.ts'
import { type Said, saidOf, saidOfEvent } from './said.ts'
import { targetReference } from './target.ts'
import { clockToleranceMs, trustedTime } from './time.ts'
import { createUsageRollUp } from './usage.ts'
import { createUsesInBatch, type UseListener } from './uses.ts'

export interface AppendedRow {
  readonly seq: number
  readonly id: string
  readonly at: number
}

export interface Journal extends BatchParticipant {
  /** Adds one row. `tx` is the open batch; the row is durable once the batch has committed. */
  append(tx: Writable, origin: Origin, entry: Entry): AppendedRow
  /** Hears, once for each batch, which actors used their credential in it. Call at composition only. */
  onUse(listener: UseListener): void
  beforeCommit(tx: Writable): void
  settled(committed: boolean): void
  /** The time for every expiry check, in milliseconds UTC: turning the clock back revives nothing. */
  trustedNow(): number
  /** The last committed row; its seq is 0 before the first. */
  readonly head: ChainBase
}

export interface JournalOptions {
  readonly db: Readable
  readonly clock: Clock
  readonly newId: NewId
  readonly workspaceId: string
}

/** The last row of the log, or what its chain stands on. */
export function readHead(db: Readable, workspaceId: string): ChainBase {
  const last = db.get<ChainBase>('SELECT seq, at, lower(hex(hash)) AS hash FROM audit_log ORDER BY seq DESC LIMIT 1')
  return last ?? genesisOf(workspaceId)
}

/** The journal of a workspace, from the last row that its file holds. */
export function createJournal({ db, clock, newId, workspaceId }: JournalOptions): Journal {
  const actors = createActorRegister()
  const clients = createClientRegister()
  const usage = createUsageRollUp()
  const uses = createUsesInBatch()
  const listeners: UseListener[] = []

  let committed = readHead(db, workspaceId)
  let head = committed
  // A clock that was turned back is reported once, until it has caught up.
  let clockIsBehind = false
  let clockWasBehind = false

  /** The time of the next row. Reports, in a row of its own, a clock that has stepped back. */
  const now = (tx: Writable): number => {
    const wall = clock.wall()
    if (wall >= head.at - clockToleranceMs) clockIsBehind = false
    else if (!clockIsBehind) {
      clockIsBehind = true
      const after = { clock: new Date(wall).toISOString(), last_row: new Date(head.at).toISOString() }
      add(tx, systemOrigin, saidOfEvent(systemOrigin, { kind: 'event', action: 'clock.rollback', after }), head.at)
    }
    return Math.max(wall, head.at)
  }

  const add = (tx: Writable, origin: Origin, said: Said, at: number): AppendedRow => {
    const actor = actors.know(tx, origin.actor)
    const onBehalfOf = origin.onBehalfOf === null ? null : actors.know(tx, origin.onBehalfOf)
    const client = origin.client === null || isNowhere(origin.client) ? null : clients.know(tx, origin.client)
    const targetLabel = said.target?.label == null ? null : conceal(said.target.label.toWellFormed())
    const targetLabelSalt = targetLabel === null ? null : newSalt()
    const callerRequestId = origin.callerRequestId === null ? null : conceal(origin.callerRequestId)
    const callerRequestIdSalt = callerRequestId === null ? null : newSalt()
    const changesSalt = said.changes === null ? null : newSalt()

    const row: ChainedRow = {
      seq: head.seq + 1,
      id: newId('auditRow'),
      at,
      firstAt: said.firstAt === null ? null : Math.min(said.firstAt, at),
      count: said.count,
      kind: said.kind,
      action: said.action,
      outcome: said.outcome,
      actorDigest: actor.digest,
      onBehalfOfDigest: onBehalfOf === null ? null : onBehalfOf.digest,
      clientDigest: client === null ? null : client.digest,
      pageId: said.pageId,
      environment: said.environment,
      method: origin.method,
      route: origin.route,
      status: said.status,
      scopes: origin.scopes === null ? null : joined(origin.scopes),
      target: said.target === null ? null : targetReference(said.target),
      requestId: origin.requestId,
      targetLabelDigest:
        targetLabel === null || targetLabelSalt === null ? null : saltedDigest(targetLabelSalt, targetLabel),
      callerRequestIdDigest:
        callerRequestId === null || callerRequestIdSalt === null
          ? null
          : saltedDigest(callerRequestIdSalt, callerRequestId),
      changesDigest:
        said.changes === null || changesSalt === null ? null : saltedDigestOfCanonical(changesSalt, said.changes),
    }
    const hash = hashRow(row, head.hash)
    insertRow(tx, row, { actor: actor.key, onBehalfOf: onBehalfOf?.key ?? null, client: client?.key ?? null }, hash)
    if (targetLabel !== null || callerRequestId !== null || said.changes !== null) {
      tx.run(
        `INSERT INTO audit_details (seq, target_label, target_label_salt, caller_request_id, caller_request_id_salt, changes, changes_salt)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        row.seq,
        targetLabel,
        targetLabelSalt,
        callerRequestId,
        callerRequestIdSalt,
        said.changes,
        changesSalt,
      )
    }
    head = { seq: row.seq, at, hash }
    reportConcealed(tx, origin, client?.concealed ?? false, at)
    return { seq: row.seq, id: row.id, at }
  }

  /** A caller that sends a secret where it does not belong is told on, in a row of its own. */
  const reportConcealed = (tx: Writable, origin: Origin, inAgent: boolean, at: number): void => {
    const inRequestId = origin.callerRequestId !== null && holdsSecret(origin.callerRequestId)
    if (!inAgent && !inRequestId) return
    const where = [...(inAgent ? ['User-Agent'] : []), ...(inRequestId ? ['X-Request-ID'] : [])]
    const told: Origin = { ...origin, callerRequestId: null }
    add(tx, told, saidOfEvent(told, { kind: 'event', action: 'log.conceal', after: { where } }), at)
  }

  return {
    append(tx, origin, entry) {
      const said = saidOf(origin, entry)
      const at = now(tx)
      const row = add(tx, origin, said, at)
      if (entry.kind === 'request') {
        const subject = origin.onBehalfOf?.id ?? origin.actor.id
        if (subject !== null && origin.method !== null && origin.route !== null) {
          const scopes = origin.scopes === null ? '' : joined(origin.scopes)
          usage.count({ subject, scopes, method: origin.method, route: origin.route, at, outcome: said.outcome })
        }
        if (entry.countsAsUse && said.outcome === 'allowed') uses.add(origin, at)
      }
      return row
    },
    onUse: (listener) => {
      listeners.push(listener)
    },
    beforeCommit(tx) {
      usage.write(tx)
      const inBatch = uses.take()
      if (inBatch.length > 0) for (const listener of listeners) listener(tx, inBatch)
    },
    settled(wasCommitted) {
      actors.settled(wasCommitted)
      clients.settled(wasCommitted)
      usage.settled(wasCommitted)
      uses.take()
      if (wasCommitted) {
        committed = head
        clockWasBehind = clockIsBehind
      } else {
        head = committed
        clockIsBehind = clockWasBehind
      }
    },
    trustedNow: () => trustedTime(clock, committed.at),
    get head() {
      return committed
    },
  }
}

function isNowhere({ address, agent }: Client): boolean {
  return address === null && agent === null
}

/** Permissions hold no space and none is empty, so that the text is as good as the list. */
function joined(scopes: readonly string[]): string {
  return scopes.length === 1 ? (scopes[0] ?? '') : [...scopes].sort().join(' ')
}
