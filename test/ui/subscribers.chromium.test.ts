/** Subscribers, custom views, feeds, the outbox and links, as someone of the team has them: by keyboard, in both themes, with nothing for axe. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { get, post } from '../http/world.ts'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { axe, consoleDir, eventually, openBrowser, openWindow, picture, signIn } from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir })
const origin = `http://${server.running.services.workspace.current.consoleId}.localhost:${server.running.port}`
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const story = flow('ui.subscribers', () => page)

const make = async (path: string, body: object): Promise<{ id: string; [field: string]: unknown }> => {
  const answer = await server.asOwner(post(path, body))
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
  return answer.json
}
const go = async (path: string): Promise<void> => {
  await page.goto(`${origin}/console${path}`)
  await page.locator('main h1').first().waitFor()
}
/** Nothing for axe, in either theme, and a picture of each. */
async function clean(name: string, shown: Page = page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await shown.emulateMedia({ colorScheme: theme })
    await shown.locator(`html[data-theme="${theme}"]`).waitFor()
    assert.equal(await axe(shown), [], `${name} ${theme}`)
    await picture(shown, `subscribers-${name}-${theme}`)
  }
  await shown.emulateMedia({ colorScheme: 'light' })
}
const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const menu = async (name: string, entry: string): Promise<void> => {
  await row(name).getByRole('button').last().click()
  await page.getByRole('menuitem', { name: entry }).click()
}

story.before(async () => {
  await signIn(page, origin, ownerEmail, ownerPassword)
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

story('empty: each tab says what it is for and offers the first step', async () => {
  await go('/subscribers')
  await page.getByRole('heading', { name: 'Nobody has subscribed yet' }).waitFor()
  await clean('empty')
  for (const [tab, heading] of [
    ['Custom views', 'No custom views yet'],
    ['Feeds', 'No feeds yet'],
    ['Outbox', 'No mail yet'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await page.getByRole('heading', { name: heading }).waitFor()
  }
  await go('/magic')
  await page.getByRole('heading', { name: 'No links in the last month' }).waitFor()
  await clean('magic-empty')
})

story('a subscriber is added by keyboard, is asked by mail, and the mail opens with its link', async () => {
  await make('/admin/components', { name: 'API' })
  await make('/admin/components', { name: 'Checkout' })
  await go('/subscribers')
  await page.getByRole('heading', { name: 'Nobody has subscribed yet' }).waitFor()
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'Add a subscriber' }).waitFor()
  await page.getByLabel('E-mail address').fill('not an address')
  await page.keyboard.press('Control+Enter')
  await page.getByText('must be an e-mail address').waitFor()
  await page.getByLabel('E-mail address').fill('ines@example.org')
  await page.getByRole('radio', { name: /Only some components/ }).check()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Choose at least one component.').waitFor()
  await page.getByRole('checkbox', { name: 'API' }).check()
  await clean('add')
  await page.keyboard.press('Control+Enter')
  await row('ines@example.org').getByText('Waiting').waitFor()
  await clean('list')

  await page.getByRole('tab', { name: 'Outbox' }).click()
  await row('ines@example.org').waitFor()
  await clean('outbox')
  await menu('ines@example.org', 'Open…')
  await page.getByRole('alertdialog', { name: 'Open this mail?' }).waitFor()
  await clean('open-mail-asks')
  await page.getByRole('button', { name: 'Open mail' }).click()
  await page.getByRole('region', { name: 'Text' }).waitFor()
  assert.match(await page.getByRole('region', { name: 'Text' }).innerText(), /\/m\/#t=bkm_/)
  // The picture would show a link that works: axe alone.
  assert.equal(await axe(page), [])
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('region', { name: 'Text' }).waitFor({ state: 'detached' })
  assert.not.match(await page.content(), 'bkm_')
})

story('what someone hears about is changed, their subscription ended, their record forgotten', async () => {
  await go('/subscribers')
  await menu('ines@example.org', 'Change what they hear…')
  await page.getByRole('dialog', { name: 'What ines@example.org hears about' }).waitFor()
  await page.getByRole('radio', { name: /Everything/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await row('ines@example.org').getByText('Everything').waitFor()
  await menu('ines@example.org', 'End subscription…')
  await page.getByRole('alertdialog', { name: 'End the subscription of ines@example.org?' }).waitFor()
  await clean('end')
  await page.getByRole('button', { name: 'End subscription' }).click()
  await row('ines@example.org').getByText('Unsubscribed').waitFor()
  await menu('ines@example.org', 'Forget…')
  await page.getByRole('alertdialog', { name: 'Forget ines@example.org?' }).waitFor()
  await page.getByRole('button', { name: 'Forget', exact: true }).click()
  await page.getByRole('heading', { name: 'Nobody has subscribed yet' }).waitFor()
  const { total } = (await server.asOwner(get('/admin/subscribers/stats'))).json
  assert.is(total, 0)
})

story('a custom view and a feed: made, their address seen again, given a new one, deleted', async () => {
  await make('/admin/subscribers', { email: 'kim@example.org', confirmed: true })
  for (const [path, button, dialog, name] of [
    ['/subscribers/views', 'New custom view', 'New custom view', 'Wall screen'],
    ['/subscribers/feeds', 'New feed', 'New feed', 'Chat channel'],
  ] as const) {
    await go(path)
    await page.locator('main').getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog', { name: dialog }).waitFor()
    await page.getByLabel('Name').fill(name)
    if (path.endsWith('views')) await page.getByRole('checkbox', { name: 'Checkout' }).check()
    await clean(`${name.split(' ')[0]?.toLowerCase()}-new`)
    await page.keyboard.press('Control+Enter')
    const address = page.getByRole('textbox', { name: 'Address' })
    await address.waitFor()
    const first = await address.innerText()
    await clean(`${name.split(' ')[0]?.toLowerCase()}-address`)
    await page.getByRole('button', { name: 'Done' }).click()
    await menu(name, 'Make a new address…')
    await page.getByRole('button', { name: 'Make a new address' }).click()
    await address.waitFor()
    await eventually(async () => (await address.innerText()) !== first, true)
    await page.getByRole('button', { name: 'Done' }).click()
    await menu(name, 'Edit…')
    await page.getByLabel('Name').fill(`${name} two`)
    await page.keyboard.press('Control+Enter')
    await row(`${name} two`).waitFor()
    await menu(`${name} two`, 'Delete…')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('heading', { name: /yet$/ }).waitFor()
  }
})

story('a link is made and shown once, stands in the list without itself, and is ended', async () => {
  await go('/subscribers')
  await menu('kim@example.org', 'Make a link…')
  await page.getByRole('dialog', { name: 'Make a link for kim@example.org' }).waitFor()
  await clean('link-make')
  await page.getByRole('button', { name: 'Make link' }).click()
  const value = page.getByRole('textbox', { name: 'Link' })
  await value.waitFor()
  assert.match(await value.innerText(), /#t=bkm_[0-9A-Za-z]{49}$/)
  assert.equal(await axe(page), [])
  await page.keyboard.press('Escape')
  assert.ok(await value.isVisible(), 'Escape does not lose it')
  assert.ok(await page.getByRole('button', { name: 'Done' }).isDisabled())
  await page.getByLabel('I passed it on').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await value.waitFor({ state: 'detached' })
  assert.not.match(await page.content(), 'bkm_')
  await go('/magic')
  await row('kim@example.org').getByText('Open').first().waitFor()
  await clean('magic')
  await menu('kim@example.org', 'End link…')
  await page.getByRole('button', { name: 'End link' }).click()
  await row('kim@example.org').getByText('Ended').waitFor()
  assert.not.match(await page.content(), 'bkm_')
})

story('the navigation and the palette lead here', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Subscribers' }).click()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('new feed')
  await page
    .getByRole('option', { name: /New feed/ })
    .first()
    .click()
  await page.getByRole('dialog', { name: 'New feed' }).waitFor()
  window.check()
})

story.run()
