/**
 * T8 in a real browser: the page that links open. Looking at it, with its script running, uses no link up; its token is in no address, history,
 * Referer, storage or markup; a click opens the one thing that it is for. And what visitors do without any script.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import * as assert from 'uvu/assert'
import { linkToken, type Owned, ownedThings, type Purpose } from '../http/subscriber-mutations.ts'
import { expecting, get, hereHost, post, startWorld } from '../http/world.ts'
import { linkOf, mailTo } from '../subscribers/visitor.ts'
import { axe, focusOn } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { storyOf } from './support/story.ts'

const world = await startWorld()
const { server } = world
const { db } = server.running.services
const browser: Browser = await openChromium([hereHost, 'elsewhere.test'])
const origin = `http://${hereHost}:${server.running.port}`
let page: Page
const story = storyOf('magic page', () => page)

/** What must never happen, and every request with its headers. */
const faults: string[] = []
const requests: Request[] = []

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options })
  const opened = await context.newPage()
  opened.on('pageerror', (error) => faults.push(error.message))
  opened.on('console', (message) => {
    if (message.type() === 'error' && !/status of (403|422)/.test(message.text())) faults.push(message.text())
  })
  opened.on('request', (request) => requests.push(request))
  page = opened
  return context
}

const owned: Owned = await ownedThings(server.asOwner)
const link = async (purpose: Purpose): Promise<{ token: string; url: string }> => {
  const token = await linkToken(server.asOwner, purpose, owned)
  return { token, url: `${origin}/m/#t=${token}` }
}
const consumed = (): number =>
  db.get<{ n: number }>('SELECT count(*) AS n FROM magic_tokens WHERE used_at IS NOT NULL')?.n ?? 0

const aToken = /bkm_[0-9A-Za-z]{49}/

/** Nothing for axe in what is shown. */
async function clean(state: string): Promise<void> {
  assert.equal(await axe(page), [], state)
}

/** The addresses that the browser remembers for this tab. */
async function history(): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  await session.detach()
  return entries.map(({ url }) => url)
}

/** Every request of the tab: its address, and its headers but the one that the token belongs into. */
async function sent(): Promise<string> {
  const all = await Promise.all(
    requests.map(async (request) => {
      const { 'x-magic-token': _, ...headers } = await request.allHeaders()
      return `${request.method()} ${request.url()} ${JSON.stringify(headers)} ${request.postData() ?? ''}`
    }),
  )
  return all.join('\n')
}

const stranger = createServer((request, response) => {
  visited.push(request.headers)
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
})
const visited: IncomingHttpHeaders[] = []
await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
const { port: strangerPort } = stranger.address() as AddressInfo

story.after(async () => {
  stranger.closeAllConnections()
  stranger.close()
  await browser.close()
  await server.stop()
})

story('T8 a hundred links opened by something that runs scripts and clicks nothing: none is used up', async () => {
  const context = await open()
  const before = consumed()
  const links = Number(process.env.BEATKEEPER_RUNS ?? 100)
  for (let round = 0; round < links; round += 1) {
    const { token, url } = await link(
      (['manage', 'subscription', 'custom_view', 'rss_feed'] as const)[round % 4] ?? 'manage',
    )
    // Another document each time: a new fragment alone would not load the page again.
    await page.goto('about:blank')
    await page.goto(url)
    await page.getByRole('button', { name: 'Open' }).waitFor()
    assert.is(page.url(), `${origin}/m/`)
    assert.not.match(await page.content(), token.slice(4))
  }
  assert.is(consumed() - before, 0)
  const remembered = (await history()).join('\n')
  assert.not.match(remembered, aToken)
  assert.not.match(await sent(), aToken)
  console.log(
    `T8 in Chromium ${links} links x GET with script, ${requests.length} requests, ${consumed() - before} consumed, 0 tokens in addresses, history or headers`,
  )
  assert.equal(faults, [])
  await context.close()
})

story('T8 teeth: something that clicks would be noticed', async () => {
  const context = await open()
  const before = consumed()
  await page.goto((await link('manage')).url)
  await page.evaluate(() => document.querySelector('button')?.click())
  await page.getByRole('heading', { name: 'What is yours' }).waitFor()
  assert.is(consumed() - before, 1)
  await context.close()
})

story(
  'after the click: nothing of the token is left in address, history, storage, markup, cookies or a Referer',
  async () => {
    requests.length = 0
    const context = await open()
    const { token, url } = await link('subscription')
    await page.goto(url)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('heading', { name: 'Your subscription' }).waitFor()
    const found = await page.evaluate(() => ({
      markup: document.documentElement.outerHTML,
      storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      cookies: document.cookie,
      address: location.href,
      state: JSON.stringify(window.history.state),
      globals: Object.keys(window)
        .filter((name) => typeof Reflect.get(window, name) === 'string')
        .join(' '),
    }))
    for (const [place, text] of Object.entries(found)) assert.not.match(text, aToken, place)
    assert.equal(await context.cookies(), [])
    const redeems = requests.filter((request) => request.url().endsWith('/magic/redeem'))
    assert.equal(
      redeems.map((request) => [request.method(), request.headers()['x-magic-token']]),
      [['POST', token]],
    )
    assert.not.match(await sent(), aToken)
    await page.evaluate((to) => {
      location.href = to
    }, `http://elsewhere.test:${strangerPort}/`)
    await page.waitForURL(/elsewhere/)
    assert.ok(visited.length > 0)
    assert.not.ok(visited.some(({ referer = '' }) => referer.includes(hereHost)))
    await page.goBack()
    await page.getByRole('heading', { name: /There is no link here|Your subscription/ }).waitFor()
    assert.not.match((await history()).join('\n'), aToken)
    await context.close()
  },
)

story(
  'its policy holds: no other script, no markup out of text, no request elsewhere, no frame around it',
  async () => {
    const context = await open()
    await page.goto((await link('manage')).url)
    const tried = await page.evaluate(async (elsewhere) => {
      const attempt = (work: () => unknown): string => {
        try {
          work()
          return 'done'
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown'
        }
      }
      const script = document.createElement('script')
      const results = [
        attempt(() => {
          script.textContent = 'window.pwned = 1'
          document.body.append(script)
        }),
        attempt(() => {
          document.body.innerHTML = '<img src=x onerror="window.pwned = 1">'
        }),
        attempt(() => document.write('<script>window.pwned = 1</script>')),
        await fetch(elsewhere).then(
          () => 'done',
          (error: Error) => error.name,
        ),
      ]
      return { results, pwned: Reflect.get(window, 'pwned') }
    }, `http://elsewhere.test:${strangerPort}/`)
    assert.is(tried.pwned, undefined)
    assert.equal(
      tried.results.filter((result) => result === 'done'),
      [],
    )
    const { headers } = await server.ask({ path: '/m/', headers: { Host: hereHost } })
    assert.equal(
      [headers['cache-control'], headers['x-frame-options'], headers['referrer-policy']],
      ['no-store', 'DENY', 'no-referrer'],
    )
    faults.length = 0
    await context.close()
  },
)

for (const colorScheme of ['light', 'dark'] as const)
  story(
    `everything that it shows, in ${colorScheme}: overview, view with a new address, feed, subscription, and nothing for axe`,
    async () => {
      const context = await open({ colorScheme })
      const nameOf = async (path: string): Promise<{ name: string; components: unknown }> =>
        (await server.asOwner(get(path))).json
      await page.goto((await link('manage')).url)
      await clean(`link asks ${colorScheme}`)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await focusOn(page, 'What is yours')
      await clean(`overview ${colorScheme}`)
      await picture(page, `link-overview-${colorScheme}`)

      await page.locator('.owned').nth(1).getByRole('button').click()
      await focusOn(page, 'Your custom view')
      await clean(`view ${colorScheme}`)
      await page.getByLabel('Name').fill(`Renamed in ${colorScheme}`)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').waitFor()
      assert.is((await nameOf(`/admin/custom-views/${owned.view}`)).name, `Renamed in ${colorScheme}`)
      const before = await page.getByLabel('Address').inputValue()
      await page.getByRole('button', { name: 'Make a new address' }).click()
      await page.getByText('This is the new address.').waitFor()
      const after = await page.getByLabel('Address').inputValue()
      assert.is.not(after, before)
      assert.is(await page.getByRole('link', { name: 'Open the page' }).getAttribute('href'), after)
      await page.getByRole('button', { name: 'Delete…' }).click()
      await focusOn(page, 'Keep it')
      await page.keyboard.press('Enter')
      await focusOn(page, 'Delete…')
      for (const box of await page.getByRole('checkbox', { checked: true }).all()) await box.uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Choose at least one service.').waitFor()

      await page.getByRole('button', { name: 'Back to the overview' }).click()
      await focusOn(page, 'What is yours')
      await page.locator('.owned').nth(2).getByRole('button').click()
      await focusOn(page, 'Your feed')
      await page.getByLabel('Everything, also services to come').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').waitFor()
      assert.is((await nameOf(`/admin/rss-feeds/${owned.feed}`)).components, null)
      await clean(`feed ${colorScheme}`)

      await page.getByRole('button', { name: 'Back to the overview' }).click()
      await focusOn(page, 'What is yours')
      await page.locator('.owned').nth(0).getByRole('button').click()
      await focusOn(page, 'Your subscription')
      await clean(`subscription ${colorScheme}`)
      await picture(page, `link-subscription-${colorScheme}`)
      assert.equal(faults, [])
      await context.close()
    },
  )

story('what went wrong is said with what to do: used, replaced, gone, no link, too many, no network', async () => {
  const context = await open()
  const used = await link('manage')
  await page.goto(used.url)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'What is yours' }).waitFor()
  // The same link once more, in the same tab: the fragment alone changes.
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#t=${used.token}`)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('This link was used already.').waitFor()
  assert.is(page.url(), `${origin}/m/`)
  await clean('link was used')
  assert.is(await page.getByRole('link', { name: 'Ask for a new link' }).getAttribute('href'), '/subscribe')

  const older = await link('manage')
  await link('manage')
  await page.goto('about:blank')
  await page.goto(older.url)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('replaced by a newer one').waitFor()

  await page.reload()
  await page.getByRole('heading', { name: 'There is no link here' }).waitFor()

  const offline = await link('manage')
  await page.goto('about:blank')
  await page.goto(offline.url)
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('The server could not be reached.').waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'What is yours' }).waitFor()
  faults.length = 0
  await context.close()
})

story(
  'from the status page to a confirmed subscription, and out again, with no script anywhere but at the link',
  async () => {
    const bare = await open({ javaScriptEnabled: false })
    await page.goto(`${origin}/`)
    await page.getByText('Get updates', { exact: true }).click()
    await page.getByLabel('E-mail address').fill('ines@example.org')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await page.goto(`${origin}/subscribe`)
    await page.getByRole('radio', { name: 'Only these services' }).check()
    await page.getByLabel('E-mail address').fill('ines@example.org')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('Choose at least one service, or everything.').waitFor()
    await picture(page, 'subscribe-form')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await page.goto(`${origin}/m/#t=x`)
    assert.match(await page.locator('#link').innerText(), 'This page needs JavaScript')
    await bare.close()

    const context = await open()
    await page.goto(`${origin}/m/#t=${linkOf(await mailTo(server, 'ines@example.org'))}`)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('Confirmed. From now on we write to ines@example.org.').waitFor()
    const listed = await expecting(200, server.asOwner(get('/admin/subscribers?q=ines')))
    assert.is(listed.json.data[0].state, 'confirmed')
    await page.goto(`${origin}/subscribe`)
    await clean('subscribe')
    await page.goto(`${origin}/`)
    await page.getByText('Get updates', { exact: true }).click()
    await clean('status page, asking to be told')
    await context.close()

    const again = await open({ javaScriptEnabled: false })
    const { id } = listed.json.data[0]
    const key = server.running.services.linkKeys.keyFor('unsubscribe', id, 1)
    await page.goto(`${origin}/unsubscribe/${key}`)
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor()
    assert.is((await server.asOwner(get(`/admin/subscribers/${id}`))).json.state, 'ended')
    assert.equal(faults, [])
    await again.close()
  },
)

story('whoever unsubscribes on the page is told so, and the link’s token is worth nothing any more', async () => {
  const context = await open()
  await page.goto((await link('subscription')).url)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('button', { name: 'Unsubscribe' }).click()
  await focusOn(page, 'You are unsubscribed')
  await clean('unsubscribed')
  const refused = await server.asOwner(post(`/admin/subscribers/${owned.subscriber}/magic-link`))
  assert.is(refused.status, 409)
  await context.close()
})

story.run()
