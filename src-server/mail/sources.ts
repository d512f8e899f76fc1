import type { MailKind } from '../contract/mail.ts'
import type { Principal } from '../credentials/principal.ts'
import type { Readable, Writable } from '../db/database.ts'

/**
 * What a kind of mail is about belongs to the feature that queues it: whether that still is, and which links lead to it. The composition root
 * hands one source for each kind to whoever sends or opens mail.
 */
export interface MailSource {
  /**
   * Mints the links of one mail, in the batch that opens it or begins to send it; links that were minted for it before end. `null`: what it is
   * about is over, and the mail is not sent.
   */
  mint(tx: Writable, about: MailAbout, now: number): MintedLinks | null
  /** @throws Problem where its links would give a reader more than they have. Whether they hold the permission of its kind was asked before. */
  refuseReader?(db: Readable, about: MailAbout, caller: Principal): void
}

export interface MailAbout {
  readonly kind: MailKind
  readonly subjectId: string
  readonly pageId: string | null
  readonly to: string
}

export interface MintedLinks {
  /** Where its button leads; `null`: it has none of its own. */
  readonly action: string | null
  /** The address that ends a subscription at once (RFC 8058). */
  readonly unsubscribe: string | null
  /** When the action's link ends, milliseconds UTC. */
  readonly expiresAt: number | null
}

export type MailSources = Readonly<Record<MailKind, MailSource>>

/** A kind that nobody queues yet: what it would be about is never there. */
export const noSource: MailSource = { mint: () => null }
