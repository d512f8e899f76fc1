import { choose } from '../../content/interests.ts'
import { linkKeyHash } from '../../credentials/link-keys.ts'
import type { Change } from '../../http/handler.ts'
import { queueMail } from '../../mail/outbox.ts'
import { type Chosen, idsOf, shownSubscriber } from './chosen.ts'
import { subscriberForLog, subscriberTarget } from './present.ts'
import { answerTo } from './rules.ts'
import type { SubscriberServices } from './services.ts'
import {
  beginAgain,
  countMail,
  insertSubscriber,
  setEveryComponent,
  subscriberByEmail,
  subscriberById,
} from './store.ts'

/**
 * A visitor asks to be told. What they are answered does not depend on what is known of the address, and neither does the work before it is
 * answered: a look-up, a row, a count, a mail in the outbox, a row of the log. Held by test/subscribers/subscribe.test.ts (same bytes, same time).
 * `chosen` holds what visitors can choose, or null.
 */
export function askToSubscribe(
  { newId, linkKeys }: Pick<SubscriberServices, 'newId' | 'linkKeys'>,
  { db, record }: Change,
  { pageId, email, chosen, now }: { pageId: string; email: string; chosen: Chosen; now: number },
): void {
  const scope = { pageId, environment: 'live' } as const
  const before = subscriberByEmail(db, scope, email)
  const answer = answerTo(
    before === undefined ? null : { state: before.state, mails: before.mails, mailsFrom: before.mails_from },
    now,
  )
  const id = before?.id ?? newId('subscriber')
  const term = (before?.term ?? 0) + 1
  if (answer.does === 'add' || answer.does === 'begin_again') {
    const unsubscribeHash = linkKeyHash(linkKeys.keyFor('unsubscribe', id, term))
    if (answer.does === 'begin_again') beginAgain(db, id, { term, unsubscribeHash, now })
    else {
      const row = { id, email, state: 'pending', addedBy: 'visitor', by: null } as const
      insertSubscriber(db, scope, { ...row, everyComponent: chosen === null, unsubscribeHash, now })
    }
  }
  if (answer.does !== 'nothing') {
    if (answer.does !== 'add') setEveryComponent(db, id, chosen === null, now)
    choose(db, 'subscriber', id, idsOf(chosen))
  }
  countMail(db, id, answer.mails, answer.mailsFrom)
  const row = subscriberById(db, id)
  if (row === undefined) throw new Error('a subscriber was just written and is not there')
  const shown = shownSubscriber(db, row)
  const to = { to: row.email, pageId, subjectId: id, now }
  if (answer.mail === 'subscription_manage') queueMail(db, { kind: answer.mail, ...to, data: {} })
  else if (answer.mail === 'subscription_confirm') {
    const components = shown.components?.map(({ name }) => name) ?? null
    queueMail(db, { kind: answer.mail, ...to, data: { components } })
  }
  const isNew = answer.does === 'add' || answer.does === 'begin_again'
  const action = isNew ? 'subscriber.create' : 'subscriber.ask'
  record({ action, target: subscriberTarget(row), environment: 'live', after: subscriberForLog(shown) })
}
