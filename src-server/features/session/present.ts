import type * as z from 'zod/mini'
import { rfc3339Of } from '../../contract/fields.ts'
import type { UserResource } from '../../contract/people.ts'
import type { sessionItem } from '../../contract/session.ts'
import type { PersonRow } from '../../credentials/people.ts'
import { sessionEndsAt } from '../../credentials/sessions.ts'
import type { SessionListRow } from './store.ts'

/** A person as their own session shows them. */
export function presentUser({ id, email, name }: Pick<PersonRow, 'id' | 'email' | 'name'>): UserResource {
  return { id, email, name }
}

/** One of a person's sessions. */
export function presentSession(row: SessionListRow, currentId: string): z.output<typeof sessionItem> {
  return {
    id: row.id,
    current: row.id === currentId,
    transport: row.kind,
    created_at: rfc3339Of(row.created_at),
    last_seen_at: rfc3339Of(row.last_seen_at),
    expires_at: rfc3339Of(sessionEndsAt(row)),
    ip: row.ip,
    user_agent: row.user_agent,
  }
}
