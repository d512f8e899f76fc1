import { choose } from '../../content/interests.ts'
import { linkKeyHash, shownLinkKey } from '../../credentials/link-keys.ts'
import { endMagicTokens } from '../../credentials/magic-tokens.ts'
import type { Writable } from '../../db/database.ts'
import { type Chosen, idsOf } from './chosen.ts'
import { type FeedRow, type SelectionKind, updateSelection, type ViewRow } from './selection-store.ts'
import type { SubscriberServices } from './services.ts'

/** What team and visitors do alike with a view or a feed. */

const paths = { view: 'views', feed: 'feeds' } as const

/** The address of a view or a feed; null in the sandbox, and where the install's key was replaced since. */
export function shownUrl(
  { linkKeys, addresses }: Pick<SubscriberServices, 'linkKeys' | 'addresses'>,
  kind: SelectionKind,
  row: ViewRow,
): string | null {
  const key = row.environment === 'live' ? shownLinkKey(linkKeys, kind, row) : null
  return key === null ? null : `${addresses.page(row.page_id)}/${paths[kind]}/${key}`
}

export interface SelectionChange {
  readonly name?: string | undefined
  readonly chosen?: Chosen | undefined
  readonly subscriberId?: string | null | undefined
  readonly renewsUrl: boolean
  readonly now: number
}

/** Changes one; a new address ends the old one. */
export function changeSelection(
  tx: Writable,
  { linkKeys }: Pick<SubscriberServices, 'linkKeys'>,
  kind: SelectionKind,
  row: ViewRow | FeedRow,
  { name, chosen, subscriberId, renewsUrl, now }: SelectionChange,
): void {
  const term = renewsUrl ? row.term + 1 : row.term
  const followsAll = 'every_component' in row && row.every_component === 1
  updateSelection(tx, kind, row.id, {
    name: name ?? row.name,
    everyComponent: chosen === undefined ? followsAll : chosen === null,
    subscriberId: subscriberId === undefined ? row.subscriber_id : subscriberId,
    term,
    keyHash: renewsUrl ? linkKeyHash(linkKeys.keyFor(kind, row.id, term)) : row.key_hash,
    now,
  })
  if (chosen !== undefined) choose(tx, kind, row.id, idsOf(chosen))
  // Links to change it were for whose it was.
  if (subscriberId !== undefined && subscriberId !== row.subscriber_id)
    endMagicTokens(tx, kind === 'view' ? 'custom_view' : 'rss_feed', row.id, now)
}
