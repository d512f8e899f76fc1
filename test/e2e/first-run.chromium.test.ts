/** The first minutes in a browser, against the real server: the printed link, codes that do not work, the wizard, signing out and in. */
import * as assert from 'uvu/assert'
import { axe, eventually, focusOn, openWindow, type Window } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { ownerEmail, ownerPassword, pageHost, startFreshServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

const server = await startFreshServer()
const browser = await openChromium()
let window: Window = await openWindow(browser)
const story = storyOf('first run', () => window.page)

const codeOf = (link: string | null): string => /#code=(.+)$/.exec(link ?? '')?.[1] ?? ''
const page = () => window.page
const continueWith = (name = 'Continue') => page().getByRole('button', { name, exact: true }).click()

/** From the first step to the last, with what it asks for on the way. */
async function walkToAccount(): Promise<void> {
  await page().getByRole('heading', { name: 'Name your workspace' }).waitFor()
  await page().getByLabel('Workspace name').fill('Acme')
  await continueWith()
  await page().getByRole('heading', { name: 'Your first status page' }).waitFor()
  await page().getByLabel('Host').fill(pageHost)
  await continueWith()
  await page().getByRole('heading', { name: 'Your account' }).waitFor()
  await page().getByLabel('E-mail address').fill(ownerEmail)
}

story.after(async () => {
  await browser.close()
  await server.stop()
})

story('without the link the wizard asks for the code, and refuses one that was made up', async () => {
  await page().goto(`${server.url}/console/`)
  assert.match(new URL(page().url()).hostname, /^[a-z0-9]+\.localhost$/, 'a name that no other port shares')
  await picture(page(), 'setup-1-workspace')
  await walkToAccount()
  await page().getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page().getByLabel('Setup code').fill('AAAAAAAAAAAAAAAAAAAAAA')
  await continueWith('Create workspace')
  await page()
    .getByText(/^This code is not right, or it is older than an hour\./)
    .waitFor()
  await focusOn(page(), 'Setup code')
  assert.equal(await axe(page()), [])
  await picture(page(), 'setup-wrong-code')
  assert.is((await server.ask({ path: '/setup' })).json.needs_setup, true)
})

story('a link from before the server was started anew does not work either; the code can then be typed', async () => {
  const earlier = codeOf(server.setupUrl)
  await server.restart()
  assert.is.not(codeOf(server.setupUrl), earlier)
  window.check()
  await window.close()
  window = await openWindow(browser)
  await page().goto(`${server.url}/console/setup#code=${earlier}`)
  await walkToAccount()
  assert.is(await page().getByLabel('Setup code').count(), 0, 'the link brought one')
  await page().getByLabel('Password', { exact: true }).fill(ownerPassword)
  await continueWith('Create workspace')
  await page()
    .getByText(/^This code is not right, or it is older than an hour\./)
    .waitFor()
  await page().getByLabel('Setup code').fill(codeOf(server.setupUrl))
})

story('a password that everyone tries first is refused beside its field', async () => {
  await page().getByLabel('Password', { exact: true }).fill('passwordpassword')
  await continueWith('Create workspace')
  await page().locator('input[type="password"][aria-invalid="true"]').waitFor()
  await focusOn(page(), 'Password')
  await picture(page(), 'setup-weak-password')
  assert.is((await server.ask({ path: '/setup' })).json.needs_setup, true)
})

story('the right code and a good password make the workspace, and lead in', async () => {
  await page().getByLabel('Password', { exact: true }).fill(ownerPassword)
  await continueWith('Create workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().locator('main h1').waitFor()
  assert.match(await page().title(), /· Acme$/)
  await page().getByText(pageHost).first().waitFor()
  assert.not.match(page().url(), /code/)
  await picture(page(), 'setup-done')
  const current = await server.ask({ path: '/pages/public/current-host', headers: { Host: pageHost } })
  assert.is(current.json.name, 'Acme')
})

story('the link is of no use a second time', async () => {
  const second = await openWindow(browser)
  await second.page.goto(server.setupUrl ?? '')
  await second.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  second.check()
  await second.close()
})

story('signing out ends the session on the server, too', async () => {
  const cookies = (await window.context.cookies()).filter(({ name }) => name === '__Host-sid')
  assert.equal(
    cookies.map(({ secure, httpOnly, sameSite, path }) => ({ secure, httpOnly, sameSite, path })),
    [{ secure: true, httpOnly: true, sameSite: 'Strict', path: '/' }],
  )
  await page()
    .getByRole('button', { name: /Account menu/ })
    .click()
  await page().getByRole('menuitem', { name: 'Sign out' }).click()
  await page().getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await picture(page(), 'sign-in')
  assert.equal(await axe(page()), [])
  const refused = await server.ask({
    path: '/me',
    headers: { Cookie: `__Host-sid=${cookies[0]?.value}`, Host: new URL(server.consoleOrigin).host },
  })
  assert.equal([refused.status, refused.json.code], [401, 'session_expired'])
})

story('signing in with the password leads back in', async () => {
  await page().getByLabel('E-mail address').fill(ownerEmail)
  await page().getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page().keyboard.press('Enter')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  window.check()
})

story('too many wrong passwords are told to wait, whoever is named, and the right one works afterwards', async () => {
  const tired = await openWindow(browser)
  const { page: form } = tired
  const email = form.getByLabel('E-mail address')
  const password = form.getByLabel('Password', { exact: true })
  const submit = form.getByRole('button', { name: 'Sign in', exact: true })
  /** One try, until the form has its answer: what it says, or null once in. */
  const tryWith = async (secret: string): Promise<string | null> => {
    await password.fill(secret)
    const [answer] = await Promise.all([
      form.waitForResponse((response) => response.url().endsWith('/auth/login')),
      submit.click(),
    ])
    if (answer.status() === 200) return null
    await form
      .getByRole('alert')
      .filter({ hasText: answer.status() === 429 ? /Too many/ : /not right/ })
      .waitFor()
    await eventually(() => form.locator('[aria-invalid="true"]').count(), 0, 'the emptied field is not told off')
    return answer.headers()['x-error'] ?? null
  }
  const said: string[][] = []
  for (const who of ['nobody@acme.test', ownerEmail]) {
    await form.goto(`${server.consoleOrigin}/console/`)
    await email.fill(who)
    const codes: string[] = []
    for (let tries = 0; tries < 9 && codes.at(-1) !== 'login_throttled'; tries += 1)
      codes.push((await tryWith(`wrong password number ${tries}`)) ?? 'in')
    said.push(codes)
  }
  assert.equal(
    said[0]?.slice(0, 6),
    Array.from({ length: 6 }, () => 'login_failed'),
  )
  assert.equal(said[0]?.at(-1), 'login_throttled')
  assert.equal(said[1]?.slice(0, 6), said[0]?.slice(0, 6), 'the same for someone who is there')
  assert.equal(said[1]?.at(-1), 'login_throttled')
  await form.getByText(/^Too many sign-ins\. Try again in \d+ seconds?\.$/).waitFor()
  await picture(form, 'sign-in-throttled')
  await form.getByText('You can try again now.').waitFor()
  assert.is(await tryWith(ownerPassword), null)
  await form.getByRole('navigation', { name: 'Main' }).waitFor()
  tired.check()
  await tired.close()
})

story.run()
