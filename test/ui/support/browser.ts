import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { chromiumPath } from '../../support/runner/needs.ts'

/**
 * Chromium on the built console, for tests that drive it as a person would.
 *
 * Whatever the console must never do fails every test: a violation of its own policy, an uncaught error, a request to elsewhere.
 * Pictures lie in .artifacts/ui afterwards.
 */

const root = join(import.meta.dirname, '..', '..', '..')

/** Where the built console lies; `npm run e2e` builds it first. */
export const consoleDir = process.env.CONSOLE_DIR ?? join(root, 'out', 'console')

export interface Look {
  readonly dark?: boolean
  readonly forcedColors?: boolean
  readonly reducedMotion?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
}

export interface Window {
  readonly page: Page
  readonly context: BrowserContext
  /** Fails if the console did what it must never do. */
  check(): void
  close(): Promise<void>
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('There is no Chromium here.')
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** A window of a profile of its own. */
export async function openWindow(browser: Browser, look: Look = {}): Promise<Window> {
  const context = await browser.newContext({
    viewport: look.viewport ?? { width: 1280, height: 800 },
    colorScheme: look.dark === true ? 'dark' : 'light',
    forcedColors: look.forcedColors === true ? 'active' : 'none',
    reducedMotion: look.reducedMotion === false ? 'no-preference' : 'reduce',
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(30_000)
  const faults: string[] = []
  await context.exposeFunction('__noteViolation', (text: string) => void faults.push(text))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note: unknown = Reflect.get(window, '__noteViolation')
      if (typeof note === 'function')
        note(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => void faults.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1' && !hostname.endsWith('.localhost'))
      faults.push(`request to ${request.url()}`)
  })
  return {
    page,
    context,
    check() {
      assert.equal(faults, [], 'the console did what it must never do')
    },
    async close() {
      await context.close()
    },
  }
}

/** Signs in as a person does, and waits for the list of tokens. */
export async function signIn(
  page: Page,
  url: string,
  email: string,
  password: string,
  path = '/console/',
): Promise<void> {
  await page.goto(`${url}${path}`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Sidebar' }).waitFor()
}

/** What has the focus, in words: its accessible name, else its text. */
export function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return '(nothing)'
    const label =
      element.getAttribute('aria-label') ??
      (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.labels?.[0]?.textContent
        : null)
    return (label ?? element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  })
}

/** Waits until something of this name has the focus; layers hand it back a moment after they close. */
export async function focusOn(page: Page, wanted: string): Promise<void> {
  let found = ''
  for (let tries = 0; tries < 100; tries += 1) {
    found = await focusOf(page)
    if (found === wanted) return
    await page.waitForTimeout(20)
  }
  assert.is(found, wanted, 'the focus is elsewhere')
}

/** Waits until something that is asked of the page is as wanted: what a click or an answer changes takes a moment. */
export async function eventually<Found extends string | number | boolean | null>(
  look: () => Promise<Found>,
  wanted: Found,
  words?: string,
): Promise<void> {
  let found = await look()
  for (let tries = 0; tries < 250 && found !== wanted; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    found = await look()
  }
  assert.is(found, wanted, words)
}

/**
 * Types until an entry of the open menu or list is the active one, as a person would who sees that a pause was too long: letters that are more
 * than 350 ms apart begin a new word.
 */
export async function typeAhead(page: Page, letters: string, entry: string): Promise<void> {
  const active = page.locator('[data-highlighted]').filter({ hasText: entry }).first()
  for (let tries = 0; tries < 10; tries += 1) {
    await page.keyboard.type(letters)
    const found = await active.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    )
    if (found) return
  }
  assert.unreachable(`“${letters}” never led to “${entry}”`)
}

/** A picture for the eye, of the window as it is. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, '.artifacts', 'ui')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  id: string
  impact: string
  nodes: string[]
}

/** What axe finds wrong (WCAG 2.0 to 2.2, A and AA, and its best practices). */
export async function axe(page: Page, leaveOut: readonly string[] = []): Promise<Finding[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async (disabled) => {
    const run: unknown = Reflect.get(Reflect.get(window, 'axe'), 'run')
    if (typeof run !== 'function') throw new Error('axe is not there')
    const result = await run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: Object.fromEntries(disabled.map((id) => [id, { enabled: false }])),
    })
    return result.violations.map(
      (violation: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }) => ({
        id: violation.id,
        impact: violation.impact,
        nodes: violation.nodes.map(
          (node) => `${node.html.slice(0, 160)} · ${node.failureSummary.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
        ),
      }),
    )
  }, leaveOut)
}
