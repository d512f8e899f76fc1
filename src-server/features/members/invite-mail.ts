import type { HeldLinks } from '../../credentials/held-links.ts'
import { mintMagicToken } from '../../credentials/magic-tokens.ts'
import type { Addresses } from '../../mail/addresses.ts'
import type { MailSource } from '../../mail/sources.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import { findInvite } from './invite-store.ts'
import { refuseAbove } from './rules.ts'

export interface InviteMailServices {
  readonly roles: RoleDirectory
  readonly addresses: Addresses
  readonly heldLinks: HeldLinks
}

/** The mail of an invite: its link is the one that was shown while that is known here, else a new one, which ends it. */
export function inviteMail({ roles, addresses, heldLinks }: InviteMailServices): MailSource {
  return {
    mint(tx, { subjectId }, now) {
      const invite = findInvite(tx, subjectId, now)
      if (invite?.status !== 'open') return null
      const held = heldLinks.open(tx, subjectId, now)
      if (held !== null) return { action: held.url, unsubscribe: null, expiresAt: held.expiresAt }
      const lifeMs = invite.expires_at - now
      const { secret, expiresAt } = mintMagicToken(tx, { purpose: 'invite', subjectId, now, lifeMs })
      return { action: inviteUrl(addresses.console(), secret), unsubscribe: null, expiresAt }
    },
    refuseReader(db, { subjectId }, caller) {
      const invite = findInvite(db, subjectId, 0)
      if (invite === undefined) return
      const { page_id, role_key } = invite
      refuseAbove(caller, [{ user_id: '', page_id, page_name: null, role_key }], roles)
    },
  }
}

/** The console's page for an invite. The token stands in the fragment, which reaches no server, log or Referer. */
export function inviteUrl(consoleOrigin: string, secret: string): string {
  return `${consoleOrigin}/console/invite#t=${secret}`
}
