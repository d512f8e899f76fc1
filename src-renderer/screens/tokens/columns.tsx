import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { isUncopied } from '../../state/uncopied.ts'
import { LevelBadge, StatusBadge, TerraformMark } from '../../ui/badge.tsx'
import { type Column, cellStyles as styles } from '../../ui/data-table.tsx'
import { Ago, Day } from '../../ui/time-words.tsx'
import { couldWork, marksOf } from './model.ts'
import { t } from './words.ts'

/** The columns of the token list. */
export const tokenColumns: readonly Column<Token>[] = [
  {
    id: 'name',
    header: t('tokens.column.name'),
    heading: true,
    sortable: true,
    cell: (token) => (
      <>
        <A href={`/tokens/${token.id}`} class={styles.name}>
          {token.name}
        </A>
        <span class={styles.under}>
          <code>{token.token_prefix}…</code>
          <Show when={token.terraform_managed}>
            <TerraformMark />
          </Show>
          <Show when={noteOf(token)}>{(note) => <span data-tip={note()}>{note()}</span>}</Show>
        </span>
      </>
    ),
  },
  {
    id: 'status',
    header: t('tokens.column.status'),
    width: '126px',
    cell: (token) => (
      <span class={styles.two}>
        <For each={marksOf(token)}>{(mark) => <StatusBadge mark={mark} />}</For>
      </span>
    ),
  },
  {
    id: 'access',
    header: t('tokens.column.access'),
    width: '122px',
    cell: (token) => (
      <span class={styles.two}>
        <LevelBadge level={token.permission} />
        <span class={styles.second}>
          {token.role_name}
          <Show when={!token.role_assignable}> ({t('tokens.note.customRole')})</Show>
        </span>
      </span>
    ),
  },
  {
    id: 'owner',
    header: t('tokens.column.owner'),
    width: '94px',
    cell: (token) => (
      <span class={styles.two}>
        <Show when={token.owner} fallback={<span class={styles.second}>{t('tokens.noOwner')}</span>}>
          {(owner) => <span class={styles.second}>{owner().name}</span>}
        </Show>
        <Show when={token.owner_gone}>
          <span class={styles.warn}>{t('tokens.note.ownerGone')}</span>
        </Show>
      </span>
    ),
  },
  {
    id: 'created_at',
    header: t('tokens.column.created'),
    width: '102px',
    sortable: true,
    cell: (token) => (
      <>
        <Day at={token.created_at} />
        <span class={styles.under}>
          <span>{token.created_by?.name}</span>
        </span>
      </>
    ),
  },
  {
    id: 'last_used_at',
    header: t('tokens.column.lastUsed'),
    width: '108px',
    sortable: true,
    cell: (token) => (
      <>
        <Ago at={token.last_used_at} />
        <Show when={token.last_used_ip}>
          {(address) => (
            <span class={styles.under}>
              <code>{address()}</code>
            </span>
          )}
        </Show>
      </>
    ),
  },
  {
    id: 'expires_at',
    header: t('tokens.column.expires'),
    width: '102px',
    sortable: true,
    cell: (token) => (
      <Show when={token.expires_at} fallback={<span class={styles.warn}>{t('common.never')}</span>}>
        {(at) => (
          <>
            <Ago at={at()} />
            <span class={styles.under}>
              <Day at={at()} />
            </span>
          </>
        )}
      </Show>
    ),
  },
]

/** The most important thing about a token that no badge says. */
function noteOf(token: Token): string | null {
  if (couldWork(token) && token.last_used_at === null && isUncopied(token.id)) return t('tokens.note.uncopied')
  if (token.status === 'revoked') return token.revoke_reason
  if (token.rotation !== null) return t('tokens.note.replaced')
  if (token.page_id === null) return t('tokens.note.allPages')
  return token.description === '' ? null : token.description
}
