/**
 * Access screens for everyone: axe over every state in both themes, at twice the size, in a narrow window, in forced colours, with
 * words that are half as long again. Where a state is added, it goes into `states`.
 */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { axe, consoleDir, type Look, openBrowser, openWindow, picture, signIn } from './support/browser.ts'

const access = suite('ui.accessibility')
const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()

const made = {
  busy: await server.mint({
    name: 'pagerduty-incident-sync',
    permission: 'write',
    role_key: 'responder',
    expires_in_days: 9,
  }),
  terraform: await server.mint({
    name: 'terraform-prod-governance',
    permission: 'admin',
    role_key: 'admin',
    terraform_managed: true,
  }),
  off: await server.mint({ name: 'old-importer' }),
  revoked: await server.mint({ name: 'contractor-audit-2026' }),
  rotating: await server.mint({
    name: 'github-actions-maintenance',
    permission: 'write',
    role_key: 'planner',
    notes: 'Ask Jonas.',
  }),
}
await Promise.all([
  server.ask({ path: '/api/v1/me', token: made.busy.token }),
  server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${made.off.id}/disable` }),
  server.asOwner({
    method: 'POST',
    path: `/api/v1/admin/tokens/${made.revoked.id}/revoke`,
    body: { reason: 'Engagement ended: INC-2231' },
  }),
  server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${made.rotating.id}/rotate`, body: {} }),
])

interface State {
  name: string
  /** Under /console. */
  path: string
  /** What has to be there before the look is taken. */
  ready: (page: Page) => Promise<void>
  /** Findings of these rules are left out, for the reason given. */
  leaveOut?: readonly string[]
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name }).first().waitFor()
const dialog = (name: RegExp | string) => async (page: Page) => {
  await page
    .locator('[role="dialog"], [role="alertdialog"]')
    .filter({ has: page.getByRole('heading', { name }) })
    .waitFor()
}
const listed = (page: Page) => page.getByRole('link', { name: 'terraform-prod-governance', exact: true }).waitFor()

const states: readonly State[] = [
  { name: 'list', path: '/tokens', ready: listed },
  {
    name: 'list-no-match',
    path: '/tokens?q=nothing-like-it',
    ready: (page) => page.getByText(/^No tokens match/).waitFor(),
  },
  { name: 'list-filters', path: '/tokens?permission=admin&terraform=true', ready: listed },
  {
    name: 'list-selected',
    path: '/tokens?sort=name',
    ready: async (page) => {
      await listed(page)
      await page.getByRole('checkbox', { name: 'Select old-importer' }).check()
      await page.getByRole('toolbar').waitFor()
    },
  },
  {
    name: 'row-menu',
    path: '/tokens',
    ready: async (page) => {
      await listed(page)
      await page.getByRole('button', { name: 'Actions for terraform-prod-governance' }).click()
      await page.getByRole('menu').waitFor()
    },
    // While a menu is open everything else is hidden from assistive technology, landmarks included.
    leaveOut: ['region'],
  },
  { name: 'create', path: '/tokens?new=1', ready: dialog('Create API token') },
  {
    name: 'create-full-access',
    path: '/tokens?new=1&preset=full-access',
    ready: async (page) => {
      await dialog('Create API token')(page)
      await page.getByText('An admin token that works from anywhere.').waitFor()
      await page.getByText('Limit further').click()
      await page.getByText('More options').click()
    },
  },
  {
    name: 'create-error',
    path: '/tokens?new=1',
    ready: async (page) => {
      await dialog('Create API token')(page)
      await page.keyboard.press('Control+Enter')
      await page.getByText('Give it a name').waitFor()
    },
  },
  {
    name: 'create-role-list',
    path: '/tokens?new=1',
    ready: async (page) => {
      await dialog('Create API token')(page)
      await page.getByRole('combobox', { name: 'Page role' }).click()
      await page.getByRole('option', { name: 'Viewer' }).waitFor()
    },
    // Controls under the open list cannot be pressed until it closes.
    leaveOut: ['target-size'],
  },
  {
    name: 'revoke-error',
    path: `/tokens?revoke=${made.busy.id}`,
    ready: async (page) => {
      await dialog('Revoke pagerduty-incident-sync?')(page)
      await page.getByText(/requests? in the last 7 days/).waitFor()
      await page.getByRole('button', { name: 'Revoke token' }).click()
      await page.getByText('Choose a reason to continue.').waitFor()
    },
  },
  { name: 'delete', path: `/tokens?delete=${made.busy.id}`, ready: dialog(/Delete .+ permanently/) },
  { name: 'edit', path: `/tokens?edit=${made.busy.id}`, ready: dialog(/^Edit/) },
  { name: 'rotate', path: `/tokens?rotate=${made.busy.id}`, ready: dialog(/^Rotate/) },
  { name: 'rotate-choose', path: '/tokens?rotate=choose', ready: dialog('Rotate a token') },
  {
    name: 'palette',
    path: '/tokens',
    ready: async (page) => {
      await listed(page)
      await page.keyboard.press('Control+k')
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'keyboard-help',
    path: '/tokens',
    ready: async (page) => {
      await listed(page)
      await page.keyboard.press('?')
      await dialog('Keyboard shortcuts')(page)
    },
  },
  {
    name: 'user-menu',
    path: '/tokens',
    ready: async (page) => {
      await listed(page)
      await page.getByRole('button', { name: /Account menu/ }).click()
      await page.getByRole('menu').waitFor()
    },
    leaveOut: ['region'],
  },
  { name: 'detail', path: `/tokens/${made.busy.id}`, ready: heading('pagerduty-incident-sync') },
  {
    name: 'detail-rotating',
    path: `/tokens/${made.rotating.id}`,
    ready: (page) => page.getByText('Being replaced.').waitFor(),
  },
  { name: 'detail-revoked', path: `/tokens/${made.revoked.id}`, ready: heading('contractor-audit-2026') },
  { name: 'missing', path: '/tokens/tok_00000000000000000000000000', ready: heading('Nothing here') },
  { name: 'no-screen', path: '/nowhere', ready: heading('There is no such screen') },
]

access.after(async () => {
  await browser.close()
  await server.stop()
})

const themes: readonly (readonly [string, Look])[] = [
  ['light', {}],
  ['dark', { dark: true }],
]

for (const [theme, look] of themes) {
  access(`axe finds nothing in any state, ${theme}`, async () => {
    const window = await openWindow(browser, look)
    const { page } = window
    await page.goto(`${server.url}/console/`)
    await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
    assert.equal(await axe(page), [], `sign-in, ${theme}`)
    await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens')
    const origin = new URL(page.url()).origin
    for (const state of states) {
      await page.goto(`${origin}/console${state.path}`)
      await state.ready(page)
      assert.equal(await axe(page, state.leaveOut), [], `${state.name}, ${theme}`)
      await picture(page, `${theme}-${state.name}`)
    }
    window.check()
    await window.close()
  })
}

access(
  'at twice the size and in the smallest window nothing is wider than the window, no target smaller than 24',
  async () => {
    for (const viewport of [
      { width: 640, height: 400 },
      { width: 760, height: 560 },
      { width: 320, height: 640 },
    ]) {
      const window = await openWindow(browser, { viewport })
      const { page } = window
      await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens')
      const origin = new URL(page.url()).origin
      for (const state of states.filter(({ name }) =>
        ['list', 'create', 'detail', 'revoke-error', 'edit', 'rotate'].includes(name),
      )) {
        await page.goto(`${origin}/console${state.path}`)
        await state.ready(page)
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        assert.is(overflow, 0, `${state.name} at ${viewport.width}`)
        const inMain = await page.evaluate(() => {
          const main = document.querySelector('main')
          return main === null ? 0 : main.scrollWidth - main.clientWidth
        })
        assert.ok(inMain <= 0, `${state.name} at ${viewport.width}: main is ${inMain} too wide`)
        await picture(page, `${viewport.width}-${state.name}`)
      }
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, input, [role="option"]')]
          .filter((element) => {
            const box = element.getBoundingClientRect()
            const inline = element.tagName === 'A' && getComputedStyle(element).display === 'inline'
            return (
              box.width > 0 &&
              !inline &&
              getComputedStyle(element).opacity !== '0' &&
              (box.width < 24 || box.height < 24)
            )
          })
          .map(
            (element) =>
              `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)} ${JSON.stringify(element.getBoundingClientRect())}`,
          ),
      )
      assert.equal(small, [], `targets at ${viewport.width}`)
      window.check()
      await window.close()
    }
  },
)

access('in forced colours every mark is still there', async () => {
  const window = await openWindow(browser, { forcedColors: true })
  const { page } = window
  await signIn(page, server.url, ownerEmail, ownerPassword, '/console/tokens')
  await listed(page)
  await picture(page, 'forced-colours-list')
  await page.goto(`${new URL(page.url()).origin}/console/tokens?new=1`)
  await dialog('Create API token')(page)
  await picture(page, 'forced-colours-create')
  assert.equal(await axe(page), [])
  window.check()
  await window.close()
})

access('with words half as long again no label is cut and nothing is pushed out', async () => {
  const window = await openWindow(browser)
  const { page } = window
  await page.goto(`${server.url}/console/`)
  await page.getByLabel('E-mail address').waitFor()
  await page.evaluate(() => localStorage.setItem('bk.locale', 'en-XA'))
  await page.reload()
  await page.locator('input[type="email"]').fill(ownerEmail)
  await page.locator('input[type="password"]').fill(ownerPassword)
  await page.keyboard.press('Enter')
  await page.locator('nav').waitFor()
  const origin = new URL(page.url()).origin
  for (const path of ['/tokens', '/tokens?new=1', `/tokens?revoke=${made.busy.id}`, `/tokens/${made.busy.id}`]) {
    await page.goto(`${origin}/console${path}`)
    await page.locator(path.includes('?') ? '[role="dialog"], [role="alertdialog"]' : 'main h1').waitFor()
    await page.locator('main tbody, main dl').first().waitFor()
    assert.is(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0,
      path,
    )
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, label, h1, h2, legend')]
        .filter(
          (element) =>
            element.getBoundingClientRect().width > 1 &&
            getComputedStyle(element).overflow !== 'visible' &&
            element.scrollWidth > element.clientWidth + 1,
        )
        .map((element) => element.textContent?.slice(0, 60)),
    )
    assert.equal(cut, [], path)
    await picture(page, `pseudo-${path.replaceAll(/[^a-z]+/g, '-')}`)
  }
  window.check()
  await window.close()
})

access.run()
