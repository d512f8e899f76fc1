/** An OAuth app's life in the console, by keyboard, against the real server; then axe over every state, in both themes and little room. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { commandLineClient } from '../../src-server/contract/built-in-apps.ts'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { axe, consoleDir, focusOn, openBrowser, openWindow, picture, signIn } from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const life = flow('ui.oauth', () => page)
const name = 'PagerDuty'
let secret = ''
let appId = ''

/** What the owner allowed an app, written as the authorization server writes it. */
async function allow(id: string, scopes: readonly string[]): Promise<string> {
  const { writer, newId } = server.running.services
  const grant = newId('grant')
  const now = server.clock.wall()
  await writer.submit((tx) =>
    tx.run(
      'INSERT INTO oauth_grants (id, app_id, user_id, page_id, scopes, rejected, created_at, expires_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[grant, id, server.ownerId, server.pageId, JSON.stringify(scopes), '[]', now - 86_400_000],
      ...[now + 86_400_000, now - 60_000],
    ),
  )
  return grant
}

const dialog = (title: RegExp | string) =>
  page.locator('[role="dialog"], [role="alertdialog"]').filter({ has: page.getByRole('heading', { name: title }) })
const gone = (): Promise<void> => page.locator('[role="dialog"], [role="alertdialog"]').waitFor({ state: 'detached' })
const origin = (): string => new URL(page.url()).origin

life.before(async () => {
  await signIn(page, server.url, ownerEmail, ownerPassword, '/console/')
})
life.after(async () => {
  await browser.close()
  await server.stop()
})

life('G H leads there; with no app yet it says what one is for, and shows what every workspace has', async () => {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.getByRole('heading', { name: 'OAuth apps', level: 1 }).waitFor()
  await page.getByRole('heading', { name: 'No OAuth apps yet' }).waitFor()
  await page.getByRole('link', { name: commandLineClient.name }).waitFor()
  await picture(page, 'oauth-empty')
  assert.equal(await axe(page), [])
})

life('N opens the form; empty fields are named, and a bad address says how to mend it', async () => {
  await page.keyboard.press('n')
  await dialog('Register an OAuth app').waitFor()
  await focusOn(page, 'Name')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Give it the name that its users know it by.').waitFor()
  await page.getByText('Enter at least one address to send people back to.').waitFor()
  await page.getByText('Choose at least one.').waitFor()
  await focusOn(page, 'Name')
  await page.keyboard.type(name)
  await page.getByRole('textbox', { name: 'Redirect URI 1' }).fill('http://localhost:3000/callback')
  await page.getByText('This must not use localhost').waitFor()
  await page.getByRole('button', { name: 'Use http://127.0.0.1:3000/callback' }).click()
  await focusOn(page, 'Redirect URI 1')
  assert.is(await page.getByRole('textbox', { name: 'Redirect URI 1' }).inputValue(), 'http://127.0.0.1:3000/callback')
  await page.getByRole('button', { name: 'Add another' }).click()
  await focusOn(page, 'Redirect URI 2')
  for (const [typed, says] of [
    ['https://*.example.com/cb', 'This must not hold a wildcard; register each address.'],
    ['https://app.example.com/cb#here', 'This must not hold a fragment (#…).'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Redirect URI 2' }).fill(typed)
    await page.getByText(says).waitFor()
  }
  await page.getByRole('button', { name: 'Use https://app.example.com/cb' }).click()
  await picture(page, 'oauth-register')
})

life('what people will be asked follows the form', async () => {
  const preview = page.getByRole('region', { name: 'What people will be asked' })
  await preview.getByText(`${name} would like to act for you`).waitFor()
  await preview.getByText('Choose scopes to see them here in words.').waitFor()
  await page.getByRole('checkbox', { name: /^View incident timelines/ }).check()
  await page.getByRole('checkbox', { name: /^Open, update, acknowledge/ }).check()
  await preview.getByText('It will be able to').waitFor()
  await preview.getByText('See your password, or do what your role doesn’t allow').waitFor()
  assert.equal(await axe(page), [])
})

life('the client secret is shown once, beside the client ID; Done waits for a copy', async () => {
  await page.keyboard.press('Control+Enter')
  await dialog(`Copy the client secret of ${name}`).waitFor()
  await focusOn(page, 'Copy secret')
  await page.keyboard.press('Escape')
  secret = (await page.getByRole('textbox', { name: 'Client secret' }).textContent()) ?? ''
  assert.match(secret, /^bkc_[0-9A-Za-z]{38}$/)
  assert.ok(await page.getByRole('button', { name: 'Done' }).isDisabled())
  await page.getByText(`${server.url}/.well-known/openid-configuration`).waitFor()
  assert.equal(await axe(page), [])
  await picture(page, 'oauth-secret')
  await page.getByRole('button', { name: 'Copy secret' }).press('Enter')
  assert.is(await page.evaluate(() => navigator.clipboard.readText()), secret)
  await page.getByRole('button', { name: 'Done' }).press('Enter')
  await gone()
  await page.getByText(`${name} registered`).waitFor()
  const kept = await page.evaluate(
    () => `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage })} ${location.href}`,
  )
  assert.not.ok(kept.includes(secret))
})

life('its own page offers an authorize address with fresh PKCE values', async () => {
  await page.getByRole('link', { name, exact: true }).press('Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  appId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  assert.match(appId, /^app_/)
  const shown = page.getByRole('region', { name: 'Authorize address' })
  await shown.waitFor()
  const first = new URL((await shown.textContent()) ?? '')
  assert.is(first.origin + first.pathname, `${server.url}/oauth/authorize`)
  assert.equal([first.searchParams.get('client_id'), first.searchParams.get('code_challenge_method')], [appId, 'S256'])
  assert.is(first.searchParams.get('redirect_uri'), 'http://127.0.0.1:3000/callback')
  assert.is(first.searchParams.get('scope'), 'openid offline_access incidents:read incidents:write')
  await page.getByRole('button', { name: 'New values' }).press('Enter')
  await page.waitForFunction(
    (before) => document.querySelector('[aria-label="Authorize address"]')?.textContent !== before,
    first.href,
  )
  const verifier = /code_verifier=([\w-]{43})/.exec(
    (await page.getByRole('region', { name: 'Trade the code' }).textContent()) ?? '',
  )?.[1]
  assert.ok(verifier !== undefined && verifier !== '')
})

life('an edit changes where people are sent back to; somebody faster is met with both sides', async () => {
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name, level: 1 }).focus()
  await page.keyboard.press('e')
  await dialog(`Edit ${name}`).waitFor()
  await page.getByLabel('Description').fill('Pages whoever is on call')
  await server.asOwner({
    method: 'PATCH',
    path: `/api/v1/admin/oauth-apps/${appId}`,
    body: { description: 'Somebody else' },
  })
  await page.keyboard.press('Control+Enter')
  await dialog('Changed meanwhile').waitFor()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await gone()
  assert.is(
    (await server.asOwner({ path: `/api/v1/admin/oauth-apps/${appId}` })).json.description,
    'Pages whoever is on call',
  )
})

life('resetting the secret asks for the name, and the old one goes on for a day', async () => {
  await page.getByRole('button', { name: 'Reset secret…' }).click()
  await dialog(`Reset the secret of ${name}?`).waitFor()
  await focusOn(page, 'Keep secret')
  assert.ok(await page.getByRole('button', { name: 'Reset secret', exact: true }).isDisabled())
  await page.getByLabel(`Type ${name} to confirm`).fill(name)
  assert.equal(await axe(page), [])
  await picture(page, 'oauth-rotate')
  await page.keyboard.press('Enter')
  await dialog(`Copy the client secret of ${name}`).waitFor()
  await page.getByLabel('I stored it somewhere safe').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByText(/^The old one works until/).waitFor()
  const { json } = await server.asOwner({ path: `/api/v1/admin/oauth-apps/${appId}` })
  assert.is(json.secrets.length, 2)
  await page.getByText(`${json.secrets[1].prefix}…`).waitFor()
})

life('who connected it is listed, and disconnected with a reason', async () => {
  await allow(appId, ['openid', 'offline_access', 'incidents:read'])
  await page.reload()
  await page.getByRole('row').filter({ hasText: ownerEmail }).waitFor()
  await picture(page, 'oauth-detail')
  assert.equal(await axe(page), [])
  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Disconnect…' }).click()
  await dialog(`Disconnect ${name}?`).waitFor()
  await focusOn(page, 'Keep connected')
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await page.getByText('Choose a reason to continue.').waitFor()
  await page.getByRole('radio', { name: 'Suspected leak' }).check()
  await page.getByPlaceholder('Ticket, person or link').fill('INC-7')
  assert.equal(await axe(page), [])
  await picture(page, 'oauth-disconnect')
  await page.keyboard.press('Control+Enter')
  await gone()
  await page.getByText('Nobody has connected it yet.').waitFor()
  const { json } = await server.asOwner({ path: '/api/v1/admin/audit-log?action=grant.revoke' })
  assert.is(json.data[0].changes.after.reason, 'Suspected leak: INC-7')
})

life('the tab of connected apps lists all of them, and keeps the focus as its arrows move', async () => {
  const other = await server.asOwner({
    method: 'POST',
    path: '/api/v1/admin/oauth-apps',
    body: {
      ...{ name: 'Partner analytics', client_type: 'public', redirect_uris: ['https://stats.example/cb'] },
      scopes: ['checks:read', 'incidents:read'],
    },
  })
  await allow(other.json.id, ['checks:read'])
  await allow(appId, ['incidents:write'])
  await page.goto(`${origin()}/console/oauth`)
  await page.getByRole('link', { name, exact: true }).waitFor()
  await picture(page, 'oauth-list')
  await page.getByRole('tab', { name: 'Registered' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('row').filter({ hasText: 'Partner analytics' }).waitFor()
  assert.match(page.url(), /\/console\/oauth\/grants$/)
  await focusOn(page, 'Connected apps')
  await picture(page, 'oauth-grants')
  assert.equal(await axe(page), [])
})

life('My account lists what one allowed, in words, and disconnects it with a reason', async () => {
  await page.goto(`${origin()}/console/account`)
  const mine = page.getByRole('list', { name: 'Apps that act for you' })
  await mine.getByText('Partner analytics').waitFor()
  const partner = mine.locator('> li').filter({ hasText: 'Partner analytics' })
  await partner.getByText('1 permission').click()
  await mine.getByText('List and view checks (Beats), response times and history').waitFor()
  assert.equal(await axe(page), [])
  await picture(page, 'oauth-account')
  await page.getByRole('button', { name: 'Disconnect Partner analytics…' }).click()
  await dialog('Disconnect Partner analytics?').waitFor()
  await focusOn(page, 'Keep connected')
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await page.getByText('Choose a reason to continue.').waitFor()
  await page.getByRole('radio', { name: 'Allowed by mistake' }).check()
  await page.keyboard.press('Control+Enter')
  await gone()
  await page.getByText('Partner analytics disconnected').waitFor()
  await mine.getByText('Partner analytics').waitFor({ state: 'detached' })
  const { json } = await server.asOwner({ path: '/api/v1/admin/audit-log?action=grant.revoke' })
  assert.is(json.data[0].changes.after.reason, 'Allowed by mistake')
  const { data } = (await server.asOwner({ path: '/api/v1/admin/oauth-apps?q=Partner' })).json
  await allow(data[0].id, ['checks:read'])
})

life('disconnecting everyone, switching off and deleting say what they end', async () => {
  await page.goto(`${origin()}/console/oauth?everyone=${appId}`)
  await dialog(`Disconnect everyone from ${name}?`).waitFor()
  await page.getByRole('radio', { name: 'No longer used' }).check()
  await page.keyboard.press('Control+Enter')
  await gone()
  assert.is((await server.asOwner({ path: `/api/v1/admin/oauth-apps/${appId}` })).json.grants, 0)
  await page.goto(`${origin()}/console/oauth?disable=${appId}`)
  await dialog(`Switch off ${name}?`).waitFor()
  await focusOn(page, 'Keep it on')
  await page.getByRole('button', { name: 'Switch off', exact: true }).click()
  await gone()
  await page.getByRole('row').filter({ hasText: name }).getByText('Off', { exact: true }).waitFor()
  await page.goto(`${origin()}/console/oauth?delete=${appId}`)
  await dialog(`Delete ${name}?`).waitFor()
  await page.getByLabel(`Type ${name} to confirm`).fill(name)
  await page.keyboard.press('Enter')
  await gone()
  assert.is((await server.asOwner({ path: `/api/v1/admin/oauth-apps/${appId}` })).status, 404)
})

life('what comes with Beatkeeper is switched off and on, never edited or deleted', async () => {
  await page.goto(`${origin()}/console/oauth`)
  await page.getByRole('button', { name: `Actions for ${commandLineClient.name}` }).click()
  for (const entry of ['Edit…', 'Delete…', 'Reset client secret…'])
    assert.is(await page.getByRole('menuitem', { name: entry }).getAttribute('aria-disabled'), 'true', entry)
  await page.getByRole('menuitem', { name: 'Switch off…' }).click()
  await page.getByRole('button', { name: 'Switch off', exact: true }).click()
  await gone()
  await page.getByRole('row').filter({ hasText: commandLineClient.name }).getByText('Off', { exact: true }).waitFor()
})

interface State {
  readonly path: () => string
  readonly ready: () => Promise<void>
  readonly leaveOut?: readonly string[]
}

const states: Readonly<Record<string, State>> = {
  list: { path: () => '/oauth', ready: () => page.getByRole('link', { name: 'Partner analytics' }).waitFor() },
  'no-match': { path: () => '/oauth?q=nothing', ready: () => page.getByText(/^No apps match/).waitFor() },
  register: { path: () => '/oauth?new=1', ready: () => dialog('Register an OAuth app').waitFor() },
  grants: {
    path: () => '/oauth/grants',
    ready: () => page.getByRole('row').filter({ hasText: ownerEmail }).waitFor(),
  },
  'built-in': {
    path: () => `/oauth/${commandLineClient.id}`,
    ready: () => page.getByText('This app is off.').waitFor(),
  },
  detail: {
    path: () => `/oauth/${appId}`,
    ready: () => page.getByRole('region', { name: 'Authorize address' }).waitFor(),
  },
  edit: { path: () => `/oauth/${appId}?do=edit`, ready: () => dialog(/^Edit/).waitFor() },
  missing: {
    path: () => '/oauth/app_00000000000000000000000009',
    ready: () => page.getByRole('heading', { name: 'Nothing here' }).waitFor(),
  },
}

async function show(shown: Page, state: State): Promise<void> {
  await shown.goto(`${origin()}/console${state.path()}`)
  await state.ready()
}

life('axe finds nothing in any state, in light and in dark', async () => {
  appId = (await server.asOwner({ path: '/api/v1/admin/oauth-apps' })).json.data[0].id
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const [what, state] of Object.entries(states)) {
      await show(page, state)
      assert.equal(await axe(page, state.leaveOut), [], `${what}, ${scheme}`)
      await picture(page, `oauth-${scheme}-${what}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
})

life('at twice the size and on a phone nothing is wider than the window', async () => {
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 760, height: 560 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize(viewport)
    for (const [what, state] of Object.entries(states)) {
      await show(page, state)
      const over = await page.evaluate(() =>
        Math.max(
          document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ...[...document.querySelectorAll('main')].map((main) => main.scrollWidth - main.clientWidth),
        ),
      )
      await picture(page, `oauth-${viewport.width}-${what}`)
      assert.ok(over <= 0, `${what} at ${viewport.width} is ${over} too wide`)
    }
  }
})

life('the console did nothing that it must never do', async () => window.check())

life.run()
