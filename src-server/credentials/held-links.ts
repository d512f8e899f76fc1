import type { Readable } from '../db/database.ts'
import { hashSecret } from './secret-format.ts'

/**
 * Links that were just shown to someone and are about to be mailed as well.
 *
 * A link's token is kept by its hash alone, so a mail would have to mint another one, which ends the one that was shown. This holds the shown
 * one, in memory and until it ends, so that both ways lead to the same link. After a restart the mail mints anew.
 */
export interface HeldLinks {
  hold(subjectId: string, link: HeldLink): void
  /** The link that is held for a subject, if it still works. */
  open(db: Readable, subjectId: string, now: number): HeldLink | null
}

export interface HeldLink {
  readonly secret: string
  readonly url: string
  /** Milliseconds UTC. */
  readonly expiresAt: number
}

/** More than anyone invites in a day; the oldest go first. */
const heldMax = 1000

export function createHeldLinks(): HeldLinks {
  const held = new Map<string, HeldLink>()
  return {
    hold(subjectId, link) {
      held.delete(subjectId)
      held.set(subjectId, link)
      const [oldest] = held.keys()
      if (held.size > heldMax && oldest !== undefined) held.delete(oldest)
    },
    open(db, subjectId, now) {
      const link = held.get(subjectId)
      if (link === undefined) return null
      const isOpen = db.get(
        'SELECT 1 FROM magic_tokens WHERE hash = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?',
        hashSecret(link.secret),
        now,
      )
      if (isOpen !== undefined) return link
      held.delete(subjectId)
      return null
    },
  }
}
