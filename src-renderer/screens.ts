import AppWindow from 'lucide-solid/icons/app-window'
import Boxes from 'lucide-solid/icons/boxes'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Key from 'lucide-solid/icons/key-round'
import LayoutDashboard from 'lucide-solid/icons/layout-dashboard'
import Link from 'lucide-solid/icons/link'
import Lock from 'lucide-solid/icons/lock'
import Mails from 'lucide-solid/icons/mails'
import PanelTop from 'lucide-solid/icons/panel-top'
import Plug from 'lucide-solid/icons/plug'
import ScrollText from 'lucide-solid/icons/scroll-text'
import Settings from 'lucide-solid/icons/settings'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import Siren from 'lucide-solid/icons/siren'
import Users from 'lucide-solid/icons/users'
import Wrench from 'lucide-solid/icons/wrench'
import { type Component, lazy } from 'solid-js'
import type { Permission } from '../src-server/contract/permissions.ts'
import { isDesktop } from './platform.ts'
import { noteScreens } from './screen-ids.ts'
import { connectionsPath } from './state/open-connections.ts'
import { context, may } from './state/session.ts'
import { t } from './strings/strings.ts'
import type { Icon } from './ui/button.tsx'

/**
 * Every screen of the console, once: router, navigation, palette and the keys `G …` read this list. A screen is in it when it works.
 * `permission` is what its data needs: without it the entry is not shown (the screen itself says so when reached by its address).
 */

export type NavGroup = 'top' | 'access' | 'operations' | 'governance'

export interface Screen {
  id: string
  /** Under /console; the first is where the console starts. */
  path: string
  /** Other addresses of the very same screen: its tabs. It stays as it is when one moves between them. */
  alsoAt?: readonly string[]
  component: Component
  /** Left out: reached from another screen. */
  nav?: {
    group: NavGroup
    label: string
    icon: Icon
    permission: Permission | null
    /** It speaks for the whole workspace: shown to whoever has a role on every page. */
    everyPage?: true
    keys?: string
  }
}

/** Whether a screen stands in the navigation of whoever is here. */
export function isListed({ nav }: Screen): boolean {
  if (nav === undefined || (nav.everyPage === true && context()?.every_page !== true)) return false
  return nav.permission === null || may(nav.permission)
}

export const navGroups: readonly { id: NavGroup; label: string | null }[] = [
  { id: 'top', label: null },
  { id: 'access', label: t('frame.groupAccess') },
  { id: 'operations', label: t('frame.groupOperations') },
  { id: 'governance', label: t('frame.groupGovernance') },
]

export const screens: readonly Screen[] = [
  {
    id: 'overview',
    path: '/overview',
    component: lazy(() => import('./screens/overview/screen.tsx')),
    nav: { group: 'top', label: t('frame.overview'), icon: LayoutDashboard, permission: null, keys: 'G > O' },
  },
  {
    id: 'tokens',
    path: '/tokens',
    component: lazy(() => import('./screens/tokens/list.tsx')),
    nav: { group: 'access', label: t('frame.tokens'), icon: Key, permission: 'tokens:read', keys: 'G > T' },
  },
  { id: 'token', path: '/tokens/:id', component: lazy(() => import('./screens/tokens/detail.tsx')) },
  {
    id: 'roles',
    path: '/roles',
    component: lazy(() => import('./screens/roles/list.tsx')),
    nav: { group: 'access', label: t('frame.roles'), icon: ShieldCheck, permission: 'roles:read', keys: 'G > R' },
  },
  { id: 'role-new', path: '/roles/custom/new', component: lazy(() => import('./screens/roles/create.tsx')) },
  { id: 'role', path: '/roles/:key', component: lazy(() => import('./screens/roles/detail.tsx')) },
  {
    id: 'oauth',
    path: '/oauth',
    alsoAt: ['/oauth/grants'],
    component: lazy(() => import('./screens/oauth/screen.tsx')),
    nav: { group: 'access', label: t('frame.oauth'), icon: AppWindow, permission: 'oauth_apps:read', keys: 'G > H' },
  },
  { id: 'oauth-app', path: '/oauth/:id', component: lazy(() => import('./screens/oauth/detail.tsx')) },
  {
    id: 'magic',
    path: '/magic',
    component: lazy(() => import('./screens/subscribers/links.tsx')),
    nav: { group: 'access', label: t('frame.magic'), icon: Link, permission: 'subscribers:read' },
  },
  {
    id: 'incidents',
    path: '/incidents',
    component: lazy(() => import('./screens/incidents/list.tsx')),
    nav: { group: 'operations', label: t('frame.incidents'), icon: Siren, permission: 'incidents:read', keys: 'G > I' },
  },
  { id: 'incident', path: '/incidents/:id', component: lazy(() => import('./screens/incidents/detail.tsx')) },
  {
    id: 'maintenances',
    path: '/maintenances',
    component: lazy(() => import('./screens/maintenances/list.tsx')),
    nav: {
      group: 'operations',
      label: t('frame.maintenances'),
      icon: Wrench,
      permission: 'maintenances:read',
      keys: 'G > M',
    },
  },
  { id: 'maintenance', path: '/maintenances/:id', component: lazy(() => import('./screens/maintenances/detail.tsx')) },
  {
    id: 'components',
    path: '/components',
    component: lazy(() => import('./screens/components/screen.tsx')),
    nav: {
      group: 'operations',
      label: t('frame.components'),
      icon: Boxes,
      permission: 'components:read',
      keys: 'G > K',
    },
  },
  {
    id: 'subscribers',
    path: '/subscribers',
    alsoAt: ['/subscribers/views', '/subscribers/feeds', '/subscribers/outbox'],
    component: lazy(() => import('./screens/subscribers/screen.tsx')),
    nav: {
      group: 'operations',
      label: t('frame.subscribers'),
      icon: Mails,
      permission: 'subscribers:read',
      keys: 'G > S',
    },
  },
  {
    id: 'audit',
    path: '/audit',
    component: lazy(() => import('./screens/audit/screen.tsx')),
    nav: { group: 'governance', label: t('frame.audit'), icon: ScrollText, permission: 'audit:read', keys: 'G > A' },
  },
  {
    id: 'members',
    path: '/members',
    component: lazy(() => import('./screens/members/screen.tsx')),
    nav: {
      group: 'governance',
      label: t('frame.members'),
      icon: Users,
      permission: 'teams:read',
      everyPage: true,
      keys: 'G > U',
    },
  },
  {
    id: 'pages',
    path: '/pages',
    component: lazy(() => import('./screens/pages/screen.tsx')),
    nav: {
      group: 'governance',
      label: t('frame.pagesScreen'),
      icon: PanelTop,
      permission: 'settings:read',
      everyPage: true,
      keys: 'G > P',
    },
  },
  {
    id: 'locks',
    path: '/locks',
    component: lazy(() => import('./screens/locks/screen.tsx')),
    nav: { group: 'governance', label: t('frame.locks'), icon: Lock, permission: 'settings:read', keys: 'G > L' },
  },
  {
    id: 'usage',
    path: '/usage',
    component: lazy(() => import('./screens/usage/screen.tsx')),
    nav: {
      group: 'governance',
      label: t('frame.usage'),
      icon: ChartColumn,
      permission: 'billing:read',
      everyPage: true,
    },
  },
  // A browser has one connection: the one that served it.
  ...(isDesktop
    ? [
        {
          id: 'connections',
          path: connectionsPath,
          component: lazy(() => import('./screens/connections/screen.tsx')),
          nav: {
            group: 'governance' as const,
            label: t('frame.connections'),
            icon: Plug,
            permission: null,
            keys: 'G > C',
          },
        },
      ]
    : []),
  { id: 'account', path: '/account', component: lazy(() => import('./screens/account/screen.tsx')) },
  {
    id: 'settings',
    path: '/settings',
    component: lazy(() => import('./screens/settings/first.tsx')),
    nav: {
      group: 'governance',
      label: t('frame.settings'),
      icon: Settings,
      permission: 'settings:read',
      keys: 'mod+,',
    },
  },
  { id: 'settings-tab', path: '/settings/:tab', component: lazy(() => import('./screens/settings/screen.tsx')) },
]

noteScreens(screens.map((screen) => screen.id))
