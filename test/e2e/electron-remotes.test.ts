import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { picture } from '../support/electron/launch.ts'
import { type Answer, json, startRemote } from '../support/remotes.ts'
import { axe } from '../ui/support/browser.ts'
import {
  addConnection,
  answerQuestions,
  askedQuestions,
  card,
  desktopStory,
  giveCredentials,
  openConnections,
  setUpLocal,
} from './support/desktop-story.ts'
import { ownerPassword } from './support/server.ts'
import { fieldOf, ownCertificate, startTlsServer } from './support/tls-server.ts'

/**
 * A remote that is down, comes back as somebody else, is newer than this app, or means harm: each is said in words, nothing of it runs,
 * and the local workspace goes on. And a connection that is read only is so in main.
 */
const remote = await startTlsServer()
const original = remote.certificate
const desk = await remote.asOwner('POST', '/admin/tokens', {
  ...{ name: 'desk', permission: 'admin', role_key: 'admin', page_id: null },
})
const token = String(fieldOf(desk.json, 'token'))
const context = (await remote.asOwner('GET', '/context')).json

/** What would run if anything of it were taken for more than text. */
const payload = '<img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script>{{7*7}}'

/** Every name in an answer of the real server becomes the payload. */
function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poisoned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      (key === 'name' || key === 'role_name') && typeof member === 'string' ? payload : poisoned(member),
    ]),
  )
}

let trick: Answer = (_request, response) => json(response, 200, {})
const hostile = await startRemote((request, response) => {
  if (request.url === '/readyz') return json(response, 200, { status: 'ready', version: '9.9.9', needs_setup: false })
  if (request.url === '/api/v1/setup') return json(response, 200, { needs_setup: false, workspace_name: payload })
  if (request.url === '/api/v1/context')
    return json(response, 200, poisoned(context), {
      'set-cookie': '__Host-known=planted; Path=/; Secure',
      refresh: '0;url=https://evil.test/',
      link: '</x.js>; rel=preload; as=script',
    })
  trick(request, response)
})

const story = await desktopStory('electron remotes', {
  async ended() {
    hostile.stop()
    await remote.remove()
  },
})
const { step, switchTo, toAnotherWindow } = story
const page = (): Page => story.page()

async function inBothThemes(words: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await story.app().evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted
    }, theme)
    await page().waitForFunction(
      (wanted) => matchMedia('(prefers-color-scheme: dark)').matches === (wanted === 'dark'),
      theme,
    )
    assert.equal(await axe(page()), [], `${words}, ${theme}`)
    await picture(page(), `remotes-${words.replaceAll(' ', '-')}-${theme}`)
  }
  await story.app().evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = 'light'
  })
}

const signInByToken = async (name: string, origin: string, fingerprint: string): Promise<void> => {
  const dialog = await addConnection(page(), { origin, fingerprint, name })
  await dialog.getByRole('radio', { name: 'With a token' }).check()
  await dialog.getByLabel('API token').fill(token)
  await dialog.getByRole('button', { name: 'Sign in with this token' }).click()
  await dialog.waitFor({ state: 'detached' })
}

step('a remote is added; the screen, its dialogs and its menu are for everyone, in both themes', async () => {
  await setUpLocal(page())
  await openConnections(page())
  await signInByToken('Acme production', remote.origin, original.fingerprint)
  await card(page(), 'Acme production').getByText('signed in as desk').waitFor()
  await page().keyboard.press('Escape')
  await inBothThemes('the list')
  await page().keyboard.press('n')
  const dialog = page().getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(remote.origin)
  await page().keyboard.press('Control+Enter')
  await dialog.getByRole('textbox', { name: 'Fingerprint from the server' }).waitFor()
  await inBothThemes('comparing')
  await page().keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

step('down: said in words where one is, and the local workspace is one press away', async () => {
  await switchTo('Acme production')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await remote.stop()
  await page().reload()
  await page().getByRole('heading', { name: 'Acme production can’t be shown' }).waitFor()
  await page().getByText('Nothing answers there').waitFor()
  await inBothThemes('down')
  await switchTo('Local workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await openConnections(page())
  await card(page(), 'Acme production').getByText('Offline').waitFor()
  await card(page(), 'Acme production').getByText('Last seen').waitFor()
})

step(
  'back with another certificate: a page that blocks, both fingerprints, and no way past it but comparing',
  async () => {
    const impostor = ownCertificate()
    await remote.start(impostor)
    await toAnotherWindow(() => card(page(), 'Acme production').getByRole('button', { name: /^Open/ }).click())
    await page().getByRole('heading', { name: 'Acme production can’t be shown' }).waitFor()
    await page().getByText('another certificate').waitFor()
    await page().getByRole('button', { name: 'Look at the certificate…' }).click()
    const dialog = page().getByRole('alertdialog', { name: 'The certificate of Acme production has changed' })
    await dialog.getByText('Trusted until now').waitFor()
    const trust = dialog.getByRole('button', { name: 'Trust this certificate' })
    assert.ok(await trust.isDisabled())
    await inBothThemes('certificate changed')
    const compare = dialog.getByRole('textbox', { name: 'Fingerprint from the server' })
    await compare.fill(original.fingerprint)
    assert.ok(await trust.isDisabled(), 'the old one is not what is shown')
    await compare.fill(impostor.fingerprint)
    await trust.click()
    await page().getByRole('navigation', { name: 'Main' }).waitFor()
  },
)

step('read only: the console offers no change, and main refuses the one that is tried all the same', async () => {
  await openConnections(page())
  await page().getByRole('button', { name: 'Actions for Acme production' }).click()
  await page().getByRole('menuitem', { name: 'Edit…' }).click()
  const dialog = page().getByRole('dialog', { name: 'Edit Acme production' })
  await dialog.getByRole('combobox', { name: 'Safe mode' }).click()
  await page().getByRole('option', { name: 'Read only' }).click()
  await dialog.getByRole('button', { name: 'Save changes' }).click()
  await page().getByText('Acme production is read only on this computer').waitFor()
  await page().getByRole('link', { name: 'API tokens' }).first().click()
  await page().getByRole('heading', { name: 'API tokens' }).waitFor()
  await picture(page(), 'remotes-read-only')
  const tried = await page().evaluate(async () => {
    const answer = await fetch('/api/v1/admin/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'sneaked-in', permission: 'read', role_key: 'viewer' }),
    })
    return { status: answer.status, code: answer.headers.get('x-error') }
  })
  assert.equal(tried, { status: 403, code: 'safe_mode' })
  const found = await remote.asOwner('GET', '/admin/tokens?q=sneaked-in')
  assert.equal(fieldOf(found.json, 'data'), [])
})

step('less careful again only after main has asked, whoever wants it', async () => {
  await answerQuestions(story.app(), [0])
  const id = await page().evaluate(async () => {
    const bridge = Reflect.get(window, String('beatkeeper'))
    const { value } = await bridge.listConnections(null)
    const own = value.connections.find((one: { current: boolean }) => one.current)
    const answer = await bridge.editConnection({ id: own.id, safe_mode: 'normal' })
    return `${own.id} ${answer.value.outcome}`
  })
  assert.match(id, /^con_\w+ cancelled$/)
  assert.match((await askedQuestions(story.app()))[0] ?? '', 'Make Acme production less careful?')
  await page().getByText('Acme production is read only on this computer').waitFor()
})

step('the password before every change: asked for, compared by the server, good for one', async () => {
  await switchTo('Local workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().evaluate(() =>
    Reflect.get(window, String('beatkeeper')).editConnection({ id: 'local', safe_mode: 'password' }),
  )
  await page().getByRole('link', { name: 'API tokens' }).first().click()
  await page().getByRole('heading', { name: 'API tokens' }).waitFor()
  for (const name of ['first', 'second']) {
    await page().keyboard.press('n')
    await page().getByRole('dialog', { name: 'Create API token' }).waitFor()
    await page().getByLabel('Name').fill(name)
    await page().keyboard.press('Control+Enter')
    const password = page().getByRole('dialog', { name: /password/ })
    await password.getByLabel('Password', { exact: true }).fill(ownerPassword)
    await page().keyboard.press('Enter')
    await page()
      .getByRole('alertdialog', { name: `Copy the secret for ${name}` })
      .waitFor()
    await page().getByRole('button', { name: 'Copy secret' }).click()
    await page().getByRole('button', { name: 'Done' }).click()
    await page().getByRole('alertdialog').waitFor({ state: 'detached' })
  }
})

step('hostile: what it says is text and nothing else; that it is newer is said', async () => {
  await openConnections(page())
  await signInByToken('Evil', hostile.origin, hostile.certificate.fingerprint)
  await card(page(), 'Evil').getByText('newer than this app').waitFor()
  await card(page(), 'Evil').getByText('signed in as <img').waitFor()
  await picture(page(), 'remotes-hostile-card')
  await switchTo('Evil')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await picture(page(), 'remotes-hostile')
})

/** What every further answer of the hostile remote is, one after the other. */
const tricks: readonly [string, Answer][] = [
  ['a page', (_q, s) => s.writeHead(200, { 'content-type': 'text/html' }).end(payload)],
  ['a script', (_q, s) => s.writeHead(200, { 'content-type': 'text/javascript' }).end('window.__pwned=1')],
  ['a redirect', (_q, s) => s.writeHead(302, { location: 'https://evil.test/' }).end()],
  ['another shape', (_q, s) => json(s, 200, { data: 'not a list' })],
  ['no JSON', (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end(payload)],
  ['brackets', (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(500_000))],
  ['too much', (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(2_000_000)}"`)],
  ['a refusal of its own making', (_q, s) => json(s, 418, { code: payload, title: payload, detail: payload })],
  [
    'a cookie',
    (_q, s) => json(s, 200, { data: [], next_cursor: null }, { 'set-cookie': '__Host-sid=x; Path=/; Secure' }),
  ],
]

step('T17 hostile: no answer runs, leads away, sets a cookie or stops the console', async () => {
  for (const [what, answer] of tricks) {
    trick = answer
    await page().getByRole('link', { name: 'Incidents' }).first().click()
    await page().getByRole('heading', { name: 'Incidents', level: 1 }).waitFor()
    await page().getByRole('link', { name: 'Components' }).first().click()
    await page().getByRole('heading', { name: 'Components', level: 1 }).waitFor()
    await page().waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null)
    const state = await page().evaluate(() => ({
      pwned: Reflect.get(window, '__pwned'),
      cookie: document.cookie,
      address: window.location.origin,
      scripts: document.querySelectorAll('script:not([src^="/console/assets/"])').length,
    }))
    assert.equal(state, { pwned: undefined, cookie: '', address: 'app://console', scripts: 0 }, what)
  }
  await picture(page(), 'remotes-hostile-screen')
  const cookies = await story.app().evaluate(async ({ webContents }) => {
    const found = await Promise.all(webContents.getAllWebContents().map((one) => one.session.cookies.get({})))
    return found.flat().length
  })
  assert.is(cookies, 0)
  process.stdout.write(`T17 hostile remote in a real window: ${tricks.length} kinds of answer, 0 executed, 0 cookies\n`)
})

step('and the local workspace is as it was', async () => {
  await switchTo('Local workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().getByRole('link', { name: 'API tokens' }).first().click()
  await page().getByRole('link', { name: 'second', exact: true }).waitFor()
})

step('a session that has ended at the server is asked for again, where one was', async () => {
  await answerQuestions(story.app(), [1])
  await openConnections(page())
  await page().getByRole('button', { name: 'Actions for Acme production' }).click()
  await page().getByRole('menuitem', { name: 'Sign out' }).click()
  await card(page(), 'Acme production').getByText('Not signed in').waitFor()
  await switchTo('Acme production')
  await page().getByRole('radio', { name: 'With a password' }).check()
  await giveCredentials(page(), remote.email, remote.password)
  await page().getByRole('link', { name: 'Members' }).first().click()
  await page().getByRole('heading', { name: 'Members', level: 1 }).waitFor()
  await inBothThemes('members of a remote')
})

step('through all of it the console kept to its own policy and its own origin', async () =>
  assert.equal(story.faults, []),
)

story.run()
