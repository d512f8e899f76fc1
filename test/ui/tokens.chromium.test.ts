/** A token's life in the console, by keyboard alone, against the real server: made, used, rotated, revoked, refused, deleted. */

import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import {
  consoleDir,
  eventually,
  focusOf,
  focusOn,
  openBrowser,
  openWindow,
  picture,
  signIn,
  typeAhead,
} from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const life = flow('ui.tokens', () => page)
const name = 'github-actions-deploy'
let secret = ''

/** What the API answers to a raw value. */
async function use(token: string): Promise<{ status: number; code: string | undefined }> {
  const answer = await server.ask({ path: '/api/v1/me', token })
  return { status: answer.status, code: answer.json?.code }
}

/** Presses Tab until something of this name has the focus. */
async function tabTo(wanted: string, atMost = 60): Promise<void> {
  for (let presses = 0; presses < atMost; presses += 1) {
    if ((await focusOf(page)).includes(wanted)) return
    await page.keyboard.press('Tab')
  }
  assert.unreachable(`Tab never reached “${wanted}”; it is at “${await focusOf(page)}”`)
}

const row = (text: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: text, exact: true }) })

life.before(async () => {
  await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens')
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
})
life.after(async () => {
  await browser.close()
  await server.stop()
})

life('N opens the form with the focus in its first field; an empty name is refused in words', async () => {
  await page.getByRole('link', { name: 'owner', exact: true }).waitFor()
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'Create API token' }).waitFor()
  await focusOn(page, 'Name')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Give it a name, for example “github-actions-deploy”.').waitFor()
  await focusOn(page, 'Name')
})

life('the matrix follows the form and agrees with the kernel', async () => {
  await page.getByText('Can view 6 areas and change 0.').waitFor()
  await page.keyboard.press('Shift+Tab')
  await tabTo('Name')
  await page.getByRole('button', { name: 'Workflow automation' }).press('Enter')
  await page.getByText('Can view 7 areas and change 2.').waitFor()
  await page.getByRole('combobox', { name: 'Page role' }).press('Enter')
  await page.getByRole('option', { name: 'Viewer' }).waitFor()
  await typeAhead(page, 'View', 'Viewer')
  await page.keyboard.press('Enter')
  await page.getByText('This token can’t change anything: its role only looks.').waitFor()
  await page.getByRole('button', { name: 'Workflow automation' }).press('Enter')
})

life('Escape with something typed asks before it throws it away', async () => {
  await page.getByLabel('Name').fill(name)
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog', { name: 'Discard this token?' }).waitFor()
  await focusOn(page, 'Keep editing')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await eventually(() => page.getByLabel('Name').inputValue(), name)
})

life('the secret is shown once, stays through Escape, and is copied by a key', async () => {
  await page.getByLabel('Name').focus()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: `Copy the secret for ${name}` }).waitFor()
  await focusOn(page, 'Copy secret')
  await page.keyboard.press('Escape')
  const shown = await page.getByRole('textbox', { name: 'Token secret' }).textContent()
  secret = shown ?? ''
  assert.match(secret, /^bk_live_[0-9A-Za-z]{38}$/)
  await eventually(() => page.getByRole('button', { name: 'Done' }).isDisabled(), true, 'Done waits for a copy')
  await page.keyboard.press('Enter')
  await page.getByText('Copied. Clipboard can’t be cleared by a browser. Clear it yourself.').waitFor()
  assert.is(await page.evaluate(() => navigator.clipboard.readText()), secret)
  await tabTo('Verify now')
  await page.keyboard.press('Enter')
  await page.getByText('Valid · write · Responder · status.acme.test').waitFor()
  const { use_count: uses } = (await server.asOwner({ path: `/api/v1/admin/tokens?q=${name}` })).json.data[0]
  assert.is(uses, 0, 'verifying is not use')
  await tabTo('Done')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.getByText(`${name} created`).waitFor()
})

life('the value is nowhere in the page any more, nor in what the browser keeps', async () => {
  const kept = await page.evaluate(
    () =>
      `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage })} ${JSON.stringify({ ...sessionStorage })} ${location.href}`,
  )
  assert.not.ok(kept.includes(secret))
})

life('a script uses it, and the list says so', async () => {
  assert.equal(await use(secret), { status: 200, code: undefined })
  await page.reload()
  await row(name).getByText('just now').first().waitFor()
  await row(name).getByText('127.0.0.1').waitFor()
})

life('R on its row rotates it; both secrets work until the new one is in use', async () => {
  await row(name).focus()
  await page.keyboard.press('r')
  await page.getByRole('dialog', { name: `Rotate ${name}` }).waitFor()
  await page.getByText('Keeps write · Responder.').waitFor()
  await picture(page, 'rotate')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: `Copy the secret for ${name}` }).waitFor()
  const successor = (await page.getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  assert.equal(
    await Promise.all([use(secret), use(successor)]).then((answers) => answers.map(({ status }) => status)),
    [200, 200],
  )
  await focusOn(page, 'Copy secret')
  await page.keyboard.press('Enter')
  await tabTo('Done')
  await page.keyboard.press('Enter')
  await row(name).filter({ hasText: 'Rotating' }).waitFor()
  secret = successor
})

life('Delete on its row asks to revoke; the safe button has the focus; a reason is needed', async () => {
  const fresh = row(name).filter({ hasNotText: 'Rotating' })
  await fresh.focus()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` })
  await dialog.waitFor()
  await focusOn(page, 'Keep token')
  await dialog.getByText('1 request in the last 7 days.').waitFor()
  await tabTo('Revoke token')
  await page.keyboard.press('Enter')
  await dialog.getByText('Choose a reason to continue.').waitFor()
  await picture(page, 'revoke')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await focusOn(page, `Actions for ${name}`)
})

life('revoked here, refused there, with the reason kept', async () => {
  await page.keyboard.press('Enter')
  await page.getByRole('menu', { name: `Actions for ${name}` }).waitFor()
  await typeAhead(page, 'Rev', 'Revoke…')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` })
  await dialog.waitFor()
  await dialog.getByRole('radio', { name: 'Suspected leak' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('Every request with it now gets 403.').waitFor()
  assert.equal(await use(secret), { status: 403, code: 'token_revoked' })
  await row(name).filter({ hasText: 'Revoked' }).getByText('Suspected leak').waitFor()
})

life('deleting wants the name typed, and the record is gone', async () => {
  await row(name)
    .filter({ hasText: 'Revoked' })
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: 'Delete permanently…' }).click()
  const dialog = page.getByRole('alertdialog', { name: `Delete ${name} permanently?` })
  await dialog.waitFor()
  const confirm = dialog.getByRole('button', { name: 'Delete permanently' })
  await eventually(() => confirm.isDisabled(), true)
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await confirm.click()
  await page.getByText('Requests with it get 401 from now on. Its audit events stay.').waitFor()
  await row(name).filter({ hasText: 'Revoked' }).waitFor({ state: 'detached' })
  assert.equal(await use(secret), { status: 401, code: 'invalid_token' })
})

life('filters live in the address: back, reload and a link show the same', async () => {
  await Promise.all([
    server.mint({ name: 'alpha-read' }),
    server.mint({ name: 'beta-write', permission: 'write', role_key: 'editor' }),
  ])
  await page.goto(`${new URL(page.url()).origin}/console/tokens?q=beta`)
  await page.getByRole('link', { name: 'beta-write', exact: true }).waitFor()
  await eventually(() => page.getByRole('link', { name: 'alpha-read', exact: true }).count(), 0)
  await page.getByRole('searchbox', { name: 'Filter tokens' }).fill('nothing-like-it')
  await page.getByText(/^No tokens match\. Clear the filter to see all \d+\.$/).waitFor()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await page.getByRole('link', { name: 'alpha-read', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitemradio', { name: 'Scope: write' }).click()
  await page.getByRole('button', { name: 'Remove filter Scope: write' }).waitFor()
  await page.waitForURL(/permission=write/)
  await page.reload()
  await page.getByRole('link', { name: 'beta-write', exact: true }).waitFor()
  await eventually(() => page.getByRole('link', { name: 'alpha-read', exact: true }).count(), 0)
  await page.goBack()
  await page.getByRole('link', { name: 'alpha-read', exact: true }).waitFor()
})

life('the header sorts by the server’s own columns and says so', async () => {
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await page.locator('th[aria-sort="ascending"]').filter({ hasText: 'Name' }).waitFor()
  await page.waitForURL(/sort=name/)
  // The rows follow when the server has answered.
  await eventually(async () => {
    const names = await page
      .locator('tbody th')
      .evaluateAll((cells) => cells.map((cell) => cell.querySelector('a')?.textContent ?? ''))
    return names.length > 1 && names.join('\n') === [...names].sort().join('\n')
  }, true)
})

life('many at once: chosen by Space and Shift, revoked with the number typed', async () => {
  await page.goto(`${new URL(page.url()).origin}/console/tokens?sort=name`)
  await row('alpha-read').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByText('2 rows selected').waitFor()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Revoke 2 tokens?' })
  await dialog.waitFor()
  await dialog.getByText('None of them was used in the last 7 days.').waitFor()
  await dialog.getByRole('radio', { name: 'No longer used' }).check()
  await dialog.getByRole('button', { name: 'Revoke 2 tokens' }).click()
  await dialog.getByText('Type the number 2.').waitFor()
  await dialog.getByLabel('Type 2 to confirm').fill('2')
  await page.keyboard.press('Control+Enter')
  await page.getByText('2 tokens revoked').waitFor()
  await row('alpha-read').filter({ hasText: 'Revoked' }).waitFor()
})

life('a link to a token opens it, its heading has the focus, and it can be edited there', async () => {
  const made = await server.mint({ name: 'deep-link', permission: 'write', role_key: 'editor', notes: 'Ask Jonas.' })
  await page.goto(`${new URL(page.url()).origin}/console/tokens/${made.id}`)
  await page.getByRole('heading', { name: 'deep-link' }).waitFor()
  await page.getByText('Can view 7 areas and change 7.').waitFor()
  await page.getByText('All of write').waitFor()
  assert.is(await page.title(), 'deep-link · Acme')
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Edit deep-link' })
  await dialog.getByLabel('Name').fill('deep-link-2')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'deep-link-2' }).waitFor()
  await page.getByRole('link', { name: 'API tokens' }).first().click()
  await page.getByRole('link', { name: 'deep-link-2', exact: true }).waitFor()
  await focusOn(page, 'API tokens')
})

life('the palette finds a token and offers what can be done with it', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search tokens, pages and commands' }).waitFor()
  await page.keyboard.type('revoke deep')
  await page.getByRole('option', { name: /Revoke deep-link-2…/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog', { name: 'Revoke deep-link-2?' }).waitFor()
  await page.keyboard.press('Escape')
})

life('the sandbox is another place: its tokens, its banner, its prefix', async () => {
  await page.getByRole('radio', { name: 'Test' }).check()
  await page
    .getByText('Sandbox. You see and change test content and test tokens only; visitors see none of it.')
    .waitFor()
  await page.getByRole('heading', { name: 'No test tokens yet' }).waitFor()
  await page.getByRole('button', { name: 'Back to live' }).click()
  await page.getByRole('link', { name: 'deep-link-2', exact: true }).waitFor()
})

life('where there are several pages, each has its own tokens, and the choice stays', async () => {
  const second = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Status Two', hosts: ['two.acme.test'] },
  })
  assert.is(second.status, 201, second.text)
  await server.mint({ name: 'only-on-two', page_id: second.json.id })
  await page.reload()
  await page.getByRole('button', { name: /Switch page/ }).click()
  await page.getByRole('menuitemradio', { name: 'Status Two' }).click()
  await page.getByText('Credentials for scripts, CI and Terraform on two.acme.test').waitFor()
  await page.getByRole('link', { name: 'only-on-two', exact: true }).waitFor()
  await eventually(() => page.getByRole('link', { name: 'deep-link-2', exact: true }).count(), 0)
  await page.reload()
  await page.getByRole('link', { name: 'only-on-two', exact: true }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('switch to page')
  await page.getByRole('option', { name: /Switch to page Acme Status/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'deep-link-2', exact: true }).waitFor()
})

life('a secret that was closed on is remembered as never copied, until the token is used', async () => {
  await page.keyboard.press('n')
  await page.getByLabel('Name').fill('lost-secret')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: 'Copy the secret for lost-secret' }).waitFor()
  const lost = (await page.getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  await page.goto(`${new URL(page.url()).origin}/console/tokens`)
  await row('lost-secret').getByText('Secret never copied: rotate or delete').waitFor()
  await use(lost)
  await page.reload()
  await row('lost-secret').getByText('just now').first().waitFor()
  await eventually(() => page.getByText('Secret never copied: rotate or delete').count(), 0)
})

life('keys of one character can be turned off; those with Ctrl stay', async () => {
  await page.keyboard.press('?')
  await page.getByRole('switch', { name: /^Keys of one character/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('n')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search tokens, pages and commands' }).waitFor()
  assert.is(await page.getByRole('dialog', { name: 'Create API token' }).count(), 0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('F1')
  await page.getByRole('switch', { name: /^Keys of one character/ }).check()
  await page.keyboard.press('Escape')
})

life('the inventory is saved as a file', async () => {
  await page.getByRole('button', { name: 'Export…' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Inventory as CSV' }).click(),
  ])
  assert.is(download.suggestedFilename(), 'beatkeeper-tokens.csv')
  window.check()
})

life.run()
