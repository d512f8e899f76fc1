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
