/**
 * Verifies the log of a database, a few thousand rows at a time, up to the row that was the last when it began.
 *
 * Chosen: keyset chunks, each a short read of its own, so that a long verification neither holds the write-ahead log back nor, between two
 * chunks, the loop. Runs on any readable connection: the server's own, a worker's, a copy of the file. Reads plain columns only: no view,
 * trigger or function of the file takes part. Held by test/journal/tamper.test.ts.
 */
import { chainFlawSentences, type ChainFlaw as Flaw } from '../contract/audit.ts'
import type { Readable } from '../db/database.ts'
import { checkActor, checkClient, checkDetails, type Details, followChain, type Referred } from './chain.ts'
import { genesisOf } from './hash.ts'
import type { ChainBase, ChainedRow } from './row.ts'

/** What a verification found. */
export interface Verdict {
  readonly ok: boolean
  /** How many rows were looked at and found good. */
  readonly rows: number
  readonly lastSeq: number
  /** Hash of the last good row. */
  readonly head: string
  /** Values of which only the digest is left, because somebody asked to be forgotten. */
  readonly erased: number
  readonly firstBadSeq?: number
  readonly reason?: Flaw
}

/** A verification under way. */
export interface Verification {
  /** Looks at the next chunk; the verdict once there is one. */
  next(): Verdict | null
  /** How far it is. */
  readonly done: number
  readonly total: number
}

interface Columns extends Omit<ChainedRow, 'actorDigest' | 'onBehalfOfDigest' | 'clientDigest'> {
  actor: number
  onBehalfOf: number | null
  client: number | null
  hash: string
}

interface DetailColumns {
  seq: number
  targetLabel: string | null
  targetLabelSalt: Buffer | null
  callerRequestId: string | null
  callerRequestIdSalt: Buffer | null
  changes: string | null
  changesSalt: Buffer | null
}

/** A blob as the code knows digests. Asks for NULL first: hex(NULL) is an empty text, and making it costs a third of the reading. */
const hex = (column: string): string => `iif(${column} IS NULL, NULL, lower(hex(${column})))`

const chunkSql = `SELECT seq, id, at, first_at AS firstAt, count, kind, action, outcome, actor, on_behalf_of AS onBehalfOf, client,
    page_id AS pageId, environment, method, route, status, scopes_used AS scopes, target, request_id AS requestId,
    ${hex('target_label_digest')} AS targetLabelDigest, ${hex('caller_request_id_digest')} AS callerRequestIdDigest,
    ${hex('changes_digest')} AS changesDigest, lower(hex(hash)) AS hash
  FROM audit_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`

const detailsSql = `SELECT seq, target_label AS targetLabel, target_label_salt AS targetLabelSalt, caller_request_id AS callerRequestId,
    caller_request_id_salt AS callerRequestIdSalt, changes, changes_salt AS changesSalt
  FROM audit_details WHERE seq > ? AND seq <= ?`

const actorSql = `SELECT kind, id, prefix, label, label_salt AS salt, ${hex('label_digest')} AS digest FROM actors WHERE key = ?`

const clientSql = `SELECT address, address_salt AS addressSalt, ${hex('address_digest')} AS addressDigest,
    agent, agent_salt AS agentSalt, ${hex('agent_digest')} AS agentDigest FROM clients WHERE key = ?`

const erasedSql = `SELECT (SELECT count(*) FROM actors WHERE label IS NULL) + (SELECT count(*) FROM clients WHERE address IS NULL AND address_digest IS NOT NULL)
  + (SELECT count(*) FROM clients WHERE agent IS NULL AND agent_digest IS NOT NULL) AS count`

/** The id that a database's log belongs to; null where there is no workspace yet. */
export function workspaceIdOf(db: Readable): string | null {
  return db.get<{ id: string }>('SELECT id FROM workspace')?.id ?? null
}

/** Begins a verification of all rows there are now. */
export function startVerification(db: Readable, workspaceId: string, chunkSize = 2000): Verification {
  const last = db.get<{ seq: number }>('SELECT seq FROM audit_log ORDER BY seq DESC LIMIT 1')?.seq ?? 0
  const base: ChainBase = genesisOf(workspaceId)
  const chain = followChain(base)
  const actors = createReferences(db, actorOf)
  const clients = createReferences(db, clientOf)
  let erasedDetails = 0

  const broken = (seq: number, reason: Flaw): Verdict => ({
    ok: false,
    rows: chain.head.seq - base.seq,
    lastSeq: last,
    head: chain.head.hash,
    erased: erasedDetails,
    firstBadSeq: seq,
    reason,
  })

  const look = (columns: Columns, details: DetailColumns | undefined): Flaw | null => {
    const actor = actors.of(columns.actor)
    const onBehalfOf = columns.onBehalfOf === null ? null : actors.of(columns.onBehalfOf)
    const client = columns.client === null ? null : clients.of(columns.client)
    if (actor === undefined || onBehalfOf === undefined) return 'actor_missing'
    if (client === undefined) return 'client_missing'
    const row: ChainedRow = {
      ...columns,
      actorDigest: actor.digest,
      onBehalfOfDigest: onBehalfOf?.digest ?? null,
      clientDigest: client?.digest ?? null,
    }
    const flaw = chain.push({ row, hash: columns.hash }) ?? actor.flaw ?? onBehalfOf?.flaw ?? client?.flaw ?? null
    if (flaw !== null || !hasDetails(row, details)) return flaw
    const beside = checkDetails(detailsOf(row, details))
    erasedDetails += beside.erased
    return beside.flaw
  }

  const finish = (): Verdict => {
    const head = chain.head
    if (head.seq < last) return broken(head.seq + 1, 'gap')
    const orphan = db.get<{ seq: number }>(
      'SELECT seq FROM audit_details WHERE seq > ? ORDER BY seq LIMIT 1',
      newestSeq(db, last),
    )
    if (orphan !== undefined) return broken(head.seq + 1, 'cut_off')
    const erased = erasedDetails + (db.get<{ count: number }>(erasedSql)?.count ?? 0)
    return { ok: true, rows: head.seq - base.seq, lastSeq: last, head: head.hash, erased }
  }

  return {
    next() {
      const from = chain.head.seq
      const rows = db.all<Columns>(chunkSql, from, last, chunkSize)
      const lastOfChunk = rows.at(-1)?.seq
      if (lastOfChunk === undefined) return finish()
      const details = new Map(db.all<DetailColumns>(detailsSql, from, lastOfChunk).map((row) => [row.seq, row]))
      for (const columns of rows) {
        const flaw = look(columns, details.get(columns.seq))
        if (flaw !== null) return broken(flaw === 'gap' ? chain.head.seq + 1 : columns.seq, flaw)
      }
      return null
    },
    get done() {
      return chain.head.seq
    },
    total: last,
  }
}

/** Verifies everything in one go: for the command line and for worker threads, where nothing else waits. */
export function verifyLog(
  db: Readable,
  workspaceId: string,
  onProgress?: (done: number, total: number) => void,
): Verdict {
  const verification = startVerification(db, workspaceId)
  for (;;) {
    const verdict = verification.next()
    if (verdict !== null) return verdict
    onProgress?.(verification.done, verification.total)
  }
}

/** What was found, in a sentence. */
export function verdictSentence(verdict: Verdict): string {
  if (verdict.ok) return verdict.rows === 1 ? '1 row, no gap and no edit.' : `${verdict.rows} rows, no gap and no edit.`
  const { firstBadSeq, reason, rows } = verdict
  return `The chain breaks at row ${firstBadSeq}: ${reason === undefined ? 'it does not follow' : chainFlawSentences[reason]}. The ${rows} before it are good.`
}

/** Rows may have been appended since the verification began: their details are no orphans. */
function newestSeq(db: Readable, last: number): number {
  return Math.max(last, db.get<{ seq: number }>('SELECT seq FROM audit_log ORDER BY seq DESC LIMIT 1')?.seq ?? 0)
}

function hasDetails(row: ChainedRow, details: DetailColumns | undefined): boolean {
  return (
    details !== undefined ||
    row.targetLabelDigest !== null ||
    row.callerRequestIdDigest !== null ||
    row.changesDigest !== null
  )
}

function detailsOf(row: ChainedRow, details: DetailColumns | undefined): Details {
  return {
    targetLabel: {
      value: details?.targetLabel ?? null,
      salt: details?.targetLabelSalt ?? null,
      digest: row.targetLabelDigest,
    },
    callerRequestId: {
      value: details?.callerRequestId ?? null,
      salt: details?.callerRequestIdSalt ?? null,
      digest: row.callerRequestIdDigest,
    },
    changes: { value: details?.changes ?? null, salt: details?.changesSalt ?? null, digest: row.changesDigest },
  }
}

/** About 30 MB. Rows that lie together refer to the same few records, so that starting over costs little. */
const referencesMax = 100_000

/** Records of a side table, each looked at when a row first refers to it. */
function createReferences(db: Readable, look: (db: Readable, key: number) => Referred | undefined) {
  const cache = new Map<number, Referred>()
  return {
    of(key: number): Referred | undefined {
      const cached = cache.get(key)
      if (cached !== undefined) return cached
      const found = look(db, key)
      if (cache.size >= referencesMax) cache.clear()
      if (found !== undefined) cache.set(key, found)
      return found
    },
  }
}

function actorOf(db: Readable, key: number): Referred | undefined {
  const row = db.get<{
    kind: string
    id: string | null
    prefix: string | null
    label: string | null
    salt: Buffer | null
    digest: string | null
  }>(actorSql, key)
  if (row === undefined) return undefined
  const { kind, id, prefix, label, salt, digest } = row
  return checkActor({ kind, id, prefix, label: { value: label, salt, digest } })
}

function clientOf(db: Readable, key: number): Referred | undefined {
  const row = db.get<{
    address: string | null
    addressSalt: Buffer | null
    addressDigest: string | null
    agent: string | null
    agentSalt: Buffer | null
    agentDigest: string | null
  }>(clientSql, key)
  if (row === undefined) return undefined
  return checkClient({
    address: { value: row.address, salt: row.addressSalt, digest: row.addressDigest },
    agent: { value: row.agent, salt: row.agentSalt, digest: row.agentDigest },
  })
}
