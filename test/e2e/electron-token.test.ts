import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Desktop } from '../support/electron/launch.ts'
import { desktopParts, launchDesktop, picture } from '../support/electron/launch.ts'
import { within } from '../support/runner/within.ts'

/**
 * What the product is for, in the desktop app: from an empty folder to a token that a script uses, is seen in the log, is revoked in the
 * window, and is refused on the next call. Real window, real server process, real HTTP.
 */
const story = suite('electron token')
let failed: string | null = null
const step = (words: string, act: () => Promise<unknown>): void =>
  story(
    words,
    within(60, async () => {
      assert.is(failed, null, `not reached: “${failed ?? ''}” failed`)
      try {
        await act()
      } catch (error) {
        failed = words
        await picture(desktop.page, 'electron-failed').catch(() => {})
        throw error
      }
    }),
  )

const found = await desktopParts()
if ('missing' in found) throw new Error(`No real Electron here: ${found.missing}.`)
const parts = found
const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-story-'))
const dataDir = join(folder, 'workspace')
const faults: string[] = []

/** What the console must never do, in any step: break its own policy, throw, or ask a stranger. */
function watch(page: Page): void {
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Types/i.test(message.text())) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('app://console/')) faults.push(`request to ${request.url()}`)
  })
}

async function open(): Promise<Desktop> {
  const opened = await launchDesktop(parts, { dataDir })
  watch(opened.page)
  return opened
}

let desktop = await open()
const owner = { email: 'mina@acme.test', password: 'violet harbour tandem 42' }
const name = 'pagerduty-incident-sync'
let secret = ''

/** Where scripts on this computer find the server. */
function serverUrl(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'url' in parsed ? String(parsed.url) : ''
}

/** A script's call, over the loopback address, with the token alone. */
async function script(path: string): Promise<{ status: number; code: string | null; text: string }> {
  const answer = await fetch(`${serverUrl()}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })
  return { status: answer.status, code: answer.headers.get('x-error'), text: await answer.text() }
}

const row = () => desktop.page.getByRole('row').filter({ has: desktop.page.getByRole('link', { name, exact: true }) })

/** Chooses an item of the menu bar, as a person does. */
const chooseMenu = (menu: string, label: RegExp): Promise<boolean> =>
  desktop.app.evaluate(
    ({ Menu }, [top, source]) => {
      const items =
        (Menu.getApplicationMenu()?.items ?? []).find((item) => item.label.replace('&', '') === top)?.submenu?.items ??
        []
      const item = items.find((entry) => new RegExp(source ?? '').test(entry.label))
      item?.click()
      return item?.enabled === true
    },
    [menu, label.source],
  )

story.after(async () => {
  await desktop.close()
  parts.display.close()
  rmSync(folder, { recursive: true, force: true })
})

step('the wizard sets the workspace up; the code comes from main and nobody types it', async () => {
  const { page } = desktop
  await page.getByLabel('Workspace name').fill('Acme')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Your first status page' }).waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await picture(page, 'electron-signed-in')
})

step(
  'the window holds no credential: no cookie, nothing in storage, nothing that a script of the page could read',
  async () => {
    const { app, page } = desktop
    const cookies = await app.evaluate(({ session }) =>
      session
        .fromPartition('persist:local')
        .cookies.get({})
        .then((list) => list.length),
    )
    assert.is(cookies, 0)
    const kept = await page.evaluate(
      () =>
        `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage })} ${JSON.stringify({ ...sessionStorage })} ${document.cookie}`,
    )
    assert.not.match(kept, /bks_|__Host-/)
  },
)

step('the menu bar has the commands of the console, and New token opens the form', async () => {
  const { page } = desktop
  await page.getByRole('link', { name: 'API tokens' }).first().click()
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  assert.ok(await chooseMenu('File', /^(?:New|Create).*token/i), 'File has an item for a new token')
  await page.getByRole('dialog', { name: 'Create API token' }).waitFor()
})

step('a token is made in the window; its secret is shown once and goes to the clipboard through main', async () => {
  const { app, page } = desktop
  await page.getByLabel('Name').fill(name)
  await picture(page, 'electron-create-token')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: `Copy the secret for ${name}` }).waitFor()
  secret = (await page.getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  assert.match(secret, /^bk_live_[0-9A-Za-z]{38}$/)
  await page.getByRole('button', { name: 'Copy secret' }).click()
  await page
    .getByText(/Copied/)
    .first()
    .waitFor()
  assert.is(await app.evaluate(async ({ clipboard }) => await clipboard.readText()), secret)
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
})

step('a script uses it against the embedded server, and the list says so', async () => {
  const me = await script('/me')
  assert.is(me.status, 200, me.text)
  assert.match(me.text, '"kind":"api_token"')
  assert.is((await script('/admin/incidents')).status, 200)
  assert.is((await fetch(`${serverUrl()}/api/v1/admin/incidents`)).status, 401, 'without it, nothing')
  await desktop.page.reload()
  await row().getByText('just now').first().waitFor()
  await row().getByText('127.0.0.1').waitFor()
  await picture(desktop.page, 'electron-token-used')
})

step('the log shows who called what', async () => {
  const { page } = desktop
  await page.getByRole('link', { name: 'Audit log' }).first().click()
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  await page.getByText(name).first().waitFor()
  await picture(page, 'electron-audit-log')
})

step('the inventory is written to a file by main, as the person chose', async () => {
  const { app, page } = desktop
  await page.getByRole('link', { name: 'API tokens' }).first().click()
  const file = join(folder, 'tokens.csv')
  // The one thing that a test cannot do is click in the system's own dialog.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await page.getByRole('button', { name: 'Export…' }).click()
  await page.getByRole('menuitem', { name: 'Inventory as CSV' }).click()
  await page
    .getByText(/saved|written/i)
    .first()
    .waitFor()
  const csv = readFileSync(file, 'utf8')
  assert.match(csv, name)
  assert.not.match(csv, secret)
})

step('revoked in the window, refused on the very next call', async () => {
  const { page } = desktop
  await row()
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: /^Revoke/ }).click()
  const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` })
  await dialog.waitFor()
  await dialog.getByRole('radio', { name: 'Suspected leak' }).check()
  await dialog.getByRole('button', { name: 'Revoke token' }).click()
  await dialog.waitFor({ state: 'detached' })
  const refused = await script('/me')
  assert.is(refused.status, 403)
  assert.is(refused.code, 'token_revoked')
  await row().filter({ hasText: 'Revoked' }).waitFor()
  await picture(page, 'electron-token-revoked')
})

step('in the dark, and at its smallest, the window is still whole', async () => {
  const { app, page } = desktop
  await app.evaluate(({ nativeTheme, BrowserWindow }) => {
    nativeTheme.themeSource = 'dark'
    BrowserWindow.getAllWindows()[0]?.setSize(760, 560)
  })
  await page.waitForFunction(() => window.innerWidth <= 760 && matchMedia('(prefers-color-scheme: dark)').matches)
  await picture(page, 'electron-dark-smallest')
  // Tables scroll inside their own region; nothing around them does.
  const sideways = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter(
        (node) =>
          node.scrollWidth > node.clientWidth &&
          /auto|scroll/.test(getComputedStyle(node).overflowX) &&
          node.querySelector('main, h1') !== null,
      )
      .map((node) => `${node.tagName.toLowerCase()}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`),
  )
  assert.equal(sideways, [])
})

step('a closed app forgets who was signed in, and keeps the workspace', async () => {
  await desktop.close()
  desktop = await open()
  const { page } = desktop
  await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  assert.is((await script('/me')).code, 'token_revoked')
})

step('through all of it the console kept to its own policy and its own origin', async () => assert.equal(faults, []))

story.run()
