import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Desktop } from '../support/electron/launch.ts'
import { desktopParts, launchDesktop, picture } from '../support/electron/launch.ts'
import { within } from '../support/runner/within.ts'
import { fieldOf, startTlsServer } from './support/tls-server.ts'

/**
 * One window for several servers: a second instance, somebody else's, without a window and behind TLS, is added, signed in to and managed
 * from the desktop app, and left again for the local workspace.
 */
const story = suite('electron connections')
let failed: string | null = null
const step = (words: string, act: () => Promise<unknown>): void =>
  story(
    words,
    within(90, async () => {
      assert.is(failed, null, `not reached: “${failed ?? ''}” failed`)
      try {
        await act()
      } catch (error) {
        failed = words
        await picture(page, 'connections-failed').catch(() => {})
        throw error
      }
    }),
  )

const found = await desktopParts()
if ('missing' in found) throw new Error(`No real Electron here: ${found.missing}.`)
const parts = found
const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-connections-'))
const dataDir = join(folder, 'workspace')
const faults: string[] = []
const owner = { email: 'mina@acme.test', password: 'violet harbour tandem 42' }

/** What the console must never do, whichever connection it shows. */
function watch(opened: Page): Page {
  opened.setDefaultTimeout(15_000)
  opened.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  opened.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Types/i.test(message.text())) faults.push(message.text())
  })
  opened.on('request', (request) => {
    if (!request.url().startsWith('app://console/')) faults.push(`request to ${request.url()}`)
  })
  return opened
}

const remote = await startTlsServer()
const desktop: Desktop = await launchDesktop(parts, { dataDir })
let page = watch(desktop.page)

story.after(async () => {
  await desktop.close()
  parts.display.close()
  await remote.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Does what makes the window anew, and goes on in the new one. */
async function toAnotherWindow(act: () => Promise<unknown>): Promise<void> {
  const [next] = await Promise.all([desktop.app.waitForEvent('window'), act()])
  page = watch(next)
  await page.waitForSelector('#root > *')
}

/** Switches by the menu in the sidebar. */
async function switchTo(name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+O')
  await toAnotherWindow(() => page.getByRole('menuitemradio', { name }).click())
}

const card = (name: string) => page.getByRole('region', { name })

step('the local workspace is set up, and is the one connection that there is', async () => {
  await page.getByLabel('Workspace name').fill('Home')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Your first status page' }).waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('E-mail address').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
  await card('Local workspace').getByText('Running').waitFor()
  await picture(page, 'connections-empty')
})

step('an address that is no server, and one that is not Beatkeeper, are said in words', async () => {
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill('http://status.acme.test')
  await dialog.getByRole('button', { name: 'Check address' }).click()
  await dialog.getByText('Only encrypted connections').waitFor()
  await dialog.getByRole('textbox', { name: 'Address' }).fill('https://127.0.0.1:1')
  await dialog.getByRole('button', { name: 'Check address' }).click()
  await dialog.getByText('Nothing answers there').waitFor()
})

step('a certificate that nobody vouches for is compared before anything is sent', async () => {
  const dialog = page.getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(remote.origin)
  await dialog.getByRole('button', { name: 'Check address' }).click()
  await dialog.getByText('can’t tell whose certificate').waitFor()
  const trust = dialog.getByRole('button', { name: 'Trust this certificate' })
  assert.ok(await trust.isDisabled())
  const compare = dialog.getByRole('textbox', { name: 'Fingerprint from the server' })
  await compare.fill(
    remote.certificate.fingerprint.replace(/^../, remote.certificate.fingerprint.startsWith('00') ? '11' : '00'),
  )
  await dialog.getByText('That is another fingerprint').waitFor()
  await picture(page, 'connections-compare')
  assert.ok(await trust.isDisabled())
  await compare.fill(`sha256 Fingerprint=${remote.certificate.fingerprint.toLowerCase()}`)
  await trust.click()
  await dialog.getByText('the one that you compared').waitFor()
})

step('it gets a name, a colour and a word, and is one of the connections', async () => {
  const dialog = page.getByRole('dialog', { name: 'Add a connection' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme production')
  await picture(page, 'connections-looks')
  await dialog.getByRole('button', { name: 'Add connection' }).click()
  await page.getByRole('dialog', { name: 'Sign in to Acme production' }).waitFor()
  await picture(page, 'connections-sign-in')
  await page.getByRole('button', { name: 'Later' }).click()
  await card('Acme production').getByText('Not signed in').waitFor()
  await card('Acme production').getByText('Production', { exact: true }).waitFor()
  await picture(page, 'connections-two')
})

step('by password, in its own window', async () => {
  await card('Acme production').getByRole('button', { name: 'Sign in…' }).click()
  await toAnotherWindow(async () => {
    const dialog = page.getByRole('dialog', { name: 'Sign in to Acme production' })
    await dialog.getByRole('radio', { name: 'With a password' }).check()
    await dialog.getByRole('button', { name: 'Open and sign in' }).click()
  })
  await page.getByRole('heading', { name: 'Sign in to Acme production' }).waitFor()
  await picture(page, 'connections-remote-sign-in')
  await page.getByLabel('E-mail address').fill(remote.email)
  await page.getByLabel('Password', { exact: true }).fill(remote.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByText('Acme production').first().waitFor()
  await picture(page, 'connections-remote')
})

step('the window of the remote holds no credential, and its session is its own', async () => {
  const kept = await page.evaluate(
    () =>
      `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage })} ${JSON.stringify({ ...sessionStorage })} ${document.cookie}`,
  )
  assert.not.match(kept, /bks_|__Host-|bk\.csrf/)
  const cookies = await desktop.app.evaluate(({ session }) =>
    Promise.all(
      ['persist:local', 'default'].map((partition) =>
        (partition === 'default' ? session.defaultSession : session.fromPartition(partition)).cookies
          .get({})
          .then((list) => list.length),
      ),
    ),
  )
  assert.equal(cookies, [0, 0])
})

step('a token is made there from this window, after the safe mode has asked, and its log says so', async () => {
  const asked = await desktop.app.evaluate(({ dialog }) => {
    const questions: string[] = []
    Reflect.set(globalThis, '__questions', questions)
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1) as { message: string; detail: string }
      questions.push(`${options.message} ${options.detail}`)
      return Promise.resolve({ response: questions.length === 1 ? 0 : 1, checkboxChecked: false })
    }
    return questions.length
  })
  assert.is(asked, 0)
  await page.getByRole('link', { name: 'API tokens' }).first().click()
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'Create API token' }).waitFor()
  await page.getByLabel('Name').fill('made-from-afar')
  await page.keyboard.press('Control+Enter')
  // The first answer is no: the form stays as it is, and nothing was made.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  const none = await remote.asOwner('GET', '/admin/tokens?q=made-from-afar')
  assert.equal(fieldOf(none.json, 'data'), [])
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alertdialog', { name: 'Copy the secret for made-from-afar' }).waitFor()
  await page.getByRole('button', { name: 'Copy secret' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  const questions = await desktop.app.evaluate(() => Reflect.get(globalThis, '__questions') as string[])
  assert.is(questions.length, 2)
  for (const question of questions) assert.match(question, /Acme production \(Production\)/)
  const log = await remote.asOwner('GET', '/admin/audit-log?action=token.create&limit=5')
  assert.match(JSON.stringify(log.json), 'made-from-afar')
  await page.getByRole('link', { name: 'Audit log' }).first().click()
  await page.getByText('made-from-afar').first().waitFor()
  await picture(page, 'connections-remote-log')
})

step('back to the local workspace, which knows nothing of it, and to the remote again without signing in', async () => {
  await switchTo('Local workspace')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByRole('link', { name: 'API tokens' }).first().click()
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  assert.is(await page.getByText('made-from-afar').count(), 0)
  await switchTo('Acme production')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
})

step('through all of it the console kept to its own policy and its own origin', async () => assert.equal(faults, []))

step('no secret of a connection is in a file of the app', async () => {
  const list = readFileSync(join(dataDir, 'window', 'connections.json'), 'utf8')
  assert.match(list, 'Acme production')
  assert.not.match(list, /bk[a-z]?_|cookie|csrf/)
})

story.run()
