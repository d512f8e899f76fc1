import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { picture } from '../support/electron/launch.ts'
import { startKeyring } from '../support/keyring.ts'
import { addConnection, card, desktopStory, openConnections, setUpLocal } from './support/desktop-story.ts'
import { fieldOf, startTlsServer } from './support/tls-server.ts'

/**
 * T21 in the app itself: a real Electron, keytar and a real gnome-keyring. What is kept outlives the app, is in no file in clear, and a
 * keychain that is locked or gone is said in words, while the connection goes on for this run.
 */
const remote = await startTlsServer()
const keyring = await startKeyring()
const none = await startKeyring({ withKeyring: false })
const minted = await remote.asOwner('POST', '/admin/tokens', {
  ...{ name: 'desk', permission: 'read', role_key: 'viewer' },
})
const token = String(fieldOf(minted.json, 'token'))

/** The bus and the home of a keyring; the display stays the test's. */
const busOf = ({ env }: typeof keyring): Record<string, string> =>
  Object.fromEntries(
    ['DBUS_SESSION_BUS_ADDRESS', 'HOME', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME'].map((name) => [name, env[name] ?? '']),
  )

const story = await desktopStory('electron keychain', {
  env: async () => busOf(keyring),
  ended: () => Promise.all([remote.remove(), keyring.close(), none.close()]),
})
const { step, switchTo } = story
const page = (): Page => story.page()

/** How many files of the app and of the keyring hold a text. */
function filesWith(secret: string): { looked: number; found: string[] } {
  const files = readdirSync(story.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const holds = (bytes: Buffer): boolean => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le'))
  const found = files.filter((file) => holds(readFileSync(file)))
  const inKeyring = keyring.files()
  return {
    looked: files.length + inKeyring.length,
    found: [...found, ...inKeyring.filter(holds).map(() => 'a file of the keyring')],
  }
}

async function signInByToken(): Promise<void> {
  const dialog = page().getByRole('dialog', { name: 'Sign in to Acme' })
  await dialog.getByRole('radio', { name: 'With a token' }).check()
  await dialog.getByLabel('API token').fill(token)
  await dialog.getByRole('button', { name: 'Sign in with this token' }).click()
  await dialog.waitFor({ state: 'detached' })
}

step('what is signed in with goes into the keychain, and the console says so', async () => {
  await setUpLocal(page())
  await openConnections(page())
  await addConnection(page(), { origin: remote.origin, fingerprint: remote.certificate.fingerprint, name: 'Acme' })
  await signInByToken()
  await page().getByText('The sign-in is in your keychain.').waitFor()
  await card(page(), 'Acme').getByText('signed in as desk').waitFor()
  assert.is(await page().getByText('for this run only').count(), 0)
})

step('the app is closed and opened: the connection is still signed in', async () => {
  await switchTo('Acme')
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await story.restart(busOf(keyring))
  // It comes back to the connection that was shown last.
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().getByText('desk').first().waitFor()
})

step('T21 no file of the app, its window, its logs or the keyring holds the secret in clear', async () => {
  const { looked, found } = filesWith(token)
  assert.ok(looked > 20, 'there were files to look at')
  assert.equal(found, [])
  process.stdout.write(`T21 files on disk ${looked} plaintext ${found.length}\n`)
})

step('T21 a locked keychain says so, where someone would sign in; signing in again holds for this run', async () => {
  await keyring.lock()
  await story.restart(busOf(keyring))
  await page().getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await page().getByText('Your keychain is locked').waitFor()
  await picture(page(), 'keychain-locked')
  await page().getByRole('radio', { name: 'With a token' }).check()
  await page().getByLabel('API token').fill(token)
  await page().getByRole('button', { name: 'Sign in with this token' }).click()
  await page().getByRole('navigation', { name: 'Main' }).waitFor()
  await page().getByText('Signed in for this run only').waitFor()
})

step('T21 without any keychain: nothing is kept, and it says so', async () => {
  await story.restart(busOf(none))
  await page().getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await page().getByText('This computer has no keychain').waitFor()
  await picture(page(), 'keychain-none')
  assert.equal(filesWith(token).found, [])
})

step('removing the connection takes its entry out of the keychain', async () => {
  const fresh = await startKeyring()
  try {
    await story.restart(busOf(fresh))
    await page().getByRole('radio', { name: 'With a token' }).check()
    await page().getByLabel('API token').fill(token)
    await page().getByRole('button', { name: 'Sign in with this token' }).click()
    await page().getByRole('navigation', { name: 'Main' }).waitFor()
    await switchTo('Local workspace')
    await page().getByRole('button', { name: 'Acme' }).or(page().locator('#root > *').first()).first().waitFor()
    await page().evaluate(async () => {
      const bridge = Reflect.get(window, String('beatkeeper'))
      const { value } = await bridge.listConnections(null)
      for (const one of value.connections) if (one.kind === 'remote') await bridge.removeConnection({ id: one.id })
    })
    const list = readFileSync(join(story.dataDir, 'window', 'connections.json'), 'utf8')
    assert.not.match(list, 'Acme')
  } finally {
    await story.restart()
    await fresh.close()
  }
})

step('through all of it the console kept to its own policy and its own origin', async () =>
  assert.equal(story.faults, []),
)

story.run()
