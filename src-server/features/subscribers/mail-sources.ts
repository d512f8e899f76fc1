import type { NewId } from '../../contract/ids.ts'
import type { LinkPurpose } from '../../contract/subscribers.ts'
import type { LinkKeys } from '../../credentials/link-keys.ts'
import { confirmationLifeMs, magicPath, managementLifeMs, mintMagicToken } from '../../credentials/magic-tokens.ts'
import type { Writable } from '../../db/database.ts'
import type { Addresses } from '../../mail/addresses.ts'
import type { MailSource } from '../../mail/sources.ts'
import { type SubscriberRow, subscriberById } from './store.ts'

export interface SubscriberMailServices {
  readonly newId: NewId
  readonly linkKeys: LinkKeys
  readonly addresses: Pick<Addresses, 'page'>
}

/** The links of mails to subscribers: minted when a mail is sent or opened, for whoever still is one then. */
export function subscriberMail({
  newId,
  linkKeys,
  addresses,
}: SubscriberMailServices): Record<'confirm' | 'manage' | 'news', MailSource> {
  const link = (tx: Writable, row: SubscriberRow, purpose: LinkPurpose, lifeMs: number, now: number) => {
    const { secret, expiresAt } = mintMagicToken(tx, {
      purpose,
      subjectId: row.id,
      pageId: row.page_id,
      now,
      lifeMs,
      link: { id: newId('magicLink'), subscriberId: row.id, by: null },
    })
    return { action: `${addresses.page(row.page_id)}${magicPath(secret)}`, expiresAt }
  }
  const ending = (row: SubscriberRow): string =>
    `${addresses.page(row.page_id)}/unsubscribe/${linkKeys.keyFor('unsubscribe', row.id, row.term)}`
  const inState = (tx: Writable, id: string, state: SubscriberRow['state']): SubscriberRow | null => {
    const row = subscriberById(tx, id)
    return row?.state === state && row.environment === 'live' ? row : null
  }

  return {
    confirm: {
      mint(tx, { subjectId }, now) {
        const row = inState(tx, subjectId, 'pending')
        return row === null ? null : { ...link(tx, row, 'subscription', confirmationLifeMs, now), unsubscribe: null }
      },
    },
    manage: {
      mint(tx, { subjectId }, now) {
        const row = inState(tx, subjectId, 'confirmed')
        return row === null ? null : { ...link(tx, row, 'manage', managementLifeMs, now), unsubscribe: ending(row) }
      },
    },
    news: {
      mint(tx, { subjectId }) {
        const row = inState(tx, subjectId, 'confirmed')
        return row === null ? null : { action: null, expiresAt: null, unsubscribe: ending(row) }
      },
    },
  }
}
