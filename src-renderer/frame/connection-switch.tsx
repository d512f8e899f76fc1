import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down'
import Settings2 from 'lucide-solid/icons/settings-2'
import { createMemo, type JSX } from 'solid-js'
import { connections, switchConnection } from '../state/connections.ts'
import { openConnections } from '../state/open-connections.ts'
import { t } from '../strings/strings.ts'
import { MenuButton, type MenuEntry } from '../ui/menu.tsx'

/** Opens the switcher that is on the page, wherever it stands; set by the one that is there. */
let openSwitcher = (): void => openConnections()

export function showConnectionSwitch(): void {
  openSwitcher()
}

/** The menu of all connections, and the way to their screen. In the desktop app only. */
export function ConnectionSwitch(props: { class?: string | undefined; children: JSX.Element; tipOnRail?: string }) {
  const entries = createMemo<MenuEntry[]>(() => [
    ...(connections()?.connections ?? []).map((one) => ({
      id: one.id,
      label: one.name,
      connection: { colour: one.colour, environment: one.environment },
      checked: one.current,
      run: () => switchConnection(one.id),
    })),
    {
      id: 'manage',
      label: t('frame.connection.manage'),
      icon: Settings2,
      separated: true,
      run: openConnections,
    },
  ])
  return (
    <MenuButton
      class={props.class}
      label={t('frame.connection.switch')}
      tipOnRail={props.tipOnRail}
      entries={entries()}
      keys="mod+shift+O"
      heading={t('frame.connection.heading')}
      opener={(open) => {
        openSwitcher = open
      }}
    >
      {props.children}
      <ChevronsUpDown size={14} aria-hidden="true" />
    </MenuButton>
  )
}
