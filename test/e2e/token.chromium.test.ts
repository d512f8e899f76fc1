/**
 * The first thing an admin does, in Chromium against the real server: a token is made, copied once, used by a script, seen in the log, revoked with
 * a reason, and refused on the next call; then every other way in which a token changes or ends.
 */
import * as assert from 'uvu/assert'
import { PRESETS } from '../../src-server/contract/presets.ts'
import { axe, eventually, focusOn, openWindow, signIn } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { pageHost, startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'
import { traceOf } from './support/traces.ts'

const server = await startOwnedServer()
const browser = await openChromium()
const window = await openWindow(browser)
const { page } = window
const story = storyOf('token', () => page)
const name = 'grafana-status-board'
let secret = ''

/** A script's call: the address and the token, nothing else. */
async function script(token: string, path = '/me', method = 'GET'): Promise<[status: number, code: string | null]> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  await answer.body?.cancel()
  return [answer.status, answer.headers.get('x-error')]
}

const row = (text: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: text, exact: true }) })
const secretDialog = () => page.getByRole('alertdialog', { name: /^Copy the secret for / })

async function chooseInMenu(text: string, item: string): Promise<void> {
  await row(text)
    .getByRole('button', { name: `Actions for ${text}` })
    .click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Reads the secret, says that it is stored, and closes the dialog. */
async function takeSecret(): Promise<string> {
  await secretDialog().waitFor()
  const value = (await page.getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  await page.getByLabel('I stored it somewhere safe').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await secretDialog().waitFor({ state: 'detached' })
  return value
}

story.before(async () => {
  await signIn(page, server.url, server.email, server.password, '/console/tokens')
  await row('test-driver').waitFor()
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

/** A route for a cell of the panel, where this version has one. */
const probes: readonly [area: string, verb: 'view' | 'change', method: string, path: string][] = [
  ['Incidents', 'view', 'GET', '/admin/incidents'],
  ['Incidents', 'change', 'POST', '/admin/incidents'],
  ['Maintenances', 'view', 'GET', '/admin/maintenances'],
  ['Maintenances', 'change', 'POST', '/admin/maintenances'],
  ['Components', 'view', 'GET', '/admin/components'],
  ['Components', 'change', 'POST', '/admin/components'],
  ['Settings', 'view', 'GET', '/admin/settings'],
  ['Settings', 'change', 'PATCH', '/admin/settings/general'],
  ['Members', 'view', 'GET', '/org/members'],
  ['Roles', 'view', 'GET', '/admin/roles'],
  ['Roles', 'change', 'POST', '/admin/roles'],
  ['API tokens', 'view', 'GET', '/admin/tokens'],
  ['API tokens', 'change', 'POST', '/admin/tokens'],
  ['Billing', 'view', 'GET', '/org/usage'],
  ['Audit log', 'view', 'GET', '/admin/audit-log'],
]
/** What a cell says for each layer that the server may name. */
const words: Readonly<Record<string, string>> = { level: 'Scope', scopes: 'Scope', role: 'Role', lock: 'Terraform' }

/** The panel as it stands: `Incidents` → [view, change]. */
function readPanel(): Promise<Record<string, string[]>> {
  return page
    .getByRole('dialog')
    .locator('table tbody tr')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((one) => [
          one.querySelector('th')?.textContent ?? '',
          [...one.querySelectorAll('td')].map((cell) => cell.textContent?.split('.')[0] ?? ''),
        ]),
      ),
    )
}

story('the panel beside the form says for every preset what the server would decide', async () => {
  const terraform = await server.mint({
    name: 'terraform',
    permission: 'admin',
    role_key: 'admin',
    terraform_managed: true,
  })
  const locked = await server.ask({
    method: 'PUT',
    path: '/admin/settings/components/lock',
    token: terraform.token,
    body: { reason: 'Components are made in code.' },
  })
  assert.ok(locked.status < 300, locked.text)
  await page.reload()
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create API token' })
  await dialog.waitFor()
  await focusOn(page, 'Name')
  await dialog.getByRole('button', { name: 'Read-only', pressed: true }).waitFor()
  let cells = 0
  const differences: string[] = []
  for (const preset of PRESETS) {
    await dialog.getByRole('button', { name: preset.name, exact: true }).click()
    await dialog.getByRole('button', { name: preset.name, pressed: true, exact: true }).waitFor()
    const panel = await readPanel()
    const { permission, role_key } = preset
    const as = {
      permission,
      role_key,
      ...('scopes' in preset ? { scopes: preset.scopes } : {}),
      ...('terraform_managed' in preset ? { terraform_managed: true } : {}),
    }
    const answers = await Promise.all(
      probes.map(([, , method, path]) =>
        server.asOwner({ method: 'POST', path: '/explain', body: { method, path: `/api/v1${path}`, as } }),
      ),
    )
    for (const [index, [area, verb]] of probes.entries()) {
      const { allowed, decided_by: layer } = answers[index]?.json ?? {}
      const shown = panel[area]?.[verb === 'view' ? 0 : 1]
      const decided = allowed === true ? 'Yes' : (words[layer] ?? String(layer))
      cells += 1
      if (shown !== decided) differences.push(`${preset.name}: ${area} ${verb}: shown ${shown}, decided ${decided}`)
    }
  }
  console.log(
    `T2 the console's panel against the server, presets ${PRESETS.length} cells ${cells} different ${differences.length}`,
  )
  assert.equal(differences, [])
  await picture(page, 'token-create')
  assert.equal(await axe(page), [])
})

story('Read-only is one click; the secret is shown once, copied, and then nowhere any more', async () => {
  const dialog = page.getByRole('dialog', { name: 'Create API token' })
  await dialog.getByRole('button', { name: 'Read-only' }).click()
  await dialog.getByText('Can view 6 areas and change 0.').waitFor()
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await secretDialog().waitFor()
  const done = page.getByRole('button', { name: 'Done' })
  await eventually(() => done.isDisabled(), true, 'nobody clicks it away unread')
  await picture(page, 'token-secret')
  const lines = await page.getByRole('textbox', { name: 'Token secret' }).evaluate((value) => {
    const text = document.createRange()
    text.selectNodeContents(value)
    return text.getClientRects().length
  })
  assert.is(lines, 1, 'in one piece')
  assert.equal(await axe(page), [])
  await page.getByRole('button', { name: 'Copy secret' }).click()
  secret = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(secret, /^bk_live_[0-9A-Za-z]{38}$/)
  assert.is(await page.getByRole('textbox', { name: 'Token secret' }).textContent(), secret)
  await done.click()
  await secretDialog().waitFor({ state: 'detached' })
  await page.getByText(`${name} created`).waitFor()
  await picture(page, 'token-created')
  assert.equal(await traceOf(window, secret), [])
  await page.reload()
  await row(name).waitFor()
  await page.goBack()
  await page.goForward()
  await row(name).waitFor()
  assert.equal(await traceOf(window, secret), [])
  const listed = row(name)
  await listed.getByText(`${secret.slice(0, 12)}…`).waitFor()
  for (const text of ['Active', 'read', 'Viewer', 'Never'])
    await listed.getByText(text, { exact: true }).first().waitFor()
})

story('a script uses it: it reads, and changes nothing', async () => {
  assert.equal(await script(secret), [200, null])
  assert.equal(await script(secret, '/admin/incidents'), [200, null])
  assert.equal(await script(secret, '/admin/incidents', 'POST'), [403, 'insufficient_scope'])
  await page.reload()
  await row(name).getByText('just now').first().waitFor()
  await row(name).getByText('127.0.0.1').waitFor()
})

story('the audit log has each call, with the scope it used, and never the secret', async () => {
  await chooseInMenu(name, 'Show in audit log')
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  const grid = page.getByRole('grid', { name: 'Audit events' })
  const event = (action: string, result: string) =>
    grid.getByRole('row').filter({ hasText: action }).filter({ hasText: result }).filter({ hasText: name })
  await event('me.get', 'Allowed').waitFor()
  await event('incidents.list', 'Allowed').filter({ hasText: 'incidents:read' }).waitFor()
  await event('incidents.create', 'Denied').waitFor()
  await grid.getByRole('row').filter({ hasText: 'token.create' }).first().waitFor()
  await event('incidents.create', 'Denied').click()
  const inspector = page.getByRole('complementary', { name: 'Event details' })
  await inspector.getByText('POST /api/v1/admin/incidents').waitFor()
  await picture(page, 'token-in-audit-log')
  assert.not.ok((await page.content()).includes(secret))
})

story('revoked with a reason, refused on the very next call', async () => {
  await page.getByRole('link', { name: 'API tokens' }).click()
  await chooseInMenu(name, 'Revoke…')
  const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` })
  await dialog.waitFor()
  await dialog.getByText('3 requests in the last 7 days.').waitFor()
  await dialog.getByRole('button', { name: 'Revoke token' }).click()
  await dialog.getByText('Choose a reason to continue.').waitFor()
  await picture(page, 'token-revoke')
  assert.equal(await axe(page), [])
  await dialog.getByRole('radio', { name: 'No longer used' }).check()
  await dialog.getByLabel('Details').fill('INC-2041')
  await dialog.getByRole('button', { name: 'Revoke token' }).click()
  await dialog.waitFor({ state: 'detached' })
  assert.equal(await script(secret), [403, 'token_revoked'])
  await page.getByText('Every request with it now gets 403.').waitFor()
  await row(name).getByText('Revoked', { exact: true }).waitFor()
  await row(name)
    .getByText(/No longer used.*INC-2041/)
    .waitFor()
  await picture(page, 'token-revoked')
})

story('rotated with an overlap: the old secret works until the new one is in use', async () => {
  const made = await server.mint({ name: 'nightly-export' })
  await page.reload()
  await chooseInMenu('nightly-export', 'Rotate with overlap…')
  const dialog = page.getByRole('dialog', { name: 'Rotate nightly-export' })
  await dialog.getByText('Keeps read · Viewer.').waitFor()
  await picture(page, 'token-rotate')
  assert.equal(await axe(page), [])
  await dialog.getByRole('button', { name: 'Rotate token' }).click()
  const successor = await takeSecret()
  assert.is.not(successor, made.token)
  await row('nightly-export').filter({ hasText: 'Rotating' }).waitFor()
  assert.equal(await Promise.all([script(made.token), script(successor)]), [
    [200, null],
    [200, null],
  ])
  assert.equal(await traceOf(window, successor), [])
  const old = (await server.asOwner({ path: `/admin/tokens/${made.id}` })).json
  assert.ok(old.rotation.old_ends_at !== null, 'the successor’s first use has started the clock')
})

story('rotated without an overlap: the old secret stops with the click', async () => {
  const made = await server.mint({ name: 'leaked-somewhere' })
  await page.reload()
  await chooseInMenu('leaked-somewhere', 'Rotate with overlap…')
  const dialog = page.getByRole('dialog', { name: 'Rotate leaked-somewhere' })
  await dialog.getByRole('radio', { name: 'Stop at once' }).check({ force: true })
  await dialog.getByText('The old secret stops with this click.').waitFor()
  await dialog.getByRole('button', { name: 'Rotate token' }).click()
  const successor = await takeSecret()
  assert.equal(await script(made.token), [403, 'token_revoked'])
  assert.equal(await script(successor), [200, null])
})

story('switched off and on again', async () => {
  const made = await server.mint({ name: 'on-and-off' })
  await page.reload()
  await chooseInMenu('on-and-off', 'Switch off')
  await row('on-and-off').getByText('Off', { exact: true }).waitFor()
  assert.equal(await script(made.token), [403, 'token_disabled'])
  await chooseInMenu('on-and-off', 'Switch on')
  await row('on-and-off').getByText('Active', { exact: true }).waitFor()
  assert.equal(await script(made.token), [200, null])
})

story('deleted for good once its name is typed', async () => {
  await chooseInMenu(name, 'Delete permanently…')
  const dialog = page.getByRole('alertdialog', { name: `Delete ${name} permanently?` })
  const confirm = dialog.getByRole('button', { name: 'Delete permanently' })
  await dialog.waitFor()
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name.slice(0, -1))
  await eventually(() => confirm.isDisabled(), true)
  await picture(page, 'token-delete')
  assert.equal(await axe(page), [])
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await confirm.click()
  await dialog.waitFor({ state: 'detached' })
  await row(name).waitFor({ state: 'detached' })
  assert.equal(await script(secret), [401, 'invalid_token'])
  const log = await server.asOwner({ path: '/admin/audit-log?action=token.delete' })
  assert.equal(
    log.json.data.map((event: { target: { name: string } }) => event.target.name),
    [name],
    'its history stays, under its name',
  )
})

story('many at once: switched off, on, and revoked with the number typed', async () => {
  const made = await Promise.all(['bulk-1', 'bulk-2', 'bulk-3'].map((each) => server.mint({ name: each })))
  await page.goto(`${server.consoleOrigin}/console/tokens?q=bulk-&sort=name`)
  const answers = () => Promise.all(made.map(({ token }) => script(token).then(([, code]) => code)))
  const chooseAll = async (): Promise<void> => {
    await row('bulk-3').waitFor()
    await page.getByRole('checkbox', { name: 'Select all rows' }).check()
    await page.getByText('3 rows selected').waitFor()
  }
  await chooseAll()
  await picture(page, 'token-bulk')
  await page.getByRole('button', { name: 'Switch off…' }).click()
  await page.getByRole('button', { name: 'Switch off 3 tokens' }).click()
  await page.getByText('3 tokens switched off').waitFor()
  assert.equal(await answers(), ['token_disabled', 'token_disabled', 'token_disabled'])
  await chooseAll()
  await page.getByRole('button', { name: 'Switch on…' }).click()
  await page.getByRole('button', { name: 'Switch on 3 tokens' }).click()
  await page.getByText('3 tokens switched on').waitFor()
  assert.equal(await answers(), [null, null, null])
  await chooseAll()
  await page.getByRole('button', { name: 'Revoke…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Revoke 3 tokens?' })
  await dialog.getByText('3 of them were used in the last 7 days: bulk-1, bulk-2, bulk-3.').waitFor()
  await dialog.getByRole('radio', { name: 'Suspected leak' }).check()
  await dialog.getByLabel('Type 3 to confirm').fill('3')
  await dialog.getByRole('button', { name: 'Revoke 3 tokens' }).click()
  await page.getByText('3 tokens revoked').waitFor()
  assert.equal(await answers(), ['token_revoked', 'token_revoked', 'token_revoked'])
})

story('the detail screen has it all on one page', async () => {
  const made = await server.mint({
    name: 'on-one-page',
    description: 'For the picture.',
    permission: 'write',
    role_key: 'editor',
  })
  await script(made.token)
  await page.goto(`${server.consoleOrigin}/console/tokens/${made.id}`)
  await page.getByRole('heading', { name: 'on-one-page' }).waitFor()
  await page.getByText('me.get').waitFor()
  await page.getByText(pageHost).first().waitFor()
  await picture(page, 'token-detail')
  window.check()
})

story.run()
