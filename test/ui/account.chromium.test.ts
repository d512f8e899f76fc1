/**
 * One's own account in the console: two-factor from the QR code to signing in with it, recovery codes, passkeys with Chromium's own virtual
 * authenticator, sessions, a forgotten password. By keyboard where a person would; axe and both themes on the way.
 */
import { readFileSync } from 'node:fs'
import type { CDPSession } from 'playwright-core'
import * as assert from 'uvu/assert'
import { resetMail } from '../../src-server/features/session/reset-link.ts'
import { type Authenticator, authenticatorOf } from '../identity/authenticator.ts'
import { signIn as signInHere } from '../identity/people.ts'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { axe, consoleDir, focusOn, openBrowser, openWindow, picture, signIn } from './support/browser.ts'
import { flow } from './support/flow.ts'

const server = await startTestServer({ consoleDir, host: 'status.acme.test' })
const browser = await openBrowser()
const window = await openWindow(browser)
const { page } = window
const account = flow('ui.account', () => page)
const minuteMs = 60_000
let app: Authenticator
let devtools: CDPSession

account.after(async () => {
  await browser.close()
  await server.stop()
})

const origin = (): string => new URL(page.url()).origin
const open = async (path = '/account'): Promise<void> => {
  await page.goto(`${origin()}/console${path}`)
  await page.getByRole('heading', { name: 'My account' }).waitFor()
}
const signOut = async (): Promise<void> => {
  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
}
const password = async (text: string): Promise<void> => {
  await page.getByLabel('E-mail address').fill(ownerEmail)
  await page.getByLabel('Password', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}
const inside = (): Promise<void> => page.getByRole('complementary', { name: 'Sidebar' }).waitFor()

account('the account says how one signs in, and where', async () => {
  await signIn(page, server.url, ownerEmail, ownerPassword, '/console/account')
  await page.getByRole('heading', { name: 'Two-factor' }).waitFor()
  await page.getByText('someone who finds out your password still can’t sign in').waitFor()
  await page.getByText('This session').waitFor()
  assert.equal(await axe(page), [])
  await picture(page, 'account-before')
})

account(
  'two-factor: scan or type, the first code turns it on, the codes are shown once and must be stored',
  async () => {
    await page.getByRole('button', { name: 'Turn on two-factor…' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Turn on two-factor' })
    await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    await focusOn(page, 'First code')
    const key = await dialog.getByRole('textbox', { name: 'Key for your authenticator app' }).innerText()
    assert.match(key, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    app = authenticatorOf(server.clock, key.replaceAll(' ', ''))
    assert.equal(await axe(page), [])
    await picture(page, 'two-factor-qr')
    await dialog.getByLabel('First code').fill('000000')
    await page.keyboard.press('Enter')
    await dialog.getByText('This code isn’t right').waitFor()
    await focusOn(page, 'First code')
    await dialog.getByLabel('First code').fill(app.code())
    await page.keyboard.press('Enter')
    const codes = page.getByRole('alertdialog', { name: 'Store your recovery codes' })
    await codes.waitFor()
    await focusOn(page, 'Copy all')
    await page.keyboard.press('Escape')
    assert.ok(await codes.isVisible(), 'they are shown once: Escape is no way past them')
    assert.ok(await codes.getByRole('button', { name: 'Done' }).isDisabled())
    const shown = await codes.getByRole('listitem').allInnerTexts()
    assert.is(new Set(shown).size, 10)
    assert.equal(await axe(page), [])
    await picture(page, 'recovery-codes')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      codes.getByRole('button', { name: 'Download' }).click(),
    ])
    const file = readFileSync(await download.path(), 'utf8')
    assert.ok(shown.every((code) => file.includes(code)) && file.includes(ownerEmail))
    app = authenticatorOf(server.clock, app.secret, shown)
    await codes.getByRole('button', { name: 'Done' }).click()
    await codes.waitFor({ state: 'detached' })
    await page.getByText('Recovery codes left').waitFor()
    for (const code of shown) assert.not((await page.content()).includes(code), 'nothing of them stays in the page')
    await picture(page, 'account-on')
  },
)

account('signing in asks for the code, says what is wrong with it, and leads where one wanted to go', async () => {
  await signOut()
  await page.goto(`${origin()}/console/account`)
  await password(ownerPassword)
  await focusOn(page, 'Code')
  assert.equal(await axe(page), [])
  await picture(page, 'sign-in-code')
  await page.keyboard.press('Enter')
  await page.getByText('Enter the code of your authenticator app.').waitFor()
  await page.keyboard.type(app.code())
  await page.keyboard.press('Enter')
  await page.getByText('This code isn’t right, or it was used already.').waitFor()
  await focusOn(page, 'Code')
  await page.keyboard.type(app.nextCode())
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'My account' }).waitFor()
})

account('one can go back to the password, and a recovery code does in place of the app', async () => {
  await signOut()
  await password(ownerPassword)
  await page.getByRole('button', { name: 'Back to the password' }).click()
  await page.getByLabel('Password', { exact: true }).waitFor()
  await password(ownerPassword)
  await page.getByLabel('Code').fill(app.recoveryCodes[0] ?? '')
  await page.keyboard.press('Enter')
  await inside()
  await open()
  await page.getByText('9', { exact: true }).waitFor()
})

account('after five minutes what is sensitive wants password and code', async () => {
  server.clock.pass(6 * minuteMs)
  await page.getByRole('button', { name: 'Move to another app…' }).click()
  const confirm = page.getByRole('dialog', { name: 'Confirm your password' })
  await confirm.getByLabel('Code').waitFor()
  await picture(page, 'confirm-code')
  await confirm.getByLabel('Password', { exact: true }).fill(ownerPassword)
  await confirm.getByLabel('Code').fill(app.code())
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Move two-factor to another app' }).getByRole('img').waitFor()
  await page.keyboard.press('Escape')
})

account('new recovery codes take password and code', async () => {
  await page.getByRole('button', { name: 'New recovery codes…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make new recovery codes' })
  await dialog.getByLabel('Password', { exact: true }).fill('wrong')
  await dialog.getByLabel('Code').fill(app.nextCode())
  await page.keyboard.press('Enter')
  await dialog.getByText('That isn’t your current password.').waitFor()
  await dialog.getByLabel('Password', { exact: true }).fill(ownerPassword)
  await page.keyboard.press('Enter')
  const codes = page.getByRole('alertdialog', { name: 'Store your recovery codes' })
  await codes.getByLabel('I stored them somewhere safe').check()
  await codes.getByRole('button', { name: 'Done' }).click()
})

account('a passkey is made, and signs in with nothing typed', async () => {
  devtools = await window.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.getByRole('button', { name: 'Add a passkey…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
  await focusOn(page, 'Name')
  assert.match(await dialog.getByLabel('Name').inputValue(), /^Chrome \d+ on Linux$/)
  assert.equal(await axe(page), [])
  await dialog.getByLabel('Name').fill('Blue laptop')
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Your passkeys' }).getByText('Blue laptop').waitFor()
  await page.getByText('not used yet').waitFor()
  await signOut()
  await picture(page, 'sign-in-passkey')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await inside()
  await open()
  await page
    .getByText(/last used/)
    .first()
    .waitFor()
})

account('a passkey confirms, too', async () => {
  server.clock.pass(6 * minuteMs)
  await page.getByRole('button', { name: 'Move to another app…' }).click()
  const confirm = page.getByRole('dialog', { name: 'Confirm your password' })
  await confirm.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('dialog', { name: 'Move two-factor to another app' }).getByRole('img').waitFor()
  await page.keyboard.press('Escape')
})

account('a passkey is renamed and removed', async () => {
  await page.getByRole('button', { name: 'Rename the passkey Blue laptop' }).click()
  await page.getByRole('dialog', { name: 'Rename the passkey' }).getByLabel('Name').fill('Desk key')
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Your passkeys' }).getByText('Desk key').waitFor()
  await picture(page, 'account-passkey')
  await page.getByRole('button', { name: 'Remove the passkey Desk key' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Remove Desk key?' })
  await focusOn(page, 'Keep passkey')
  await dialog.getByRole('button', { name: 'Remove passkey' }).click()
  await page.getByText('None yet.').waitFor()
  await signOut()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('This passkey was not accepted.').waitFor()
  await password(ownerPassword)
  await page.getByLabel('Code').fill(app.nextCode())
  await page.keyboard.press('Enter')
  await inside()
})

account('a device without a passkey of ours says so, and the password is still there', async () => {
  await signOut()
  await devtools.send('WebAuthn.disable')
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: false,
      automaticPresenceSimulation: true,
    },
  })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('No passkey was used. Try again, or use your password.').waitFor()
  assert.equal(await axe(page), [])
  await password(ownerPassword)
  await page.getByLabel('Code').fill(app.nextCode())
  await page.keyboard.press('Enter')
  await inside()
})

account('all other sessions end at once, this one stays', async () => {
  const elsewhere = await signInWithCode()
  await open()
  await page.getByRole('button', { name: 'End all others…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'End all your other sessions?' })
  await focusOn(page, 'Keep them')
  await dialog.getByRole('button', { name: 'End all others' }).click()
  await page.getByText('All other sessions ended').waitFor()
  assert.is((await server.ask({ path: '/api/v1/me', headers: { Cookie: elsewhere } })).status, 401)
  assert.is(await page.getByRole('list', { name: 'Where you’re signed in' }).getByRole('listitem').count(), 1)
})

/** A client without a browser, with two-factor. */
async function signInWithCode(): Promise<string> {
  const first = await server.ask({
    method: 'POST',
    path: '/api/v1/auth/login',
    body: { email: ownerEmail, password: ownerPassword },
  })
  const second = await server.ask({
    method: 'POST',
    path: '/api/v1/auth/two-factor',
    body: { challenge: first.json.challenge, code: app.nextCode() },
  })
  return (second.headers['set-cookie'] ?? '').split(';')[0] ?? ''
}

const newPassword = 'walrus sextant harbour 9'

account('a forgotten password: one answer for every address, and a link that sets a new one', async () => {
  await signOut()
  await page.getByRole('button', { name: 'Forgot your password?' }).click()
  await focusOn(page, 'E-mail address')
  assert.equal(await axe(page), [])
  await page.keyboard.type('nobody@example.org')
  await page.keyboard.press('Enter')
  await page.getByText('If nobody@example.org has an account here, a link is on its way to it.').waitFor()
  await picture(page, 'forgot-sent')
  await page.getByRole('button', { name: 'Back to sign-in' }).click()
  await focusOn(page, 'E-mail address')

  const source = resetMail({ addresses: { page: () => '', console: origin } })
  const about = { kind: 'password_reset', subjectId: server.ownerId, pageId: null, to: '' } as const
  const links = await server.running.services.writer.submit((tx) => source.mint(tx, about, server.clock.wall()))
  await page.goto(links?.action ?? '')
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
  assert.is(new URL(page.url()).hash, '', 'the key is taken out of the address bar')
  await focusOn(page, 'New password')
  assert.equal(await axe(page), [])
  await picture(page, 'reset')
  await page.getByLabel('New password').fill('password1234')
  await page.keyboard.press('Enter')
  await page.getByText('is too easy to guess').waitFor()
  await page.getByLabel('New password').fill(newPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await page.getByLabel('Code').fill(app.nextCode())
  await page.keyboard.press('Enter')
  await inside()
  await page.goto(links?.action ?? '')
  await page.getByLabel('New password').fill(newPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
  await page.getByRole('button', { name: 'Go to sign-in' }).click()
  await inside()
})

account('a session that ends asks for the code over the screen, and goes on where one was', async () => {
  await open()
  server.clock.pass(31 * minuteMs)
  await page.getByRole('button', { name: 'Turn off…' }).click()
  const off = page.getByRole('alertdialog', { name: 'Turn off two-factor?' })
  await off.getByLabel('Password', { exact: true }).fill(newPassword)
  await off.getByLabel('Code').fill(app.code())
  await page.keyboard.press('Enter')
  const overlay = page.getByRole('alertdialog', { name: 'Session ended' })
  await overlay.getByLabel('Password', { exact: true }).fill(newPassword)
  await page.keyboard.press('Enter')
  await overlay.getByLabel('Code').fill(app.code())
  await picture(page, 'session-ended-code')
  await page.keyboard.press('Enter')
  await overlay.waitFor({ state: 'detached' })
  await off.getByLabel('Code').fill(app.nextCode())
  await off.getByRole('button', { name: 'Turn off' }).click()
  await page.getByText('Two-factor turned off').waitFor()
  await page.getByRole('button', { name: 'Turn on two-factor…' }).waitFor()
})

account('in the dark, and narrow, nothing is wrong either', async () => {
  const dark = await openWindow(browser, { dark: true, viewport: { width: 760, height: 560 } })
  await signIn(dark.page, server.url, ownerEmail, newPassword, '/console/account?do=two-factor')
  await dark.page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  assert.equal(await axe(dark.page), [])
  await picture(dark.page, 'two-factor-qr-dark')
  await dark.page.keyboard.press('Escape')
  await dark.page.getByRole('heading', { name: 'Passkeys' }).waitFor()
  assert.equal(await axe(dark.page), [])
  await picture(dark.page, 'account-dark')
  dark.check()
  await dark.close()
  assert.is((await signInHere(server, { password: newPassword })).email, ownerEmail)
  window.check()
})

account.run()
