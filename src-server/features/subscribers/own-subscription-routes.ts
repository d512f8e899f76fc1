import { choose } from '../../content/interests.ts'
import { changeSubscription, endSubscription, readSubscription } from '../../contract/magic-routes.ts'
import type { Readable } from '../../db/database.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { endMailFor } from '../../mail/outbox.ts'
import { idsOf, knownToVisitors, shownSubscriber } from './chosen.ts'
import { around, followed, ownSubscription, scopeOfRow } from './own.ts'
import { subscriberForLog, subscriberTarget } from './present.ts'
import { endSubscriber, type SubscriberRow, setEveryComponent } from './store.ts'

/** `/magic/subscription`: what the holder of its token reads, changes and ends. */
export function ownSubscriptionRoutes(): Route[] {
  const shown = (db: Readable, row: SubscriberRow) => ({
    email: row.email,
    state: row.state,
    components: followed(db, 'subscriber', row),
    ...around(db, row),
  })

  return [
    read(readSubscription, (call, db) => ({ body: shown(db, ownSubscription(db, call.caller)) })),

    change(changeSubscription, (call, batch) => {
      const { db, record } = batch
      const { components } = call.body
      const row = ownSubscription(db, call.caller)
      const before = shownSubscriber(db, row)
      knownToVisitors(db, scopeOfRow(row), components)
      setEveryComponent(db, row.id, components === null, call.now)
      choose(db, 'subscriber', row.id, idsOf(components))
      const changed = ownSubscription(db, call.caller)
      record({
        target: subscriberTarget(row),
        environment: row.environment,
        before: subscriberForLog(before),
        after: subscriberForLog(shownSubscriber(db, changed)),
      })
      return { body: shown(db, changed) }
    }),

    change(
      endSubscription,
      (call, { db, record }) => {
        const row = ownSubscription(db, call.caller)
        if (endSubscriber(db, row.id, 'visitor', call.now)) endMailFor(db, row.id, call.now)
        record({
          target: subscriberTarget(row),
          environment: row.environment,
          before: { state: row.state },
          after: { state: 'ended', ended_by: 'visitor' },
        })
        return { body: undefined }
      },
      { essential: true },
    ),
  ]
}
