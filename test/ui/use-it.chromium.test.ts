/** How a token is put to use, on its screen: by keyboard, in both themes, never with its secret; and who can reach the workspace at all. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownerEmail, ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { axe, consoleDir, eventually, focusOf, openBrowser, openWindow, picture, signIn } from './support/browser.ts'

const it = suite('ui.use-it')
const browser = await openBrowser()
it.after(() => browser.close())

const card = (page: Page) => page.locator('section', { has: page.getByRole('heading', { name: 'Use it' }) }).last()

/** Opens the screen of a fresh token, does something there, and closes everything. */
async function onToken(
  options: Parameters<typeof startTestServer>[0],
  look: Parameters<typeof openWindow>[1],
  body: (page: Page, server: TestServer, token: { id: string; token: string }) => Promise<void>,
): Promise<void> {
  const server = await startTestServer({ consoleDir, host: 'status.acme.test', ...options })
  const window = await openWindow(browser, look)
  try {
    const token = await server.mint({ name: 'nightly-report' })
    await signIn(window.page, server.url, ownerEmail, ownerPassword, `/console/tokens/${token.id}`)
    await window.page.getByRole('heading', { name: 'Use it' }).waitFor()
    await body(window.page, server, token)
    const kept = await window.page.evaluate(() => document.documentElement.outerHTML)
    assert.not.ok(kept.includes(token.token), 'the secret is on the page')
    window.check()
  } finally {
    await window.close()
    await server.stop()
  }
}

it('the address and five snippets, reached and copied by keyboard; nothing holds the secret', async () => {
  await onToken({}, {}, async (page, server, token) => {
    const here = card(page)
    await here.getByText(server.url, { exact: true }).first().waitFor()
    await here.getByRole('tab', { name: 'curl' }).focus()
    const seen: string[] = []
    for (const name of ['curl', 'Node', 'Python', 'Terraform', 'GitHub Actions']) {
      await eventually(() => focusOf(page), name)
      const panel = here.getByRole('tabpanel', { name })
      await panel.getByRole('region', { name: `${name} snippet` }).waitFor()
      // From the tab to the panel, its code, and Copy.
      for (let presses = 0; presses < 6 && (await focusOf(page)) !== 'Copy'; presses += 1)
        await page.keyboard.press('Tab')
      assert.is(await focusOf(page), 'Copy', name)
      await page.keyboard.press('Enter')
      await panel.getByRole('button', { name: 'Copied' }).waitFor()
      seen.push(await page.evaluate(() => navigator.clipboard.readText()))
      await here.getByRole('tab', { name }).focus()
      await page.keyboard.press('ArrowRight')
    }
    assert.is(new Set(seen).size, 5)
    for (const code of seen) {
      assert.ok(code.includes(`${server.url}/api/v1`))
      assert.not.ok(code.includes(token.token))
      assert.not.ok(code.includes(token.token.slice(0, 12)))
    }
  })
})

it('says that only this computer reaches it, and how to publish it; at the place that runs elsewhere too', async () => {
  await onToken({}, {}, async (page) => {
    const here = card(page)
    await here.getByText('Only this computer can reach this workspace.', { exact: false }).waitFor()
    await here.getByText('beatkeeper serve --public-url', { exact: false }).waitFor()
    await here.getByRole('tab', { name: 'GitHub Actions' }).click()
    await here.getByText('GitHub Actions runs elsewhere and can’t reach this address.', { exact: false }).waitFor()
    await here.getByRole('tab', { name: 'Python' }).click()
    await picture(page, 'use-it-local')
    assert.is(await here.getByText('runs elsewhere', { exact: false }).isVisible(), false)
  })
})

it('a published workspace shows its public address, and no word of this computer', async () => {
  const published = { publicUrl: 'https://admin.acme.test', trustedProxies: ['127.0.0.9'] }
  await onToken(published, {}, async (page) => {
    const here = card(page)
    await here.getByText('https://admin.acme.test', { exact: true }).waitFor()
    await here.getByRole('tab', { name: 'GitHub Actions' }).click()
    await here
      .getByRole('tabpanel', { name: 'GitHub Actions' })
      .getByText('https://admin.acme.test/api/v1/me', { exact: false })
      .waitFor()
    for (const words of ['Only this computer', 'runs elsewhere'])
      assert.is(await here.getByText(words, { exact: false }).count(), 0, words)
  })
})

it('a token that has ended has no use', async () => {
  await onToken({}, {}, async (page, server, token) => {
    const body = { reason: 'over' }
    await server.asOwner({ method: 'POST', path: `/api/v1/admin/tokens/${token.id}/revoke`, body })
    await page.reload()
    await page.getByText('Revoked', { exact: true }).first().waitFor()
    assert.is(await page.getByRole('heading', { name: 'Use it' }).count(), 0)
  })
})

it('axe finds nothing, light, dark and in a small window', async () => {
  for (const look of [{}, { dark: true }, { viewport: { width: 760, height: 560 } }])
    await onToken({}, look, async (page) => {
      await card(page).getByRole('tab', { name: 'GitHub Actions' }).click()
      await card(page).scrollIntoViewIfNeeded()
      await picture(page, `use-it-${Object.keys(look)[0] ?? 'light'}`)
      assert.equal(await axe(page), [])
    })
})

it.run()
