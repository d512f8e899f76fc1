import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, querySearch, timeOut } from './fields.ts'
import { id } from './ids.ts'
import type { Permission } from './permissions.ts'

/**
 * The outbox: mails that wait for a mail server, went, or could not go.
 *
 * A mail is seen in the list by whoever may see the people that it goes to, and opened by whoever could have made its link. No token rests in it:
 * opening one mints its links anew, and those that there were end.
 */

/** What is said of a kind of mail to those who may see it. */
interface MailKindSpec {
  /** Sentence case, without a full stop. */
  readonly says: string
  /** Who sees it in the list. */
  readonly seenWith: Permission
  /** Who may open it; null: nobody but its reader. */
  readonly openedWith: Permission | null
}

const subscriberMail = { seenWith: 'subscribers:read', openedWith: 'subscribers:write' } as const

const catalogue = {
  invite: { says: 'Invite', seenWith: 'teams:read', openedWith: 'teams:write' },
  password_reset: { says: 'Password reset', seenWith: 'teams:read', openedWith: null },
  subscription_confirm: { says: 'Confirm a subscription', ...subscriberMail },
  subscription_manage: { says: 'Manage a subscription', ...subscriberMail },
  incident_update: { says: 'Incident', ...subscriberMail },
  maintenance_update: { says: 'Maintenance', ...subscriberMail },
} as const satisfies Record<string, MailKindSpec>

export type MailKind = keyof typeof catalogue

export const mailKinds = Object.keys(catalogue).filter((kind): kind is MailKind => kind in catalogue)

/** What is known about a kind of mail. */
export function mailKindOf(kind: MailKind): MailKindSpec {
  return catalogue[kind]
}

/** `ended`: what it was about is over, or it came too late. */
export const mailStates = ['waiting', 'sent', 'failed', 'ended'] as const
export type MailState = (typeof mailStates)[number]

/** Why a mail could not go yet, was given up, or ended. */
export const mailProblems = [
  'no_server',
  'unreachable',
  'tls_failed',
  'sign_in_failed',
  'password_unreadable',
  'sender_refused',
  'refused',
  'recipient_refused',
  'timed_out',
  'subject_ended',
  'too_late',
  'withdrawn',
] as const
export type MailProblem = (typeof mailProblems)[number]

export const mail = z.object({
  id: z.string(),
  kind: z.enum(mailKinds),
  /** Whose settings and words it takes; `null`: it is of the workspace. */
  page_id: z.nullable(z.string()),
  to: z.string(),
  subject: z.string(),
  /** The invite, member or subscriber that it is for. */
  subject_id: z.string(),
  state: z.enum(mailStates),
  attempts: z.number(),
  /** When it is tried next, while it waits for a mail server that is set. */
  next_try_at: z.nullable(timeOut),
  problem: z.nullable(z.object({ code: z.enum(mailProblems), detail: z.string() })),
  /** Whether the caller may open it now. */
  can_open: z.boolean(),
  created_at: timeOut,
  /** When it was sent, given up or ended. */
  settled_at: z.nullable(timeOut),
})
export type MailResource = z.output<typeof mail>

export const listOutbox = endpoint({
  id: 'outbox.list',
  method: 'GET',
  path: '/admin/outbox',
  summary: 'List mails that wait, went or could not go, the latest first',
  permission: 'subscribers:read',
  environments: 'shared',
  query: z.strictObject({
    state: z.optional(z.enum(mailStates)),
    kind: z.optional(z.enum(mailKinds)),
    q: z.optional(querySearch),
    sort: z.optional(z.enum(['created_at', '-created_at'])),
    limit,
    cursor,
  }),
  reply: listOf(mail),
  status: 200,
  change: null,
})

export const openMail = endpoint({
  id: 'outbox.open',
  method: 'POST',
  path: '/admin/outbox/:id/open',
  summary: 'Show one mail with its links, which are minted now; the links of an earlier opening end',
  // Each kind asks for its own: the handler sees to that.
  permission: 'subscribers:write',
  orPermission: 'teams:write',
  environments: 'shared',
  reauthenticate: true,
  params: z.strictObject({ id: id('mail') }),
  reply: z.object({
    id: z.string(),
    kind: z.enum(mailKinds),
    to: z.string(),
    from: z.nullable(z.string()),
    subject: z.string(),
    text: z.string(),
    links: z.array(z.object({ name: z.string(), url: z.string() })),
  }),
  status: 200,
  change: 'mail.open',
  problems: ['mail_settled', 'insufficient_scope', 'role_denied', 'privilege_escalation'],
})

export const outboxEndpoints = [listOutbox, openMail]
