import { A, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Ban from 'lucide-solid/icons/ban'
import Copy from 'lucide-solid/icons/copy'
import Pencil from 'lucide-solid/icons/pencil'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createMemo, createSignal, For, lazy, Show } from 'solid-js'
import { scopesOfLevel } from '../../../src-server/access/levels.ts'
import { listAuditLog } from '../../../src-server/contract/audit.ts'
import { getToken, type Token, type TokenWithSecret, tokenLineage } from '../../../src-server/contract/tokens.ts'
import { useApi } from '../../api/query.ts'
import { zone } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { context, may } from '../../state/session.ts'
import { AccessMatrix } from '../../ui/access-matrix.tsx'
import { Badge, LevelBadge, StatusBadge, TerraformMark } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock, SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { countWords, dateTimeWords } from '../../ui/time.ts'
import { Ago, Instant } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useTokenActions } from './actions.ts'
import { rowsOfToken } from './create-model.ts'
import { DeleteDialog } from './delete.tsx'
import styles from './detail.module.css'
import { couldWork, marksOf, type TokensParams } from './model.ts'
import { RevokeDialog } from './revoke.tsx'
import { UseIt } from './use.tsx'
import { useRoles } from './use-roles.ts'
import { t } from './words.ts'

const SecretDialog = lazy(() => import('./secret.tsx'))
const EditDialog = lazy(() => import('./edit.tsx'))
const RotateDialog = lazy(() => import('./rotate.tsx'))

/** One token: what it is, what it may do, its line, its last events. */
export default function TokenScreen() {
  const route = useParams()
  const id = (): string => route.id ?? ''
  const token = useApi(() => ({ endpoint: getToken, input: { params: { id: id() } }, every: 60_000 }))
  return (
    <>
      <Show when={token.data() === undefined}>
        <PageHeader title={t('tokens.detail.title')} back={{ href: '/tokens', label: t('tokens.detail.back') }} />
      </Show>
      <ScreenState result={token} things={t('tokens.things')} skeleton={<SkeletonBlock height={320} />}>
        {(found) => <TokenView token={found()} />}
      </ScreenState>
    </>
  )
}

function TokenView(props: { token: Token }) {
  preloadWhenIdle([EditDialog, RotateDialog, SecretDialog])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<TokensParams>()
  const actions = useTokenActions()
  const roles = useRoles()
  const [secret, setSecret] = createSignal<TokenWithSecret | null>(null)
  const canWrite = (): boolean => may('tokens:write')
  const open = (dialog: string): void => setParams({ do: dialog })
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const when = (dialog: string): Token | undefined => (params.do === dialog ? props.token : undefined)
  const canRotate = (): boolean => canWrite() && props.token.status === 'active'
  const canRevoke = (): boolean => canWrite() && props.token.status !== 'revoked'
  useCommands(() => [
    {
      id: 'token.rotate',
      group: 'actions',
      label: t('tokens.menu.rotate'),
      keys: 'R',
      enabled: canRotate,
      unavailable: awayReason,
      run: () => open('rotate'),
    },
    {
      id: 'token.edit',
      group: 'actions',
      label: t('tokens.menu.edit'),
      keys: 'E',
      enabled: canWrite,
      unavailable: awayReason,
      run: () => open('edit'),
    },
    {
      id: 'token.revoke',
      group: 'actions',
      label: t('tokens.menu.revoke'),
      keys: 'Delete',
      enabled: canRevoke,
      unavailable: awayReason,
      run: () => open('revoke'),
    },
    {
      id: 'token.curl',
      group: 'actions',
      label: t('tokens.menu.curl'),
      keys: 'mod+shift+C',
      run: () => void actions.copyCurl(),
    },
    {
      id: 'token.delete',
      group: 'actions',
      label: t('tokens.menu.remove'),
      enabled: canWrite,
      unavailable: awayReason,
      run: () => open('delete'),
    },
  ])
  const role = createMemo(() => roles().find((one) => one.key === props.token.role_key))
  const rows = createMemo(() =>
    rowsOfToken(
      props.token,
      role(),
      (context()?.locks ?? []).map((lock) => lock.feature),
    ),
  )
  return (
    <>
      <PageHeader
        title={props.token.name}
        back={{ href: '/tokens', label: t('tokens.detail.back') }}
        subtitle={
          <>
            <For each={marksOf(props.token)}>{(mark) => <StatusBadge mark={mark} />}</For>
            <LevelBadge level={props.token.permission} />
            <span>{props.token.role_name}</span>
            <code>{props.token.token_prefix}…</code>
            <Show when={props.token.terraform_managed}>
              <TerraformMark />
            </Show>
            <Show when={props.token.environment === 'test'}>
              <Badge tone="warn">{t('tokens.note.test')}</Badge>
            </Show>
          </>
        }
        actions={
          <>
            <Button icon={Copy} onClick={() => void actions.copyCurl()}>
              {t('tokens.detail.curl')}
            </Button>
            <Show when={canWrite()}>
              <Button icon={Pencil} unavailable={awayReason()} onClick={() => open('edit')}>
                {t('tokens.detail.edit')}
              </Button>
            </Show>
            <Show when={canRotate()}>
              <Button icon={RefreshCw} unavailable={awayReason()} onClick={() => open('rotate')}>
                {t('tokens.detail.rotate')}
              </Button>
            </Show>
            <Show when={canRevoke()}>
              <Button variant="danger" icon={Ban} unavailable={awayReason()} onClick={() => open('revoke')}>
                {t('tokens.detail.revoke')}
              </Button>
            </Show>
          </>
        }
      />
      <div class={styles.notes}>
        <Show when={props.token.exposed_at}>
          {(at) => (
            <Callout tone="danger">{t('tokens.detail.exposed', dateTimeWords(Date.parse(at()), zone()))}</Callout>
          )}
        </Show>
        <Show when={props.token.owner_gone && couldWork(props.token)}>
          <Callout tone="warn">{t('tokens.detail.ownerGone')}</Callout>
        </Show>
        <Rotation token={props.token} />
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
      </div>
      <Cards>
        <Column wide>
          <Details token={props.token} />
          <Show when={couldWork(props.token)}>
            <UseIt token={props.token} />
          </Show>
          <LastEvents token={props.token} href={actions.auditHref(props.token.id)} />
          <Lineage token={props.token} />
        </Column>
        <Column>
          <Card title={t('tokens.detail.access')}>
            <AccessMatrix rows={rows()} title={null} hint={t('tokens.detail.accessHint')} />
          </Card>
        </Column>
      </Cards>
      <RevokeDialog token={when('revoke')} onClose={close} actions={actions} />
      <LazyDialog wanted={params.do === 'edit'}>
        <EditDialog token={when('edit')} onClose={close} actions={actions} />
      </LazyDialog>
      <DeleteDialog
        token={when('delete')}
        onClose={close}
        actions={actions}
        onRevokeInstead={() => open('revoke')}
        onDeleted={() => navigate('/tokens', { replace: true })}
      />
      <LazyDialog wanted={params.do === 'rotate'}>
        <RotateDialog token={when('rotate')} onClose={close} actions={actions} onRotated={setSecret} />
      </LazyDialog>
      <LazyDialog wanted={secret() !== null}>
        <SecretDialog
          token={secret()}
          onDone={(successor) => {
            setSecret(null)
            toast(t('tokens.secret.rotated', successor.name), t('tokens.secret.rotatedDetail'))
            navigate(`/tokens/${successor.id}`)
          }}
        />
      </LazyDialog>
    </>
  )
}

function Rotation(props: { token: Token }) {
  const words = (): string | null => {
    const rotation = props.token.rotation
    if (rotation === null || props.token.rotated_to === null) return null
    return rotation.old_ends_at === null
      ? t('tokens.detail.rotationWaiting', dateTimeWords(Date.parse(rotation.hard_stop_at), zone()))
      : t('tokens.detail.rotationEnds', dateTimeWords(Date.parse(rotation.old_ends_at), zone()))
  }
  return (
    <Show when={words()}>
      {(sentence) => (
        <Callout
          tone="accent"
          icon={RefreshCw}
          aside={<A href={`/tokens/${props.token.rotated_to ?? ''}`}>{t('tokens.detail.openSuccessor')}</A>}
        >
          <b>{t('tokens.detail.rotationTitle')}</b> {sentence()}
        </Callout>
      )}
    </Show>
  )
}

function Details(props: { token: Token }) {
  const page = (): string => {
    const pageId = props.token.page_id
    if (pageId === null) return t('tokens.form.allPages')
    return context()?.pages.find((one) => one.id === pageId)?.name ?? context()?.page?.name ?? pageId
  }
  return (
    <Card title={t('tokens.detail.details')}>
      <div class={styles.facts}>
        <Facts
          of={[
            { label: t('tokens.detail.owner'), value: props.token.owner?.name ?? t('tokens.noOwner') },
            {
              label: t('tokens.detail.purpose'),
              value: props.token.purpose === 'automation' ? t('tokens.form.automation') : t('tokens.form.interactive'),
            },
            {
              label: t('tokens.detail.created'),
              value:
                props.token.created_by === null ? (
                  <Instant at={props.token.created_at} />
                ) : (
                  t(
                    'tokens.detail.createdBy',
                    dateTimeWords(Date.parse(props.token.created_at), zone()),
                    props.token.created_by.name,
                  )
                ),
            },
            {
              label: t('tokens.detail.expires'),
              value:
                props.token.expires_at === null ? (
                  t('common.never')
                ) : (
                  <>
                    <Ago at={props.token.expires_at} /> · <Instant at={props.token.expires_at} />
                  </>
                ),
            },
            props.token.revoked_at !== null && {
              label: t('tokens.detail.revoked'),
              value:
                props.token.revoked_by === null ? (
                  <Instant at={props.token.revoked_at} />
                ) : (
                  t(
                    'tokens.detail.revokedBy',
                    dateTimeWords(Date.parse(props.token.revoked_at), zone()),
                    props.token.revoked_by.name,
                  )
                ),
            },
            props.token.revoke_reason !== null && {
              label: t('tokens.detail.reason'),
              value: props.token.revoke_reason,
            },
          ]}
        />
        <Facts
          of={[
            { label: t('tokens.detail.lastUsed'), value: <Ago at={props.token.last_used_at} /> },
            {
              label: t('tokens.detail.lastIp'),
              value: props.token.last_used_ip === null ? '–' : <code>{props.token.last_used_ip}</code>,
            },
            {
              label: t('tokens.detail.useCount'),
              value: <span class={text.number}>{countWords(props.token.use_count)}</span>,
            },
            {
              label: t('tokens.detail.addresses'),
              value:
                props.token.allowed_ips === null ? (
                  t('common.anyAddress')
                ) : (
                  <code>{props.token.allowed_ips.join(', ')}</code>
                ),
            },
            {
              label: t('tokens.detail.environment'),
              value: props.token.environment === 'live' ? t('tokens.form.live') : t('tokens.form.test'),
            },
            { label: t('tokens.detail.page'), value: page() },
          ]}
        />
      </div>
      <Facts
        of={[
          { label: t('tokens.detail.scopes'), value: <Scopes token={props.token} /> },
          {
            label: t('tokens.detail.id'),
            value: (
              <span class={text.row}>
                <code>{props.token.id}</code>{' '}
                <CopyButton small variant="quiet" text={props.token.id} label={t('tokens.detail.copyId')} />
              </span>
            ),
          },
        ]}
      />
      <Show when={props.token.description !== ''}>
        <Facts
          of={[
            {
              label: t('tokens.detail.description'),
              value: <span class={styles.prose}>{props.token.description}</span>,
            },
          ]}
        />
      </Show>
      <Show when={props.token.notes !== ''}>
        <Facts
          of={[{ label: t('tokens.detail.notes'), value: <span class={styles.prose}>{props.token.notes}</span> }]}
        />
      </Show>
    </Card>
  )
}

/** The scopes as they were declared; all that a level holds is said in three words. */
function Scopes(props: { token: Token }) {
  const isAll = (): boolean => props.token.scopes.length === scopesOfLevel(props.token.permission).length
  return (
    <Show when={!isAll()} fallback={t('tokens.detail.scopesAll', props.token.permission)}>
      <Show when={props.token.scopes.length > 0} fallback={t('tokens.form.limitNone')}>
        <span class={styles.scopes}>
          <For each={props.token.scopes}>{(scope) => <code>{scope}</code>}</For>
        </span>
      </Show>
    </Show>
  )
}

function LastEvents(props: { token: Token; href: string | null }) {
  const events = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { token_id: props.token.id, limit: '20' } },
    enabled: may('audit:read'),
    every: 30_000,
  }))
  return (
    <Show when={may('audit:read')}>
      <Card
        title={t('tokens.detail.events')}
        actions={<Show when={props.href}>{(href) => <A href={href()}>{t('tokens.detail.eventsAll')}</A>}</Show>}
      >
        <ScreenState
          result={events}
          things={t('tokens.detail.events').toLowerCase()}
          skeleton={<SkeletonRows rows={5} dense />}
          isEmpty={(page) => page.data.length === 0}
          empty={<p class={text.muted}>{t('tokens.detail.eventsNone')}</p>}
        >
          {(page) => (
            <div class={styles.scroll} role="region" tabindex="0" aria-label={t('tokens.detail.eventsTable')}>
              <table class={styles.events}>
                <thead>
                  <tr>
                    <th scope="col">{t('tokens.event.when')}</th>
                    <th scope="col">{t('tokens.event.outcome')}</th>
                    <th scope="col">{t('tokens.event.action')}</th>
                    <th scope="col">{t('tokens.event.by')}</th>
                    <th scope="col">{t('tokens.event.from')}</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={page().data}>
                    {(row) => (
                      <tr>
                        <td>
                          <Ago at={row.at} />
                        </td>
                        <td>
                          <Badge tone={row.outcome === 'allowed' ? 'neutral' : 'danger'}>
                            {t(`tokens.event.outcomes.${row.outcome}`)}
                          </Badge>
                        </td>
                        <td>
                          <code>{row.action}</code>
                        </td>
                        <td>{row.actor.id === props.token.id ? t('tokens.event.itself') : row.actor.name}</td>
                        <td>
                          <code>{row.ip}</code>
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
          )}
        </ScreenState>
      </Card>
    </Show>
  )
}

function Lineage(props: { token: Token }) {
  const lineage = useApi(() => ({ endpoint: tokenLineage, input: { params: { id: props.token.id } } }))
  return (
    <Card title={t('tokens.detail.lineage')}>
      <ScreenState
        result={lineage}
        things={t('tokens.detail.lineage').toLowerCase()}
        skeleton={<SkeletonRows rows={2} dense />}
      >
        {(line) => (
          <>
            <Show
              when={line().rotations.length > 1}
              fallback={<p class={text.muted}>{t('tokens.detail.lineageOnly')}</p>}
            >
              <ol class={styles.line}>
                <For each={line().rotations}>
                  {(one) => (
                    <li aria-current={one.id === props.token.id ? 'true' : undefined}>
                      <Show when={one.id !== props.token.id && one.status !== 'deleted'} fallback={<b>{one.name}</b>}>
                        <A href={`/tokens/${one.id}`}>{one.name}</A>
                      </Show>
                      <code>{one.token_prefix}…</code>
                      <span class={text.hint}>
                        {one.id === props.token.id
                          ? t('tokens.detail.lineageThis')
                          : one.status === 'deleted'
                            ? t('tokens.detail.deleted')
                            : t(`status.${one.status}`).toLowerCase()}
                      </span>
                    </li>
                  )}
                </For>
              </ol>
            </Show>
            <Show when={line().minted_by}>{(minter) => <p>{t('tokens.detail.mintedBy', minter().name)}</p>}</Show>
            <Show when={line().minted.length > 0}>
              <h3 class={styles.subheading}>{t('tokens.detail.minted')}</h3>
              <ul class={styles.line}>
                <For each={line().minted}>
                  {(one) => (
                    <li>
                      <b>{one.name}</b> <span class={text.hint}>{one.type}</span> <Ago at={one.at} />
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </>
        )}
      </ScreenState>
    </Card>
  )
}
