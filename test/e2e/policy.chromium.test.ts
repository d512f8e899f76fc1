/**
 * What the browser itself enforces, and what it is left with: the console's content policy and Trusted Types hold and have teeth, nothing inline is
 * served, storage has choices and the CSRF value only, and no secret is left anywhere once its dialog is closed (T30).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ask } from '../support/ask.ts'
import { openWindow, signIn } from '../ui/support/browser.ts'
import { openChromium } from './support/chromium.ts'
import { findScreens, settled, visit } from './support/screens.ts'
import { startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'
import { traceOf } from './support/traces.ts'

const server = await startOwnedServer()
const browser = await openChromium()
const window = await openWindow(browser)
const { page } = window
const story = storyOf('policy', () => page)
const screens: string[] = []
/** Everything that was answered to the browser, as text, by address. */
const answers: { url: string; text: Promise<string> }[] = []

story.before(async () => {
  page.on('response', (response) => {
    if (response.url().includes('/api/')) answers.push({ url: response.url(), text: response.text().catch(() => '') })
  })
  await signIn(page, server.url, server.email, server.password, '/console/tokens')
  await settled(page)
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

story('the policy is the one that was decided, and nothing inline is served', async () => {
  const address = await ask(server.port, { path: '/console/' })
  assert.equal([address.status, address.headers.location], [307, `${server.consoleOrigin}/console/`])
  const served = await ask(server.port, {
    path: '/console/tokens',
    headers: { Host: new URL(server.consoleOrigin).host },
  })
  const { 'content-security-policy': csp = '', ...headers } = served.headers
  const directives = new Map(
    csp.split('; ').map((each): [string, string] => {
      const [name = '', ...values] = each.split(' ')
      return [name, values.join(' ')]
    }),
  )
  for (const [name, values] of [
    ['default-src', "'none'"],
    ['script-src', `${server.consoleOrigin}/console/assets/`],
    ['style-src', "'self'"],
    ['img-src', "'self' data:"],
    ['font-src', "'self'"],
    ['connect-src', "'self'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
    ['object-src', "'none'"],
    ['require-trusted-types-for', "'script'"],
    ['trusted-types', 'solid'],
  ] as const)
    assert.is(directives.get(name), values, name)
  assert.not.match(csp, /unsafe|\*|https?:$/)
  assert.is(headers['x-content-type-options'], 'nosniff')
  assert.is(headers['referrer-policy'], 'no-referrer')
  const html = served.text
  assert.not.match(html, /<style|\sstyle=|\son[a-z]+=|javascript:/i)
  for (const [tag = ''] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, /\ssrc="\/console\/assets\//)
  assert.not.match(html, /<script[^>]*>[^<]/)
})

story(
  'no screen of the console breaks its policy, loads from elsewhere or writes a script or style into the page',
  async () => {
    for (const path of await findScreens(page)) {
      await visit(page, path)
      const inline = await page.evaluate(() => ({
        scripts: [...document.scripts].filter((script) => script.src === '' || script.text !== '').length,
        styles: document.querySelectorAll('style').length,
        handlers: [...document.querySelectorAll('*')].flatMap((node) =>
          node.getAttributeNames().filter((name) => /^on[a-z]/.test(name) && !name.includes(':')),
        ),
      }))
      assert.equal(inline, { scripts: 0, styles: 0, handlers: [] }, path)
    }
    window.check()
  },
)

/** Each tries what an injected script would; answers what got through. Later, because the debugger's own code is exempt from the policy. */
function attempts(): Promise<string[]> {
  const makePolicy = (name: string): void => {
    const factory: unknown = Reflect.get(globalThis, 'trustedTypes')
    if (typeof factory === 'object' && factory !== null)
      Reflect.apply(Reflect.get(factory, 'createPolicy'), factory, [name, { createHTML: (text: string) => text }])
  }
  const tries: Record<string, () => unknown> = {
    'markup with a handler': () => {
      document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="document.title = \'pwned\'">')
    },
    'markup in an element': () => {
      document.createElement('div').innerHTML = '<b>text</b>'
    },
    'a policy of its own': () => makePolicy('own'),
    'the name of Solid’s policy again': () => makePolicy('solid'),
    eval: () => Reflect.apply(Reflect.get(globalThis, 'eval'), globalThis, ['1']),
    'new Function': () => Reflect.construct(Function, ['return 1']),
    'the address of a script': () => {
      document.createElement('script').src = 'data:text/javascript,document.title="pwned"'
    },
    'the text of a script': () => {
      document.createElement('script').text = 'document.title = "pwned"'
    },
    'document.write': () => document.write('<script>document.title = "pwned"</script>'),
  }
  return new Promise((resolve) => {
    setTimeout(() => {
      const through: string[] = []
      for (const [name, act] of Object.entries(tries)) {
        try {
          act()
          through.push(name)
        } catch {
          // Refused, as it must be.
        }
      }
      const style = document.createElement('style')
      style.textContent = 'html { --injected: 1 }'
      document.head.append(style)
      if (getComputedStyle(document.documentElement).getPropertyValue('--injected') !== '') through.push('a style')
      resolve(through)
    })
  })
}

story('the policy has teeth: what an injected script would try is refused, and comes through without it', async () => {
  const attacked = await openWindow(browser)
  await signIn(attacked.page, server.url, server.email, server.password, '/console/tokens')
  await settled(attacked.page)
  assert.equal(await attacked.page.evaluate(attempts), [])
  const elsewhere = createServer((_request, response) => response.end('seen'))
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  let requests = 0
  elsewhere.on('request', () => {
    requests += 1
  })
  const { port } = elsewhere.address() as AddressInfo
  const sent = await attacked.page.evaluate(
    (url) =>
      fetch(url, { mode: 'no-cors' }).then(
        () => 'sent',
        () => 'refused',
      ),
    `http://127.0.0.1:${port}/`,
  )
  assert.equal([sent, requests], ['refused', 0], 'nothing can be sent elsewhere')
  elsewhere.close()
  let noticed = false
  try {
    attacked.check()
  } catch {
    noticed = true
  }
  assert.ok(noticed, 'the listener that every test has saw it')
  await attacked.close()

  const open = await browser.newContext({ bypassCSP: true })
  const unguarded = await open.newPage()
  await signIn(unguarded, server.url, server.email, server.password, '/console/tokens')
  await settled(unguarded)
  const through = await unguarded.evaluate(attempts)
  console.log(`T19 injected scripts tried 10 through 0; without the policy ${through.length} through`)
  assert.ok(through.length >= 8, through.join(', '))
  await open.close()
})

story(
  'T30 no secret is left in the window, in any other answer, in the folder or in what the server prints',
  async () => {
    const secrets: { kind: string; value: string; shown: number }[] = []
    const create = async (name: string): Promise<string> => {
      await visit(page, `/tokens?new=1&name=${name}`)
      await page.keyboard.press('Control+Enter')
      return takeSecret()
    }
    const takeSecret = async (): Promise<string> => {
      const field = page.getByRole('textbox', { name: 'Token secret' })
      const value = (await field.textContent()) ?? ''
      // The panels that show how it is used hold it masked.
      for (const tab of await page.getByRole('alertdialog').getByRole('tab').all()) {
        await tab.click()
        assert.not.ok((await page.getByRole('tabpanel').allInnerTexts()).join(' ').includes(value))
      }
      await page.getByLabel('I stored it somewhere safe').check()
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      secrets.push({ kind: 'API token', value, shown: 1 })
      return value
    }
    for (const name of ['planted-1', 'planted-2']) await create(name)
    const listed = await server.asOwner({ path: '/admin/tokens?q=planted-1' })
    await visit(page, `/tokens?rotate=${listed.json.data[0].id}`)
    await page.getByRole('dialog', { name: 'Rotate planted-1' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await takeSecret()
    for (let each = 0; each < 20; each += 1)
      secrets.push({
        kind: 'API token',
        value: (await server.mint({ name: `planted-by-api-${each}` })).token,
        shown: 0,
      })
    const [cookie] = (await window.context.cookies()).filter(({ name }) => name === '__Host-sid')
    secrets.push({ kind: 'session cookie', value: cookie?.value ?? '', shown: 0 })
    secrets.push({ kind: 'password', value: server.password, shown: 0 })
    secrets.push({ kind: 'setup code', value: server.setupUrl?.split('#code=')[1] ?? '', shown: 0 })
    const csrf = await page.evaluate(() => localStorage.getItem('bk.csrf'))

    // Each screen once more, then every place where one might have stayed.
    for (const path of screens) await visit(page, path)
    await visit(page, '/audit?q=action:token.*')
    const hits: string[] = []
    for (const { kind, value } of secrets)
      for (const place of await traceOf(window, value)) hits.push(`${kind} in the window's ${place}`)
    for (const place of await traceOf(window, csrf ?? ''))
      if (place !== 'localStorage') hits.push(`CSRF value in the window's ${place}`)
    for (const { url, text } of answers) {
      const body = await text
      const query = new URL(url).search
      for (const one of secrets) {
        if (body.includes(one.value)) one.shown -= 1
        if (query.includes(encodeURIComponent(one.value))) hits.push(`${one.kind} in an address`)
      }
    }
    for (const { kind, shown } of secrets) if (shown !== 0) hits.push(`${kind} answered ${1 - shown} times`)
    const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      for (const { kind, value } of [...secrets, { kind: 'CSRF value', value: csrf ?? '' }])
        if (bytes.includes(value)) hits.push(`${kind} in ${file.name}`)
    }
    for (const { kind, value } of secrets)
      if (kind !== 'setup code' && server.said().includes(value)) hits.push(`${kind} printed by the server`)
    assert.ok(
      secrets.every(({ value }) => value.length > 15),
      'each of them was really there',
    )
    const kinds = new Set(secrets.map(({ kind }) => kind)).size + 1
    console.log(
      `T30 secrets ${secrets.length + 1} kinds ${kinds} answers ${answers.length} files ${files.length} hits ${hits.length}`,
    )
    assert.equal(hits, [])
  },
)

story('the browser keeps choices and the CSRF value, and nothing else', async () => {
  await page.getByRole('button', { name: 'Switch between light and dark' }).click()
  await page.getByRole('radio', { name: 'Test' }).check()
  await page.getByRole('radio', { name: 'Live' }).check()
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  const allowed = ['csrf', 'theme', 'contrast', 'density', 'environment', 'page', 'zone', 'locale', 'active'].map(
    (key) => `bk.${key}`,
  )
  assert.equal(
    kept.local.filter((key) => !allowed.includes(key)),
    [],
  )
  assert.ok(kept.local.includes('bk.csrf') && kept.local.includes('bk.theme'))
  assert.equal({ ...kept, local: [] }, { local: [], session: [], cookies: '', databases: 0, caches: 0, workers: 0 })
  window.check()
})

story.run()
