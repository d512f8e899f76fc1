/**
 * The lock screen (S17): by key and by itself, over drafts and secrets, in every tab, through a reload; opened by the password alone, also where the
 * session has ended behind it; and a session that gets a new cookie while other tabs are busy.
 */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { axe, consoleDir, eventually, focusOn, openBrowser, openWindow, picture, signIn } from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const lock = flow('ui.lock', () => page)
const minuteMs = 60_000

lock.after(async () => {
  await browser.close()
  await server.stop()
})

const screen = (of: Page = page) => of.getByRole('alertdialog', { name: 'Beatkeeper is locked' })
const gone = (of: Page = page) => screen(of).waitFor({ state: 'detached' })
const password = (of: Page = page) => screen(of).getByLabel('Password', { exact: true })
/** What can be seen of the page behind it. */
const seenBehind = (of: Page = page): Promise<boolean> =>
  of.evaluate(() => {
    const spots = [20, 100, 300, 600].flatMap((y) => [20, 200, 640, 1200].map((x) => document.elementFromPoint(x, y)))
    return spots.some((spot) => spot?.closest('main, aside, footer') !== null && spot !== null)
  })

lock(
  'Ctrl Shift L: nothing but the product and the person; the password opens it, drafts and focus are where they were',
  async () => {
    await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens')
    await page.getByRole('link', { name: 'owner', exact: true }).waitFor()
    await page.keyboard.press('n')
    await page.getByLabel('Name').fill('kept')
    await focusOn(page, 'Name')
    await page.keyboard.press('Control+Shift+L')
    await screen().waitFor()
    await focusOn(page, 'Password')
    await screen().getByText('Mina Okafor').waitFor()
    await eventually(() => page.title(), 'Locked · Beatkeeper')
    assert.is(await seenBehind(), false)
    assert.equal(await axe(page), [])
    await picture(page, 'locked')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    assert.ok(await screen().isVisible())
    assert.is(await page.getByRole('combobox', { name: 'Search tokens, pages and commands' }).count(), 0)
    await password().fill('wrong')
    await page.keyboard.press('Enter')
    await screen().getByText('The e-mail address or the password is not right.').waitFor()
    await password().fill(ownerPassword)
    await page.keyboard.press('Enter')
    await gone()
    await focusOn(page, 'Name')
    await eventually(() => page.getByLabel('Name').inputValue(), 'kept')
    await eventually(() => page.title(), 'API tokens · Acme')
  },
)

lock('unlocking counts as giving the password: what is sensitive is not asked for again', async () => {
  server.clock.pass(6 * minuteMs)
  await page.keyboard.press('Control+Shift+L')
  await password().fill(ownerPassword)
  await page.keyboard.press('Enter')
  await gone()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: 'Copy the secret for kept' }).waitFor()
})

lock('a secret on screen is not in the page while it is locked', async () => {
  const secret = (await page.getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  assert.match(secret, /^bk_live_/)
  await page.keyboard.press('Control+Shift+L')
  await screen().waitFor()
  assert.not.ok((await page.content()).includes(secret))
  await picture(page, 'locked-over-secret')
  await password().fill(ownerPassword)
  await page.keyboard.press('Enter')
  await gone()
  await eventually(async () => page.getByText(secret).count(), 1)
  await page.getByLabel('I stored it somewhere safe').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByText('kept created').waitFor()
})

lock('the server takes nothing from it meanwhile, and a reload is no way around it', async () => {
  await page.keyboard.press('Control+Shift+L')
  await screen().waitFor()
  const asked = () =>
    page.evaluate(async () => {
      const headers = { 'X-CSRF': localStorage.getItem('bk.csrf') ?? '' }
      return (await fetch('/api/v1/me', { headers })).headers.get('X-Error')
    })
  await eventually(asked, 'session_locked')
  await page.evaluate(() => localStorage.removeItem('bk.locked'))
  await page.reload()
  await screen().waitFor()
  await screen().getByText('Mina Okafor').waitFor()
  assert.is(await page.getByRole('navigation', { name: 'Main' }).count(), 0)
  await password().fill(ownerPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'kept', exact: true }).waitFor()
  await gone()
})

lock('a lock that the server did not hear of holds all the same, and through a reload', async () => {
  await page.route('**/api/v1/auth/lock', (route) => route.abort('connectionrefused'))
  await page.keyboard.press('Control+Shift+L')
  await screen().waitFor()
  await page.unroute('**/api/v1/auth/lock')
  await page.reload()
  await screen().waitFor()
  await password().fill(ownerPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'kept', exact: true }).waitFor()
  await gone()
})

lock(
  'every tab is locked and opened together; what another tab asks meanwhile is answered by the new cookie',
  async () => {
    const other = await window.context.newPage()
    await other.goto(`${new URL(page.url()).origin}/console/audit`)
    await other.getByRole('grid', { name: 'Audit events' }).waitFor()
    await page.bringToFront()
    await page.keyboard.press('Control+Shift+L')
    await screen(other).waitFor()
    await password().fill(ownerPassword)
    await page.keyboard.press('Enter')
    await gone()
    await gone(other)
    server.clock.pass(6 * minuteMs)
    // The password in one tab, while the other asks without a pause.
    const busy = other.evaluate(async () => {
      const codes: string[] = []
      for (let times = 0; times < 60; times += 1) {
        const headers = { 'X-CSRF': localStorage.getItem('bk.csrf') ?? '' }
        codes.push((await fetch('/api/v1/me', { headers })).headers.get('X-Error') ?? 'answered')
      }
      return codes
    })
    await page.keyboard.press('n')
    await page.getByLabel('Name').fill('two-tabs')
    await page.keyboard.press('Control+Enter')
    const dialog = page.getByRole('dialog', { name: 'Confirm your password' })
    await dialog.getByLabel('Password', { exact: true }).fill(ownerPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog', { name: 'Copy the secret for two-tabs' }).waitFor()
    assert.is((await busy).at(-1), 'answered', 'nobody was signed out')
    await page.getByLabel('I stored it somewhere safe').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await other.reload()
    await other.getByRole('grid', { name: 'Audit events' }).waitFor()
    await other.close()
  },
)

lock(
  'after 15 minutes without a sign of the person it locks itself, and asks nothing more; one that ended behind it is begun anew',
  async () => {
    const idle = await openWindow(browser)
    await idle.page.clock.install()
    await signIn(idle.page, server.url, ownerEmail, ownerPassword, '/console/tokens?new=1')
    await idle.page.getByLabel('Name').fill('a draft')
    await idle.page.clock.fastForward(14 * minuteMs)
    assert.is(await screen(idle.page).count(), 0)
    await idle.page.keyboard.press('Shift')
    await idle.page.clock.fastForward(14 * minuteMs)
    assert.is(await screen(idle.page).count(), 0, 'a key is a sign')
    await idle.page.clock.fastForward(2 * minuteMs)
    await screen(idle.page).waitFor()
    const asked: string[] = []
    idle.page.on('request', (request) => void asked.push(request.url()))
    await idle.page.clock.fastForward(20 * minuteMs)
    assert.equal(asked, [])
    server.clock.pass(31 * minuteMs)
    await password(idle.page).fill(ownerPassword)
    await idle.page.keyboard.press('Enter')
    await screen(idle.page)
      .getByText(/^Your session ended\./)
      .waitFor()
    await password(idle.page).fill(ownerPassword)
    await idle.page.keyboard.press('Enter')
    await gone(idle.page)
    await eventually(() => idle.page.getByLabel('Name').inputValue(), 'a draft')
    idle.check()
    await idle.close()
  },
)

lock('signing out from it leaves nothing locked behind', async () => {
  const last = await openWindow(browser)
  await signIn(last.page, server.url, ownerEmail, ownerPassword, '/console/tokens')
  await last.page.keyboard.press('Control+Shift+L')
  await screen(last.page).getByRole('button', { name: 'Sign out' }).click()
  await last.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  assert.is(await last.page.evaluate(() => localStorage.getItem('bk.locked')), null)
  last.check()
  await last.close()
  window.check()
})

lock.run()
