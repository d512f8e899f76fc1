/**
 * A token's life without a mouse: created, its secret copied, rotated, revoked; where the focus goes in and comes back to; what Escape closes, in
 * which order; palette, help, skip link. A listener fails the story if anything was ever pressed with a pointer.
 */
import * as assert from 'uvu/assert'
import { eventually, focusOf, focusOn, openWindow, typeAhead } from '../ui/support/browser.ts'
import { openChromium, picture } from './support/chromium.ts'
import { startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

const server = await startOwnedServer()
const browser = await openChromium()
const window = await openWindow(browser)
const { page } = window
const { keyboard } = page
const story = storyOf('keyboard', () => page)
const name = 'pagerduty-incident-sync'
let secret = ''
let pointerPresses = 0

const row = (text: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: text, exact: true }) })
const gone = (layer: ReturnType<typeof page.getByRole>) => layer.waitFor({ state: 'detached' })
const status = async (token: string): Promise<[number, string | undefined]> => {
  const answer = await server.ask({ path: '/me', token })
  return [answer.status, answer.json.code]
}

/** Presses Tab (or another key) until something whose name has these words holds the focus. */
async function walkTo(words: string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < 60; presses += 1) {
    const here = await focusOf(page)
    if (here.includes(words)) return
    passed.push(here)
    await keyboard.press(key)
  }
  assert.unreachable(`${key} never reached “${words}”. It passed ${passed.slice(-12).join(' · ')}`)
}

/** Whether the focus can be seen: an outline, a ring or a border of its own. */
function focusIsSeen(): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return false
    const shows = (one: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
    }
    // A box to tick or a radio behind a nicer face shows it on the face beside it.
    return (
      shows(element) ||
      [...(element.parentElement?.children ?? [])].some(shows) ||
      shows(element.parentElement ?? element)
    )
  })
}

story.before(async () => {
  await window.context.exposeFunction('__notePress', () => {
    pointerPresses += 1
  })
  await window.context.addInitScript(() => {
    addEventListener(
      'pointerdown',
      () => {
        const note: unknown = Reflect.get(globalThis, '__notePress')
        if (typeof note === 'function') note()
      },
      { capture: true },
    )
  })
})
story.after(async () => {
  await browser.close()
  await server.stop()
})

story('signing in: the first field has the focus, Enter does the rest', async () => {
  await page.goto(`${server.url}/console/tokens`)
  await focusOn(page, 'E-mail address')
  await keyboard.type(server.email)
  await keyboard.press('Tab')
  await focusOn(page, 'Password')
  await keyboard.type(server.password)
  await keyboard.press('Enter')
  await row('test-driver').waitFor()
})

story('the first Tab is the skip link; it leads past the sidebar', async () => {
  await page.reload()
  await row('test-driver').waitFor()
  await keyboard.press('Tab')
  await focusOn(page, 'Skip to content')
  await eventually(
    () => page.getByRole('link', { name: 'Skip to content' }).isVisible(),
    true,
    'seen while it has the focus',
  )
  await picture(page, 'keyboard-skip-link')
  await keyboard.press('Enter')
  await keyboard.press('Tab')
  const inMain = () => page.evaluate(() => document.querySelector('main')?.contains(document.activeElement) === true)
  await eventually(inMain, true, 'the next Tab is in the screen')
})

story('every stop of Tab on the screen shows that it has the focus', async () => {
  await page.reload()
  await row('test-driver').waitFor()
  const unseen: string[] = []
  const first = 'Skip to content'
  await keyboard.press('Tab')
  await focusOn(page, first)
  let stops = 0
  do {
    stops += 1
    if (!(await focusIsSeen())) unseen.push(await focusOf(page))
    await keyboard.press('Tab')
  } while (stops < 80 && !['(nothing)', first].includes(await focusOf(page)))
  assert.equal(unseen, [])
  assert.ok(stops > 15, `only ${stops} stops`)
})

story('? opens the help and Escape gives the focus back', async () => {
  await row('test-driver').focus()
  const before = await focusOf(page)
  await keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await help.waitFor()
  for (const words of ['Create API token…', 'Search and run commands', 'Submit a dialog'])
    await help.getByText(words, { exact: true }).waitFor()
  await picture(page, 'keyboard-help')
  await keyboard.press('Escape')
  await gone(help)
  await focusOn(page, before)
})

story('create: N, a name, Ctrl Enter; Escape asks before it throws a draft away', async () => {
  await keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'Create API token' })
  await form.waitFor()
  await focusOn(page, 'Name')
  await keyboard.type(name)
  await walkTo('Workflow automation', 'Shift+Tab')
  await keyboard.press('Enter')
  await form.getByText('Can view 7 areas and change 2.').waitFor()
  await keyboard.press('Escape')
  const asks = page.getByRole('alertdialog', { name: 'Discard this token?' })
  await asks.waitFor()
  await focusOn(page, 'Keep editing')
  await keyboard.press('Escape')
  await gone(asks)
  await form.waitFor()
  await eventually(() => form.getByLabel('Name').inputValue(), name, 'Escape closed the question, not the form')
  await keyboard.press('Control+Enter')
})

story('the secret: Copy has the focus, Escape does nothing, Tab stays inside, Done waits for the copy', async () => {
  const dialog = page.getByRole('alertdialog', { name: `Copy the secret for ${name}` })
  await dialog.waitFor()
  await focusOn(page, 'Copy secret')
  await keyboard.press('Escape')
  await dialog.waitFor()
  await keyboard.press('Enter')
  await dialog.getByText('Copied. Clipboard can’t be cleared by a browser. Clear it yourself.').waitFor()
  secret = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(secret, /^bk_live_/)
  const names = new Set<string>()
  for (let presses = 0; presses < 16; presses += 1) {
    await keyboard.press('Tab')
    names.add(await focusOf(page))
    const inside = await dialog.evaluate((box) => box.contains(document.activeElement))
    assert.ok(inside, `Tab left the dialog for “${await focusOf(page)}”`)
  }
  assert.ok(names.has('Token secret'), 'the secret itself can be reached')
  await walkTo('Done')
  await keyboard.press('Enter')
  await gone(dialog)
  await row(name).waitFor()
  assert.equal(await status(secret), [200, undefined])
})

story('rotate: R on its row, Ctrl Enter; the row is where the focus comes back to', async () => {
  await page.reload()
  await row(name).waitFor()
  await walkTo('Export…')
  await keyboard.press('/')
  await focusOn(page, 'Filter tokens')
  await keyboard.type('pagerduty')
  await row('test-driver').waitFor({ state: 'detached' })
  await walkTo(`Select ${name}`)
  await keyboard.press('Shift+Tab')
  assert.match(await focusOf(page), name, 'the row itself')
  await keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: `Rotate ${name}` })
  await dialog.waitFor()
  await keyboard.press('Escape')
  await gone(dialog)
  await focusOn(page, `Actions for ${name}`)
  await keyboard.press('Enter')
  await page.getByRole('menu', { name: `Actions for ${name}` }).waitFor()
  await keyboard.press('Escape')
  await gone(page.getByRole('menu'))
  await focusOn(page, `Actions for ${name}`)
  await keyboard.press('Enter')
  await page.locator('[role="menu"]:focus').waitFor()
  await typeAhead(page, 'Rot', 'Rotate with overlap…')
  await keyboard.press('Enter')
  await dialog.waitFor()
  await dialog.getByText('Keeps write · Responder.').waitFor()
  await keyboard.press('Control+Enter')
  const shown = page.getByRole('alertdialog', { name: `Copy the secret for ${name}` })
  await shown.waitFor()
  await focusOn(page, 'Copy secret')
  await keyboard.press('Enter')
  await walkTo('Done')
  await keyboard.press('Enter')
  await gone(shown)
  await row(name).filter({ hasText: 'Rotating' }).waitFor()
  await focusOn(page, `Actions for ${name}`)
})

story('Escape closes one thing at a time: the dialog, then the selection; in the filter it empties it', async () => {
  const old = row(name).filter({ hasText: 'Rotating' })
  await old.focus()
  await keyboard.press('Space')
  await page.getByText('1 row selected').waitFor()
  await keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Revoke 1 token?' })
  await dialog.waitFor()
  await focusOn(page, 'Keep tokens')
  await keyboard.press('Escape')
  await gone(dialog)
  await page.getByText('1 row selected').waitFor()
  await old.focus()
  await keyboard.press('Escape')
  await page.getByText('1 row selected').waitFor({ state: 'detached' })
  await keyboard.press('/')
  await focusOn(page, 'Filter tokens')
  await keyboard.press('Escape')
  await row('test-driver').waitFor()
})

story(
  'revoke: Delete on its row; the safe button has the focus; a reason, Ctrl Enter, and the next call is refused',
  async () => {
    const old = row(name).filter({ hasText: 'Rotating' })
    await old.focus()
    await keyboard.press('Delete')
    const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` })
    await dialog.waitFor()
    await focusOn(page, 'Keep token')
    await keyboard.press('Control+Enter')
    await dialog.getByText('Choose a reason to continue.').waitFor()
    await walkTo('No longer used')
    await keyboard.press('ArrowRight')
    await eventually(
      () => dialog.getByRole('radio', { name: 'Rotated' }).isChecked(),
      true,
      'arrows choose among the reasons',
    )
    await keyboard.press('Control+Enter')
    await gone(dialog)
    await row(name).filter({ hasText: 'Revoked' }).waitFor()
    assert.equal(await status(secret), [403, 'token_revoked'])
    await focusOn(page, `Actions for ${name}`)
  },
)

story('what had the focus is taken from the list: the heading has it then, never nothing', async () => {
  const { name: leaving } = await server.mint({ name: 'leaves-the-list' })
  await page.goto(`${new URL(page.url()).origin}/console/tokens?status=active`)
  await row(leaving).focus()
  await keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: `Revoke ${leaving}?` })
  await dialog.waitFor()
  await walkTo('No longer used')
  await keyboard.press('Space')
  await keyboard.press('Control+Enter')
  await gone(dialog)
  await row(leaving).waitFor({ state: 'detached' })
  await focusOn(page, 'API tokens')
})

story('the palette goes to screens and offers what can be done; Escape gives the focus back', async () => {
  await row('test-driver').focus()
  const before = await focusOf(page)
  const field = page.getByRole('combobox', { name: 'Search tokens, pages and commands' })
  await keyboard.press('Control+k')
  await field.waitFor()
  await page.getByRole('option', { selected: true }).filter({ hasText: 'Create API token…' }).waitFor()
  await picture(page, 'keyboard-palette')
  await keyboard.press('Escape')
  await gone(field)
  await focusOn(page, before)
  await keyboard.press('Control+k')
  await field.waitFor()
  await keyboard.type('audit')
  await page.getByRole('option', { name: /Audit log/, selected: true }).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  await focusOn(page, 'Audit log')
  await eventually(() => page.title(), 'Audit log · Acme')
})

story('G T leads to the tokens, the new heading has the focus, F6 goes round the panes', async () => {
  await keyboard.press('g')
  await keyboard.press('t')
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  await focusOn(page, 'API tokens')
  const panes: string[] = []
  for (let presses = 0; presses < 3; presses += 1) {
    await keyboard.press('F6')
    panes.push(
      await page.evaluate(
        () => document.activeElement?.closest('aside, main, footer')?.tagName.toLowerCase() ?? '(nowhere)',
      ),
    )
  }
  assert.equal([...panes].sort(), ['aside', 'footer', 'main'])
})

story('all of it without one press of a pointer', async () => {
  assert.is(pointerPresses, 0)
  window.check()
})

story.run()
