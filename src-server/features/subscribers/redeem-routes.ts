import { rfc3339Of } from '../../contract/fields.ts'
import type { MagicPurpose } from '../../contract/magic.ts'
import { type Exchanged, openOneOwn, readEverythingOwn, redeem } from '../../contract/magic-routes.ts'
import { Problem } from '../../contract/problems.ts'
import { type LinkPurpose, linkPurposes } from '../../contract/subscribers.ts'
import { exchangedLifeMs, mintExchanged, useMagicToken } from '../../credentials/magic-tokens.ts'
import type { Readable, Writable } from '../../db/database.ts'
import { change, type Route, read } from '../../http/handler.ts'
import type { Target } from '../../journal/entry.ts'
import { subjectOf } from './link-subject.ts'
import { around, followed, holderOf, ownSelection, ownSubscription, shownOf } from './own.ts'
import { subscriberTarget } from './present.ts'
import { selectionsOf } from './selection-store.ts'
import { confirmSubscriber, subscriberById } from './store.ts'

/**
 * From a link to what it opens: `POST /magic/redeem` uses it up, once, and the overview of `manage` hands out what is in it, one thing at a time.
 * Opening the link of a confirmation is the confirmation.
 */
export function redeemRoutes(): Route[] {
  return [
    change(redeem, (call, batch) => {
      const { db, record } = batch
      const held = holderOf(call.caller)
      const one = { purpose: linkPurposeOf(held.purpose), subjectId: held.subjectId, pageId: held.pageId }
      if (!useMagicToken(db, held, call.now)) throw new Problem('magic_used')
      const row = one.purpose === 'subscription' ? subscriberById(db, one.subjectId) : undefined
      const confirmed = row !== undefined && confirmSubscriber(db, row.id, call.now)
      if (row !== undefined && confirmed) {
        record({
          action: 'subscriber.confirm',
          target: subscriberTarget(row),
          environment: row.environment,
          before: { state: row.state },
          after: { state: 'confirmed' },
        })
      }
      const body = exchange(db, one, call.now, exchangedLifeMs)
      record({
        target: targetOf(db, one),
        after: { purpose: one.purpose, subject_id: one.subjectId, expires_at: body.expires_at },
      })
      return { body: { ...body, confirmed } }
    }),

    read(readEverythingOwn, (call, db) => {
      const row = ownSubscription(db, call.caller)
      const views = selectionsOf(db, 'view', row.id)
      const feeds = selectionsOf(db, 'feed', row.id)
      return {
        body: {
          email: row.email,
          subscription: { state: row.state, components: followed(db, 'subscriber', row) },
          custom_views: views.map(({ id, name }) => ({ id, name, components: shownOf(db, 'view', id) })),
          rss_feeds: feeds.map((feed) => ({ id: feed.id, name: feed.name, components: followed(db, 'feed', feed) })),
          page: around(db, row).page,
        },
      }
    }),

    change(openOneOwn, (call, { db, record }) => {
      const { body, now } = call
      const row = ownSubscription(db, call.caller)
      const subjectId = subjectOf(db, row.id, body)
      const one = { purpose: body.purpose, subjectId, pageId: row.page_id }
      const left = (holderOf(call.caller).expiresAt ?? now) - now
      const answer = exchange(db, one, now, Math.min(exchangedLifeMs, left))
      record({
        target: targetOf(db, one),
        environment: row.environment,
        after: {
          purpose: one.purpose,
          subject_id: subjectId,
          subscriber_id: row.id,
          expires_at: answer.expires_at,
        },
      })
      return { body: answer }
    }),
  ]
}

interface OneThing {
  readonly purpose: LinkPurpose
  readonly subjectId: string
  readonly pageId: string | null
}

function exchange(tx: Writable, one: OneThing, now: number, lifeMs: number): Exchanged {
  const name = nameOf(tx, one)
  const token = mintExchanged(tx, { ...one, now, lifeMs })
  return {
    purpose: one.purpose,
    subject: { id: one.subjectId, name },
    token: token.secret,
    expires_at: rfc3339Of(token.expiresAt),
  }
}

/** @throws Problem `invalid_token` for an invite, which the contract keeps away from here. */
function linkPurposeOf(purpose: MagicPurpose): LinkPurpose {
  const found = linkPurposes.find((each) => each === purpose)
  if (found === undefined) throw new Problem('invalid_token')
  return found
}

function nameOf(db: Readable, { purpose, subjectId }: OneThing): string {
  if (purpose === 'custom_view') return ownSelection(db, 'view', subjectId).name
  if (purpose === 'rss_feed') return ownSelection(db, 'feed', subjectId).name
  return subscriberById(db, subjectId)?.email ?? ''
}

function targetOf(db: Readable, one: OneThing): Target {
  const { purpose, subjectId } = one
  if (purpose === 'custom_view' || purpose === 'rss_feed')
    return { type: purpose, id: subjectId, label: nameOf(db, one) }
  return subscriberTarget({ id: subjectId, email: nameOf(db, one) })
}
