import type { Navigator } from '@solidjs/router'
import type { OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { awayReason } from '../../state/connection.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import type { AppActions } from './actions.ts'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

export type AppDialog = 'edit' | 'rotate' | 'disable' | 'delete' | 'everyone'

/** What can be done with an app, and why something cannot. */
export function appMenu(
  app: OAuthAppResource,
  context: { actions: AppActions; navigate: Navigator; open: (dialog: AppDialog, app: OAuthAppResource) => void },
): MenuEntry[] {
  const { actions, navigate, open } = context
  const notAllowed = whyNotChange() ?? awayReason()
  const builtIn = app.built_in ? t('oauth.menu.builtIn') : undefined
  const audit = actions.auditHref(app)
  return [
    { id: 'open', label: t('oauth.menu.open'), keys: 'Enter', run: () => navigate(`/oauth/${app.id}`) },
    {
      id: 'edit',
      label: t('oauth.menu.edit'),
      keys: 'E',
      unavailable: notAllowed ?? builtIn,
      run: () => open('edit', app),
    },
    {
      id: 'rotate',
      label: t('oauth.menu.rotate'),
      keys: 'R',
      unavailable: notAllowed ?? (app.client_type === 'public' ? t('oauth.menu.publicHasNone') : undefined),
      run: () => open('rotate', app),
    },
    ...(audit === null ? [] : [{ id: 'audit', label: t('oauth.menu.audit'), keys: 'A', run: () => navigate(audit) }]),
    {
      id: 'everyone',
      label: t('oauth.menu.disconnectAll'),
      danger: true,
      separated: true,
      unavailable: notAllowed ?? (app.grants === 0 ? t('oauth.menu.nobody') : undefined),
      run: () => open('everyone', app),
    },
    app.status === 'active'
      ? {
          id: 'disable',
          label: t('oauth.menu.disable'),
          danger: true,
          unavailable: notAllowed,
          run: () => open('disable', app),
        }
      : {
          id: 'enable',
          label: t('oauth.menu.enable'),
          unavailable: notAllowed,
          run: () => void actions.enable(app),
        },
    {
      id: 'delete',
      label: t('oauth.menu.remove'),
      keys: 'Delete',
      danger: true,
      unavailable: notAllowed ?? builtIn,
      run: () => open('delete', app),
    },
  ]
}

/** What a key on a row does: the entry of its menu that names the key. */
export function runRowKey(event: KeyboardEvent, entries: readonly MenuEntry[]): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const pressed = event.key === 'Backspace' ? 'Delete' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  const entry = entries.find((one) => one.keys === pressed && one.unavailable === undefined)
  entry?.run()
  return entry !== undefined
}
