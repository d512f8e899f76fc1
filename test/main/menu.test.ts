import type { MenuItemConstructorOptions } from 'electron'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MenuCommands } from '../../src-main/bridge/contract.ts'
import { menuTemplate, noCommands } from '../../src-main/menu.ts'

const menu = suite('menu')

const commands: MenuCommands = {
  ...noCommands,
  file: [{ id: 'tokens.new', label: 'New token…', keys: 'CmdOrCtrl+N', enabled: true }],
  view: [{ id: 'go.tokens', label: 'API tokens', keys: null, enabled: false }],
}

const submenu = (template: MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions[] => {
  const found = template.find((item) => item.label?.replace('&', '') === label)?.submenu
  return Array.isArray(found) ? found : []
}

menu("the console's commands stand in their menus and run by their id", () => {
  const ran: string[] = []
  const template = menuTemplate({ commands, mac: false, devTools: false, run: (id) => ran.push(id) })
  const [token] = submenu(template, 'File')
  assert.is(token?.label, 'New token…')
  assert.is(token?.accelerator, 'CmdOrCtrl+N')
  assert.is(token?.registerAccelerator, false, 'the console listens for the keys itself, once')
  // The console's own items take no argument of Electron's.
  ;(token?.click as (() => void) | undefined)?.()
  assert.equal(ran, ['tokens.new'])
  assert.is(submenu(template, 'View')[0]?.enabled, false)
})

menu('without a console there are only commands of the window, and all of them work', () => {
  for (const mac of [true, false]) {
    const template = menuTemplate({ commands: noCommands, mac, devTools: false, run: () => assert.unreachable() })
    const items = template.flatMap((item) => (Array.isArray(item.submenu) ? item.submenu : []))
    for (const item of items) assert.ok(item.role !== undefined || item.type === 'separator', item.label)
    assert.is(submenu(template, 'Workspace').length, 0, 'an empty menu is not shown')
    for (const { submenu: group } of template) if (Array.isArray(group)) assert.is.not(group[0]?.type, 'separator')
  }
})

menu('developer tools are for a checkout', () => {
  const has = (devTools: boolean): boolean =>
    JSON.stringify(menuTemplate({ commands, mac: false, devTools, run: () => {} })).includes('toggleDevTools')
  assert.ok(has(true))
  assert.not(has(false))
})

menu.run()
