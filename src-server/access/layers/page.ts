import { type Denial, deny } from '../denial.ts'
import type { Facts } from '../facts.ts'
import { reachesEveryPage, reachesPage } from '../pages.ts'
import { requiresNothing } from '../requirement.ts'

/**
 * Is the credential for the page that the request speaks about, and for all of them where the route speaks for the workspace?
 *
 * A token that belongs elsewhere is refused on every route, public ones included. A session belongs to a person: it
 * may ask who it is on any page, and only what needs a permission needs a membership there.
 */
export function judgePage({ credential, endpoint, request }: Facts): Denial | null {
  if (request.pageAsked !== null && request.pageAsked !== request.pageId) {
    return deny('page', 'page_mismatch', {
      detail: 'X-Page names another page than the host or the credential. Leave it out, or call the host of that page.',
    })
  }
  if (credential.kind === 'anonymous' || credential.kind === 'magic') return null
  if (endpoint.everyPage && !reachesEveryPage(credential.pages, request.onlyPageId)) {
    return deny('page', 'page_mismatch', {
      detail: 'This speaks for the whole workspace. It takes a credential or a membership for every page.',
    })
  }
  if (credential.kind === 'session' && requiresNothing(endpoint.required)) return null
  if (reachesPage(credential.pages, request.pageId)) return null
  return credential.kind === 'session'
    ? deny('page', 'page_mismatch', { detail: 'You are not a member of this page. Ask one of its admins to add you.' })
    : deny('page', 'page_mismatch')
}
