import type { Facts, Lock } from '../access/facts.ts'
import { type EndpointRules, rolePageOf, rulesOf } from '../access/facts.ts'
import { reachesEveryPage } from '../access/pages.ts'
import type { Endpoint, LockFeature } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import { credentialFactsOf } from '../credentials/facts.ts'
import type { Page, PageDirectory } from '../workspace/pages.ts'
import type { Exchange, Step } from './exchange.ts'

/**
 * Which page and environment the request speaks about, and the facts that every later decision reads.
 *
 * On a page's host the page is the host's. On a loopback name and on the public URL's host it is the token's; for those with
 * several pages, and for anonymous readers, `X-Page` or the default page (api.md, "Pages"). So automation never names a page by number.
 */

export interface FindPageOptions {
  pages: PageDirectory
  apiAccess(): boolean
  lockOf(pageId: string | null, feature: LockFeature): Lock | null
}

const compiled = new WeakMap<Endpoint, EndpointRules>()

/** The endpoint's rules, compiled once. */
export function compiledRules(endpoint: Endpoint): EndpointRules {
  let rules = compiled.get(endpoint)
  if (rules === undefined) {
    rules = rulesOf(endpoint)
    compiled.set(endpoint, rules)
  }
  return rules
}

/** The step that finds page, environment and facts. */
export function createFindPage({ pages, apiAccess, lockOf }: FindPageOptions): Step {
  const ownPage = (exchange: Exchange, asked: Page | null): Page | null => {
    const { principal } = exchange
    const fixed = principal === null || principal.kind === 'session' ? null : principal.pageId
    if (fixed !== null) return pages.byId(fixed)
    if (asked !== null) return asked
    if ((principal?.kind === 'session' || principal?.kind === 'oauth') && principal.everyPage === null) {
      const theirs = pages.all.filter((page) => principal.byPage.has(page.id))
      return theirs.find((page) => page.isDefault) ?? theirs[0] ?? pages.defaultPage
    }
    return pages.defaultPage
  }

  return function findPage(exchange) {
    const { principal, headers, hostPage } = exchange
    const xPage = headers.get('x-page')
    const asked = xPage === undefined ? null : pages.byId(xPage)
    const mayChoose =
      principal === null ||
      principal.kind === 'session' ||
      ((principal.kind === 'api_token' || principal.kind === 'oauth') && principal.pageId === null)
    const isMagicOfAPage = principal?.kind === 'magic' && principal.pageId !== null
    if (
      exchange.hostKind === 'page' ||
      (hostPage !== null && !isMagicOfAPage && !(mayChoose && principal !== null && asked !== null))
    )
      exchange.page = hostPage
    else exchange.page = ownPage(exchange, mayChoose ? asked : null)

    if (principal?.kind === 'api_token') exchange.environment = principal.environment
    else if (principal?.kind === 'session' && headers.get('x-environment') === 'test') exchange.environment = 'test'

    const pageId = exchange.page?.id ?? null
    const { onlyPageId } = pages
    const rules = compiledRules(exchange.route?.endpoint ?? missingRoute())
    const rolePage = rolePageOf(rules, { pageId, onlyPageId })
    const credential = credentialFactsOf(principal, rolePage, onlyPageId, exchange.now)
    exchange.effective = credential.access.effective
    exchange.everyPage = principal !== null && reachesEveryPage(credential.pages, onlyPageId)
    exchange.facts = {
      now: exchange.now,
      credential,
      endpoint: rules,
      request: {
        pageId,
        // Also where it names no page of ours: the layer `page` refuses what is not the page that was found.
        pageAsked: xPage ?? null,
        onlyPageId,
        address: exchange.address,
        apiAccess: apiAccess(),
        lock: rules.lock === null ? null : lockOf(pageId, rules.lock),
      },
    } satisfies Facts
  }
}

/** A token is for one environment: a header that names the other is refused where the kernel's own rule about environments stands. */
export const agreeOnEnvironment: Step = function agreeOnEnvironment({ principal, headers }) {
  const asked = headers.get('x-environment')
  if (asked === undefined || principal?.kind !== 'api_token' || asked === principal.environment) return
  throw new Problem('environment_mismatch', {
    detail: 'X-Environment names another environment than the token is for. Leave it out.',
  })
}

function missingRoute(): never {
  throw new Error('find-page runs after match-route')
}
