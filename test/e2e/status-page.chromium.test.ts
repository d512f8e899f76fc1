/** The status page as its visitors have it, on the page's own host: an incident that was just published, in light and dark, without a script. */
import * as assert from 'uvu/assert'
import { ask } from '../support/ask.ts'
import { axe } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { startDemoServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

// Browsers open .dev by https only, so the demo's pages get names of their own.
const host = 'status.acme.test'
const otherHost = 'status.acme-labs.test'
const server = await startDemoServer()
const browser = await openChromium([host, otherHost])
const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, timezoneId: 'Europe/Berlin' })
const page = await context.newPage()
const story = storyOf('status page', () => page)
const faults: string[] = []
const name = 'Sign-in is slow for some people'

page.on('console', (message) => {
  if (message.type() === 'error') faults.push(message.text())
})
page.on('pageerror', (error) => faults.push(error.message))
page.on('request', (request) => {
  if (request.resourceType() === 'script' || new URL(request.url()).hostname !== host)
    if (!request.url().startsWith('data:')) faults.push(`${request.resourceType()} ${request.url()}`)
})

story.before(async () => {
  const { token } = await server.mint({
    name: 'terraform-domains',
    permission: 'admin',
    role_key: 'admin',
    page_id: null,
    terraform_managed: true,
  })
  const { data: pages } = (await server.asOwner({ path: '/org/pages' })).json
  for (const [index, hosts] of [[host], [otherHost]].entries()) {
    const changed = await server.ask({
      method: 'PATCH',
      path: '/admin/settings/domains',
      token,
      headers: { 'X-Page': pages.find((one: { is_default: boolean }) => one.is_default === (index === 0)).id },
      body: { hosts },
    })
    assert.is(changed.status, 200, changed.text)
  }
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

story('what is published in the console stands on the page with the next look; a draft does not', async () => {
  await page.goto(`http://${host}:${server.port}/`)
  assert.is(await page.getByText(name).count(), 0)
  const { data } = (await server.asOwner({ path: '/admin/components' })).json
  const signIn = data.find((component: { name: string }) => component.name === 'Sign-in')
  const made = await server.asOwner({
    method: 'POST',
    path: '/admin/incidents',
    body: {
      name,
      status: 'investigating',
      impact: 'major',
      body: 'It takes up to a minute.\n\nMore at https://acme.dev/help.',
      components: [{ id: signIn.id, status: 'partial_outage' }],
    },
  })
  assert.is(made.status, 201, made.text)
  const draft = await server.asOwner({
    method: 'POST',
    path: '/admin/incidents',
    body: { name: 'Not for the public', status: 'investigating', published_at: null },
  })
  assert.is(draft.status, 201, draft.text)
  await page.reload()
  await page.getByRole('heading', { name }).first().waitFor()
  await page.getByText('It takes up to a minute.').first().waitFor()
  await page.getByText('Partial outage').first().waitFor()
  assert.is(await page.getByText('Not for the public').count(), 0)
  assert.match(await page.title(), /Acme/)
})

story('light and dark, wide and narrow: nothing that axe finds, nothing wider than the window, no script', async () => {
  let looks = 0
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [1000, 320]) {
      await page.setViewportSize({ width, height: 900 })
      await page.reload()
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.ok(wide <= 0, `${width}: ${wide} px too wide`)
      assert.equal(await axe(page), [], `${colorScheme} ${width}`)
      looks += 1
      await picture(page, `status-page-${colorScheme}-${width}`)
    }
  }
  console.log(`U7 axe status page looks ${looks} serious 0 other 0`)
  assert.is(await page.evaluate(() => document.scripts.length), 0)
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  assert.is.not(background, 'rgb(255, 255, 255)', 'dark is dark')
})

story('it can be walked by keyboard, and says its language', async () => {
  await page.setViewportSize({ width: 1000, height: 900 })
  await page.keyboard.press('Tab')
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'there is something to stop at')
  assert.match(await page.evaluate(() => document.documentElement.lang), /^[a-z]{2}/)
  assert.is(await page.locator('h1').count(), 1)
})

story('each host shows its own page; a name that nobody registered shows none', async () => {
  const other = await context.newPage()
  await other.goto(`http://${otherHost}:${server.port}/`)
  await other.locator('h1').first().waitFor()
  assert.is(await other.getByText(name).count(), 0, 'the incident belongs to the other page')
  await picture(other, 'status-page-other')
  await other.close()
  const stranger = await ask(server.port, { path: '/', headers: { Host: 'status.nobody.test' } })
  assert.is(stranger.status, 421)
})

story('when it is resolved the page says so, and what was said is still there', async () => {
  const [open] = (await server.asOwner({ path: '/admin/incidents?status=open&sort=-updated_at' })).json.data.filter(
    (incident: { name: string }) => incident.name === name,
  )
  const closed = await server.asOwner({
    method: 'POST',
    path: `/admin/incidents/${open.id}/close`,
    body: { body: 'Sign-in is as fast as before.' },
  })
  assert.is(closed.status, 200, closed.text)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.reload()
  await page.getByText('Sign-in is as fast as before.').first().waitFor()
  assert.equal(await axe(page), [])
  await picture(page, 'status-page-resolved')
  assert.equal(faults, [], 'no script, no error, nothing from elsewhere')
})

story.run()
