/**
 * Every screen of the console over a year of content: what axe finds in light and in dark, at twice the size, in the smallest window, and in forced
 * colours. Pictures of all of them are kept for the eye.
 */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { axe, openWindow, signIn } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { findScreens, settled, visit } from './support/screens.ts'
import { startDemoServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

const server = await startDemoServer()
const browser = await openChromium()
const window = await openWindow(browser)
const { page } = window
const story = storyOf('screens', () => page)
let screens: string[] = []

/** `/tokens/tok_01…` → `tokens-detail`: the same name for each run. */
const nameOf = (path: string): string =>
  path
    .slice(1)
    .replace(/\/[a-z]{3}_[0-9a-z]+$/, '-detail')
    .replaceAll(/[/?=&]+/g, '-')

/** How much wider than the window the page is, or its main part. */
const overflow = (shown: Page): Promise<number> =>
  shown.evaluate(() =>
    Math.max(
      document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ...[...document.querySelectorAll('main')].map((main) => main.scrollWidth - main.clientWidth),
    ),
  )

/** Controls that are smaller than 24 × 24 px (WCAG 2.2, 2.5.8); links within a sentence may be. */
const smallTargets = (shown: Page): Promise<string[]> =>
  shown.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, input, select, [role="option"], [role="tab"]')]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        const style = getComputedStyle(element)
        const isInline = element.tagName === 'A' && style.display === 'inline'
        // What is laid over its own face, or shown only once it has the focus, is as large as that.
        return width > 1 && !isInline && style.opacity !== '0' && (width < 24 || height < 24)
      })
      .map((element) => `${element.tagName} “${element.getAttribute('aria-label') ?? element.textContent?.trim()}”`),
  )

story.before(async () => {
  await signIn(page, server.url, server.email, server.password, '/console/')
  await settled(page)
  screens = await findScreens(page)
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

const themes = ['light', 'dark'] as const

/** Looks at what is shown in both themes, and keeps pictures; answers what axe finds. */
async function look(name: string): Promise<string[]> {
  const findings: string[] = []
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    for (const { id, impact, nodes } of await axe(page))
      findings.push(`${name} ${theme}: ${impact} ${id}: ${nodes.slice(0, 3).join(' | ')}`)
    await picture(page, `screen-${name}-${theme}`)
  }
  return findings
}

story('axe finds nothing on any screen or in the form behind its first button, in light and in dark', async () => {
  const findings: string[] = []
  let forms = 0
  for (const path of screens) {
    await visit(page, path)
    findings.push(...(await look(nameOf(path))))
    const make = page.locator('main button[aria-keyshortcuts="N"]')
    if ((await make.count()) === 0) continue
    await make.click()
    // A dialog, or a screen of its own.
    await page.waitForFunction(
      (before) =>
        document.querySelector('[role="dialog"] :is(input, textarea)') !== null || location.pathname !== before,
      `/console${path}`,
    )
    await settled(page)
    findings.push(...(await look(`${nameOf(path)}-new`)))
    forms += 1
  }
  const serious = findings.filter((finding) => /: (?:serious|critical) /.test(finding)).length
  const looks = (screens.length + forms) * themes.length
  console.log(
    `U7 axe screens ${screens.length} forms ${forms} looks ${looks} serious ${serious} other ${findings.length - serious}`,
  )
  assert.equal(findings, [])
  assert.ok(screens.length > 10 && forms > 2, screens.join(' '))
})

story(
  'at twice the size and in the smallest window no screen is wider than the window, no target smaller than 24 px',
  async () => {
    const wrong: string[] = []
    await page.emulateMedia({ colorScheme: 'light' })
    for (const [width, height] of [
      [640, 400],
      [760, 560],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const path of screens) {
        await visit(page, path)
        const wide = await overflow(page)
        if (wide > 0) wrong.push(`${path} at ${width}: ${wide} px too wide`)
        for (const target of await smallTargets(page)) wrong.push(`${path} at ${width}: ${target} is too small`)
        await picture(page, `screen-${nameOf(path)}-${width}`)
      }
    }
    console.log(`U8 zoom screens ${screens.length} sizes 2 faults ${wrong.length}`)
    assert.equal(wrong, [])
  },
)

story('in the smallest window the navigation is a rail of icons that still have their names', async () => {
  const rail = await page.getByRole('complementary', { name: 'Sidebar' }).boundingBox()
  assert.ok((rail?.width ?? 999) <= 64, `${rail?.width} px wide`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API tokens' }).waitFor()
  await page.setViewportSize({ width: 1280, height: 800 })
})

story('in forced colours the screens still have their lines and marks', async () => {
  await page.emulateMedia({ forcedColors: 'active' })
  for (const path of ['/tokens', '/audit']) {
    await visit(page, path)
    assert.equal(await axe(page), [], path)
    await picture(page, `screen-${nameOf(path)}-forced-colours`)
  }
  await page.emulateMedia({ forcedColors: 'none' })
  window.check()
})

story.run()
