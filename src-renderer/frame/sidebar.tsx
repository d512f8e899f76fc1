import { A, useLocation, useNavigate } from '@solidjs/router'
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down'
import Contrast from 'lucide-solid/icons/contrast'
import ExternalLink from 'lucide-solid/icons/external-link'
import Keyboard from 'lucide-solid/icons/keyboard'
import LockKeyhole from 'lucide-solid/icons/lock-keyhole'
import LogOut from 'lucide-solid/icons/log-out'
import Monitor from 'lucide-solid/icons/monitor'
import Moon from 'lucide-solid/icons/moon'
import PanelTop from 'lucide-solid/icons/panel-top'
import Rows3 from 'lucide-solid/icons/rows-3'
import Search from 'lucide-solid/icons/search'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import Sun from 'lucide-solid/icons/sun'
import SunMoon from 'lucide-solid/icons/sun-moon'
import UserRound from 'lucide-solid/icons/user-round'
import { createMemo, For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { basePath, openStatusPage } from '../platform.ts'
import { isListed, navGroups, type Screen, screens } from '../screens.ts'
import { chooseEnvironment, choosePage, environment } from '../state/choices.ts'
import { awaySince } from '../state/connection.ts'
import { ownConnection } from '../state/connections.ts'
import { openMyAccess } from '../state/my-access.ts'
import { canLock, context, lockNow, signOutHere } from '../state/session.ts'
import { chooseContrast, chooseDensity, chooseTheme, comfortable, moreContrast, theme } from '../state/theme.ts'
import { t } from '../strings/strings.ts'
import { IconButton } from '../ui/button.tsx'
import { ariaKeys } from '../ui/commands.ts'
import { EnvironmentTag, Stripe } from '../ui/connection-mark.tsx'
import { Hidden } from '../ui/hidden.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { MenuButton, type MenuEntry } from '../ui/menu.tsx'
import { ConnectionSwitch } from './connection-switch.tsx'
import { initialsOf } from './document-title.ts'
import styles from './frame.module.css'
import { openHelp, openPalette } from './layers.ts'

export function Sidebar() {
  return (
    <aside class={styles.side} aria-label={t('frame.sidebar')} data-pane>
      <ConnectionHeader />
      <PageSwitch />
      <EnvironmentSwitch />
      <button
        type="button"
        class={styles.search}
        onClick={openPalette}
        aria-keyshortcuts={ariaKeys('mod+K')}
        data-tip-rail={t('frame.search')}
      >
        <Search size={14} aria-hidden="true" />
        <span>{t('frame.search')}</span>
        <KeyHint keys="mod+K" />
      </button>
      <Navigation />
      <UserBlock />
    </aside>
  )
}

/** Which workspace this is, always in sight: the stripe and the word. In the app it is also the way to the others. */
function ConnectionHeader() {
  const host = (): string => context()?.page?.hosts[0] ?? t('frame.localWorkspace')
  const version = (): string => `v${context()?.workspace.version ?? ''}`
  const workspace = (): string => context()?.workspace.name ?? ''
  return (
    <Show
      when={ownConnection()}
      fallback={
        <div class={styles.connection} data-tip={`${workspace()} · ${host()}`}>
          <span class={styles.stripe} aria-hidden="true" data-tone={awaySince() !== null ? 'away' : environment()} />
          <b>{workspace()}</b>
          <small>
            {host()} · {version()}
          </small>
        </div>
      }
    >
      {(own) => (
        <ConnectionSwitch class={styles.connectionButton} tipOnRail={`${own().name} · ${own().environment}`}>
          <Stripe colour={own().colour} bar />
          <span class={styles.connectionWords}>
            <b>{own().name}</b>
            <span>
              <EnvironmentTag word={own().environment} />
              <small>
                {own().kind === 'local' ? workspace() : own().address.replace(/^https?:\/\//, '')} · {version()}
                <Show when={own().age === 'older' || own().age === 'newer'}>
                  {' · '}
                  {own().age === 'older' ? t('frame.connection.older') : t('frame.connection.newer')}
                </Show>
              </small>
            </span>
          </span>
          <Hidden>{t('frame.connection.switch')}</Hidden>
        </ConnectionSwitch>
      )}
    </Show>
  )
}

function PageSwitch() {
  const pages = () => context()?.pages ?? []
  const current = (): string => context()?.page?.name ?? t('frame.defaultPage')
  const entries = createMemo<MenuEntry[]>(() =>
    pages().map((page) => ({
      id: page.id,
      label: page.name,
      checked: page.id === context()?.page?.id,
      run: () => choosePage(page.id),
    })),
  )
  return (
    <Show when={pages().length > 1}>
      <MenuButton
        class={styles.switcher}
        label={t('frame.pageSwitch')}
        tipOnRail={current()}
        entries={entries()}
        heading={t('frame.pages')}
      >
        <PanelTop size={14} aria-hidden="true" />
        <span>
          {current()}
          <Hidden>. {t('frame.pageSwitch')}</Hidden>
        </span>
        <ChevronsUpDown size={14} aria-hidden="true" />
      </MenuButton>
    </Show>
  )
}

function EnvironmentSwitch() {
  return (
    <div class={styles.environment} role="radiogroup" aria-label={t('frame.environment')}>
      <For each={['live', 'test'] as const}>
        {(name) => (
          <label data-name={name}>
            <input
              type="radio"
              name="environment"
              value={name}
              checked={environment() === name}
              onChange={() => chooseEnvironment(name)}
            />
            {name === 'live' ? t('frame.live') : t('frame.test')}
          </label>
        )}
      </For>
    </div>
  )
}

function Navigation() {
  const location = useLocation()
  const shown = (group: string): Screen[] => screens.filter((screen) => screen.nav?.group === group && isListed(screen))
  const isCurrent = (path: string): boolean =>
    location.pathname === `${basePath}${path}` || location.pathname.startsWith(`${basePath}${path}/`)
  return (
    <nav class={styles.nav} aria-label={t('frame.main')}>
      <For each={navGroups}>
        {(group) => (
          <Show when={shown(group.id).length > 0}>
            <Show when={group.label}>
              <h2>{group.label}</h2>
            </Show>
            <ul>
              <For each={shown(group.id)}>
                {(screen) => (
                  <Show when={screen.nav}>
                    {(nav) => (
                      <li>
                        <A
                          href={screen.path}
                          class={styles.link}
                          aria-current={isCurrent(screen.path) ? 'page' : undefined}
                          data-tip-rail={nav().label}
                        >
                          <Dynamic component={nav().icon} size={16} aria-hidden="true" />
                          {nav().label}
                        </A>
                      </li>
                    )}
                  </Show>
                )}
              </For>
            </ul>
          </Show>
        )}
      </For>
    </nav>
  )
}

function UserBlock() {
  const navigate = useNavigate()
  const name = (): string => context()?.user?.name ?? context()?.user?.email ?? context()?.name ?? ''
  const entries = createMemo<MenuEntry[]>(() => [
    { id: 'account', label: t('frame.account'), icon: UserRound, run: () => navigate('/account') },
    { id: 'access', label: t('frame.myAccess'), icon: ShieldCheck, run: openMyAccess },
    { id: 'page', label: t('frame.statusPage'), icon: ExternalLink, run: openStatusPage },
    { id: 'help', label: t('frame.shortcuts'), icon: Keyboard, keys: '?', run: openHelp },
    {
      id: 'system',
      label: t('frame.themeSystem'),
      icon: Monitor,
      separated: true,
      checked: theme() === 'system',
      run: () => chooseTheme('system'),
    },
    {
      id: 'light',
      label: t('frame.themeLight'),
      icon: Sun,
      checked: theme() === 'light',
      run: () => chooseTheme('light'),
    },
    {
      id: 'dark',
      label: t('frame.themeDark'),
      icon: Moon,
      checked: theme() === 'dark',
      run: () => chooseTheme('dark'),
    },
    {
      id: 'contrast',
      label: t('frame.moreContrast'),
      icon: Contrast,
      separated: true,
      checked: moreContrast(),
      run: () => chooseContrast(!moreContrast()),
    },
    {
      id: 'density',
      label: t('frame.comfortable'),
      icon: Rows3,
      checked: comfortable(),
      run: () => chooseDensity(!comfortable()),
    },
    ...(canLock()
      ? [
          {
            id: 'lock',
            label: t('commands.lock'),
            icon: LockKeyhole,
            keys: 'mod+shift+L',
            separated: true,
            run: () => void lockNow(),
          },
        ]
      : []),
    { id: 'out', label: t('frame.signOut'), icon: LogOut, separated: true, run: () => void signOutHere() },
  ])
  return (
    <div class={styles.user}>
      <MenuButton
        class={styles.userButton}
        label={t('frame.userMenu')}
        tipOnRail={name()}
        entries={entries()}
        placement="top-start"
      >
        <span class={styles.avatar} aria-hidden="true">
          {initialsOf(name())}
        </span>
        <span class={styles.userWords}>
          <b>{name()}</b> <small>{context()?.role_name ?? context()?.role_key}</small>
          <Hidden>. {t('frame.userMenu')}</Hidden>
        </span>
      </MenuButton>
      <IconButton
        icon={SunMoon}
        size={15}
        label={t('frame.toggleTheme')}
        onClick={() => chooseTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')}
      />
    </div>
  )
}
