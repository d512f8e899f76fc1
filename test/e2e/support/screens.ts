import type { Page } from 'playwright-core'

/** The screens of the console, as someone finds them: what the navigation leads to, and what those screens lead to. */

/** Waits until the screen stands: its heading is there, nothing is being loaded any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor()
  await page.waitForFunction(
    () =>
      document.querySelector('main [aria-busy="true"]') === null &&
      /Synced/.test(document.querySelector('footer')?.textContent ?? ''),
  )
}

/** Goes to an address of the console, and waits until it stands. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/console${path}`)
  await settled(page)
}

function pathsOf(page: Page, selector: string): Promise<string[]> {
  return page
    .locator(selector)
    .evaluateAll((links) => links.map((link) => (link.getAttribute('href') ?? '').replace(/^\/console/, '')))
}

/**
 * Every screen that can be reached: the navigation's, the first thing that each of them lists, the tabs of those that have some, and one's own
 * account. A screen that is added to the navigation is in it by itself.
 */
export async function findScreens(page: Page): Promise<string[]> {
  const found = new Set<string>()
  const here = (): string => new URL(page.url()).pathname.replace(/^\/console/, '')
  for (const path of await pathsOf(page, 'nav[aria-label="Main"] a')) {
    await visit(page, path)
    found.add(here())
    const [first] = await pathsOf(page, `main a[href^="/console${path}/"]`)
    if (first !== undefined) found.add(first.split('?')[0] ?? first)
    for (const tab of await page.locator('main [role="tab"]').all()) {
      await tab.click()
      await settled(page)
      found.add(here())
    }
  }
  found.add('/account')
  return [...found]
}
