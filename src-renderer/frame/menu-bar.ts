import type { MenuCommands } from '../../src-main/bridge/contract.ts'
import type { Command } from '../ui/commands.ts'

/** The desktop's menu bar from the list of commands: every palette command has an item. Pure; test/renderer/frame.test.ts. */

type Item = MenuCommands['file'][number]

/** `mod+shift+N` → `CmdOrCtrl+Shift+N`; what an accelerator cannot say (a sequence) is none. */
export function acceleratorOf(keys: string | undefined): string | null {
  if (keys === undefined || keys.includes('>')) return null
  const parts = keys.split('+').map((part) => part.trim())
  const key = parts.pop()
  if (key === undefined || key === '') return null
  const words: Readonly<Record<string, string>> = { mod: 'CmdOrCtrl', ctrl: 'Ctrl', shift: 'Shift', alt: 'Alt' }
  const modifiers = parts.map((part) => words[part.toLowerCase()])
  if (modifiers.some((word) => word === undefined)) return null
  // A key of one character without a modifier would take it away from every text field.
  if (modifiers.length === 0 && !/^F\d{1,2}$/.test(key)) return null
  const named = key.length === 1 ? key.toUpperCase() : key
  const accelerator = [...modifiers, named].join('+')
  return /^(?:(?:CmdOrCtrl|Ctrl|Alt|Shift)\+){0,3}(?:[A-Z0-9,.?/+-]|F\d{1,2}|Delete|Enter|Plus|Space|Left|Right)$/.test(
    accelerator,
  )
    ? accelerator
    : null
}

export function menuOf(all: readonly Command[]): MenuCommands {
  const listed = all.filter((command) => command.keysOnly !== true && (command.enabled?.() ?? true))
  const unique = [...new Map(listed.map((command) => [command.id, command])).values()]
  // A command may have several keys, some of them as commands of their own that only the keyboard knows: any that a menu can say will do.
  const acceleratorFor = (command: Command): string | null => {
    const same = all.filter((one) => one.label === command.label && (one.enabled?.() ?? true))
    return same.map((one) => acceleratorOf(one.keys)).find((keys) => keys !== null) ?? null
  }
  const itemOf = (command: Command): Item[] =>
    /^[a-z0-9][a-z0-9._:/-]{0,79}$/.test(command.id)
      ? [
          {
            id: command.id,
            label: command.label.slice(0, 80),
            keys: acceleratorFor(command),
            enabled: command.unavailable?.() === undefined,
            ...(command.checked === undefined ? {} : { checked: command.checked() }),
          },
        ]
      : []
  const pick = (accepts: (command: Command) => boolean): Item[] => unique.filter(accepts).flatMap(itemOf).slice(0, 60)
  const isHelp = (command: Command): boolean => command.id === 'help'
  const isConnection = (command: Command): boolean => command.id.startsWith('connection.')
  const isWorkspace = (command: Command): boolean =>
    command.id.startsWith('page.') || ['environment', 'access', 'status-page', 'sign-out'].includes(command.id)
  return {
    file: pick((command) => command.group === 'actions' && !isWorkspace(command) && !isConnection(command)),
    edit: [],
    view: pick(
      (command) =>
        (command.group === 'go' || command.group === 'view') &&
        !isHelp(command) &&
        !isWorkspace(command) &&
        !isConnection(command),
    ),
    workspace: pick(isWorkspace),
    connection: pick(isConnection),
    help: pick(isHelp),
  }
}
