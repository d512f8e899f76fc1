import type { MagicSubject } from '../../credentials/magic-tokens.ts'
import type { Readable } from '../../db/database.ts'
import { findInvite } from './invite-store.ts'

/** What stands behind the link of an invite. One made by a token ends with it. */
export function inviteSubject(db: Readable, inviteId: string, now: number): MagicSubject | null {
  const invite = findInvite(db, inviteId, now)
  return invite === undefined
    ? null
    : { name: invite.email, ended: invite.status === 'ended', expiresAt: invite.expires_at }
}
