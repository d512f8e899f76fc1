import { A } from '@solidjs/router'
import CircleCheck from 'lucide-solid/icons/circle-check'
import PowerOff from 'lucide-solid/icons/power-off'
import { For, Show } from 'solid-js'
import type { MemberResource } from '../../../src-server/contract/members.ts'
import { hasScreen } from '../../screen-ids.ts'
import { context, may } from '../../state/session.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, cellStyles } from '../../ui/data-table.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { inOrder } from './model.ts'
import { t } from './words.ts'

export const memberColumns: readonly Column<MemberResource>[] = [
  {
    id: 'name',
    header: t('members.column.name'),
    heading: true,
    sortable: true,
    cell: (member) => (
      <>
        <span class={cellStyles.name}>
          {member.name}
          <Show when={member.id === context()?.user?.id}>
            {' '}
            <Badge tone="accent">{t('members.you')}</Badge>
          </Show>
        </span>
        <div class={cellStyles.under}>
          <span>{member.email}</span>
          <Show when={member.two_factor || member.passkeys > 0}>
            <span>{t(member.two_factor ? 'members.twoFactor' : 'members.passkey')}</span>
          </Show>
        </div>
      </>
    ),
  },
  {
    id: 'access',
    header: t('members.column.access'),
    width: '30%',
    cell: (member) => <Roles member={member} />,
  },
  {
    id: 'tokens',
    header: t('members.column.tokens'),
    width: '90px',
    cell: (member) => (
      <Show when={member.tokens > 0 && may('tokens:read') && hasScreen('tokens')} fallback={member.tokens}>
        <A
          href={`/tokens?owner=${member.id}`}
          tabindex="-1"
          aria-label={t('members.tokensOf', member.tokens, member.name)}
        >
          {member.tokens}
        </A>
      </Show>
    ),
  },
  {
    id: 'last_seen_at',
    header: t('members.column.seen'),
    width: '120px',
    sortable: true,
    cell: (member) => <Ago at={member.last_seen_at} never={t('members.notSeen')} />,
  },
  {
    id: 'status',
    header: t('members.column.status'),
    width: '110px',
    cell: (member) =>
      member.status === 'active' ? (
        <Badge tone="ok" icon={CircleCheck}>
          {t('members.active')}
        </Badge>
      ) : (
        <Badge tone="neutral" icon={PowerOff}>
          {t('members.disabled')}
        </Badge>
      ),
  },
]

const linesAtMost = 2

function Roles(props: { member: MemberResource }) {
  const held = () => inOrder(props.member.memberships)
  return (
    <span class={cellStyles.two}>
      <For
        each={held().slice(0, linesAtMost)}
        fallback={
          <>
            <span>{t('members.noRole')}</span>
            <span class={cellStyles.second}>{t('members.noRoleHint')}</span>
          </>
        }
      >
        {(one, index) => (
          <span class={index() === 0 ? undefined : cellStyles.second}>
            {t('members.onPage', one.role_name, one.page_name ?? t('members.everyPage'))}
          </span>
        )}
      </For>
      <Show when={held().length > linesAtMost}>
        <span class={cellStyles.second}>{t('members.more', held().length - linesAtMost)}</span>
      </Show>
    </span>
  )
}
