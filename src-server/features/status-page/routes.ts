import { readyAnswer } from '../../content/answer.ts'
import { readStatusPage } from '../../contract/public.ts'
import { publicRead, type Route } from '../../http/handler.ts'
import { readStatusPageModel } from './model.ts'
import { renderNotSetUp, renderStatusPage } from './render.ts'

/** `GET /` on a page's host: the status page itself. */
export function statusPageRoutes(): Route[] {
  return [
    publicRead(readStatusPage, (call, db) => {
      const model = readStatusPageModel(db, call.page.id, call.now)
      const { text, contentSecurityPolicy } = model === undefined ? renderNotSetUp() : renderStatusPage(model)
      return readyAnswer(
        db,
        { pageId: call.page.id, now: call.now },
        {
          contentType: 'text/html; charset=utf-8',
          text,
          headers: { 'Content-Security-Policy': contentSecurityPolicy },
        },
      )
    }),
  ]
}
