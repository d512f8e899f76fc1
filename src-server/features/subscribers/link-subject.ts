import { invalidField } from '../../contract/problems.ts'
import type { LinkPurpose } from '../../contract/subscribers.ts'
import type { Readable } from '../../db/database.ts'
import { selectionById } from './selection-store.ts'

/** What a link of a subscriber is to be for. */
export interface AskedSubject {
  readonly purpose: LinkPurpose
  readonly custom_view_id?: string | undefined
  readonly rss_feed_id?: string | undefined
}

/**
 * The id of the one thing.
 * @throws Problem `validation_failed` where no view or feed is named, one that is not theirs (or not there: one answer for both), or one too many.
 */
export function subjectOf(
  db: Readable,
  subscriberId: string,
  { purpose, custom_view_id: viewId, rss_feed_id: feedId }: AskedSubject,
): string {
  if (viewId !== undefined && purpose !== 'custom_view')
    throw invalidField('/custom_view_id', 'goes with the purpose custom_view only')
  if (feedId !== undefined && purpose !== 'rss_feed')
    throw invalidField('/rss_feed_id', 'goes with the purpose rss_feed only')
  if (purpose === 'custom_view') {
    const view = viewId === undefined ? undefined : selectionById(db, 'view', viewId)
    if (view?.subscriber_id !== subscriberId)
      throw invalidField('/custom_view_id', 'must be a custom view of this subscriber')
    return view.id
  }
  if (purpose === 'rss_feed') {
    const feed = feedId === undefined ? undefined : selectionById(db, 'feed', feedId)
    if (feed?.subscriber_id !== subscriberId) throw invalidField('/rss_feed_id', 'must be a feed of this subscriber')
    return feed.id
  }
  return subscriberId
}
