import { readyAnswer } from '../../content/answer.ts'
import { choicesOf } from '../../content/interests.ts'
import { readPageSettings } from '../../content/page-settings.ts'
import type { RenderedPage } from '../../content/web/document.ts'
import {
  magicPage,
  subscribe,
  subscribeByForm,
  subscribePage,
  unsubscribe,
  unsubscribePage,
} from '../../contract/magic-routes.ts'
import { email as emailSchema } from '../../contract/people.ts'
import { Problem, type ProblemCode } from '../../contract/problems.ts'
import { linkKeyHash } from '../../credentials/link-keys.ts'
import type { Readable } from '../../db/database.ts'
import { change, publicRead, type Reply, type Route, read } from '../../http/handler.ts'
import { endMailFor } from '../../mail/outbox.ts'
import { askToSubscribe } from './ask.ts'
import { type Chosen, knownToVisitors } from './chosen.ts'
import { readForm } from './form.ts'
import { subscriberTarget } from './present.ts'
import type { SubscriberServices } from './services.ts'
import { endSubscriber, subscriberByKey } from './store.ts'
import {
  emptyForm,
  renderLinkPage,
  renderLinkSent,
  renderNothingToEnd,
  renderSubscribeForm,
  renderUnsubscribe,
  renderUnsubscribed,
  type WebSettings,
} from './web.ts'

/** What visitors do without a credential: subscribe (by the API, or by a form without script), unsubscribe, and open a link. */
export function visitorRoutes(services: SubscriberServices): Route[] {
  return [
    change(subscribe, (call, batch) => {
      const pageId = settingsOf(batch.db, call.page.id).pageId
      const chosen: Chosen = call.body.components ?? null
      knownToVisitors(batch.db, { pageId, environment: 'live' }, chosen)
      askToSubscribe(services, batch, { pageId, email: call.body.email, chosen, now: call.now })
      return {
        body: { message: 'Look at your mail: we have sent a link to the address that you gave. Open it to go on.' },
      }
    }),

    publicRead(subscribePage, (call, db) => {
      const { pageId, settings } = settingsOf(db, call.page.id)
      const choices = choicesOf(db, { pageId, environment: 'live' })
      const { text, contentSecurityPolicy } = renderSubscribeForm(settings, choices, emptyForm)
      return readyAnswer(
        db,
        { pageId, now: call.now },
        {
          contentType: 'text/html; charset=utf-8',
          text,
          headers: { 'Content-Security-Policy': contentSecurityPolicy },
        },
      )
    }),

    change(subscribeByForm, (call, batch) => {
      const { db } = batch
      const { pageId, settings } = settingsOf(db, call.page.id)
      const choices = choicesOf(db, { pageId, environment: 'live' })
      const form = readForm(call.body, choices, settings.localization.locale, (text) => {
        const parsed = emailSchema.safeParse(text)
        return parsed.success ? parsed.data : null
      })
      if (form.email === null)
        return refusing(renderSubscribeForm(settings, choices, form.state), 422, 'validation_failed')
      askToSubscribe(services, batch, { pageId, email: form.email, chosen: form.chosen, now: call.now })
      return page(renderLinkSent(settings))
    }),

    read(unsubscribePage, (call, db) => {
      const found = subscriberByKey(db, linkKeyHash(call.params.key), hostPageOf(call))
      const { settings } = settingsOf(db, found?.page_id ?? call.page.id)
      if (found === undefined) return refusing(renderNothingToEnd(settings), 404, 'not_found')
      return page(found.state === 'ended' ? renderUnsubscribed(settings) : renderUnsubscribe(settings, call.params.key))
    }),

    change(
      unsubscribe,
      (call, { db, record }) => {
        const row = subscriberByKey(db, linkKeyHash(call.params.key), hostPageOf(call))
        const { settings } = settingsOf(db, row?.page_id ?? call.page.id)
        if (row === undefined) return refusing(renderNothingToEnd(settings), 404, 'not_found')
        if (endSubscriber(db, row.id, 'visitor', call.now)) {
          endMailFor(db, row.id, call.now)
          record({
            target: subscriberTarget(row),
            pageId: row.page_id,
            environment: row.environment,
            before: { state: row.state },
            after: { state: 'ended', ended_by: 'visitor' },
          })
        }
        return page(renderUnsubscribed(settings))
      },
      { essential: true },
    ),

    read(magicPage, (call, db) => page(renderLinkPage(settingsOf(db, call.page.id).settings))),
  ]
}

/** On a page's host its keys alone count; on other names of ours the key says whose it is. */
function hostPageOf(call: { readonly hostKind: string; readonly page: { readonly id: string } }): string | null {
  return call.hostKind === 'page' ? call.page.id : null
}

/** @throws Problem `not_found` while there is no page (before set-up). */
function settingsOf(db: Readable, pageId: string): { pageId: string; settings: WebSettings } {
  const stored = readPageSettings(db, pageId)
  if (stored === undefined) throw new Problem('not_found')
  return { pageId, settings: stored.settings }
}

function page({ text, contentSecurityPolicy }: RenderedPage): Reply<string> {
  return { body: text, headers: { 'Content-Security-Policy': contentSecurityPolicy, 'X-Frame-Options': 'DENY' } }
}

/** A page that says what is wrong, with the code of it where programs look. */
function refusing(rendered: RenderedPage, status: number, code: ProblemCode): Reply<string> {
  const reply = page(rendered)
  return { ...reply, status, headers: { ...reply.headers, 'X-Error': code } }
}
