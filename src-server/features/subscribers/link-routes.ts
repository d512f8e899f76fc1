import { setOf } from '../../access/permission-set.ts'
import { type Condition, listingOf } from '../../content/listing.ts'
import { scopeOf } from '../../content/scope.ts'
import { rfc3339Of } from '../../contract/fields.ts'
import { Problem } from '../../contract/problems.ts'
import { createMagicLink, deleteMagicLink, listMagicLinks } from '../../contract/subscribers.ts'
import { endMagicTokens, magicPath, managementLifeMs, mintMagicToken } from '../../credentials/magic-tokens.ts'
import { noteMinted } from '../../credentials/minted.ts'
import { refuseEscalation } from '../../credentials/power.ts'
import { whoActs } from '../../credentials/principal.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { readSubscriber } from './chosen.ts'
import { findLink, linkStatusAt, listLinkRows } from './link-store.ts'
import { subjectOf } from './link-subject.ts'
import { presentLink, subscriberTarget } from './present.ts'
import type { SubscriberServices } from './services.ts'

/**
 * Links that the team makes for a subscriber, and those that went out in mails: made and shown once, listed without themselves, ended.
 * Whoever opens one can do with the one thing behind it what the team can, and nothing else.
 */
export function linkRoutes({ newId, cursors, addresses }: SubscriberServices): Route[] {
  return [
    change(createMagicLink, (call, batch) => {
      const { db, record } = batch
      const { now } = call
      const row = readSubscriber(db, scopeOf(call), call.params.id)
      if (row.state === 'ended') {
        throw new Problem('conflict', {
          detail: 'This subscription has ended. They can begin again on the status page.',
        })
      }
      refuseEscalation(call.caller, { permissions: setOf(['subscribers:write']), pages: [call.page.id] })
      const { purpose = 'manage' } = call.body
      const subjectId = subjectOf(db, row.id, { ...call.body, purpose })
      const id = newId('magicLink')
      const link = mintMagicToken(db, {
        purpose,
        subjectId,
        pageId: row.page_id,
        now,
        lifeMs: managementLifeMs,
        link: { id, subscriberId: row.id, by: whoActs(call.caller) },
      })
      const target = subscriberTarget(row)
      noteMinted(db, call.caller, { type: 'magic_link', id, name: target.label ?? row.id }, now)
      const expires_at = rfc3339Of(link.expiresAt)
      record({ target, after: { purpose, subject_id: subjectId, subscriber_id: row.id, expires_at } })
      return { body: { url: `${addresses.page(row.page_id)}${magicPath(link.secret)}`, expires_at } }
    }),

    read(listMagicLinks, (call, db) => {
      const { subscriber_id, status, purpose } = call.query
      const conditions: Condition[] = [
        {
          sql: 'm.page_id = ? AND m.link_id IS NOT NULL AND s.environment = ?',
          values: [call.page.id, call.environment],
        },
      ]
      if (subscriber_id !== undefined) conditions.push({ sql: 'm.subscriber_id = ?', values: [subscriber_id] })
      if (purpose !== undefined) conditions.push({ sql: 'm.purpose = ?', values: [purpose] })
      if (status !== undefined) conditions.push({ sql: `${linkStatusAt} = ?`, values: [call.now, status] })
      const listing = listingOf(cursors, {
        name: listMagicLinks.id,
        ...scopeOf(call),
        query: call.query,
        defaultSort: '-created_at',
        columns: { created_at: 'm.created_at' },
        id: 'm.link_id',
        conditions,
      })
      return { body: listing.page(listLinkRows(db, listing, call.now), presentLink) }
    }),

    change(
      deleteMagicLink,
      (call, batch) => {
        const { db, record } = batch
        const row = findLink(db, scopeOf(call), call.params.id, call.now)
        if (row === undefined) throw new Problem('not_found')
        endMagicTokens(db, row.purpose, row.subject_id, call.now)
        record({
          target: subscriberTarget({ id: row.subscriber_id, email: row.email }),
          before: { purpose: row.purpose, subject_id: row.subject_id, subscriber_id: row.subscriber_id },
        })
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}
