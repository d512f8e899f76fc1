import { useNavigate, useSearchParams } from '@solidjs/router'
import Key from 'lucide-solid/icons/key-round'
import Power from 'lucide-solid/icons/power'
import PowerOff from 'lucide-solid/icons/power-off'
import ScrollText from 'lucide-solid/icons/scroll-text'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import ShieldOff from 'lucide-solid/icons/shield-off'
import UserMinus from 'lucide-solid/icons/user-minus'
import UserPlus from 'lucide-solid/icons/user-plus'
import { createEffect, createMemo, createSignal, lazy, on, onCleanup, Show } from 'solid-js'
import { enableMember, listMembers, type MemberResource } from '../../../src-server/contract/members.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useApiList, useInvalidate } from '../../api/query.ts'
import { useRoles } from '../../api/roles.ts'
import { hasScreen } from '../../screen-ids.ts'
import { zone } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { context, may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { DataTable, rowButton } from '../../ui/data-table.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { memberColumns } from './columns.tsx'
import { DisableDialog } from './disable.tsx'
import type { CreatedInvite } from './invite.tsx'
import { Invites, useInvites } from './invites.tsx'
import styles from './members.module.css'
import {
  inviteStatuses,
  inviteStatusOf,
  isLastOwner,
  type MembersParams,
  mayReset,
  memberStatuses,
  memberStatusOf,
  membersQuery,
  paramOf,
  sortOf,
  viewOf,
  views,
} from './model.ts'
import { RemoveDialog } from './remove.tsx'
import { ResetTwoFactorDialog } from './reset-two-factor.tsx'
import { t } from './words.ts'

const RoleDialog = lazy(() => import('./role.tsx').then((file) => ({ default: file.RoleDialog })))
const InviteDialog = lazy(() => import('./invite.tsx').then((file) => ({ default: file.InviteDialog })))
const InviteLinkDialog = lazy(() => import('./invite-link.tsx').then((file) => ({ default: file.InviteLinkDialog })))

const typingPauseMs = 200

/** People of the workspace with their roles, and the invites that bring new ones. */
export default function MembersScreen() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<MembersParams>()
  const invalidate = useInvalidate()
  const canWrite = (): boolean => may('teams:write') && context()?.every_page === true
  const view = (): 'people' | 'invites' => (canWrite() ? viewOf(params) : 'people')
  const members = useApiList(() => ({
    endpoint: listMembers,
    input: { query: membersQuery(params) },
    enabled: view() === 'people',
    every: 60_000,
  }))
  const owners = useWholeList(() => ({
    endpoint: listMembers,
    input: { query: { role_key: 'owner', status: 'active' as const, limit: '200' } },
    enabled: canWrite(),
  }))
  const invites = useInvites(params, () => view() === 'invites')
  const roles = useRoles()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [again, setAgain] = createSignal('')
  const [link, setLink] = createSignal<CreatedInvite | null>(null)

  const [typed, setTyped] = createSignal(paramOf(params.q))
  createEffect(
    on(
      typed,
      (text) => {
        const timer = setTimeout(
          () => setParams({ q: text === '' ? undefined : text }, { replace: true }),
          typingPauseMs,
        )
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )

  const loaded = createMemo(() => members.data() ?? [])
  const named = (dialog: 'role' | 'disable' | 'reset' | 'remove'): MemberResource | undefined => {
    const id = paramOf(params[dialog])
    return id === '' || !canWrite() ? undefined : loaded().find((member) => member.id === id)
  }
  const close = (): void =>
    setParams(
      { new: undefined, role: undefined, disable: undefined, reset: undefined, remove: undefined },
      { replace: true },
    )
  const changed = (): void => void invalidate('members', 'roles', 'tokens', 'audit', 'org')
  const invite = (email = ''): void => {
    setAgain(email)
    setParams({ new: '1' })
  }
  useCommands(() => [
    {
      id: 'members.invite',
      group: 'actions',
      label: t('members.inviteEllipsis'),
      keys: 'N',
      enabled: canWrite,
      unavailable: awayReason,
      run: () => invite(),
    },
    {
      id: 'members.invite.window',
      group: 'actions',
      label: t('members.inviteEllipsis'),
      keys: 'mod+N',
      keysOnly: true,
      inFields: true,
      enabled: canWrite,
      unavailable: awayReason,
      run: () => invite(),
    },
  ])

  const enable = async (member: MemberResource): Promise<void> => {
    setRefusal(null)
    try {
      const enabled = await call(enableMember, { params: { id: member.id } })
      toast(t('members.enabled', enabled.name), t('members.enabledDetail'))
      changed()
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'cancelled') setRefusal(problem)
    }
  }
  const menuOf = (member: MemberResource): MenuEntry[] => {
    const refused = canWrite() ? awayReason() : t('members.menu.notAllowed')
    const last = isLastOwner(member, owners.data()) ? t('members.menu.lastOwner') : undefined
    return [
      {
        id: 'role',
        label: t('members.menu.role'),
        icon: ShieldCheck,
        unavailable: refused,
        run: () => setParams({ role: member.id }),
      },
      ...(hasScreen('tokens') && may('tokens:read')
        ? [
            {
              id: 'tokens',
              label: t('members.menu.tokens'),
              icon: Key,
              run: () => navigate(`/tokens?owner=${member.id}`),
            },
          ]
        : []),
      ...(hasScreen('audit') && may('audit:read')
        ? [
            {
              id: 'audit',
              label: t('members.menu.audit'),
              icon: ScrollText,
              run: () => navigate(`/audit?q=actor:${member.id}`),
            },
          ]
        : []),
      ...(mayReset(member, {
        id: context()?.user?.id,
        roleKey: context()?.role_key ?? null,
        everyPage: context()?.every_page === true,
      })
        ? [
            {
              id: 'reset',
              label: t('members.menu.reset'),
              icon: ShieldOff,
              unavailable: refused,
              run: () => setParams({ reset: member.id }),
            },
          ]
        : []),
      member.status === 'active'
        ? {
            id: 'disable',
            label: t('members.menu.disable'),
            icon: PowerOff,
            separated: true,
            unavailable: refused ?? last,
            run: () => setParams({ disable: member.id }),
          }
        : {
            id: 'enable',
            label: t('members.menu.enable'),
            icon: Power,
            separated: true,
            unavailable: refused,
            run: () => void enable(member),
          },
      {
        id: 'remove',
        label: t('members.menu.remove'),
        icon: UserMinus,
        danger: true,
        unavailable: refused ?? last,
        run: () => setParams({ remove: member.id }),
      },
    ]
  }
  const counted = (): string => {
    const list = view() === 'people' ? members : invites
    const rows = list.data()
    if (rows === undefined) return ''
    return view() === 'people'
      ? t('members.shown', rows.length, list.hasMore())
      : t('members.invites.shown', rows.length, list.hasMore())
  }
  const back = (member: MemberResource): HTMLElement | null => rowButton(member.id)

  return (
    <>
      <PageHeader
        title={t('members.title')}
        subtitle={
          <span>
            {t('members.subtitle')} <b>{context()?.workspace.name}</b>
          </span>
        }
        actions={
          <Show when={canWrite()}>
            <Button variant="primary" icon={UserPlus} keys="N" unavailable={awayReason()} onClick={() => invite()}>
              {t('members.invite')}
            </Button>
          </Show>
        }
      />
      <div class={styles.notes}>
        <Show when={refusal()}>
          <FormProblem problem={refusal()} />
        </Show>
      </div>
      <Show when={members.problem()?.state !== 'forbidden'}>
        <Toolbar end={counted()}>
          <Show when={canWrite()}>
            <Pills
              label={t('members.views')}
              pills={views.map((id) => ({ id, label: t(`members.view.${id}`) }))}
              chosen={view()}
              onChoose={(next) => setParams({ view: next === 'people' ? undefined : next, status: undefined })}
            />
          </Show>
          <Show
            when={view() === 'people'}
            fallback={
              <div class={styles.narrower}>
                <Pills
                  label={t('members.invites.statusLabel')}
                  pills={inviteStatuses.map((id) => ({ id, label: t(`members.invites.statuses.${id}`) }))}
                  chosen={inviteStatusOf(params)}
                  onChoose={(status) => setParams({ status: status === 'open' ? undefined : status })}
                />
              </div>
            }
          >
            <SearchField
              label={t('members.filterLabel')}
              placeholder={t('members.filterPlaceholder')}
              value={typed()}
              onChange={setTyped}
            />
            <Pills
              label={t('members.statusLabel')}
              pills={memberStatuses.map((id) => ({ id, label: t(`members.statuses.${id}`) }))}
              chosen={memberStatusOf(params)}
              onChoose={(status) => setParams({ status: status === 'all' ? undefined : status })}
            />
          </Show>
        </Toolbar>
      </Show>
      <Show
        when={view() === 'people'}
        fallback={
          <Invites
            invites={invites}
            status={inviteStatusOf(params)}
            onStatus={(status) => setParams({ status: status === 'open' ? undefined : status })}
            onInvite={invite}
            onChanged={changed}
          />
        }
      >
        <ScreenState result={members} things={t('members.things')} skeleton={<SkeletonRows rows={6} />}>
          {(list) => (
            <DataTable
              label={t('members.table')}
              columns={memberColumns}
              rows={list()}
              rowId={(member) => member.id}
              rowName={(member) => member.name}
              dim={(member) => member.status === 'disabled'}
              minWidth={780}
              sort={sortOf(params)}
              onSort={({ column, descending }) =>
                setParams({ sort: `${descending ? '-' : ''}${column}` }, { replace: true })
              }
              actions={menuOf}
              onOpen={(member) => {
                if (canWrite()) setParams({ role: member.id })
              }}
              nothing={
                <>
                  <p>{t('members.noMatch')}</p>
                  <Button
                    small
                    onClick={() => {
                      setTyped('')
                      setParams({ q: undefined, status: undefined })
                    }}
                  >
                    {t('members.showAll')}
                  </Button>
                </>
              }
              hasMore={members.hasMore()}
              loadingMore={members.loadingMore()}
              onMore={members.more}
            />
          )}
        </ScreenState>
      </Show>
      <LazyDialog wanted={params.new === '1'}>
        <InviteDialog
          open={params.new === '1' && canWrite()}
          email={again()}
          roles={roles()}
          onClose={close}
          onCreated={(created) => {
            setLink(created)
            changed()
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={link() !== null}>
        <InviteLinkDialog
          invite={link()}
          onDone={(made) => {
            setLink(null)
            toast(
              t('members.link.made', made.email),
              t('members.link.madeDetail', dateTimeWords(Date.parse(made.expires_at), zone())),
            )
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={named('role') !== undefined}>
        <RoleDialog member={named('role')} roles={roles()} onClose={close} onChanged={changed} returnTo={back} />
      </LazyDialog>
      <DisableDialog member={named('disable')} onClose={close} onChanged={changed} returnTo={back} />
      <ResetTwoFactorDialog member={named('reset')} onClose={close} onChanged={changed} returnTo={back} />
      <RemoveDialog member={named('remove')} onClose={close} onChanged={changed} returnTo={back} />
    </>
  )
}
