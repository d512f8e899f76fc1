import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { actorKinds, auditKinds, auditOutcomes } from './events.ts'
import { cursor, limit, listOf, queryInteger, querySearch, text, timeIn, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { PERMISSIONS } from './permissions.ts'

/** The audit log: every change, every request of a principal, sign-ins and what the server did by itself. */

const values = z.record(z.string(), z.unknown())

/** What of a row was erased because somebody asked to be forgotten; the chain holds on to its digest. */
const erasable = z.enum(['actor', 'on_behalf_of', 'target', 'ip', 'user_agent', 'client_request_id', 'changes'])
export type Erasable = z.output<typeof erasable>

export const auditRow = z.object({
  seq: z.number(),
  id: z.string(),
  at: timeOut,
  kind: z.enum(auditKinds),
  /** An event (`token.revoke`), an endpoint (`tokens.list`), or `refused.<code>` where no endpoint was reached. */
  action: z.string(),
  outcome: z.enum(auditOutcomes),
  actor: z.object({
    kind: z.enum(actorKinds),
    id: z.nullable(z.string()),
    /** As it was called at the time; `null`: erased. */
    name: z.nullable(z.string()),
    prefix: z.optional(z.string()),
    /** The OAuth app through which a user acted. */
    on_behalf_of: z.optional(z.object({ id: z.string(), name: z.nullable(z.string()) })),
  }),
  target: z.optional(z.object({ type: z.string(), id: z.string(), name: z.nullable(z.string()) })),
  page_id: z.nullable(z.string()),
  environment: z.nullable(z.enum(['live', 'test'])),
  method: z.nullable(z.string()),
  /** The route's template, such as `/api/v1/admin/tokens/:id`. */
  route: z.nullable(z.string()),
  status: z.nullable(z.number()),
  /** The permissions that the route required. */
  scopes_used: z.array(z.string()),
  /** How many requests the row stands for; 1 unless coalesced. */
  count: z.number(),
  /** A coalesced row: when the first of them came. */
  first_at: z.optional(timeOut),
  request_id: z.nullable(z.string()),
  client_request_id: z.optional(z.string()),
  ip: z.nullable(z.string()),
  user_agent: z.nullable(z.string()),
  changes: z.optional(z.object({ before: z.optional(values), after: z.optional(values) })),
  erased: z.optional(z.array(erasable)),
  prev_hash: z.nullable(z.string()),
  hash: z.string(),
})
export type AuditRow = z.output<typeof auditRow>

const idText = text(64, 1)

/** Filters on what a row says of itself; `from` and `to` are inclusive. */
const rowFilters = {
  /** The one row of this number. */
  seq: z.optional(queryInteger(1, 999_999_999_999_999)),
  actor_id: z.optional(idText),
  /** An action, or the beginning of one and a star: `token.*`. */
  action: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[a-z0-9_.]{1,80}\*?$|^\*$/,
          'must be an action such as token.revoke, or the beginning of one and a star: token.*',
        ),
      ),
  ),
  kind: z.optional(z.enum(auditKinds)),
  outcome: z.optional(z.enum(auditOutcomes)),
  route: z.optional(
    z.string().check(z.regex(/^\/[\x21-\x7e]{0,300}$/, 'must be a route such as /api/v1/admin/tokens/:id')),
  ),
  scope: z.optional(z.enum(PERMISSIONS)),
  from: z.optional(timeIn),
  to: z.optional(timeIn),
  request_id: z.optional(
    z.string().check(z.regex(/^[A-Za-z0-9._-]{1,128}$/, 'must be a request id as X-Request-ID carries it')),
  ),
  /** Part of an action, of a target's id or of an actor's name. */
  q: z.optional(querySearch),
} as const

/** Filters of the whole log. */
const logFilters = {
  ...rowFilters,
  /** Rows about a token: where it acted and where it was acted on. */
  token_id: z.optional(idText),
  /** What the token was called at the time. */
  token_name: z.optional(text(120, 1)),
  /** Id or name of an OAuth app. */
  oauth_app: z.optional(text(120, 1)),
} as const

export const listAuditLog = endpoint({
  id: 'audit.list',
  method: 'GET',
  path: '/admin/audit-log',
  summary: 'Read the audit log, newest first',
  permission: 'audit:read',
  environments: 'shared',
  query: z.strictObject({ ...logFilters, limit, cursor }),
  reply: listOf(auditRow),
  status: 200,
  change: null,
})

export const exportAuditLog = endpoint({
  id: 'audit.export',
  method: 'GET',
  path: '/admin/audit-log/export',
  summary: 'Download the audit log, oldest first, as JSON Lines or CSV',
  permission: 'audit:read',
  environments: 'shared',
  everyPage: true,
  reauthenticate: true,
  query: z.strictObject({ ...logFilters, format: z.optional(z.enum(['jsonl', 'csv'])) }),
  reply: z.string(),
  status: 200,
  answers: 'stream',
  change: null,
})

/** What is wrong with the first bad row. */
export const chainFlaws = [
  'gap',
  'edited',
  'actor_missing',
  'actor_edited',
  'client_missing',
  'client_edited',
  'details_edited',
  'details_added',
  'time_went_back',
  'cut_off',
] as const
export type ChainFlaw = (typeof chainFlaws)[number]

/** What each of them means, as the end of a sentence about the row. */
export const chainFlawSentences: Readonly<Record<ChainFlaw, string>> = {
  gap: 'rows before it are missing, or it was put in',
  edited: 'it was edited, or the rows before it were',
  actor_missing: 'the record of who acted is missing',
  actor_edited: 'the record of who acted was edited',
  client_missing: 'the record of where it came from is missing',
  client_edited: 'the record of where it came from was edited',
  details_edited: 'its target’s name, its caller’s request id or its changes were edited',
  details_added: 'details were added to it afterwards',
  time_went_back: 'it is older than the row before it',
  cut_off: 'the rows from here on were removed; details of them are still there',
}

export const verification = z.object({
  ok: z.boolean(),
  /** Rows that were looked at and found good. */
  rows: z.number(),
  first_bad_seq: z.optional(z.number()),
  reason: z.optional(z.enum(chainFlaws)),
  /** What the log was held against. `chain`: against itself, from the workspace's first row on. */
  checked_against: z.literal('chain'),
  /** Hash of the last good row: compare it with one noted earlier or elsewhere. */
  head: z.string(),
  /** Values of which only the digest is left, because somebody asked to be forgotten. */
  erased: z.number(),
})
export type VerificationReply = z.output<typeof verification>

export const verifyAuditLog = endpoint({
  id: 'audit.verify',
  method: 'POST',
  path: '/admin/audit-log/verify',
  summary: 'Verify the whole hash chain now',
  permission: 'audit:read',
  environments: 'shared',
  reply: verification,
  status: 200,
  change: null,
  ownLimitPerMinute: 60,
})

export const verificationProgress = endpoint({
  id: 'audit.verification_progress',
  method: 'GET',
  path: '/admin/audit-log/verification',
  summary: 'Ask how far the verification is that runs now',
  permission: 'audit:read',
  environments: 'shared',
  reply: z.object({
    running: z.boolean(),
    /** Rows that it has looked at. */
    done: z.number(),
    /** Rows that it will look at; null until it has counted them, and where none runs. */
    total: z.nullable(z.number()),
  }),
  status: 200,
  change: null,
})

/** Rows about one token, also one that was deleted. */
export const listTokenAuditLog = endpoint({
  id: 'tokens.audit_log',
  method: 'GET',
  path: '/admin/tokens/:id/audit-log',
  params: z.strictObject({ id: id('token') }),
  summary: 'Read what a token did and what was done to it, newest first',
  permission: 'tokens:read',
  environments: 'tokens',
  query: z.strictObject({ ...rowFilters, limit, cursor }),
  reply: listOf(auditRow),
  status: 200,
  change: null,
})

export const listTokensAuditLog = endpoint({
  id: 'tokens.audit_log_all',
  method: 'GET',
  path: '/admin/tokens/audit-log',
  summary: 'Read what all tokens did and what was done to them, newest first',
  permission: 'tokens:read',
  environments: 'tokens',
  query: z.strictObject({ ...rowFilters, limit, cursor }),
  reply: listOf(auditRow),
  status: 200,
  change: null,
})

export const auditEndpoints = [
  listAuditLog,
  exportAuditLog,
  verifyAuditLog,
  verificationProgress,
  listTokensAuditLog,
  listTokenAuditLog,
] as const
