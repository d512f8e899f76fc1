/** The pages in a real browser: the whole way by keyboard under the real policy, axe in both themes, and no frame that shows them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startWorld } from '../http/world.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'
import { axe, openBrowser, openWindow } from '../ui/support/browser.ts'
import { authorizePath, exchange, pkce, registerApp } from './oauth-app.ts'

const it = suite('oauth pages (Chromium)')
const world = await startWorld()
const browser = await openBrowser()
/** The app: a program that waits on loopback, as native apps do, and a page that tries to frame us. */
const app = createServer((req, res) => {
  const framed = new URL(req.url ?? '/', 'http://127.0.0.1').searchParams.get('frame')
  res.setHeader('Content-Type', 'text/html')
  res.end(framed === null ? '<title>done</title>' : `<title>framing</title><iframe src="${framed}"></iframe>`)
})
await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
const { port } = app.address() as AddressInfo
const registered = await registerApp(world.owner, {
  name: 'Native helper',
  client_type: 'public',
  redirect_uris: ['http://127.0.0.1/callback'],
  scopes: ['incidents:read', 'incidents:write'],
})
const here = { ...registered, redirectUri: `http://127.0.0.1:${port}/callback` }
it.after(async () => {
  await browser.close()
  app.close()
  await world.server.stop()
})

const start = (challenge: string): string => `${world.server.url}${authorizePath(here, { code_challenge: challenge })}`

for (const dark of [false, true])
  it(`signs in and allows by keyboard alone, ${dark ? 'dark' : 'light'}; axe finds nothing; the code reaches the app`, async () => {
    const window = await openWindow(browser, { dark, viewport: { width: 480, height: 800 } })
    const { page } = window
    const { verifier, challenge } = pkce()
    await page.goto(start(challenge))
    assert.equal(await axe(page), [], 'sign-in')
    await page.keyboard.type(ownerEmail)
    await page.keyboard.press('Tab')
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    assert.equal(await axe(page), [], 'sign-in, refused')
    await page.keyboard.type(ownerPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    assert.equal(await axe(page), [], 'consent')
    const sizes = await Promise.all(['Allow', 'Deny'].map((name) => page.getByRole('button', { name }).boundingBox()))
    assert.equal([sizes[0]?.width, sizes[0]?.height], [sizes[1]?.width, sizes[1]?.height])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    assert.not.ok(wide)
    await page.getByRole('button', { name: 'Allow' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/callback\?/)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    assert.is((await exchange(world.server, here, { code, verifier })).status, 200)
    window.check()
    await window.close()
  })

it('nobody frames the pages', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/?frame=${encodeURIComponent(start(pkce().challenge))}`)
  const frame = page.frames().find((each) => each !== page.mainFrame())
  assert.not.ok((await frame?.content())?.includes('Password') ?? false)
  await page.goto(start(pkce().challenge))
  assert.ok((await page.content()).includes('Password'), 'the same address by itself is the sign-in page')
  await context.close()
})

it.run()
