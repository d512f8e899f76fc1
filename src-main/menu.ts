import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommands } from './bridge/contract.ts'

/**
 * The menu bar. The console owns the commands (one list feeds the palette, the shortcuts and this); main adds what belongs to any window.
 * A command's keys are shown and not registered: the console listens for them itself, so that a shortcut fires once. On macOS the menu
 * gets the keys first, and the console never sees them: once again.
 * Pure: a template from data. Held by test/main/menu.test.ts.
 */

export const noCommands: MenuCommands = { file: [], edit: [], view: [], workspace: [], help: [] }

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

/** The menu bar's template: the console's commands, and around them what belongs to any window. */
export function menuTemplate({ commands, mac, devTools, run }: MenuParts): Item[] {
  const items = (group: MenuCommands['file']): Item[] =>
    group.map(({ id, label, keys, enabled }) => ({
      id,
      label,
      enabled,
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
    {
      label: '&Window',
      submenu: [{ role: 'minimize' }, ...(mac ? [{ role: 'zoom' } as const] : []), { role: 'close' }],
    },
    { label: '&Help', role: 'help', submenu: groups(items(commands.help), mac ? [] : [{ role: 'about' }]) },
  ]
  return mac ? [{ role: 'appMenu' }, ...submenus] : submenus
}
