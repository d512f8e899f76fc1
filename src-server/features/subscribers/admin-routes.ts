import { choose, chosenBy } from '../../content/interests.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { type Scope, scopeOf } from '../../content/scope.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import {
  changeableSubscriberFields,
  createSubscriber,
  deleteSubscriber,
  getSubscriber,
  listSubscribers,
  subscriberStats,
  updateSubscriber,
} from '../../contract/subscribers.ts'
import { linkKeyHash } from '../../credentials/link-keys.ts'
import { whoActs } from '../../credentials/principal.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { endMailFor, forgetMailTo, queueMail } from '../../mail/outbox.ts'
import { idsOf, knownToTeam, readSubscriber, shownSubscriber } from './chosen.ts'
import { presentSubscriber, subscriberForLog, subscriberTarget } from './present.ts'
import type { SubscriberServices } from './services.ts'
import {
  beginAgain,
  countSubscribers,
  deleteSubscriberRow,
  endSubscriber,
  insertSubscriber,
  listSubscriberRows,
  setEveryComponent,
  subscriberByEmail,
} from './store.ts'

/** `/admin/subscribers`. A subscriber of the sandbox is never sent any mail. */
export function adminRoutes({ newId, cursors, linkKeys }: SubscriberServices): Route[] {
  return [
    read(listSubscribers, (call, db) => {
      const { state, component_id, updated_since, q } = call.query
      const scope = scopeOf(call)
      const conditions: Condition[] = [
        { sql: 's.page_id = ? AND s.environment = ?', values: [scope.pageId, scope.environment] },
      ]
      if (state !== undefined) conditions.push({ sql: 's.state = ?', values: [state] })
      if (component_id !== undefined) conditions.push(follows(component_id))
      if (updated_since !== undefined) conditions.push({ sql: 's.updated_at >= ?', values: [updated_since] })
      if (q !== undefined) conditions.push(holdsText('s.email', q))
      const listing = listingOf(cursors, {
        name: listSubscribers.id,
        ...scope,
        query: call.query,
        defaultSort: '-created_at',
        columns: { created_at: 's.created_at', updated_at: 's.updated_at', email: 's.email' },
        id: 's.id',
        conditions,
      })
      const rows = listSubscriberRows(db, listing)
      const chosen = chosenBy(
        db,
        'subscriber',
        rows.map(({ id }) => id),
      )
      return { body: listing.page(rows, (row) => presentSubscriber(row, chosen.get(row.id) ?? [])) }
    }),

    read(subscriberStats, (call, db) => {
      const counts = countSubscribers(db, scopeOf(call))
      return { body: { total: counts.pending + counts.confirmed + counts.ended, ...counts } }
    }),

    change(createSubscriber, (call, batch) => {
      const { db, record } = batch
      const { body, now } = call
      const scope = scopeOf(call)
      const chosen = body.components ?? null
      knownToTeam(db, scope, chosen)
      const before = subscriberByEmail(db, scope, body.email)
      if (before !== undefined && before.state !== 'ended') {
        throw new Problem('conflict', {
          detail:
            before.state === 'pending'
              ? 'This address was asked to confirm already. Make a link for it, or wait for the answer.'
              : 'This address is subscribed already. Change what it follows instead.',
        })
      }
      if (before !== undefined && body.confirmed === true) {
        throw new Problem('conflict', {
          detail: 'They have unsubscribed. Leave confirmed out: they are sent a link, and decide themselves.',
        })
      }
      const id = before?.id ?? newId('subscriber')
      const term = (before?.term ?? 0) + 1
      const unsubscribeHash = linkKeyHash(linkKeys.keyFor('unsubscribe', id, term))
      if (before === undefined) {
        insertSubscriber(db, scope, {
          id,
          email: body.email,
          state: body.confirmed === true ? 'confirmed' : 'pending',
          everyComponent: chosen === null,
          unsubscribeHash,
          addedBy: 'team',
          by: whoActs(call.caller),
          now,
        })
      } else {
        beginAgain(db, id, { term, unsubscribeHash, now })
        setEveryComponent(db, id, chosen === null, now)
      }
      choose(db, 'subscriber', id, idsOf(chosen))
      const row = readSubscriber(db, scope, id)
      const after = shownSubscriber(db, row)
      if (scope.environment === 'live' && row.state === 'pending') {
        const components = after.components?.map(({ name }) => name) ?? null
        queueMail(db, {
          kind: 'subscription_confirm',
          to: row.email,
          pageId: scope.pageId,
          subjectId: id,
          data: { components },
          now,
        })
      }
      record({ target: subscriberTarget(row), after: subscriberForLog(after) })
      return { body: after, version: row.version }
    }),

    read(getSubscriber, (call, db) => {
      const row = readSubscriber(db, scopeOf(call), call.params.id)
      return { body: shownSubscriber(db, row), version: row.version }
    }),

    change(updateSubscriber, (call, batch) => {
      const { db, record, expectVersion } = batch
      const { body, now } = call
      const scope: Scope = scopeOf(call)
      const row = readSubscriber(db, scope, call.params.id)
      expectVersion(row.version)
      const before = shownSubscriber(db, row)
      const errors = fixedFieldErrors(body, before, changeableSubscriberFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      if (body.state !== undefined && body.state !== row.state && body.state !== 'ended') {
        throw new Problem('invalid_transition', {
          detail: 'Only they themselves can confirm or begin again, with the link of a mail. You can end it.',
        })
      }
      if (body.components !== undefined) {
        knownToTeam(db, scope, body.components)
        setEveryComponent(db, row.id, body.components === null, now)
        choose(db, 'subscriber', row.id, idsOf(body.components))
      }
      if (body.state === 'ended' && endSubscriber(db, row.id, 'team', now)) endMailFor(db, row.id, now)
      const changed = readSubscriber(db, scope, row.id)
      const after = shownSubscriber(db, changed)
      record({
        ...(changed.state === row.state ? {} : { action: 'subscriber.end' as const }),
        target: subscriberTarget(changed),
        before: subscriberForLog(before),
        after: subscriberForLog(after),
      })
      return { body: after, version: changed.version }
    }),

    change(
      deleteSubscriber,
      (call, batch) => {
        const { db, record, expectVersion } = batch
        const row = readSubscriber(db, scopeOf(call), call.params.id)
        expectVersion(row.version)
        const before = shownSubscriber(db, row)
        forgetMailTo(db, row.id)
        deleteSubscriberRow(db, row.id)
        record({ target: subscriberTarget(row), before: subscriberForLog(before) })
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}

/** Those whom a change of this component would reach. */
function follows(componentId: string): Condition {
  return {
    sql: `s.every_component = 1 OR EXISTS (
      SELECT 1 FROM subscriber_components c WHERE c.subscriber_id = s.id AND c.component_id = ?)`,
    values: [componentId],
  }
}
