import * as z from 'zod/mini'
import { componentStatuses } from '../contract/components.ts'
import { incidentImpacts, incidentStatuses } from '../contract/incidents.ts'
import type { MailKind } from '../contract/mail.ts'
import { storedObject } from '../lib/stored-json.ts'

/**
 * What each kind of mail says besides its links: names and texts of the moment it was queued, so that a mail that waits tells what was. Never a
 * secret: a row is seen by whoever has the file. Times are milliseconds UTC.
 */
const schemas = {
  invite: z.object({
    invited_by: z.string(),
    role_name: z.string(),
    /** `null`: every page. */
    page_name: z.nullable(z.string()),
    workspace_name: z.string(),
  }),
  password_reset: z.object({ name: z.string() }),
  subscription_confirm: z.object({
    /** The names of what was chosen; `null`: everything. */
    components: z.nullable(z.array(z.string())),
  }),
  subscription_manage: z.object({}),
  incident_update: z.object({
    moment: z.enum(['published', 'updated', 'resolved']),
    name: z.string(),
    status: z.enum(incidentStatuses),
    impact: z.enum(incidentImpacts),
    body: z.string(),
    at: z.number(),
    components: z.array(z.object({ name: z.string(), status: z.enum(componentStatuses) })),
  }),
  maintenance_update: z.object({
    moment: z.enum(['scheduled', 'changed', 'started', 'completed', 'cancelled']),
    name: z.string(),
    body: z.string(),
    scheduled_for: z.number(),
    scheduled_until: z.number(),
    components: z.array(z.string()),
  }),
} as const satisfies Record<MailKind, z.ZodMiniType>

export type MailData = { readonly [Kind in MailKind]: z.output<(typeof schemas)[Kind]> }

/** A kind of mail with its data. */
export type MailContent = {
  readonly [Kind in MailKind]: { readonly kind: Kind; readonly data: MailData[Kind] }
}[MailKind]

/** What a row says, or null: it is damaged, or of another version. */
export function storedContent(kind: MailKind, json: string | null): MailContent | null {
  const parsed = schemas[kind].safeParse(storedObject(json))
  // The schema was looked up by the kind, which is what ties the two together.
  return parsed.success ? ({ kind, data: parsed.data } as MailContent) : null
}
