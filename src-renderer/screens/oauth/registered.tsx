import { useNavigate, useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import { createMemo, lazy, Show } from 'solid-js'
import {
  listOAuthApps,
  type OAuthAppResource,
  type OAuthAppWithSecret,
} from '../../../src-server/contract/oauth-apps.ts'
import { useApiList } from '../../api/query.ts'
import { openDocs } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, rowButton } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { createTyped } from '../../ui/typed.ts'
import type { AppActions } from './actions.ts'
import { type AppDialog, appMenu, runRowKey } from './app-menu.ts'
import { appColumns } from './columns.tsx'
import { DeleteDialog } from './delete.tsx'
import { DisableDialog } from './disable.tsx'
import { DisconnectAllDialog } from './disconnect.tsx'
import { type AppsParams, wordOf } from './model.ts'
import styles from './oauth.module.css'
import { whyNotChange } from './standing.ts'
import { useApp } from './use-app.ts'
import { t } from './words.ts'

const EditDialog = lazy(() => import('./edit.tsx'))
const RotateDialog = lazy(() => import('./rotate.tsx'))

const noDialog = { edit: undefined, rotate: undefined, disable: undefined, delete: undefined, everyone: undefined }

/** The apps that were registered here, below them those that come with Beatkeeper; every dialog by its address (`?edit=ID`, …). */
export function RegisteredApps(props: {
  actions: AppActions
  register: () => void
  onSecret: (app: OAuthAppWithSecret, overlapSeconds: number) => void
}) {
  preloadWhenIdle([EditDialog, RotateDialog])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<AppsParams>()
  const status = (): 'active' | 'disabled' | undefined =>
    params.status === 'active' || params.status === 'disabled' ? params.status : undefined
  const filters = () => ({
    ...(wordOf(params.q) === undefined ? {} : { q: wordOf(params.q) }),
    ...(status() === undefined ? {} : { status: status() }),
  })
  const apps = useApiList(() => ({ endpoint: listOAuthApps, input: { query: filters() }, every: 60_000 }))
  const builtIn = useApiList(() => ({ endpoint: listOAuthApps, input: { query: { built_in: 'true' as const } } }))
  const loaded = createMemo(() => [...(apps.data() ?? []), ...(builtIn.data() ?? [])])
  const [typed, setTyped] = createTyped(
    () => wordOf(params.q) ?? '',
    (text) => setParams({ q: text === '' ? undefined : text }, { replace: true }),
  )
  const isFiltered = (): boolean => Object.keys(filters()).length > 0

  const open = (dialog: AppDialog, app: OAuthAppResource): void => setParams({ ...noDialog, [dialog]: app.id })
  const close = (): void => setParams(noDialog, { replace: true })
  const of = (dialog: AppDialog) => useApp(() => wordOf(params[dialog]), loaded)
  const [editing, rotating, disabling, deleting, everyone] = [
    of('edit'),
    of('rotate'),
    of('disable'),
    of('delete'),
    of('everyone'),
  ]
  const back = (app: OAuthAppResource): HTMLElement | null => rowButton(app.id)
  const menu = (app: OAuthAppResource) => appMenu(app, { actions: props.actions, navigate, open })
  const table = (label: string, rows: readonly OAuthAppResource[]) => (
    <DataTable
      label={label}
      columns={appColumns}
      rows={rows}
      rowId={(app) => app.id}
      rowName={(app) => app.name}
      dim={(app) => app.status === 'disabled'}
      minWidth={860}
      actions={menu}
      onOpen={(app) => navigate(`/oauth/${app.id}`)}
      onRowKey={(event, app) => runRowKey(event, menu(app))}
      nothing={
        <>
          <p>{t('oauth.noMatch')}</p>
          <Button
            small
            onClick={() => {
              setTyped('')
              setParams({ q: undefined, status: undefined }, { replace: true })
            }}
          >
            {t('common.clearFilter')}
          </Button>
        </>
      }
      hasMore={apps.hasMore()}
      loadingMore={apps.loadingMore()}
      onMore={apps.more}
    />
  )
  return (
    <>
      <Show when={props.actions.refusal()}>
        <FormProblem problem={props.actions.refusal()} />
      </Show>
      <Show when={isFiltered() || (apps.data() ?? []).length > 0}>
        <Toolbar end={apps.data() === undefined ? '' : t('oauth.shown', (apps.data() ?? []).length, apps.hasMore())}>
          <SearchField
            label={t('oauth.filterLabel')}
            placeholder={t('oauth.filterPlaceholder')}
            value={typed()}
            onChange={setTyped}
          />
          <Pills
            label={t('oauth.statusLabel')}
            pills={[
              { id: 'all', label: t('oauth.all') },
              { id: 'active', label: t('oauth.on') },
              { id: 'disabled', label: t('oauth.off') },
            ]}
            chosen={status() ?? 'all'}
            onChoose={(id) => setParams({ status: id === 'all' ? undefined : id }, { replace: true })}
          />
        </Toolbar>
      </Show>
      <ScreenState
        result={apps}
        things={t('oauth.things')}
        skeleton={<SkeletonRows rows={5} />}
        isEmpty={(list) => list.length === 0 && !isFiltered()}
        empty={
          <EmptyState
            title={t('oauth.empty.title')}
            words={t('oauth.empty.words')}
            actions={
              <>
                <Show when={whyNotChange() === undefined}>
                  <Button variant="primary" icon={Plus} onClick={props.register}>
                    {t('oauth.register')}
                  </Button>
                </Show>
                <Button onClick={openDocs}>{t('oauth.empty.docs')}</Button>
              </>
            }
          />
        }
      >
        {(list) => table(t('oauth.table'), list())}
      </ScreenState>
      <Show when={(builtIn.data() ?? []).length > 0 && apps.problem()?.state !== 'forbidden'}>
        <section class={styles.builtIn}>
          <h2>{t('oauth.builtInTitle')}</h2>
          <p class={styles.quiet}>{t('oauth.builtInWords')}</p>
          {table(t('oauth.builtInTitle'), builtIn.data() ?? [])}
        </section>
      </Show>

      <LazyDialog wanted={editing() !== undefined}>
        <EditDialog app={editing()} onClose={close} actions={props.actions} returnTo={back} />
      </LazyDialog>
      <LazyDialog wanted={rotating() !== undefined}>
        <RotateDialog
          app={rotating()}
          onClose={close}
          actions={props.actions}
          returnTo={back}
          onRotated={props.onSecret}
        />
      </LazyDialog>
      <DisableDialog app={disabling()} onClose={close} actions={props.actions} returnTo={back} />
      <DeleteDialog app={deleting()} onClose={close} actions={props.actions} returnTo={back} />
      <DisconnectAllDialog app={everyone()} onClose={close} actions={props.actions} returnTo={back} />
    </>
  )
}
