import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desktopParts, launchDesktop, picture } from '../../support/electron/launch.ts'
import { within } from '../../support/runner/within.ts'
import { ownerEmail, ownerPassword } from './server.ts'

/**
 * Stories in the desktop app, step by step: the first step that fails leaves a picture and ends the story. The app may be closed and
 * opened again over the same folder, and shows one window after the other.
 */
export interface DesktopStory {
  readonly step: (words: string, act: () => Promise<unknown>) => void
  /** The window that is there now. */
  page(): Page
  /** The main process. */
  app(): Awaited<ReturnType<typeof launchDesktop>>['app']
  readonly dataDir: string
  /** Does what makes the window anew, and goes on in the new one. */
  toAnotherWindow(act: () => Promise<unknown>): Promise<void>
  /** Switches by the menu in the sidebar, or on the page before there is one. */
  switchTo(name: string): Promise<void>
  /** Closes the app and opens it again. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>
  /** What the console did that it must never do. */
  readonly faults: readonly string[]
  run(): void
}

export async function desktopStory(
  name: string,
  { env, ended }: { env?: () => Promise<Readonly<Record<string, string>>>; ended?: () => Promise<unknown> } = {},
): Promise<DesktopStory> {
  const parts = await desktopParts()
  if ('missing' in parts) throw new Error(`No real Electron here: ${parts.missing}.`)
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-desktop-story-'))
  const dataDir = join(folder, 'workspace')
  const faults: string[] = []
  const story = suite(name)
  let failed: string | null = null

  const open = (more: Readonly<Record<string, string>> | undefined) =>
    launchDesktop(parts, { dataDir, ...(more === undefined ? {} : { env: more }) })
  let desktop = await open(await env?.())
  let page = watched(desktop.page, faults)

  story.after(async () => {
    await desktop.close()
    parts.display.close()
    await ended?.()
    rmSync(folder, { recursive: true, force: true })
  })

  async function toAnotherWindow(act: () => Promise<unknown>): Promise<void> {
    const [next] = await Promise.all([desktop.app.waitForEvent('window'), act()])
    page = watched(next, faults)
    await page.waitForSelector('#root > *')
  }

  return {
    step(words, act) {
      story(
        words,
        within(120, async () => {
          assert.is(failed, null, `not reached: “${failed ?? ''}” failed`)
          try {
            await act()
          } catch (error) {
            failed = words
            await picture(page, `failed-${name.replaceAll(' ', '-')}`).catch(() => {})
            throw error
          }
        }),
      )
    },
    page: () => page,
    app: () => desktop.app,
    dataDir,
    toAnotherWindow,
    async switchTo(wanted) {
      await page.keyboard.press('Control+Shift+O')
      await toAnotherWindow(() => page.getByRole('menuitemradio', { name: wanted }).click())
    },
    async restart(more) {
      await desktop.close()
      desktop = await open(more)
      page = watched(desktop.page, faults)
      await page.waitForSelector('#root > *')
    },
    faults,
    run: () => story.run(),
  }
}

/** What the console must never do, whichever connection it shows. */
function watched(page: Page, faults: string[]): Page {
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Types/i.test(message.text())) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('app://console/')) faults.push(`request to ${request.url()}`)
  })
  return page
}

/** The local workspace, from nothing to its overview. */
export async function setUpLocal(page: Page): Promise<void> {
  await page.getByLabel('Workspace name').fill('Home')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Your first status page' }).waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('E-mail address').fill(ownerEmail)
  await page.getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

export async function openConnections(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
}

export const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** Adds a connection whose certificate nobody vouches for, up to the question of how one signs in. */
export async function addConnection(
  page: Page,
  { origin, fingerprint, name }: { origin: string; fingerprint: string; name: string },
): Promise<Locator> {
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(origin)
  await dialog.getByRole('button', { name: 'Check address' }).click()
  await dialog.getByRole('textbox', { name: 'Fingerprint from the server' }).fill(fingerprint)
  await dialog.getByRole('button', { name: 'Trust this certificate' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('button', { name: 'Add connection' }).click()
  const signIn = page.getByRole('dialog', { name: `Sign in to ${name}` })
  await signIn.waitFor()
  return signIn
}

/** Signs in to a remote with e-mail address and password, in its own window. */
export async function giveCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Answers the questions that main asks in dialogs of the system, which no test can press: by number of the button, in order, then the last. */
export async function answerQuestions(app: ReturnType<DesktopStory['app']>, answers: readonly number[]): Promise<void> {
  await app.evaluate(({ dialog }, buttons) => {
    const asked: string[] = []
    Reflect.set(globalThis, '__asked', asked)
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1)
      const words = ['message', 'detail'].map((key) =>
        typeof options === 'object' && options !== null ? String(Reflect.get(options, key)) : '',
      )
      asked.push(words.join(' '))
      return Promise.resolve({ response: buttons[asked.length - 1] ?? buttons.at(-1) ?? 0, checkboxChecked: false })
    }
  }, answers)
}

export function askedQuestions(app: ReturnType<DesktopStory['app']>): Promise<string[]> {
  return app.evaluate(() => Reflect.get(globalThis, '__asked') as string[])
}
