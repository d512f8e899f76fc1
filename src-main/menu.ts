import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommands } from './bridge/contract.ts'

/**
 * The menu bar. The console owns the commands (one list feeds the palette, the shortcuts and this); main adds what belongs to any window.
 * A command's keys are shown and not registered: the console listens for them itself, so that a shortcut fires once. On macOS the menu
 * gets the keys first, and the console never sees them: once again.
 * Pure: a template from data. Held by test/main/menu.test.ts.
 */

export const noCommands: MenuCommands = {
  file: [],
  edit: [],
  view: [],
  workspace: [],
  connection: [],
  help: [],
}

export interface MenuParts {
  readonly commands: MenuCommands
  readonly mac: boolean
  readonly devTools: boolean
  /** Runs a command of the console. */
  readonly run: (id: string) => void
}

type Item = MenuItemConstructorOptions
const separator: Item = { type: 'separator' }

/** Groups, with a line between those that hold something. */
function groups(...parts: Item[][]): Item[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [separator, ...part]))
}

/** Choices beside commands: a line wherever one kind follows the other. Adjacent choices would be one group to the system. */
function apart(items: Item[]): Item[] {
  return items.flatMap((item, at) => {
    const before = items[at - 1]
    const isOther = before !== undefined && (item.type !== before.type || groupOf(item) !== groupOf(before))
    return isOther ? [separator, item] : [item]
  })
}

/** Choices of one kind have ids that begin alike: `connection.mode.ask`. */
function groupOf({ id, type }: Item): string {
  return type === 'radio' ? (id ?? '').split('.').slice(0, 2).join('.') : ''
}

/** The menu bar's template: the console's commands, and around them what belongs to any window. */
export function menuTemplate({ commands, mac, devTools, run }: MenuParts): Item[] {
  const items = (group: MenuCommands['file']): Item[] =>
    group.map(({ id, label, keys, enabled, checked }) => ({
      id,
      label,
      enabled,
      ...(checked === undefined ? {} : { type: 'radio' as const, checked }),
      registerAccelerator: false,
      ...(keys === null ? {} : { accelerator: keys }),
      click: () => run(id),
    }))

  const editing: Item[] = [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]
  const window: Item[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }]
  const screen: Item[] = [{ role: 'togglefullscreen' }, ...(devTools ? [{ role: 'toggleDevTools' } as const] : [])]
  const submenus: Item[] = [
    { label: '&File', submenu: groups(items(commands.file), [mac ? { role: 'close' } : { role: 'quit' }]) },
    { label: '&Edit', submenu: groups([{ role: 'undo' }, { role: 'redo' }], editing, items(commands.edit)) },
    { label: '&View', submenu: groups(items(commands.view), [{ role: 'reload' }], window, screen) },
    ...(commands.workspace.length > 0 ? [{ label: '&Workspace', submenu: items(commands.workspace) }] : []),
    ...(commands.connection.length > 0 ? [{ label: '&Connection', submenu: apart(items(commands.connection)) }] : []),
    {
      label: '&Window',
      submenu: [{ role: 'minimize' }, ...(mac ? [{ role: 'zoom' } as const] : []), { role: 'close' }],
    },
    { label: '&Help', role: 'help', submenu: groups(items(commands.help), mac ? [] : [{ role: 'about' }]) },
  ]
  return mac ? [{ role: 'appMenu' }, ...submenus] : submenus
}
