import type { Navigator } from '@solidjs/router'
import { isDesktop, openStatusPage } from '../platform.ts'
import { isListed, screens } from '../screens.ts'
import { chooseEnvironment, choosePage, environment } from '../state/choices.ts'
import { openMyAccess } from '../state/my-access.ts'
import { canLock, context, lockNow, signOutHere } from '../state/session.ts'
import { chooseTheme } from '../state/theme.ts'
import { t } from '../strings/strings.ts'
import { type Command, useCommands } from '../ui/commands.ts'
import { openHelp, openPalette } from './layers.ts'

/** The commands that every screen has. The keyboard and the menu bar read the same list: connection-commands.tsx. */
export function AppCommands(props: { navigate: Navigator }) {
  useCommands(() => {
    const go = screens.flatMap((screen): Command[] =>
      screen.nav === undefined
        ? []
        : [
            {
              id: `go.${screen.id}`,
              group: 'go',
              label: screen.nav.label,
              keys: screen.nav.keys,
              enabled: () => isListed(screen),
              run: () => props.navigate(screen.path),
            },
          ],
    )
    const pages = (context()?.pages ?? []).filter((page) => page.id !== context()?.page?.id)
    return [
      ...nthCommands(props.navigate),
      {
        id: 'palette',
        group: 'view',
        label: t('commands.palette'),
        keys: 'mod+K',
        inFields: true,
        keysOnly: true,
        run: openPalette,
      },
      ...go,
      {
        id: 'environment',
        group: 'view',
        label: environment() === 'live' ? t('commands.switchTest') : t('commands.switchLive'),
        run: () => chooseEnvironment(environment() === 'live' ? 'test' : 'live'),
      },
      ...(pages.length === 0
        ? []
        : pages.map(
            (page): Command => ({
              id: `page.${page.id}`,
              group: 'view',
              label: t('commands.switchPage', page.name),
              detail: page.hosts[0],
              run: () => choosePage(page.id),
            }),
          )),
      {
        id: 'theme',
        group: 'view',
        label: t('commands.toggleTheme'),
        run: () => chooseTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
      },
      { id: 'go.account', group: 'go', label: t('frame.account'), run: () => props.navigate('/account') },
      { id: 'access', group: 'view', label: t('frame.myAccess'), run: openMyAccess },
      { id: 'status-page', group: 'view', label: t('frame.statusPage'), run: openStatusPage },
      { id: 'help', group: 'view', label: t('commands.help'), keys: '?', run: openHelp },
      {
        id: 'help.f1',
        group: 'view',
        label: t('commands.help'),
        keys: 'F1',
        keysOnly: true,
        inFields: true,
        run: openHelp,
      },
      { id: 'filter', group: 'view', label: t('commands.focusFilter'), keys: '/', keysOnly: true, run: focusFilter },
      {
        id: 'filter.find',
        group: 'view',
        label: t('commands.focusFilter'),
        keys: 'mod+F',
        keysOnly: true,
        enabled: () => filterField() !== null,
        run: focusFilter,
      },
      {
        id: 'pane.next',
        group: 'view',
        label: t('commands.nextPane'),
        keys: 'F6',
        keysOnly: true,
        inFields: true,
        run: () => movePane(1),
      },
      {
        id: 'pane.previous',
        group: 'view',
        label: t('commands.previousPane'),
        keys: 'shift+F6',
        keysOnly: true,
        inFields: true,
        run: () => movePane(-1),
      },
      ...(canLock()
        ? [
            {
              id: 'connection.lock',
              group: 'view',
              label: t('commands.lock'),
              keys: 'mod+shift+L',
              inFields: true,
              inDialogs: true,
              run: () => void lockNow(),
            } satisfies Command,
          ]
        : []),
      // Last: what the palette offers first must not end the session.
      { id: 'sign-out', group: 'view', label: t('frame.signOut'), run: () => void signOutHere() },
    ]
  })
  return null
}

/** Ctrl 1 … 9: the entries of the sidebar, in the app only. A browser has those keys for its own tabs. */
function nthCommands(navigate: Navigator): Command[] {
  if (!isDesktop) return []
  return screens
    .filter((screen) => isListed(screen))
    .slice(0, 9)
    .map((screen, index) => ({
      id: `nth.${index + 1}`,
      group: 'go',
      label: screen.nav?.label ?? '',
      keys: `mod+${index + 1}`,
      keysOnly: true,
      inFields: true,
      run: () => navigate(screen.path),
    }))
}

function filterField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('main input[type="search"]')
}

function focusFilter(): void {
  const field = filterField()
  field?.focus()
  field?.select()
}

/** F6: sidebar, main, inspector, status bar, and round again. */
function movePane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane], main')].sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
  const here = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(here + step + panes.length) % panes.length]
  const target =
    next?.querySelector<HTMLElement>('[aria-current="page"], h1[tabindex], button, a, [tabindex="0"]') ?? next
  target?.focus()
}
