import { type MagicSubject, managementLifeMs, mintMagicToken } from '../../credentials/magic-tokens.ts'
import { personById } from '../../credentials/people.ts'
import type { Readable } from '../../db/database.ts'
import type { Addresses } from '../../mail/addresses.ts'
import type { MailSource } from '../../mail/sources.ts'

/** What stands behind the link of a password reset: its person, as long as they may sign in. */
export function resetSubject(db: Readable, userId: string): MagicSubject | null {
  const person = personById(db, userId)
  return person === undefined ? null : { name: person.name, ended: person.disabled_at !== null, expiresAt: null }
}

/** The mail of a password reset. Its link is minted when it is sent, works for a quarter of an hour, and ends the one before it. */
export function resetMail({ addresses }: { readonly addresses: Addresses }): MailSource {
  return {
    mint(tx, { subjectId }, now) {
      const person = personById(tx, subjectId)
      if (person === undefined || person.disabled_at !== null) return null
      const { secret, expiresAt } = mintMagicToken(tx, {
        purpose: 'password_reset',
        subjectId,
        now,
        lifeMs: managementLifeMs,
      })
      // In the fragment, which reaches no server, log or Referer.
      return { action: `${addresses.console()}/console/reset#t=${secret}`, unsubscribe: null, expiresAt }
    },
  }
}
