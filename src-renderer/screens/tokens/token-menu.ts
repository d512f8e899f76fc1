import type { Navigator } from '@solidjs/router'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { awayReason } from '../../state/connection.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import type { TokenActions } from './actions.ts'
import { t } from './words.ts'

export interface TokenMenuContext {
  canWrite: boolean
  actions: TokenActions
  navigate: Navigator
  open: (dialog: Partial<Record<'revoke' | 'delete' | 'edit' | 'rotate', string>>) => void
}

/** What can be done with a token, and why something cannot. */
export function tokenMenu(token: Token, { canWrite, actions, navigate, open }: TokenMenuContext): MenuEntry[] {
  const notAllowed = canWrite ? awayReason() : t('tokens.menu.notAllowed')
  const ended = token.status === 'revoked' || token.status === 'expired' ? t('tokens.menu.hasEnded') : undefined
  const audit = actions.auditHref(token.id)
  return [
    { id: 'open', label: t('tokens.menu.open'), keys: 'Enter', run: () => navigate(`/tokens/${token.id}`) },
    {
      id: 'edit',
      label: t('tokens.menu.edit'),
      keys: 'E',
      unavailable: notAllowed,
      run: () => open({ edit: token.id }),
    },
    token.status === 'disabled'
      ? { id: 'enable', label: t('tokens.menu.enable'), unavailable: notAllowed, run: () => void actions.enable(token) }
      : {
          id: 'disable',
          label: t('tokens.menu.disable'),
          unavailable: notAllowed ?? ended,
          run: () => void actions.disable(token),
        },
    {
      id: 'rotate',
      label: t('tokens.menu.rotate'),
      keys: 'R',
      unavailable: notAllowed ?? (token.status === 'active' ? undefined : t('tokens.menu.hasEnded')),
      run: () => open({ rotate: token.id }),
    },
    { id: 'curl', label: t('tokens.menu.curl'), keys: 'mod+shift+C', run: () => void actions.copyCurl() },
    ...(audit === null ? [] : [{ id: 'audit', label: t('tokens.menu.audit'), keys: 'A', run: () => navigate(audit) }]),
    {
      id: 'revoke',
      label: t('tokens.menu.revoke'),
      keys: 'Delete',
      danger: true,
      separated: true,
      unavailable: notAllowed ?? (token.status === 'revoked' ? t('tokens.menu.alreadyRevoked') : undefined),
      run: () => open({ revoke: token.id }),
    },
    {
      id: 'delete',
      label: t('tokens.menu.remove'),
      danger: true,
      unavailable: notAllowed,
      run: () => open({ delete: token.id }),
    },
  ]
}
