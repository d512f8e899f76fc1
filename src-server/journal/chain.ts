/**
 * Proves the log: row after row, that nothing was edited, removed, added or put elsewhere (docs/audit-format.md, "Verifying").
 *
 * Chosen: rows are pushed in, so that the same proof serves the server's chunks, the offline command and a stranger's file. The first bad row
 * ends it: after a break nothing can be said. What a chain alone cannot show (rows cut off at its end, a whole history written anew by
 * someone who can write the file) is for checkpoints kept elsewhere. Held by test/journal/tamper.test.ts, whose teeth run removes the hash.
 */
import type { ChainFlaw as Flaw } from '../contract/audit.ts'
import { hashActor, hashClient, hashRow, saltedDigest, saltedDigestOfCanonical } from './hash.ts'
import type { ChainBase, ChainedRow } from './row.ts'

/** A value that stands beside the chain: itself, its salt, and its digest, which is what the chain holds. Erased: only the digest is left. */
export interface Beside {
  readonly value: string | null
  readonly salt: Uint8Array | null
  readonly digest: string | null
}

/** How a value and its digest stand to each other. */
type Standing = 'proven' | 'erased' | 'absent' | 'edited' | 'added'

function standingOf({ value, salt, digest }: Beside, digestOf: (salt: Uint8Array, value: string) => string): Standing {
  if (digest === null) return value === null && salt === null ? 'absent' : 'added'
  if (value === null && salt === null) return 'erased'
  if (value === null || salt === null || salt.length !== 32) return 'edited'
  return digestOf(salt, value) === digest ? 'proven' : 'edited'
}

/** A record of the side tables, looked at once: its digest, and whether what stands in it is what was hashed. */
export interface Referred {
  readonly digest: string
  readonly flaw: Flaw | null
}

/** Looks at the record of an actor. */
export function checkActor(actor: { kind: string; id: string | null; prefix: string | null; label: Beside }): Referred {
  const { kind, id, prefix, label } = actor
  if (label.digest === null) return { digest: '', flaw: 'actor_edited' }
  const standing = standingOf(label, saltedDigest)
  const flaw = standing === 'proven' || standing === 'erased' ? null : 'actor_edited'
  return { digest: hashActor({ kind, id, prefix, labelDigest: label.digest }), flaw }
}

/** Looks at the record of a client. */
export function checkClient({ address, agent }: { address: Beside; agent: Beside }): Referred {
  const standings = [standingOf(address, saltedDigest), standingOf(agent, saltedDigest)]
  const digest = hashClient({ addressDigest: address.digest, agentDigest: agent.digest })
  const flaw = standings.some((standing) => standing === 'edited' || standing === 'added') ? 'client_edited' : null
  return { digest, flaw }
}

/** What stands beside one row. */
export interface Details {
  readonly targetLabel: Beside
  readonly callerRequestId: Beside
  /** Its value is canonical JSON already. */
  readonly changes: Beside
}

/** Looks at the details of a row; counts the values of which only the digest is left. */
export function checkDetails({ targetLabel, callerRequestId, changes }: Details): {
  flaw: Flaw | null
  erased: number
} {
  const standings = [
    standingOf(targetLabel, saltedDigest),
    standingOf(callerRequestId, saltedDigest),
    standingOf(changes, saltedDigestOfCanonical),
  ]
  const flaw = standings.includes('edited') ? 'details_edited' : standings.includes('added') ? 'details_added' : null
  return { flaw, erased: standings.filter((standing) => standing === 'erased').length }
}

/** A row as it is stored: its fields, and the hash that it claims. */
export interface StoredRow {
  readonly row: ChainedRow
  readonly hash: string
}

/** Follows one chain. */
export interface ChainFollower {
  /** Looks at the next row; what is wrong with it, or null. After a flaw nothing more may be pushed. */
  push(stored: StoredRow): Flaw | null
  /** The last good row. */
  readonly head: ChainBase
}

/** Follows a chain from the row (or genesis) that it stands on. */
export function followChain(base: ChainBase): ChainFollower {
  let head = base
  return {
    push({ row, hash }) {
      if (row.seq !== head.seq + 1) return 'gap'
      if (recomputed(row, head.hash) !== hash) return 'edited'
      if (row.at < head.at) return 'time_went_back'
      head = { seq: row.seq, at: row.at, hash }
      return null
    },
    get head() {
      return head
    },
  }
}

/** A field that cannot be hashed at all (a negative time, half a digest) was not written by us. */
function recomputed(row: ChainedRow, previousHash: string): string | null {
  try {
    return hashRow(row, previousHash)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
