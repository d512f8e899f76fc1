/** Titles, initials, and the menu bar that follows from the commands. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verbs } from '../../src-main/bridge/contract.ts'
import { initialsOf, titleOf } from '../../src-renderer/frame/document-title.ts'
import { acceleratorOf, menuOf } from '../../src-renderer/frame/menu-bar.ts'
import type { Command } from '../../src-renderer/ui/commands.ts'

const frame = suite('renderer.frame')

frame('the window is named after its screen and its workspace', () => {
  assert.is(titleOf('API tokens', 'Acme'), 'API tokens · Acme')
  assert.is(titleOf(null, 'Acme'), 'Acme')
  assert.is(titleOf(null, null), 'Beatkeeper')
})

frame('two letters for a person', () => {
  assert.is(initialsOf('Mina Okafor'), 'MO')
  assert.is(initialsOf('mina@acme.dev'), 'MI')
  assert.is(initialsOf(''), '?')
})

frame('keys become accelerators where the menu can say them', () => {
  assert.is(acceleratorOf('mod+K'), 'CmdOrCtrl+K')
  assert.is(acceleratorOf('mod+shift+c'), 'CmdOrCtrl+Shift+C')
  assert.is(acceleratorOf('F1'), 'F1')
  for (const keys of ['G > T', 'N', '/', '?', 'Delete', '', undefined, 'hyper+K'])
    assert.is(acceleratorOf(keys), null, String(keys))
})

frame('the menu bar is one that the desktop takes', () => {
  const command = (over: Partial<Command>): Command => ({
    id: 'x.y',
    group: 'actions',
    label: 'X',
    run: () => {},
    ...over,
  })
  const menu = menuOf([
    command({ id: 'tokens.create', label: 'Create API token…', keys: 'N' }),
    command({ id: 'tokens.create.window', label: 'Create API token…', keys: 'mod+N', keysOnly: true }),
    command({ id: 'palette', keysOnly: true }),
    command({ id: 'hidden', enabled: () => false }),
    command({ id: 'later', unavailable: () => 'Not now' }),
    command({ id: 'go.tokens', group: 'go', label: 'API tokens', keys: 'G > T' }),
    command({ id: 'environment', group: 'view' }),
    command({ id: 'sign-out' }),
    command({ id: 'help', group: 'view', keys: '?' }),
  ])
  assert.ok(verbs.showMenu.input.safeParse(menu).success)
  assert.equal(
    menu.file.map(({ id, keys, enabled }) => ({ id, keys, enabled })),
    [
      { id: 'tokens.create', keys: 'CmdOrCtrl+N', enabled: true },
      { id: 'later', keys: null, enabled: false },
    ],
  )
  assert.equal(
    menu.view.map(({ id }) => id),
    ['go.tokens'],
  )
  assert.equal(
    menu.workspace.map(({ id }) => id),
    ['environment', 'sign-out'],
  )
  assert.equal(
    menu.help.map(({ id }) => id),
    ['help'],
  )
})

frame.run()
