import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { picture } from '../support/electron/launch.ts'
import { openChromium } from './support/chromium.ts'
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
import { fieldOf, startTlsServer } from './support/tls-server.ts'

/**
 * One window for several servers: a second instance, somebody else's, without a window and behind TLS, is added, signed in to by
 * password, through the system's browser and with a token, managed from the desktop app, and left again for the local workspace.
 */
const remote = await startTlsServer()
const story = await desktopStory('electron connections', { ended: () => remote.remove() })
const { step, switchTo, toAnotherWindow } = story
const page = (): Page => story.page()

/** Makes a token in the window that is shown. */
async function makeToken(name: string): Promise<void> {
  await page().getByRole('link', { name: 'API tokens' }).first().click()
  await page().getByRole('heading', { name: 'API tokens' }).waitFor()
  await page().keyboard.press('n')
  await page().getByRole('dialog', { name: 'Create API token' }).waitFor()
  await page().getByLabel('Name').fill(name)
  await page().keyboard.press('Control+Enter')
}

async function storeSecret(name: string): Promise<string> {
  await page()
    .getByRole('alertdialog', { name: `Copy the secret for ${name}` })
    .waitFor()
  const secret = (await page().getByRole('textbox', { name: 'Token secret' }).textContent()) ?? ''
  await page().getByRole('button', { name: 'Copy secret' }).click()
  await page().getByRole('button', { name: 'Done' }).click()
  await page().getByRole('alertdialog').waitFor({ state: 'detached' })
  return secret
}

step('the local workspace is set up, and is the one connection that there is', async () => {
  await setUpLocal(page())
  await openConnections(page())
  await card(page(), 'Local workspace').getByText('Running').waitFor()
  await picture(page(), 'connections-empty')
})

step('an address that is no server, and one that is not Beatkeeper, are said in words', async () => {
  await page().getByRole('button', { name: 'Add connection' }).click()
  const dialog = page().getByRole('dialog', { name: 'Add a connection' })
  for (const [address, words] of [
    ['http://status.acme.test', 'Only encrypted connections'],
    ['https://mina@status.acme.test', 'not an address of a server'],
    ['https://127.0.0.1:1', 'Nothing answers there'],
  ] as const) {
    await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
    await dialog.getByRole('button', { name: 'Check address' }).click()
    await dialog.getByText(words).waitFor()
  }
})

step('a certificate that nobody vouches for is compared before anything is sent', async () => {
  const dialog = page().getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(remote.origin)
  await dialog.getByRole('button', { name: 'Check address' }).click()
  await dialog.getByText('can’t tell whose certificate').waitFor()
  const trust = dialog.getByRole('button', { name: 'Trust this certificate' })
  assert.ok(await trust.isDisabled())
  const { fingerprint } = remote.certificate
  const compare = dialog.getByRole('textbox', { name: 'Fingerprint from the server' })
  await compare.fill(fingerprint.replace(/^../, fingerprint.startsWith('00') ? '11' : '00'))
  await dialog.getByText('That is another fingerprint').waitFor()
  await picture(page(), 'connections-compare')
  assert.ok(await trust.isDisabled())
  await compare.fill(`sha256 Fingerprint=${fingerprint.toLowerCase()}`)
  await trust.click()
  await dialog.getByText('the one that you compared').waitFor()
})

step('it gets a name, a colour and a word, and is one of the connections', async () => {
  const dialog = page().getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme production')
  await picture(page(), 'connections-looks')
  await dialog.getByRole('button', { name: 'Add connection' }).click()
  await page().getByRole('dialog', { name: 'Sign in to Acme production' }).waitFor()
  await page().getByRole('button', { name: 'Later' }).click()
  const acme = card(page(), 'Acme production')
  await acme.getByText('Not signed in').waitFor()
  await acme.getByText('Production', { exact: true }).waitFor()
  await picture(page(), 'connections-two')
})

step('by password, in its own window', async () => {
  await card(page(), 'Acme production').getByRole('button', { name: 'Sign in…' }).click()
  await toAnotherWindow(async () => {
    const dialog = page().getByRole('dialog', { name: 'Sign in to Acme production' })
    await picture(page(), 'connections-sign-in')
    await dialog.getByRole('radio', { name: 'With a password' }).check()
    await dialog.getByRole('button', { name: 'Open and sign in' }).click()
  })
  await page().getByRole('heading', { name: 'Sign in to Acme production' }).waitFor()
  await picture(page(), 'connections-remote-sign-in')
  await giveCredentials(page(), remote.email, remote.password)
  await page().getByText('Acme production').first().waitFor()
  await picture(page(), 'connections-remote')
})

step('the window of the remote holds no credential, and no session of the app has a cookie', async () => {
  const kept = await page().evaluate(
    () =>
      `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage })} ${JSON.stringify({ ...sessionStorage })} ${document.cookie}`,
  )
  assert.not.match(kept, /bks_|__Host-|bk\.csrf/)
  const cookies = await story.app().evaluate(async ({ session, webContents }) => {
    const sessions = [session.defaultSession, ...webContents.getAllWebContents().map((one) => one.session)]
    const found = await Promise.all(sessions.map((one) => one.cookies.get({})))
    return found.flat().length
  })
  assert.is(cookies, 0)
})

step('a token is made there from this window, after the safe mode has asked, and its log says so', async () => {
  await answerQuestions(story.app(), [0, 1])
  await makeToken('made-from-afar')
  // The first answer is no: the form stays as it is, and nothing was made.
  await page().waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  const none = await remote.asOwner('GET', '/admin/tokens?q=made-from-afar')
  assert.equal(fieldOf(none.json, 'data'), [])
  await page().keyboard.press('Control+Enter')
  await storeSecret('made-from-afar')
  const questions = await askedQuestions(story.app())
  assert.is(questions.length, 2)
  for (const question of questions) assert.match(question, /Acme production \(Production\)/)
  const log = await remote.asOwner('GET', '/admin/audit-log?action=token.create&limit=5')
  assert.match(JSON.stringify(log.json), 'made-from-afar')
  await page().getByRole('link', { name: 'Audit log' }).first().click()
  await page().getByText('made-from-afar').first().waitFor()
  await picture(page(), 'connections-remote-log')
})

step('back to the local workspace, which knows nothing of it, and to the remote again without signing in', async () => {
  await switchTo('Local workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().getByRole('link', { name: 'API tokens' }).first().click()
  await page().getByRole('heading', { name: 'API tokens' }).waitFor()
  assert.is(await page().getByText('made-from-afar').count(), 0)
  await switchTo('Acme production')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
})

step('signing out ends the session at the server, too', async () => {
  const logged = async (): Promise<string> =>
    JSON.stringify((await remote.asOwner('GET', '/admin/audit-log?action=session.logout')).json)
  assert.not.match(await logged(), '"session.logout"')
  await page()
    .getByRole('button', { name: /Account menu/ })
    .click()
  await page().getByRole('menuitem', { name: 'Sign out' }).click()
  await page().getByRole('heading', { name: 'Sign in to Acme production' }).waitFor()
  assert.match(await logged(), '"session.logout"')
})

step('in the system’s browser: the app is allowed there, and signed in here', async () => {
  await story.app().evaluate(({ shell }) => {
    shell.openExternal = (url: string) => {
      Reflect.set(globalThis, '__opened', url)
      return Promise.resolve()
    }
  })
  await page().getByRole('radio', { name: 'In the browser' }).check()
  await page().getByRole('button', { name: 'Sign in with your browser' }).click()
  await page().getByText('Waiting for your browser…').waitFor()
  await picture(page(), 'connections-browser-waiting')
  const opened = await story.app().evaluate(async () => {
    for (;;) {
      const url: unknown = Reflect.get(globalThis, '__opened')
      if (typeof url === 'string') return url
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  assert.is(new URL(opened).origin, remote.origin)
  const browser = await openChromium()
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const visitor = await context.newPage()
    await visitor.goto(opened)
    await visitor.getByLabel(/e-mail/i).fill(remote.email)
    await visitor.getByLabel(/password/i).fill(remote.password)
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('button', { name: 'Allow', exact: true }).waitFor()
    await visitor.waitForTimeout(600)
    await picture(visitor, 'connections-consent')
    await visitor.getByRole('button', { name: 'Allow', exact: true }).click()
    await visitor.getByText('You are signed in').waitFor()
    assert.not.match(visitor.url(), 'code=')
    await picture(visitor, 'connections-browser-done')
  } finally {
    await browser.close()
  }
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
})

step('what is done now is done by the person through the app, and the log says both', async () => {
  await answerQuestions(story.app(), [1])
  await makeToken('made-by-the-app')
  const secret = await storeSecret('made-by-the-app')
  assert.match(secret, /^bk_live_/)
  const log = await remote.asOwner('GET', '/admin/audit-log?action=token.create&limit=5')
  assert.match(JSON.stringify(log.json), 'Beatkeeper desktop app')
})

step('with a token, as another connection to the same server', async () => {
  const minted = await remote.asOwner('POST', '/admin/tokens', {
    ...{ name: 'read-only-desk', permission: 'read', role_key: 'viewer' },
  })
  await openConnections(page())
  const dialog = await addConnection(page(), {
    origin: remote.origin,
    fingerprint: remote.certificate.fingerprint,
    name: 'Acme as a viewer',
  })
  await dialog.getByRole('radio', { name: 'With a token' }).check()
  await dialog.getByLabel('API token').fill('bk_live_0000000000000000000000000000000000000x')
  await dialog.getByRole('button', { name: 'Sign in with this token' }).click()
  await dialog.getByText('doesn’t know this token').waitFor()
  await dialog.getByLabel('API token').fill(String(fieldOf(minted.json, 'token')))
  await dialog.getByRole('button', { name: 'Sign in with this token' }).click()
  await dialog.waitFor({ state: 'detached' })
  await card(page(), 'Acme as a viewer').getByText('signed in as read-only-desk').waitFor()
  await picture(page(), 'connections-three')
  await switchTo('Acme as a viewer')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().getByRole('link', { name: 'Incidents' }).first().click()
  await page().getByRole('heading', { name: 'Incidents' }).waitFor()
  await picture(page(), 'connections-as-token')
})

step('no secret of a connection is in a file of the app, and no keychain here is said', async () => {
  const list = readFileSync(join(story.dataDir, 'window', 'connections.json'), 'utf8')
  assert.match(list, 'Acme production')
  assert.not.match(list, /bk[a-z]?_|cookie|csrf/)
  await page().getByText('Signed in for this run only').waitFor()
})

step('a connection is removed, with what was kept for it; the server is not touched', async () => {
  await switchTo('Local workspace')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await openConnections(page())
  await page().getByRole('button', { name: 'Actions for Acme as a viewer' }).click()
  await page().getByRole('menuitem', { name: 'Remove…' }).click()
  const dialog = page().getByRole('alertdialog', { name: 'Remove Acme as a viewer from this computer?' })
  await picture(page(), 'connections-remove')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await card(page(), 'Acme as a viewer').waitFor({ state: 'detached' })
  const still = await remote.asOwner('GET', '/admin/tokens?q=read-only-desk&status=active')
  assert.match(JSON.stringify(still.json), 'read-only-desk')
})

step('through all of it the console kept to its own policy and its own origin', async () =>
  assert.equal(story.faults, []),
)

story.run()
