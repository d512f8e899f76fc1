import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import Hourglass from 'lucide-solid/icons/hourglass'
import Mail from 'lucide-solid/icons/mail'
import UserPlus from 'lucide-solid/icons/user-plus'
import { createSignal, Show } from 'solid-js'
import { deleteInvite, type InviteResource, listInvites } from '../../../src-server/contract/members.ts'
import { call } from '../../api/call.ts'
import { type ListResult, useApiList } from '../../api/query.ts'
import { context } from '../../state/session.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, type Icon } from '../../ui/button.tsx'
import { type Column, cellStyles, DataTable, rowButton } from '../../ui/data-table.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { type InviteStatus, invitesQuery, type MembersParams } from './model.ts'
import { t } from './words.ts'

const marks: Readonly<Record<Exclude<InviteStatus, 'all'>, { tone: Tone; icon: Icon }>> = {
  open: { tone: 'accent', icon: Mail },
  accepted: { tone: 'ok', icon: CircleCheck },
  expired: { tone: 'neutral', icon: Hourglass },
  ended: { tone: 'neutral', icon: Ban },
}

const columns: readonly Column<InviteResource>[] = [
  {
    id: 'email',
    header: t('members.invites.column.email'),
    heading: true,
    cell: (invite) => <span class={cellStyles.name}>{invite.email}</span>,
  },
  {
    id: 'role',
    header: t('members.invites.column.role'),
    width: '26%',
    cell: (invite) => t('members.onPage', invite.role_name, placeOf(invite)),
  },
  {
    id: 'status',
    header: t('members.invites.column.status'),
    width: '120px',
    cell: (invite) => (
      <Badge tone={marks[invite.status].tone} icon={marks[invite.status].icon}>
        {t(`members.invites.statuses.${invite.status}`)}
      </Badge>
    ),
  },
  {
    id: 'by',
    header: t('members.invites.column.by'),
    width: '150px',
    cell: (invite) => (
      <span class={cellStyles.two}>
        <Ago at={invite.created_at} />
        <span class={cellStyles.second}>{t('members.invites.by', invite.invited_by.name)}</span>
      </span>
    ),
  },
  {
    id: 'expires',
    header: t('members.invites.column.expires'),
    width: '120px',
    cell: (invite) => <Ago at={invite.expires_at} />,
  },
]

function placeOf(invite: InviteResource): string {
  if (invite.page_id === null) return t('members.everyPage')
  return context()?.pages.find((page) => page.id === invite.page_id)?.name ?? t('common.unknown')
}

/** The invites of the workspace; the first page of them is what the toolbar counts. */
export function useInvites(params: MembersParams, enabled: () => boolean): ListResult<InviteResource> {
  return useApiList(() => ({
    endpoint: listInvites,
    input: { query: invitesQuery(params) },
    enabled: enabled(),
    every: 60_000,
  }))
}

export function Invites(props: {
  invites: ListResult<InviteResource>
  status: InviteStatus
  onStatus: (status: InviteStatus) => void
  onInvite: (email: string) => void
  onChanged: () => void
}) {
  const [ending, setEnding] = createSignal<InviteResource | undefined>()
  return (
    <>
      <ScreenState
        result={props.invites}
        things={t('members.invites.things')}
        skeleton={<SkeletonRows rows={4} />}
        isEmpty={(list) => list.length === 0 && props.status === 'open'}
        empty={
          <EmptyState
            title={t('members.invites.emptyTitle')}
            words={t('members.invites.empty')}
            actions={
              <>
                <Button variant="primary" icon={UserPlus} onClick={() => props.onInvite('')}>
                  {t('members.invite')}
                </Button>
                <Button onClick={() => props.onStatus('all')}>{t('members.invites.showAll')}</Button>
              </>
            }
          />
        }
      >
        {(list) => (
          <DataTable
            label={t('members.invites.table')}
            columns={columns}
            rows={list()}
            rowId={(invite) => invite.id}
            rowName={(invite) => invite.email}
            dim={(invite) => invite.status !== 'open'}
            minWidth={760}
            actions={(invite) => [
              {
                id: 'again',
                label: t('members.invites.menu.again'),
                icon: UserPlus,
                run: () => props.onInvite(invite.email),
              },
              {
                id: 'end',
                label: t('members.invites.menu.end'),
                icon: Ban,
                danger: true,
                separated: true,
                unavailable: invite.status === 'open' ? undefined : t('members.invites.menu.ended'),
                run: () => setEnding(invite),
              },
            ]}
            nothing={
              <>
                <p>{t('members.invites.noMatch')}</p>
                <Button small onClick={() => props.onStatus('all')}>
                  {t('members.invites.showAll')}
                </Button>
              </>
            }
            hasMore={props.invites.hasMore()}
            loadingMore={props.invites.loadingMore()}
            onMore={props.invites.more}
          />
        )}
      </ScreenState>
      <EndInvite invite={ending()} onClose={() => setEnding(undefined)} onChanged={props.onChanged} />
    </>
  )
}

function EndInvite(props: { invite: InviteResource | undefined; onClose: () => void; onChanged: () => void }) {
  const invite = useLast(() => props.invite)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const target = invite()
      if (target === undefined) throw new Error('There is no invite to withdraw.')
      await call(deleteInvite, { params: { id: target.id } })
      return target
    },
    done: (ended) => {
      props.onClose()
      props.onChanged()
      toast(t('members.invites.end.done', ended.email), t('members.invites.end.doneDetail'))
    },
  })
  return (
    <AlertDialog
      open={props.invite !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Ban}
      title={t('members.invites.end.title', invite()?.email ?? '')}
      description={t('members.invites.end.body')}
      keep={t('members.invites.end.keep')}
      returnTo={() => {
        const target = invite()
        return target === undefined ? null : rowButton(target.id)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('members.invites.end.confirm')}
        </Button>
      }
    >
      <Show when={form.problem()}>
        <FormProblem problem={form.problem()} />
      </Show>
    </AlertDialog>
  )
}
