import { useNavigate } from '@solidjs/router'
import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import { listTokens } from '../../src-server/contract/tokens.ts'
import { useApi } from '../api/query.ts'
import { may } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import type { Command } from '../ui/commands.ts'

/** What the palette finds on the server while one types: tokens by name or prefix, and the verbs on them. */

const verbs = /^(revoke|rotate|edit|delete)\s+/i
const pauseMs = 120

export function foundCommands(typed: Accessor<string>, isOpen: Accessor<boolean>): Accessor<readonly Command[]> {
  const navigate = useNavigate()
  const [asked, setAsked] = createSignal('')
  createEffect(() => {
    const text = typed().replace(verbs, '').trim()
    const timer = setTimeout(() => setAsked(text), pauseMs)
    onCleanup(() => clearTimeout(timer))
  })
  const tokens = useApi(() => ({
    endpoint: listTokens,
    input: { query: { q: asked(), limit: '8' } },
    enabled: isOpen() && asked().length >= 2 && may('tokens:read'),
  }))
  return createMemo(() => {
    if (asked().length < 2) return []
    const wanted = verbs.exec(typed())?.[1]?.toLowerCase()
    return (tokens.data()?.data ?? []).flatMap((token): Command[] => {
      const detail = `${token.token_prefix}… · ${token.permission} · ${token.role_name} · ${t(`status.${token.status}`)}`
      const open: Command = {
        id: `token:${token.id}`,
        group: 'go',
        label: token.name,
        detail,
        run: () => navigate(`/tokens/${token.id}`),
      }
      if (!may('tokens:write')) return [open]
      const verb = (word: string, key: 'revoke' | 'rotate' | 'edit' | 'delete', possible: boolean): Command[] =>
        possible && wanted === key
          ? [
              {
                id: `${key}:${token.id}`,
                group: 'actions',
                label: `${word} ${token.name}…`,
                detail: token.token_prefix,
                run: () => navigate(`/tokens?${key}=${token.id}`),
              },
            ]
          : []
      return [
        ...verb(t('commands.verbs.revoke'), 'revoke', token.status !== 'revoked'),
        ...verb(t('commands.verbs.rotate'), 'rotate', token.status === 'active'),
        ...verb(t('commands.verbs.edit'), 'edit', true),
        ...verb(t('commands.verbs.delete'), 'delete', true),
        open,
      ]
    })
  })
}
