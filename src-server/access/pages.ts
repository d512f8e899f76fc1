/**
 * Pages as access sees them: which ones a credential is for.
 *
 * `null` is every page there is or ever will be. A list is just those pages, even if they happen to be all of them today.
 */
export type PageReach = readonly string[] | null

/** Whether a reach holds this page. A request without a page is for those with every page only. */
export function reachesPage(reach: PageReach, pageId: string | null): boolean {
  return reach === null || (pageId !== null && reach.includes(pageId))
}

/**
 * Whether a reach is every page: all of them by `null`, or the only one there is (api.md, "Members").
 * @param onlyPageId the workspace's page where it has just one, else `null`.
 */
export function reachesEveryPage(reach: PageReach, onlyPageId: string | null): boolean {
  return reach === null || (onlyPageId !== null && reach.includes(onlyPageId))
}

/**
 * The pages on which a change to a role counts: every page, or the only one there is, unless someone holds the role for
 * all pages. Then it would also count on the pages to come, and only who has every page as such may change it. (A model found
 * this: an owner of the only page widened a role of their own that was for every page, and then a second page was made.)
 * @param holders the reach of each membership and token that holds the role and could still work.
 */
export function reachOfRole(onlyPageId: string | null, holders: readonly PageReach[]): PageReach {
  return onlyPageId === null || holders.includes(null) ? null : [onlyPageId]
}
