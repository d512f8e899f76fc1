import { A, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Pencil from 'lucide-solid/icons/pencil'
import Power from 'lucide-solid/icons/power'
import PowerOff from 'lucide-solid/icons/power-off'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import Trash from 'lucide-solid/icons/trash'
import Unplug from 'lucide-solid/icons/unplug'
import { createMemo, createSignal, For, lazy, Show, Suspense } from 'solid-js'
import {
  getOAuthApp,
  listOAuthAppGrants,
  type OAuthAppResource,
  type OAuthAppWithSecret,
} from '../../../src-server/contract/oauth-apps.ts'
import { useApi, useApiList } from '../../api/query.ts'
import { now, zone } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { context } from '../../state/session.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable, rowButton } from '../../ui/data-table.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock, SkeletonRows } from '../../ui/skeleton.tsx'
import { dateTimeWords, dateWords } from '../../ui/time.ts'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { type AppActions, useAppActions } from './actions.ts'
import { runRowKey } from './app-menu.ts'
import { AppStatus, grantColumns } from './columns.tsx'
import { DeleteDialog } from './delete.tsx'
import { DisableDialog } from './disable.tsx'
import { DisconnectAllDialog, DisconnectDialog } from './disconnect.tsx'
import { type AppsParams, scopesInWords, wordOf } from './model.ts'
import { AppNotes } from './notes.tsx'
import styles from './oauth.module.css'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

const ClientSecretDialog = lazy(() => import('./secret.tsx'))
const EditDialog = lazy(() => import('./edit.tsx'))
const RotateDialog = lazy(() => import('./rotate.tsx'))
const UrlBuilder = lazy(() => import('./url-builder.tsx'))

/** One app: what it is, who connected it, and a sign-in to try it with. */
export default function OAuthAppScreen() {
  const route = useParams()
  const id = (): string => route.id ?? ''
  const app = useApi(() => ({ endpoint: getOAuthApp, input: { params: { id: id() } }, every: 60_000 }))
  return (
    <>
      <Show when={app.data() === undefined}>
        <PageHeader title={t('oauth.detail.title')} back={{ href: '/oauth', label: t('oauth.detail.back') }} />
      </Show>
      <ScreenState result={app} things={t('oauth.things')} skeleton={<SkeletonBlock height={320} />}>
        {(found) => <AppView app={found()} />}
      </ScreenState>
    </>
  )
}

function AppView(props: { app: OAuthAppResource }) {
  preloadWhenIdle([EditDialog, RotateDialog, ClientSecretDialog])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<AppsParams>()
  const actions = useAppActions()
  const [secret, setSecret] = createSignal<{ app: OAuthAppWithSecret; until: number | null } | null>(null)
  const open = (dialog: string): void => setParams({ do: dialog })
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const when = (dialog: string): OAuthAppResource | undefined => (params.do === dialog ? props.app : undefined)
  const canChange = (): boolean => whyNotChange() === undefined
  const canEdit = (): boolean => canChange() && !props.app.built_in
  const canRotate = (): boolean => canEdit() && props.app.client_type === 'confidential'
  const isOn = (): boolean => props.app.status === 'active'
  useCommands(() => [
    {
      id: 'app.edit',
      group: 'actions',
      label: t('oauth.menu.edit'),
      keys: 'E',
      enabled: canEdit,
      unavailable: awayReason,
      run: () => open('edit'),
    },
    {
      id: 'app.rotate',
      group: 'actions',
      label: t('oauth.menu.rotate'),
      keys: 'R',
      enabled: canRotate,
      unavailable: awayReason,
      run: () => open('rotate'),
    },
    {
      id: 'app.everyone',
      group: 'actions',
      label: t('oauth.menu.disconnectAll'),
      enabled: () => canChange() && props.app.grants > 0,
      unavailable: awayReason,
      run: () => open('everyone'),
    },
    {
      id: 'app.disable',
      group: 'actions',
      label: t('oauth.menu.disable'),
      enabled: () => canChange() && isOn(),
      unavailable: awayReason,
      run: () => open('disable'),
    },
    {
      id: 'app.enable',
      group: 'actions',
      label: t('oauth.menu.enable'),
      enabled: () => canChange() && !isOn(),
      unavailable: awayReason,
      run: () => void actions.enable(props.app),
    },
    {
      id: 'app.delete',
      group: 'actions',
      label: t('oauth.menu.remove'),
      keys: 'Delete',
      enabled: canEdit,
      unavailable: awayReason,
      run: () => open('delete'),
    },
  ])
  return (
    <>
      <PageHeader
        title={props.app.name}
        back={{ href: '/oauth', label: t('oauth.detail.back') }}
        subtitle={
          <>
            <AppStatus app={props.app} />
            <Badge tone="neutral">{t(`oauth.type.${props.app.client_type}`)}</Badge>
            <Show when={props.app.built_in}>
              <Badge tone="accent">{t('oauth.builtIn')}</Badge>
            </Show>
            <span>{props.app.description}</span>
          </>
        }
        actions={
          <>
            <Show when={canEdit()}>
              <Button icon={Pencil} unavailable={awayReason()} onClick={() => open('edit')}>
                {t('oauth.detail.edit')}
              </Button>
            </Show>
            <Show when={canRotate()}>
              <Button icon={RefreshCw} unavailable={awayReason()} onClick={() => open('rotate')}>
                {t('oauth.detail.rotate')}
              </Button>
            </Show>
            <Show when={canChange()}>
              <Show
                when={isOn()}
                fallback={
                  <Button
                    variant="primary"
                    icon={Power}
                    unavailable={awayReason()}
                    onClick={() => void actions.enable(props.app)}
                  >
                    {t('oauth.detail.enable')}
                  </Button>
                }
              >
                <Button icon={PowerOff} unavailable={awayReason()} onClick={() => open('disable')}>
                  {t('oauth.detail.disable')}
                </Button>
              </Show>
            </Show>
            <Show when={canEdit()}>
              <Button variant="danger" icon={Trash} unavailable={awayReason()} onClick={() => open('delete')}>
                {t('oauth.detail.remove')}
              </Button>
            </Show>
          </>
        }
      />
      <AppNotes />
      <div class={styles.notes}>
        <Show when={!isOn()}>
          <Callout tone="warn">
            <b>{t('oauth.detail.offTitle')}</b> {t('oauth.detail.offWords')}
          </Callout>
        </Show>
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
      </div>
      <Cards>
        <Column wide>
          <People app={props.app} actions={actions} onEveryone={canChange() ? () => open('everyone') : undefined} />
          <Show when={isOn() && !props.app.built_in}>
            <Suspense fallback={<SkeletonBlock height={260} />}>
              <UrlBuilder app={props.app} />
            </Suspense>
          </Show>
        </Column>
        <Column>
          <Details app={props.app} auditHref={actions.auditHref(props.app)} />
          <Secrets app={props.app} />
          <Scopes app={props.app} />
        </Column>
      </Cards>
      <LazyDialog wanted={params.do === 'edit'}>
        <EditDialog app={when('edit')} onClose={close} actions={actions} />
      </LazyDialog>
      <LazyDialog wanted={params.do === 'rotate'}>
        <RotateDialog
          app={when('rotate')}
          onClose={close}
          actions={actions}
          onRotated={(app, seconds) => setSecret({ app, until: seconds === 0 ? null : now() + seconds * 1000 })}
        />
      </LazyDialog>
      <DisableDialog app={when('disable')} onClose={close} actions={actions} />
      <DeleteDialog
        app={when('delete')}
        onClose={close}
        actions={actions}
        onDeleted={() => navigate('/oauth', { replace: true })}
      />
      <DisconnectAllDialog app={when('everyone')} onClose={close} actions={actions} />
      <LazyDialog wanted={secret() !== null}>
        <ClientSecretDialog
          app={secret()?.app ?? null}
          onDone={(app) => {
            const until = secret()?.until ?? null
            setSecret(null)
            toast(
              t('oauth.rotate.done', app.name),
              until === null ? t('oauth.rotate.doneAtOnce') : t('oauth.rotate.doneUntil', dateTimeWords(until, zone())),
            )
          }}
        />
      </LazyDialog>
    </>
  )
}

function Details(props: { app: OAuthAppResource; auditHref: string | null }) {
  const registered = (): string => {
    const when = dateWords(Date.parse(props.app.created_at), zone())
    const by = props.app.created_by
    return by === null ? when : t('oauth.detail.createdBy', when, by.name)
  }
  return (
    <Card title={t('oauth.detail.details')}>
      <div class={styles.withLogo}>
        <AppLogo name={props.app.name} url={props.app.logo_url} large />
        <div class={styles.grow}>
          <span class={styles.quiet}>{t('oauth.detail.clientId')}</span>
          <code class={styles.id}>{props.app.client_id}</code>
        </div>
      </div>
      <div class={styles.tools}>
        <CopyButton small text={props.app.client_id} label={t('oauth.detail.copyId')} />
      </div>
      <Facts
        of={[
          {
            label: t('oauth.detail.redirects'),
            value: (
              <ul class={styles.uris}>
                <For each={props.app.redirect_uris}>
                  {(uri) => (
                    <li>
                      <code>{uri}</code>
                    </li>
                  )}
                </For>
              </ul>
            ),
          },
          !props.app.built_in && { label: t('oauth.detail.created'), value: registered() },
          {
            label: t('oauth.detail.lastUsed'),
            value: <Ago at={props.app.last_used_at} never={t('oauth.neverUsed')} />,
          },
        ]}
      />
      <Show when={props.auditHref}>
        {(href) => (
          <A class={styles.link} href={href()}>
            {t('oauth.detail.audit')}
          </A>
        )}
      </Show>
    </Card>
  )
}

function Secrets(props: { app: OAuthAppResource }) {
  return (
    <Show when={!props.app.built_in}>
      <Card title={t('oauth.detail.secrets')}>
        <Show
          when={props.app.client_type === 'confidential'}
          fallback={<p class={styles.quiet}>{t('oauth.detail.noSecrets')}</p>}
        >
          <ul class={styles.secrets}>
            <For each={props.app.secrets}>
              {(secret) => (
                <li>
                  <code>{secret.prefix}…</code>
                  <span class={styles.quiet}>
                    {t('oauth.detail.secretMade')} <Ago at={secret.created_at} /> ·{' '}
                    <Show when={secret.ends_at} fallback={t('oauth.detail.secretCurrent')}>
                      {(at) => t('oauth.detail.secretEnds', dateTimeWords(Date.parse(at()), zone()))}
                    </Show>
                  </span>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Card>
    </Show>
  )
}

function Scopes(props: { app: OAuthAppResource }) {
  const words = createMemo(() => scopesInWords(props.app.scopes))
  return (
    <Card title={t('oauth.detail.scopes')}>
      <Show when={!props.app.built_in} fallback={<p>{t('oauth.detail.everything')}</p>}>
        <p class={styles.quiet}>{t('oauth.detail.scopesHint')}</p>
        <ul class={styles.sentences}>
          <For each={words().can}>{(sentence) => <li>{sentence}</li>}</For>
        </ul>
      </Show>
    </Card>
  )
}

function People(props: { app: OAuthAppResource; actions: AppActions; onEveryone: (() => void) | undefined }) {
  const [params, setParams] = useSearchParams<AppsParams>()
  const maySee = (): boolean => context()?.every_page === true
  const grants = useApiList(() => ({
    endpoint: listOAuthAppGrants,
    input: { params: { id: props.app.id } },
    enabled: maySee(),
    every: 60_000,
  }))
  const ending = createMemo(() => grants.data()?.find((grant) => grant.id === wordOf(params.disconnect)))
  return (
    <Card
      title={t('oauth.detail.people')}
      actions={
        <Show when={props.app.grants > 0 ? props.onEveryone : undefined}>
          {(run) => (
            <Button small icon={Unplug} unavailable={awayReason()} onClick={run()}>
              {t('oauth.detail.disconnectAll')}
            </Button>
          )}
        </Show>
      }
    >
      <Show when={maySee()} fallback={<p class={styles.quiet}>{t('oauth.detail.peopleHidden')}</p>}>
        <p class={styles.quiet}>{t('oauth.detail.peopleHint')}</p>
        <ScreenState
          result={grants}
          things={t('oauth.grantThings')}
          skeleton={<SkeletonRows rows={3} />}
          isEmpty={(list) => list.length === 0}
          empty={<p>{t('oauth.detail.nobody')}</p>}
        >
          {(list) => (
            <DataTable
              label={t('oauth.detail.peopleTable')}
              columns={grantColumns}
              rows={list()}
              rowId={(grant) => grant.id}
              rowName={(grant) => grant.user.name}
              minWidth={640}
              actions={(grant) => [
                {
                  id: 'disconnect',
                  label: t('oauth.menu.disconnect'),
                  icon: Unplug,
                  keys: 'Delete',
                  danger: true,
                  unavailable: whyNotChange() ?? awayReason(),
                  run: () => setParams({ disconnect: grant.id }),
                },
              ]}
              onRowKey={(event, grant) =>
                runRowKey(event, [
                  {
                    id: 'disconnect',
                    label: t('oauth.menu.disconnect'),
                    keys: 'Delete',
                    unavailable: whyNotChange() ?? awayReason(),
                    run: () => setParams({ disconnect: grant.id }),
                  },
                ])
              }
              hasMore={grants.hasMore()}
              loadingMore={grants.loadingMore()}
              onMore={grants.more}
            />
          )}
        </ScreenState>
      </Show>
      <DisconnectDialog
        grant={ending()}
        onClose={() => setParams({ disconnect: undefined }, { replace: true })}
        actions={props.actions}
        returnTo={(grant) => rowButton(grant.id)}
      />
    </Card>
  )
}
