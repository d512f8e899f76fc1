import { createHotkeyStore, formatHotkey } from '@ark-ui/solid/hotkeys'
import { createEffect, createSignal, onCleanup, untrack } from 'solid-js'
import { storage } from '../platform.ts'

/**
 * Commands: everything the console can be told to do, once. The palette, the keyboard, the help and (in the desktop app) the menu
 * bar read the same list.
 *
 * A screen adds its own with `useCommands(() => [...])` for as long as it is shown. Keys are written as `mod+K` (Ctrl, ⌘ on a Mac),
 * `G > T` (one after the other), `N`. A key of one character never fires while one types or while a dialog, menu or list box is open.
 * Chosen: Ark's hotkey store behind this file. Left out: a handler per component.
 */

export type CommandGroup = 'actions' | 'go' | 'view' | 'recent'

export interface Command {
  /** `feature.verb`, unique. */
  id: string
  group: CommandGroup
  label: string
  /** Said beside the label in the palette. */
  detail?: string | undefined
  keys?: string | undefined
  /** Hidden from the palette and dead on the keyboard while false. */
  enabled?: (() => boolean) | undefined
  /** Shown, but not run: why it cannot be done now. */
  unavailable?: (() => string | undefined) | undefined
  /** One of several choices, and whether it is the one in force: a mark in the menu bar. */
  checked?: (() => boolean) | undefined
  /** Fires while one types in a field, too. */
  inFields?: boolean | undefined
  /** Fires while a dialog is open, too. */
  inDialogs?: boolean | undefined
  /** Left out of the palette: movement keys, the palette itself. */
  keysOnly?: boolean | undefined
  run: () => void
}

interface Registration {
  order: number
  list: readonly Command[]
}

const singleKeysKey = 'bk.single-keys'
const [singleKeys, writeSingleKeys] = createSignal(storage.read(singleKeysKey) !== 'off')

/** Whether keys of one character do something; they can be turned off (WCAG 2.1.4). */
export { singleKeys }

export function chooseSingleKeys(on: boolean): void {
  storage.write(singleKeysKey, on ? null : 'off')
  writeSingleKeys(on)
}

/** `N`, `/`, `G > T`: begins with one character and nothing held. */
export function isSingleKey(keys: string): boolean {
  const first = keys.split('>')[0]?.trim() ?? ''
  return [...first].length === 1
}

let counter = 0
const [registrations, setRegistrations] = createSignal<readonly Registration[]>([])
const store = createHotkeyStore({ conflictBehavior: 'allow', sequenceTimeoutMs: 1200 })

/** All commands that can be given now, oldest registration first. */
export function commands(): readonly Command[] {
  return registrations().flatMap((registration) => registration.list)
}

/** Whether something is open that keys belong to. */
function layerIsOpen(): boolean {
  return (
    document.querySelector(
      '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"], [role="listbox"][data-state="open"]',
    ) !== null
  )
}

/** Starts listening to the keyboard of this document; returns what stops it. */
export function listenToKeys(target: Document): () => void {
  store.init({ target })
  return () => store.destroy()
}

/** Adds commands for as long as the calling component lives; the list may depend on signals. */
export function useCommands(list: () => readonly Command[]): void {
  const order = ++counter
  createEffect(() => {
    const now = list()
    untrack(() =>
      setRegistrations((before) =>
        [...before.filter((one) => one.order !== order), { order, list: now }].sort((a, b) => a.order - b.order),
      ),
    )
    for (const command of now) {
      const keys = command.keys
      if (keys === undefined) continue
      const id = `${order}:${command.id}`
      store.register({
        id,
        hotkey: keys,
        action: () => command.run(),
        enabled: () =>
          (singleKeys() || !isSingleKey(keys)) &&
          (command.enabled?.() ?? true) &&
          command.unavailable?.() === undefined &&
          (command.inDialogs === true || !layerIsOpen()),
        options: {
          enableOnFormTags: command.inFields === true,
          enableOnContentEditable: command.inFields === true,
          preventDefault: true,
        },
      })
      onCleanup(() => store.unregister(id))
    }
  })
  onCleanup(() => setRegistrations((before) => before.filter((one) => one.order !== order)))
}

/** The commands a palette or a help page lists: enabled ones, the newest registration of an id winning. */
export function listedCommands(): Command[] {
  const byId = new Map<string, Command>()
  for (const command of commands()) {
    if (command.keysOnly !== true && (command.enabled?.() ?? true)) byId.set(command.id, command)
  }
  return [...byId.values()]
}

/** Every command with keys, for the keyboard help. */
export function commandsWithKeys(): Command[] {
  return commands().filter(
    ({ keys, enabled }) => keys !== undefined && (singleKeys() || !isSingleKey(keys)) && (enabled?.() ?? true),
  )
}

/** `mod+K` → `Ctrl K` (`⌘ K` on a Mac), `G > T` → `G T`. */
export function keyWords(keys: string): string {
  return formatHotkey(keys, { sequenceSeparator: ' ' })
}

/** The value of `aria-keyshortcuts`; a sequence has none in that grammar. */
export function ariaKeys(keys: string): string | undefined {
  if (keys.includes('>')) return undefined
  const main = formatHotkey('mod+K').includes('⌘') ? 'Meta' : 'Control'
  return keys.replace('mod', main).replace('shift', 'Shift').replace('alt', 'Alt')
}
