/**
 * The rest of the workspace, one flow each, in Chromium against the real server: components, an incident and a maintenance that visitors read, settings and
 * locks, roles with and without advanced RBAC, API access switched off, members, pages, the log. What the console did is asked of the API each time.
 */
import * as assert from 'uvu/assert'
import { eventually, openWindow, signIn } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { settled, visit } from './support/screens.ts'
import { pageHost, startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'
import { traceOf } from './support/traces.ts'

const server = await startOwnedServer()
const browser = await openChromium()
const window = await openWindow(browser)
const { page } = window
const story = storyOf('workspace', () => page)

const button = (name: string) => page.getByRole('button', { name, exact: true })
const dialog = (name: string) => page.getByRole('dialog', { name })
const question = (name: string) => page.getByRole('alertdialog', { name })
const gone = (name: string) => page.getByRole('alertdialog', { name }).waitFor({ state: 'detached' })
/** What a visitor of the page is told. */
const visitor = async (path: string) => (await server.ask({ path, headers: { Host: pageHost } })).json
/** The status page, as its visitors get it. */
const statusPage = async (): Promise<string> => {
  const answer = await fetch(`${server.url}/`)
  return answer.text()
}

story.before(async () => {
  await signIn(page, server.url, server.email, server.password, '/console/tokens')
  await settled(page)
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

story('components: a group, a component in it, and a status that visitors see at once', async () => {
  await visit(page, '/components')
  await page.getByRole('heading', { name: 'No components yet' }).waitFor()
  await page.getByRole('button', { name: 'New group' }).first().click()
  await dialog('New group').getByRole('textbox', { name: 'Name' }).fill('Platform')
  await dialog('New group').getByRole('button', { name: 'Create group' }).click()
  await page.getByText('Group Platform added').waitFor()
  await page.getByRole('button', { name: 'New component' }).first().click()
  await dialog('New component').getByRole('textbox', { name: 'Name' }).fill('Checkout')
  await dialog('New component').getByRole('combobox', { name: 'Group' }).click()
  await page.getByRole('option', { name: 'Platform' }).click()
  await dialog('New component').getByRole('button', { name: 'Create component' }).click()
  await page.getByText('Checkout added').waitFor()
  await page.getByLabel('Status of Checkout').selectOption({ label: 'Partial outage' })
  await page.getByText('Checkout: Partial outage').waitFor()
  const { data } = await visitor('/components')
  assert.equal(
    data.map(({ name, status }: { name: string; status: string }) => [name, status]),
    [['Checkout', 'partial_outage']],
  )
  await page.getByLabel('Status of Checkout').selectOption({ label: 'Operational' })
  await page.getByText('Checkout: Operational').waitFor()
  await picture(page, 'flow-components')
})

story('an incident: published, updated, acknowledged, closed; its root cause stays with the team', async () => {
  await visit(page, '/incidents')
  await page.getByRole('button', { name: 'New incident' }).first().click()
  const form = dialog('New incident')
  await form.getByLabel('Title').fill('Checkout is slow')
  await form.getByRole('radio', { name: 'Major' }).check()
  await form.getByLabel('First message').fill('Payments take up to a minute.\n\nWe are looking into it.')
  await form.getByRole('checkbox', { name: 'Checkout' }).check()
  await form
    .getByRole('region', { name: 'What the world will see' })
    .getByText('Payments take up to a minute.')
    .waitFor()
  await picture(page, 'flow-incident-new')
  await form.getByRole('button', { name: 'Publish incident…' }).click()
  await question(`Publish to ${pageHost}?`).getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Checkout is slow is public').waitFor()
  const [open] = (await visitor('/incidents?status=open')).data
  assert.equal([open.name, open.impact, open.status], ['Checkout is slow', 'major', 'investigating'])
  assert.match(await statusPage(), 'Checkout is slow')
  await page.getByRole('link', { name: 'Checkout is slow' }).click()
  await page.getByRole('heading', { name: 'Checkout is slow', level: 1 }).waitFor()
  await settled(page)
  await eventually(() => page.getByText('Published later').count(), 0, 'what was published a moment ago is public')
  await button('Acknowledge').click()
  await page.getByRole('main').getByText('Acknowledged. Mina Okafor is on it.').waitFor()
  await page.getByRole('radio', { name: 'Identified' }).check()
  await page.getByLabel('Message').fill('A queue is full.')
  await page.getByRole('button', { name: 'Post update' }).click()
  await page.getByText('Update posted').waitFor()
  await page.getByRole('textbox', { name: 'Root cause' }).fill('A worker that nobody restarted.')
  await button('Save root cause').click()
  await page.getByText('Root cause saved').waitFor()
  await picture(page, 'flow-incident')
  await button('Close…').click()
  const close = dialog('Close Checkout is slow?')
  await close.getByLabel('Last message').fill('It is over.')
  await close.getByRole('button', { name: 'Close incident' }).click()
  await page.getByText('Checkout is slow closed').waitFor()
  const told = await visitor('/incidents')
  assert.is(told.data[0].status, 'resolved')
  assert.match(JSON.stringify(told), 'A queue is full.')
  for (const text of [JSON.stringify(told), await statusPage()]) {
    assert.match(text, 'It is over.')
    assert.not.match(text, 'nobody restarted')
    assert.not.match(text, 'Mina')
  }
})

story('a maintenance: scheduled, started by hand, completed', async () => {
  await visit(page, '/maintenances')
  await page.getByRole('button', { name: 'Schedule maintenance' }).first().click()
  const form = dialog('Schedule maintenance')
  await form.getByLabel('Title').fill('Database upgrade')
  await form.getByLabel(/^Starts/).fill('2027-01-10T22:00')
  await form.getByRole('radio', { name: '1 hour' }).check()
  await form.getByRole('checkbox', { name: 'Checkout' }).check()
  await picture(page, 'flow-maintenance-new')
  await form.getByRole('button', { name: 'Schedule maintenance' }).click()
  await page.getByText('Database upgrade scheduled').waitFor()
  assert.is((await visitor('/maintenances')).data[0].status, 'scheduled')
  await page.getByRole('link', { name: 'Database upgrade' }).click()
  await page.getByRole('heading', { name: 'Database upgrade', level: 1 }).waitFor()
  await button('Start now…').click()
  await question('Start Database upgrade now?').getByRole('button', { name: 'Start now', exact: true }).click()
  await page.getByText('Database upgrade is in progress').waitFor()
  assert.is((await visitor('/components')).data[0].status, 'under_maintenance')
  assert.is((await visitor('/status')).indicator, 'maintenance')
  await picture(page, 'flow-maintenance')
  await button('Complete now…').click()
  await question('Complete Database upgrade now?').getByRole('button', { name: 'Complete now', exact: true }).click()
  await page.getByText('Database upgrade completed').waitFor()
  assert.is((await visitor('/components')).data[0].status, 'operational')
})

story('settings: a section is saved, visitors see it, and two who edit at once are told', async () => {
  await visit(page, '/settings/general')
  await page.getByLabel('Name', { exact: true }).fill('Acme Live')
  await page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('General saved').waitFor()
  assert.is((await visitor('/settings')).name, 'Acme Live')
  await page.getByLabel('Name', { exact: true }).fill('Acme, by Mina')
  const others = await server.asOwner({
    method: 'PATCH',
    path: '/admin/settings/general',
    body: { name: 'Acme, by Ana' },
  })
  assert.is(others.status, 200, others.text)
  await page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: 'Save changes' }).click()
  const conflict = dialog('Changed meanwhile')
  await conflict.getByText('Acme, by Ana').first().waitFor()
  await picture(page, 'flow-conflict')
  await conflict.getByRole('button', { name: 'Keep mine' }).click()
  await conflict.waitFor({ state: 'detached' })
  assert.is((await visitor('/settings')).name, 'Acme, by Mina')
})

story(
  'a lock for Terraform: people are told by what, a token that is not Terraform’s gets 423, unlocking asks why',
  async () => {
    const terraform = await server.mint({
      name: 'terraform',
      permission: 'admin',
      role_key: 'admin',
      terraform_managed: true,
    })
    const script = await server.mint({ name: 'script', permission: 'admin', role_key: 'admin' })
    const change = (token: string) =>
      server.ask({ method: 'PATCH', path: '/admin/settings/branding', token, body: { header: 'Hello' } })
    await visit(page, '/locks')
    await button('Lock Branding…').click()
    const lock = page.locator('[role="dialog"], [role="alertdialog"]').filter({ hasText: 'Lock Branding?' })
    await lock.getByLabel('Reason').fill('Managed in infra/status-page')
    await lock.getByRole('combobox', { name: 'Managed by' }).click()
    await page.getByRole('option', { name: 'terraform' }).click()
    await lock.getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByText('Branding locked').waitFor()
    const refused = await change(script.token)
    assert.equal([refused.status, refused.json.code], [423, 'terraform_locked'])
    assert.is((await change(terraform.token)).status, 200)
    await visit(page, '/settings/branding')
    await page.getByText('Managed in Terraform by terraform. Change it in code.').waitFor()
    await eventually(() => page.getByLabel('Words at the top').isDisabled(), true)
    await picture(page, 'flow-locked')
    await page.getByRole('link', { name: 'Who can unlock?' }).click()
    await button('Unlock Branding…').click()
    const unlock = question('Unlock Branding?')
    await unlock.getByRole('button', { name: 'Unlock', exact: true }).click()
    await unlock.getByText('Say why, so that others understand.').waitFor()
    await unlock.getByLabel('Reason').fill('Back by hand')
    await unlock.getByRole('button', { name: 'Unlock', exact: true }).click()
    await page.getByText('Branding unlocked').waitFor()
    assert.is((await change(script.token)).status, 200)
  },
)

const releaseToken = 'release-bot'

story('a custom role: made in the matrix while advanced RBAC is on, given to a token', async () => {
  await visit(page, '/roles')
  await page.getByText(/^Custom roles need advanced RBAC/).waitFor()
  await visit(page, '/settings/policy')
  await page.getByRole('switch', { name: 'Advanced RBAC' }).check()
  await page.getByText('Advanced RBAC is on').waitFor()
  await visit(page, '/roles')
  await page.getByRole('button', { name: 'New role' }).click()
  await page.getByRole('heading', { name: 'New role' }).waitFor()
  await page.getByLabel('Name').fill('Release captain')
  await page
    .getByRole('radiogroup', { name: 'Maintenances: what the role may do' })
    .getByRole('radio', { name: 'Change' })
    .check()
  await page
    .getByRole('radiogroup', { name: 'Components: what the role may do' })
    .getByRole('radio', { name: 'View' })
    .check()
  await page.getByText('Views 2 areas and changes 1.').waitFor()
  await picture(page, 'flow-role-new')
  await page.getByRole('button', { name: 'Create role' }).click()
  await page.getByText('Role Release captain created').waitFor()
  const made = (await server.asOwner({ path: '/admin/roles' })).json.data.find(
    ({ name }: { name: string }) => name === 'Release captain',
  )
  assert.equal([...made.permissions].sort(), ['components:read', 'maintenances:write'])
  const minted = await server.mint({ name: releaseToken, permission: 'write', role_key: made.key })
  assert.is((await server.ask({ path: '/admin/maintenances', token: minted.token })).status, 200)
})

story(
  'A5: advanced RBAC off: the token keeps its custom role and shows it; new ones cannot have it, and are told why',
  async () => {
    await visit(page, '/settings/policy')
    await page.getByRole('switch', { name: 'Advanced RBAC' }).uncheck()
    await page.getByText('Advanced RBAC is off').waitFor()
    await visit(page, '/tokens')
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: releaseToken, exact: true }) })
    await row.getByText('Release captain').waitFor()
    await row.getByText('Active', { exact: true }).waitFor()
    await picture(page, 'flow-a5-list')
    await page.keyboard.press('n')
    await dialog('Create API token').getByRole('combobox', { name: 'Page role' }).click()
    const option = page.getByRole('option', { name: /^Release captain \(custom\)/ })
    await option.getByText('Custom roles need advanced RBAC on this workspace').waitFor()
    await eventually(() => option.getAttribute('aria-disabled'), 'true')
    await picture(page, 'flow-a5-option')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await dialog('Create API token').waitFor({ state: 'detached' })
    await visit(page, '/roles')
    await page.getByText(/^Custom roles need advanced RBAC\. It is off/).waitFor()
    await eventually(() => page.getByRole('button', { name: 'New role' }).isDisabled(), true)
  },
)

story('API access off: tokens are refused, the tokens screen says so and turns it on again', async () => {
  const script = await server.mint({ name: 'any-script' })
  await visit(page, '/settings/policy')
  await page.getByRole('switch', { name: 'API access' }).click()
  const ask = question('Turn off API access?')
  await ask.getByText(/active tokens? gets? 403 api_access_disabled/).waitFor()
  await ask.getByRole('button', { name: 'Turn off API access' }).click()
  await page.getByText('API access is off').first().waitFor()
  const refused = await server.ask({ path: '/me', token: script.token })
  assert.equal([refused.status, refused.json.code], [403, 'api_access_disabled'])
  await visit(page, '/tokens')
  await page.getByText('API access is off. Tokens get 403 api_access_disabled.').waitFor()
  await picture(page, 'flow-api-off')
  await button('Turn on…').click()
  await question('Turn on API access?').getByRole('button', { name: 'Turn on API access' }).click()
  await page.getByText('API access is on').waitFor()
  assert.is((await server.ask({ path: '/me', token: script.token })).status, 200)
})

story('members: invited by a link that is shown once, joined by it, given another role, removed', async () => {
  await visit(page, '/members')
  await button('Invite').click()
  const form = dialog('Invite someone')
  await form.getByLabel('E-mail address').fill('vera@acme.test')
  await form.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'Viewer' }).click()
  await form.getByRole('button', { name: 'Create invite link' }).click()
  const shown = question('Invite for vera@acme.test')
  const url = (await shown.getByRole('textbox', { name: 'Invite link' }).textContent()) ?? ''
  await shown.getByLabel('I passed it on').check()
  await picture(page, 'flow-invite')
  await shown.getByRole('button', { name: 'Done' }).click()
  await gone('Invite for vera@acme.test')
  const secret = /#t=(.+)$/.exec(url)?.[1] ?? ''
  assert.match(secret, /^bkm_/)
  assert.equal(await traceOf(window, secret), [])

  const guest = await openWindow(browser)
  await guest.page.goto(url)
  await guest.page.getByRole('heading', { name: 'Join Acme' }).waitFor()
  assert.not.match(guest.page.url(), /bkm_/, 'the key leaves the address bar at once')
  await guest.page.getByLabel('Your name').fill('Vera Lund')
  await guest.page.getByLabel('Password', { exact: true }).fill('harbour tandem 42 violet')
  await guest.page.getByRole('button', { name: 'Join' }).click()
  await guest.page.getByRole('navigation', { name: 'Main' }).waitFor()
  assert.is(
    await guest.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API tokens' }).count(),
    0,
    'a viewer sees what a viewer may',
  )
  await picture(guest.page, 'flow-joined')
  guest.check()

  await visit(page, '/members')
  await page.getByRole('button', { name: 'Actions for Vera Lund' }).click()
  await page.getByRole('menuitem', { name: 'Change role…' }).click()
  const role = dialog('Change the role of Vera Lund')
  await role.getByRole('combobox', { name: 'Every page' }).click()
  await page.getByRole('option', { name: 'Auditor' }).click()
  await role.getByRole('button', { name: 'Save role' }).click()
  await page.getByText('Role of Vera Lund changed').waitFor()
  await guest.page.reload()
  await guest.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API tokens' }).waitFor()

  await page.getByRole('button', { name: 'Actions for Vera Lund' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await question('Remove Vera Lund?').getByRole('button', { name: 'Remove Vera Lund' }).click()
  await page.getByText('Vera Lund removed').waitFor()
  await guest.page.reload()
  await guest.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await guest.close()
})

story('pages: a second one, switched to, has tokens of its own; it goes again once its name is typed', async () => {
  await visit(page, '/pages')
  await page.getByRole('button', { name: 'New page' }).click()
  const form = dialog('New page')
  await form.getByLabel('Name').fill('Acme Labs')
  await form.getByRole('button', { name: 'Create page' }).click()
  await page.getByText('Acme Labs created').waitFor()
  await page.getByRole('button', { name: 'Actions for Acme Labs' }).click()
  await page.getByRole('menuitem', { name: 'Switch to it' }).click()
  await page.getByRole('button', { name: /^Acme Labs.+Switch page$/ }).waitFor()
  await visit(page, '/tokens')
  await page.getByRole('link', { name: 'test-driver', exact: true }).waitFor()
  await eventually(
    () => page.getByRole('link', { name: releaseToken, exact: true }).count(),
    0,
    'those of the other page are there',
  )
  await picture(page, 'flow-pages')
  await visit(page, '/pages')
  await page.getByRole('button', { name: /^Actions for Acme, by Mina/ }).click()
  await page.getByRole('menuitem', { name: 'Switch to it' }).click()
  await page.getByRole('button', { name: /^Acme, by Mina.+Switch page$/ }).waitFor()
  await page.getByRole('button', { name: 'Actions for Acme Labs' }).click()
  await page.getByRole('menuitem', { name: 'Delete permanently…' }).click()
  const remove = question('Delete Acme Labs permanently?')
  await remove.getByLabel('Type Acme Labs to confirm').fill('Acme Labs')
  await remove.getByRole('button', { name: 'Delete permanently' }).click()
  await page.getByText('Acme Labs deleted').waitFor()
})

story('the log: searched in its own words, its chain verified, saved as a file', async () => {
  await visit(page, '/audit')
  const field = page.getByRole('combobox', { name: 'Filter audit log' })
  await field.fill('action:member.*')
  await field.press('Enter')
  await field.press('Enter')
  const grid = page.getByRole('grid', { name: 'Audit events' })
  await grid.getByRole('row').filter({ hasText: 'member.remove' }).first().waitFor()
  await eventually(() => grid.getByRole('row').filter({ hasText: 'token.create' }).count(), 0)
  await visit(page, '/audit?q=is:denied')
  await grid.getByRole('row').filter({ hasText: 'settings.update_branding' }).first().waitFor()
  await button('Verify chain').click()
  await page.getByText(/events?, no gaps or edits\./).waitFor()
  await picture(page, 'flow-verified')
  await page.getByRole('button', { name: 'Export…' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog('Export')
      .getByRole('button', { name: /Export/ })
      .last()
      .click(),
  ])
  assert.match(download.suggestedFilename(), /\.(?:jsonl|csv)$/)
  window.check()
})

story.run()
