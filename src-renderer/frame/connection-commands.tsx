import { createEffect, onCleanup, onMount } from 'solid-js'
import { bridge } from '../platform.ts'
import { chooseSafeMode, connections, ownConnection, ownRemote, switchConnection } from '../state/connections.ts'
import { locked } from '../state/lock.ts'
import { openConnections } from '../state/open-connections.ts'
import { safeModeOrder } from '../state/safe-modes.ts'
import { phase, signOutHere } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { type Command, commands, listenToKeys, useCommands } from '../ui/commands.ts'
import { showConnectionSwitch } from './connection-switch.tsx'
import { menuOf } from './menu-bar.ts'

/**
 * The keyboard and, in the desktop app, the menu bar, whoever is signed in or not: both read the one list of commands. What is about
 * connections is in it from the start, since a connection whose server is away must be left somehow.
 */
export function GlobalCommands() {
  onMount(() => onCleanup(listenToKeys(document)))
  const desktop = bridge
  if (desktop === null) return null
  useCommands(connectionCommands)
  // A locked console has no commands; those of a menu that is still shown do nothing.
  const offered = (): readonly Command[] => (locked() ? [] : commands())
  createEffect(() => void desktop.showMenu(menuOf(offered())))
  onCleanup(
    desktop.on('menuCommand', ({ id }) =>
      offered()
        .findLast((command) => command.id === id)
        ?.run(),
    ),
  )
  return null
}

function connectionCommands(): Command[] {
  const all = connections()?.connections ?? []
  const own = ownConnection()
  const group = 'view' as const
  return [
    {
      id: 'connection.switch',
      group,
      label: t('commands.switchConnection'),
      keys: 'mod+shift+O',
      inFields: true,
      run: showConnectionSwitch,
    },
    { id: 'connection.manage', group, label: t('frame.connection.manage'), run: openConnections },
    ...all.map(
      (one): Command => ({
        id: `connection.open.${one.id}`,
        group,
        label: one.name,
        detail: one.environment,
        checked: () => one.current,
        run: () => switchConnection(one.id),
      }),
    ),
    ...safeModeOrder.map(
      (mode): Command => ({
        id: `connection.mode.${mode}`,
        group,
        label: t('commands.safeMode', t(`commands.safeModes.${mode}`)),
        checked: () => own?.safe_mode === mode,
        run: () => void chooseSafeMode(mode),
      }),
    ),
    {
      id: 'connection.sign-out',
      group,
      label: t('commands.signOutConnection'),
      enabled: () => ownRemote() !== null && phase() === 'signed_in',
      run: () => void signOutHere(),
    },
  ]
}
