import type { ChosenComponent } from '../../content/interests.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { CustomView, MagicLink, RssFeed, Subscriber } from '../../contract/subscribers.ts'
import type { Target, Values } from '../../journal/entry.ts'
import type { LinkRow } from './link-store.ts'
import type { FeedRow, ViewRow } from './selection-store.ts'
import type { SubscriberRow } from './store.ts'
import { shortenedEmail } from './subjects.ts'

/** What leaves, field by field; and what of it the log may keep. */

function named(components: readonly ChosenComponent[]): { id: string; name: string }[] {
  return components.map(({ id, name }) => ({ id, name }))
}

/** A subscriber as the team sees it. */
export function presentSubscriber(row: SubscriberRow, chosen: readonly ChosenComponent[]): Subscriber {
  return {
    id: row.id,
    email: row.email,
    state: row.state,
    components: row.every_component === 1 ? null : named(chosen),
    environment: row.environment,
    added_by: row.added_by,
    created_by: row.created_by === null ? null : { id: row.created_by, name: row.created_by_name ?? row.created_by },
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
    confirmed_at: rfc3339OrNull(row.confirmed_at),
    ended_at: rfc3339OrNull(row.ended_at),
    ended_by: row.ended_by,
  }
}

function common(row: ViewRow | FeedRow) {
  return {
    id: row.id,
    name: row.name,
    subscriber: row.subscriber_id === null ? null : { id: row.subscriber_id, email: row.email ?? '' },
    environment: row.environment,
    created_by: { id: row.created_by, name: row.created_by_name },
    created_at: rfc3339Of(row.created_at),
    updated_at: rfc3339Of(row.updated_at),
  }
}

export function presentView(row: ViewRow, chosen: readonly ChosenComponent[]): CustomView {
  return { ...common(row), components: named(chosen) }
}

export function presentFeed(row: FeedRow, chosen: readonly ChosenComponent[]): RssFeed {
  return { ...common(row), components: row.every_component === 1 ? null : named(chosen) }
}

/** A link as the team sees it: never the link itself. */
export function presentLink(row: LinkRow): MagicLink {
  return {
    id: row.link_id,
    purpose: row.purpose,
    status: row.status,
    subscriber: { id: row.subscriber_id, email: row.email },
    subject: { id: row.subject_id, name: row.subject_name ?? row.email },
    created_by: row.created_by === null ? null : { id: row.created_by, name: row.created_by_name ?? row.created_by },
    created_at: rfc3339Of(row.created_at),
    expires_at: rfc3339Of(row.expires_at),
    used_at: rfc3339OrNull(row.used_at),
  }
}

/** As the log names a subscriber. */
export function subscriberTarget({ id, email }: Pick<SubscriberRow, 'id' | 'email'>): Target {
  return { type: 'subscriber', id, label: shortenedEmail(email) }
}

/** What the log keeps of one: ids of components, and no address. */
export function subscriberForLog(shown: Subscriber): Values {
  const { state, added_by, ended_by, environment } = shown
  return { state, added_by, ended_by, environment, components: idsOf(shown.components) }
}

export function selectionForLog(shown: CustomView | RssFeed): Values {
  return {
    name: shown.name,
    components: idsOf(shown.components),
    subscriber_id: shown.subscriber?.id ?? null,
    environment: shown.environment,
  }
}

function idsOf(components: readonly { readonly id: string }[] | null): string[] | null {
  return components === null ? null : components.map(({ id }) => id)
}
