import { countedAddress } from '../access/address.ts'
import type { RefusalAction } from '../contract/events.ts'
import { describeProblem, type ProblemCode } from '../contract/problems.ts'
import type { Clock } from '../lib/clock.ts'
import { type Origin, type RefusalEntry, systemOrigin } from './entry.ts'

/**
 * Requests without a principal, and 429s: one row for each address (IPv6 by its /64), code and minute, at most 256 such rows a minute and the
 * rest in one row `refused.other`, so that strangers cannot fill the disk through the log. A row is appended when its minute has ended;
 * a crash may lose that minute, and the screens say so. Chosen: counted in memory. Left out: a row for each, which is what a flood wants.
 * Held by test/journal/refusals.test.ts.
 */
export interface Refusals {
  /** Counts one refused request. */
  count(address: string | null, code: ProblemCode): void
  /** The rows of minutes that have ended, to be appended in one batch; with `all` the present minute too (at stop). */
  take(all?: boolean): readonly Refused[]
  /** Puts rows back that could not be appended; they come again with the next `take`. */
  putBack(rows: readonly Refused[]): void
}

/** One row to append. */
export interface Refused {
  readonly origin: Origin
  readonly entry: RefusalEntry
}

const msPerMinute = 60_000
/** Rows of one minute, besides `other`. */
export const refusalRowsMax = 256
/** Rows that wait because the log could not be written; beyond it the oldest go. */
const waitingMax = 16 * (refusalRowsMax + 1)

interface Tally {
  readonly address: string | null
  readonly action: RefusalAction
  readonly status: number | null
  readonly firstAt: number
  count: number
}

/** Nothing counted yet; the minute begins with the first refusal. */
export function createRefusals(clock: Clock): Refusals {
  let minute = 0
  let tallies = new Map<string, Tally>()
  let other: Tally | null = null
  let ended: Refused[] = []

  const endMinute = (): void => {
    for (const tally of tallies.values()) ended.push(refused(tally))
    if (other !== null) ended.push(refused(other))
    tallies = new Map()
    other = null
    if (ended.length > waitingMax) ended = ended.slice(-waitingMax)
  }

  /** A minute ends when the clock shows another one, be it an earlier one. */
  const turn = (): number => {
    const wall = clock.wall()
    const now = Math.floor(wall / msPerMinute)
    if (now !== minute) {
      endMinute()
      minute = now
    }
    return wall
  }

  return {
    count(address, code) {
      const at = turn()
      const from = address === null ? null : countedAddress(address)
      const name = `${code} ${from ?? ''}`
      const tally = tallies.get(name)
      if (tally !== undefined) tally.count += 1
      else if (tallies.size < refusalRowsMax) {
        tallies.set(name, {
          address: from,
          action: `refused.${code}`,
          status: describeProblem(code).status,
          firstAt: at,
          count: 1,
        })
      } else if (other !== null) other.count += 1
      else other = { address: null, action: 'refused.other', status: null, firstAt: at, count: 1 }
    },
    take(all = false) {
      turn()
      if (all) endMinute()
      const rows = ended
      ended = []
      return rows
    },
    putBack(rows) {
      ended = [...rows, ...ended].slice(-waitingMax)
    },
  }
}

function refused({ address, action, status, count, firstAt }: Tally): Refused {
  const origin: Origin = {
    ...systemOrigin,
    actor: { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' },
    client: address === null ? null : { address, agent: null },
  }
  return { origin, entry: { kind: 'refusals', action, status, count, firstAt } }
}
