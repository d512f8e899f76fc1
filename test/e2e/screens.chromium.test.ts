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

/** What axe finds about contrast alone: all that another theme can change. It is in the page already. */
const contrast = (): Promise<Awaited<ReturnType<typeof axe>>> =>
  page.evaluate(async () => {
    const run: unknown = Reflect.get(Reflect.get(globalThis, 'axe'), 'run')
    if (typeof run !== 'function') throw new Error('axe is not there')
    const { violations } = await run(document, { runOnly: { type: 'rule', values: ['color-contrast'] } })
    return violations.map(({ id, impact, nodes }: { id: string; impact: string; nodes: { html: string }[] }) => ({
      id,
      impact,
      nodes: nodes.map(({ html }) => html.slice(0, 160)),
    }))
  })

/** Looks at what is shown in both themes, and keeps pictures; answers what axe finds. */
async function look(name: string): Promise<string[]> {
  const findings: string[] = []
  for (const [theme, find] of [
    ['light', () => axe(page)],
    ['dark', contrast],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    for (const { id, impact, nodes } of await find())
      findings.push(`${name} ${theme}: ${impact} ${id}: ${nodes.slice(0, 3).join(' | ')}`)
    await picture(page, `screen-${name}-${theme}`)
  }
  return findings
}

const wide = { width: 1280, height: 800 }
/** 640 × 400 is 1280 × 800 at twice the size; 760 × 560 is the smallest window of the app. */
const small = [
  { width: 640, height: 400 },
  { width: 760, height: 560 },
]
const findings: string[] = []
const misfits: string[] = []
let forms = 0

/** What does not fit when there is little room. */
async function squeeze(path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  for (const viewport of small) {
    await page.setViewportSize(viewport)
    await page.waitForFunction((width) => innerWidth === width, viewport.width)
    const at = `${path} at ${viewport.width}`
    const over = await overflow(page)
    if (over > 0) misfits.push(`${at}: ${over} px too wide`)
    for (const target of await smallTargets(page)) misfits.push(`${at}: ${target} is too small`)
    await picture(page, `screen-${nameOf(path)}-${viewport.width}`)
  }
  await page.setViewportSize(wide)
}

story('every screen is walked through, and the form behind its first button opened', async () => {
  for (const path of screens) {
    await visit(page, path)
    findings.push(...(await look(nameOf(path))))
    await squeeze(path)
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
  assert.ok(screens.length > 15 && forms > 5, screens.join(' '))
})

story('axe finds nothing on any of them, in light and in dark', async () => {
  const serious = findings.filter((finding) => /: (?:serious|critical) /.test(finding)).length
  const looks = (screens.length + forms) * 2
  console.log(
    `U7 axe screens ${screens.length} forms ${forms} looks ${looks} serious ${serious} other ${findings.length - serious}`,
  )
  assert.equal(findings, [])
})

story(
  'at twice the size and in the smallest window none is wider than the window, no target smaller than 24 px',
  async () => {
    console.log(`U8 zoom screens ${screens.length} sizes ${small.length} faults ${misfits.length}`)
    assert.equal(misfits, [])
  },
)

story('in the smallest window the navigation is a rail of icons that still have their names', async () => {
  await page.setViewportSize({ width: 760, height: 560 })
  await visit(page, '/tokens')
  const rail = await page.getByRole('complementary', { name: 'Sidebar' }).boundingBox()
  assert.ok((rail?.width ?? 999) <= 64, `${rail?.width} px wide`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API tokens' }).waitFor()
  await page.setViewportSize(wide)
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
