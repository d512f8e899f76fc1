/**
 * The log's hashes, written a second time from docs/audit-format.md alone: nothing of src-server is imported here, so that a mistake in the
 * product and a mistake in the document cannot agree by accident. Slow and plain on purpose.
 */
import { createHash } from 'node:crypto'

export interface Salted {
  value: unknown
  salt: string | null
  digest: string
}

/** A row with all that it refers to, as test/fixtures/audit-vectors.json writes it. */
export interface Evidence {
  seq: number
  id: string
  at: number
  first_at: number | null
  count: number
  kind: string
  action: string
  outcome: string
  actor: { kind: string; id: string | null; prefix: string | null; label: Salted }
  on_behalf_of: { kind: string; id: string | null; prefix: string | null; label: Salted } | null
  client: { address: Salted | null; agent: Salted | null } | null
  page_id: string | null
  environment: string | null
  method: string | null
  route: string | null
  status: number | null
  scopes_used: string[] | null
  target: string | null
  request_id: string | null
  target_label: Salted | null
  caller_request_id: Salted | null
  changes: Salted | null
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const ascii = (text: string): Buffer => Buffer.from(text, 'ascii')

function field(value: string | number | Buffer | null): Buffer {
  if (value === null) return Buffer.from([0xff, 0xff, 0xff, 0xff])
  let bytes: Buffer
  if (typeof value === 'number') {
    bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(value))
  } else bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** RFC 8785, for values that JSON.parse gave. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jcs(member)}`).join(',')}}`
}

export function saltedDigest(salt: string, value: unknown): string {
  return sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(jcs(value), 'utf8')])).toString('hex')
}

const digestBytes = (salted: Salted | null): Buffer | null =>
  salted === null ? null : Buffer.from(salted.digest, 'hex')

export function actorDigest(actor: NonNullable<Evidence['actor']>): Buffer {
  const fields = [field(actor.kind), field(actor.id), field(actor.prefix), field(digestBytes(actor.label))]
  return sha256(Buffer.concat([ascii('bk-actor-v1'), ...fields]))
}

export function clientDigest(client: NonNullable<Evidence['client']>): Buffer {
  return sha256(
    Buffer.concat([ascii('bk-client-v1'), field(digestBytes(client.address)), field(digestBytes(client.agent))]),
  )
}

export function genesis(workspaceId: string): string {
  return sha256(Buffer.concat([ascii('bk-genesis-v1'), field(workspaceId)])).toString('hex')
}

export function preimage(row: Evidence, previousHash: string): Buffer {
  const fields = [
    row.seq,
    row.id,
    row.at,
    row.first_at,
    row.count,
    row.kind,
    row.action,
    row.outcome,
    actorDigest(row.actor),
    row.on_behalf_of === null ? null : actorDigest(row.on_behalf_of),
    row.client === null ? null : clientDigest(row.client),
    row.page_id,
    row.environment,
    row.method,
    row.route,
    row.status,
    row.scopes_used === null ? null : [...row.scopes_used].sort().join(' '),
    row.target,
    row.request_id,
    digestBytes(row.target_label),
    digestBytes(row.caller_request_id),
    digestBytes(row.changes),
  ]
  return Buffer.concat([Buffer.from([0]), ascii('bk-audit-v1'), ...fields.map(field), Buffer.from(previousHash, 'hex')])
}

export function rowHash(row: Evidence, previousHash: string): string {
  return sha256(preimage(row, previousHash)).toString('hex')
}
