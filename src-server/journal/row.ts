/**
 * What a row of the log is, as the hash sees it: the fields of docs/audit-format.md, in its order.
 *
 * Digests are 64 lower-case hexadecimal characters here, and 32 bytes in the database. What can name a person (who acted, from where, the
 * target's label, the caller's request id, the changes) stands elsewhere and is present here by its digest only.
 */
export interface ChainedRow {
  /** 1, 2, 3, … without gaps. */
  seq: number
  id: string
  /** Milliseconds since 1970 UTC, taken when the row was appended; never less than in the row before. */
  at: number
  /** A coalesced row: when the first of its requests came. */
  firstAt: number | null
  /** How many requests the row stands for; 1 unless coalesced. */
  count: number
  kind: string
  action: string
  outcome: string
  actorDigest: string
  onBehalfOfDigest: string | null
  clientDigest: string | null
  pageId: string | null
  environment: string | null
  method: string | null
  /** The template (`/api/v1/admin/tokens/:id`), never the path itself. */
  route: string | null
  status: number | null
  /** The permissions that the route required, sorted, joined by one space; empty where it required none; null where there was no route. */
  scopes: string | null
  target: string | null
  /** Our own id of the request, never the caller's. */
  requestId: string | null
  targetLabelDigest: string | null
  callerRequestIdDigest: string | null
  changesDigest: string | null
}

/** Where a chain, or the part of it that is left, begins: the row before its first. */
export interface ChainBase {
  readonly seq: number
  readonly at: number
  /** The hash of that row; for a whole chain the workspace's genesis. */
  readonly hash: string
}
