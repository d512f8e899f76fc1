/**
 * The hashes of the log (docs/audit-format.md): of a row, of an actor, of a client, of what a workspace's chain begins with, and the salted
 * digest that lets a value be forgotten without breaking the chain.
 *
 * The row's hash begins with 0x00 and so is an RFC 6962 leaf hash: Merkle trees over the log need no hashing of rows again.
 * The format is final: rows cannot be chained again. Held by test/fixtures/audit-vectors.json.
 */
import { randomFillSync } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import { createFieldEncoder } from './encode.ts'
import type { ChainBase, ChainedRow } from './row.ts'

const rowHead = Buffer.from('\0bk-audit-v1', 'latin1')
const actorHead = Buffer.from('bk-actor-v1', 'latin1')
const clientHead = Buffer.from('bk-client-v1', 'latin1')
const genesisHead = Buffer.from('bk-genesis-v1', 'latin1')

const fields = createFieldEncoder()
const salted = createFieldEncoder()

/**
 * SHA-256(0x00 ‖ "bk-audit-v1" ‖ fields ‖ hash of the row before).
 * @throws RangeError when a number or a digest is none.
 */
export function hashRow(row: ChainedRow, previousHash: string): string {
  fields.begin(rowHead)
  fields.integer(row.seq)
  fields.text(row.id)
  fields.integer(row.at)
  fields.integer(row.firstAt)
  fields.integer(row.count)
  fields.text(row.kind)
  fields.text(row.action)
  fields.text(row.outcome)
  fields.digest(row.actorDigest)
  fields.digest(row.onBehalfOfDigest)
  fields.digest(row.clientDigest)
  fields.text(row.pageId)
  fields.text(row.environment)
  fields.text(row.method)
  fields.text(row.route)
  fields.integer(row.status)
  fields.text(row.scopes)
  fields.text(row.target)
  fields.text(row.requestId)
  fields.digest(row.targetLabelDigest)
  fields.digest(row.callerRequestIdDigest)
  fields.digest(row.changesDigest)
  fields.bareDigest(previousHash)
  return fields.sha256()
}

/** Who acted. The label alone can name a person, so it alone is salted: what is left after an erasure (kind, id, prefix) stays proven. */
export function hashActor(actor: {
  kind: string
  id: string | null
  prefix: string | null
  labelDigest: string
}): string {
  fields.begin(actorHead)
  fields.text(actor.kind)
  fields.text(actor.id)
  fields.text(actor.prefix)
  fields.digest(actor.labelDigest)
  return fields.sha256()
}

/** From where. Address and agent are salted apart, so that one can be forgotten or blacked out and the other stays proven. */
export function hashClient(client: { addressDigest: string | null; agentDigest: string | null }): string {
  fields.begin(clientHead)
  fields.digest(client.addressDigest)
  fields.digest(client.agentDigest)
  return fields.sha256()
}

/** What a workspace's chain stands on: there is no row 0, and no two workspaces share a beginning. */
export function genesisOf(workspaceId: string): ChainBase {
  fields.begin(genesisHead)
  fields.text(workspaceId)
  return { seq: 0, at: 0, hash: fields.sha256() }
}

let salts = Buffer.alloc(0)
let saltsUsed = 0

/** 32 random bytes, drawn 4 KiB at a time. Each is its own part of a pool that is never drawn into again. */
export function newSalt(): Buffer {
  if (saltsUsed === salts.length) {
    salts = randomFillSync(Buffer.allocUnsafeSlow(4096))
    saltsUsed = 0
  }
  saltsUsed += 32
  return salts.subarray(saltsUsed - 32, saltsUsed)
}

/** SHA-256(salt ‖ canonical JSON of the value). */
export function saltedDigest(salt: Uint8Array, value: unknown): string {
  return saltedDigestOfCanonical(salt, canonicalJson(value))
}

/** The same, for a value whose canonical JSON is at hand. */
export function saltedDigestOfCanonical(salt: Uint8Array, canonical: string): string {
  salted.begin(salt)
  salted.bareText(canonical)
  return salted.sha256()
}
