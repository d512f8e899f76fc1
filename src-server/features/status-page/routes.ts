import { readyAnswer } from '../../content/answer.ts'
import { interestOf } from '../../content/interests.ts'
import { viewOfKey } from '../../content/keyed.ts'
import type { RenderedPage } from '../../content/web/document.ts'
import { Problem } from '../../contract/problems.ts'
import { readCustomViewPage, readStatusPage } from '../../contract/public.ts'
import type { Readable } from '../../db/database.ts'
import { publicRead, type ReadyAnswer, type Route } from '../../http/handler.ts'
import { readStatusPageModel } from './model.ts'
import { partOf } from './part.ts'
import { renderNotSetUp, renderStatusPage } from './render.ts'

/** `GET /` on a page's host: the status page itself; and the part of it that a custom view shows, by its key. */
export function statusPageRoutes(): Route[] {
  const answer = (
    db: Readable,
    at: { readonly pageId: string; readonly now: number },
    { text, contentSecurityPolicy }: RenderedPage,
    headers: Readonly<Record<string, string>> = {},
  ): ReadyAnswer =>
    readyAnswer(db, at, {
      contentType: 'text/html; charset=utf-8',
      text,
      headers: { 'Content-Security-Policy': contentSecurityPolicy, ...headers },
    })

  return [
    publicRead(readStatusPage, ({ page, now }, db) => {
      const model = readStatusPageModel(db, page.id, now)
      return answer(db, { pageId: page.id, now }, model === undefined ? renderNotSetUp() : renderStatusPage(model))
    }),

    publicRead(readCustomViewPage, ({ params: { key }, page, hostKind, now }, db) => {
      const view = viewOfKey(db, key, hostKind === 'page' ? page.id : null)
      const whole = view === undefined ? undefined : readStatusPageModel(db, view.page_id, now)
      if (view === undefined || whole === undefined) throw new Problem('not_found')
      const model = partOf(whole, view.name, interestOf(db, 'view', view.id, false))
      const ready = answer(db, { pageId: view.page_id, now }, renderStatusPage(model), { 'X-Robots-Tag': 'noindex' })
      // Kept for the page that was asked; where the key says which page it is, changes of that page would not drop it.
      return view.page_id === page.id ? ready : { ...ready, freshUntil: now }
    }),
  ]
}
