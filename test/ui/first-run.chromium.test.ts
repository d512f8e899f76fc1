/** From an empty folder to a workspace, in the browser: the setup link, three steps, and in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { type RunningServer, runServer } from '../../src-server/run.ts'
import { axe, consoleDir, focusOn, openBrowser, openWindow, picture, type Window } from './support/browser.ts'

const firstRun = suite('ui.first-run')
const dataDir = mkdtempSync(join(tmpdir(), 'beatkeeper-first-run-'))
const browser = await openBrowser()
let server: RunningServer
let code = ''
let window: Window

firstRun.before(async () => {
  server = await runServer(
    {
      dataDir,
      port: 0,
      host: '127.0.0.1',
      alsoHost: null,
      publicUrl: null,
      trustedProxies: [],
      tls: null,
      consoleDir,
      readyFile: null,
      keyFile: null,
      logLevel: 'error',
      checkReplies: true,
      anonymousPerMinute: 1_000_000,
      failedPerMinute: 1_000_000,
      tickSeconds: 3600,
    },
    undefined,
    { passwords: createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } }) },
  )
  code = server.services.setupCode.make()
  window = await openWindow(browser)
})
firstRun.after(async () => {
  await browser.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

firstRun('the link’s code leaves the address bar at once', async () => {
  const { page } = window
  await page.goto(`${server.url}/console/setup#code=${code}`)
  await page.getByRole('heading', { name: 'Name your workspace' }).waitFor()
  assert.not.match(page.url(), /code=/)
  assert.match(new URL(page.url()).hostname, /\.localhost$/)
  await focusOn(page, 'Workspace name')
  assert.equal(await axe(page), [])
})

firstRun('a step that lacks something says what, and keeps the focus there', async () => {
  const { page } = window
  await page.keyboard.press('Enter')
  await page.getByText('Give the workspace a name.').waitFor()
  await focusOn(page, 'Workspace name')
  await page.keyboard.type('Acme')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your first status page' }).waitFor()
  assert.is(await page.getByLabel('Page name').inputValue(), 'Acme')
  await page.getByLabel('Host').fill('https://Status.Acme.test/')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByText('Choose a password of at least 12 characters.').waitFor()
  await focusOn(page, 'E-mail address')
  assert.equal(await axe(page), [])
  await picture(page, 'setup-owner')
})

firstRun('what the server refuses stands beside its field', async () => {
  const { page } = window
  await page.getByLabel('E-mail address').fill('mina@acme.test')
  await page.getByLabel('Password', { exact: true }).fill('passwordpassword')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.locator('[aria-invalid="true"]').first().waitFor()
  await focusOn(page, 'Password')
})

firstRun('Back keeps what was typed; the last step opens the console', async () => {
  const { page } = window
  await page.getByRole('button', { name: 'Back' }).click()
  assert.is(await page.getByLabel('Host').inputValue(), 'https://Status.Acme.test/')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill('violet harbour tandem 42')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Sidebar' }).waitFor()
  await page.getByText('status.acme.test', { exact: false }).first().waitFor()
  await page.waitForFunction(() => document.title.endsWith('· Acme'))
  await page.reload()
  await page.getByRole('complementary', { name: 'Sidebar' }).waitFor()
  window.check()
})

firstRun('the link is of no use a second time', async () => {
  const second = await openWindow(browser)
  await second.page.goto(`${server.url}/console/setup#code=${code}`)
  await second.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  second.check()
  await second.close()
})

firstRun.run()
