/** Sessions in the console: a wrong password, one that ends under a draft, the password again, a server that goes away, a role that may not. */
import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { consoleDir, eventually, focusOn, openBrowser, openWindow, picture, signIn } from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const session = flow('ui.session', () => page)
const minuteMs = 60_000

session.after(async () => {
  await browser.close()
  await server.stop()
})

session('a wrong password says nothing about the person, and empties the field', async () => {
  await page.goto(`${server.url}/console/tokens`)
  await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await focusOn(page, 'E-mail address')
  await page.keyboard.press('Enter')
  await page.getByText('Enter your e-mail address.').waitFor()
  await page.getByLabel('E-mail address').fill(ownerEmail)
  await page.getByLabel('Password', { exact: true }).fill('not the right one')
  await page.keyboard.press('Enter')
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await eventually(() => page.getByLabel('Password', { exact: true }).inputValue(), '')
  await eventually(() => page.getByLabel('E-mail address').inputValue(), ownerEmail)
})

session('signing in leads where one wanted to go', async () => {
  await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens?status=revoked')
  await page.getByRole('button', { name: /^Revoked/, pressed: true }).waitFor()
})

session('after five minutes what is sensitive wants the password; the call then goes on by itself', async () => {
  server.clock.pass(6 * minuteMs)
  await page.goto(`${new URL(page.url()).origin}/console/tokens?new=1`)
  await page.getByLabel('Name').fill('needs-a-password')
  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog', { name: 'Confirm your password' })
  await dialog.waitFor()
  await focusOn(page, 'Password')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await dialog.getByText('The e-mail address or the password is not right.').waitFor()
  await dialog.getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog', { name: 'Copy the secret for needs-a-password' }).waitFor()
  await page.getByLabel('I stored it somewhere safe').check()
  await page.getByRole('button', { name: 'Done' }).click()
})

session('refusing the password keeps the form as it was', async () => {
  server.clock.pass(6 * minuteMs)
  await page.keyboard.press('n')
  await page.getByLabel('Name').fill('kept')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog', { name: 'Confirm your password' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Confirm your password' }).waitFor({ state: 'detached' })
  await eventually(() => page.getByLabel('Name').inputValue(), 'kept')
})

session('a session that ends keeps the draft under an overlay; signing in goes on where one was', async () => {
  server.clock.pass(31 * minuteMs)
  // The next request finds out: this one, or one that the page makes by itself.
  await page.keyboard.press('Control+Enter')
  const overlay = page.getByRole('alertdialog', { name: 'Session ended' })
  await overlay.waitFor()
  await focusOn(page, 'Password')
  await picture(page, 'session-ended')
  await page.keyboard.press('Escape')
  assert.ok(await overlay.isVisible(), 'Escape is no way around it')
  await overlay.getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page.keyboard.press('Enter')
  await overlay.waitFor({ state: 'detached' })
  await eventually(() => page.getByLabel('Name').inputValue(), 'kept')
  await page.getByRole('button', { name: 'Create token' }).last().click()
  await page.getByRole('alertdialog', { name: 'Copy the secret for kept' }).waitFor()
  await page.getByLabel('I stored it somewhere safe').check()
  await page.getByRole('button', { name: 'Done' }).click()
})

session('the theme that was chosen is there on the next visit, before the first paint', async () => {
  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dark theme' }).click()
  await page.reload()
  assert.is(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
  await page.getByRole('link', { name: 'kept', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Switch between light and dark' }).click()
  await eventually(() => page.evaluate(() => document.documentElement.dataset.theme ?? null), 'light')
})

session('someone whose role may not see tokens is told what is missing, and what they may do', async () => {
  const invited = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/invites',
    body: { email: 'vera@example.org', role_key: 'viewer' },
  })
  assert.is(invited.status, 201, invited.text)
  const secret = /[#&]t=([^&]+)/.exec(invited.json.url)?.[1] ?? ''
  const accepted = await server.ask({
    method: 'POST',
    path: '/api/v1/invites/accept',
    headers: { 'X-Magic-Token': secret },
    body: { name: 'Vera Lund', password: 'violet harbour tandem 42' },
  })
  assert.ok(accepted.status < 300, accepted.text)
  const other = await openWindow(browser)
  await signIn(other.page, server.url, 'vera@example.org', 'violet harbour tandem 42', '/console/tokens')
  await other.page.getByRole('heading', { name: 'You can’t see this page' }).waitFor()
  await other.page.getByText('You need API tokens: view to see this.').waitFor()
  assert.is(
    await other.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API tokens' }).count(),
    0,
    'what one may not see is not in the navigation',
  )
  assert.is(await other.page.getByRole('button', { name: 'Create token' }).count(), 0)
  await other.page.getByRole('button', { name: 'See my access' }).click()
  await other.page.getByRole('dialog', { name: 'My access' }).getByText('Can view 6 areas and change 0.').waitFor()
  await picture(other.page, 'forbidden')
  other.check()
  await other.close()
})

session('while the server is away the list stays, says since when, and comes back by itself', async () => {
  const away = await openWindow(browser)
  // The page's own clock, so that the next look at the server comes when the test says.
  await away.page.clock.install()
  await signIn(away.page, server.url, ownerEmail, ownerPassword, '/console/tokens')
  await away.page.getByRole('link', { name: 'kept', exact: true }).waitFor()
  await away.page.route('**/api/**', (route) => route.abort('connectionrefused'))
  await away.page.clock.fastForward(61_000)
  await away.page.getByText(/^Can’t reach .+ since \d\d:\d\d\. You’re seeing the copy from \d\d:\d\d\.$/).waitFor()
  await away.page.getByRole('link', { name: 'kept', exact: true }).waitFor()
  await away.page
    .getByRole('contentinfo')
    .getByText(/^No answer since/)
    .waitFor()
  await picture(away.page, 'unreachable')
  await away.page.getByRole('button', { name: 'Create token', disabled: true }).click({ force: true })
  await away.page.keyboard.press('n')
  assert.is(await away.page.getByRole('dialog').count(), 0, 'nothing can be changed meanwhile')
  await away.page.unroute('**/api/**')
  await away.page.clock.fastForward(5_000)
  await away.page.getByText(/^Can’t reach/).waitFor({ state: 'detached' })
  await away.page
    .getByRole('contentinfo')
    .getByText(/^Connected/)
    .waitFor()
  away.check()
  await away.close()
})

session('signing out leaves nothing behind', async () => {
  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  assert.is(await page.evaluate(() => localStorage.getItem('bk.csrf')), null)
  const answer = await page.evaluate(async () => (await fetch('/api/v1/auth/session')).status)
  assert.is(answer, 401)
  window.check()
})

session.run()
