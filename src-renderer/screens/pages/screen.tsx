import { useNavigate, useSearchParams } from '@solidjs/router'
import ArrowRight from 'lucide-solid/icons/arrow-right'
import Globe from 'lucide-solid/icons/globe'
import Pencil from 'lucide-solid/icons/pencil'
import Plus from 'lucide-solid/icons/plus'
import Star from 'lucide-solid/icons/star'
import Trash from 'lucide-solid/icons/trash'
import { createEffect, createMemo, createSignal, lazy, on, onCleanup, Show } from 'solid-js'
import { listPages, type PageResource, updatePage } from '../../../src-server/contract/pages.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useApiList, useInvalidate } from '../../api/query.ts'
import { hasScreen } from '../../screen-ids.ts'
import { choosePage, pageId } from '../../state/choices.ts'
import { awayReason } from '../../state/connection.ts'
import { context, may, refreshContext } from '../../state/session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { type Column, cellStyles, DataTable, rowButton } from '../../ui/data-table.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { Day } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { DeleteDialog } from './delete.tsx'
import { listQuery, type PagesParams, paramOf, sortOf } from './model.ts'
import styles from './pages.module.css'
import { t } from './words.ts'

const CreateDialog = lazy(() => import('./create.tsx').then((file) => ({ default: file.CreateDialog })))
const RenameDialog = lazy(() => import('./rename.tsx').then((file) => ({ default: file.RenameDialog })))

const typingPauseMs = 200

const columns: readonly Column<PageResource>[] = [
  {
    id: 'name',
    header: t('pages.column.name'),
    heading: true,
    sortable: true,
    cell: (page) => (
      <span class={styles.name}>
        <span class={cellStyles.name}>{page.name}</span>
        <Show when={page.is_default}>
          <Badge tone="neutral" icon={Star}>
            {t('pages.isDefault')}
          </Badge>
        </Show>
        <Show when={page.id === context()?.page?.id}>
          <Badge tone="accent">{t('pages.isHere')}</Badge>
        </Show>
      </span>
    ),
  },
  {
    id: 'hosts',
    header: t('pages.column.hosts'),
    width: '40%',
    cell: (page) => (
      <span class={cellStyles.two}>
        <Show
          when={page.hosts[0]}
          fallback={
            <>
              <span>{t('pages.noHost')}</span>
              <span class={cellStyles.second}>{t('pages.noHostHint')}</span>
            </>
          }
        >
          {(host) => <code class={text.cut}>{host()}</code>}
        </Show>
        <Show when={page.hosts.length === 2 ? page.hosts[1] : undefined}>
          {(host) => <code class={`${cellStyles.second} ${text.cut}`}>{host()}</code>}
        </Show>
        <Show when={page.hosts.length > 2}>
          <span class={cellStyles.second}>{t('pages.moreHosts', page.hosts.length - 1)}</span>
        </Show>
      </span>
    ),
  },
  {
    id: 'created_at',
    header: t('pages.column.created'),
    width: '130px',
    sortable: true,
    cell: (page) => <Day at={page.created_at} />,
  },
]

/** The status pages of the workspace. Hosts and everything else that a page shows are in its own settings. */
export default function PagesScreen() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<PagesParams>()
  const invalidate = useInvalidate()
  const pages = useApiList(() => ({ endpoint: listPages, input: { query: listQuery(params) }, every: 60_000 }))
  const loaded = createMemo(() => pages.data() ?? [])
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const canWrite = (): boolean => may('settings:write') && context()?.every_page === true
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
  const close = (): void => setParams({ new: undefined, rename: undefined, delete: undefined }, { replace: true })
  const create = (): void => setParams({ new: '1' })
  const named = (dialog: 'rename' | 'delete'): PageResource | undefined => {
    const id = paramOf(params[dialog])
    return id === '' || !canWrite() ? undefined : loaded().find((page) => page.id === id)
  }
  /** The switch in the sidebar reads the context. */
  const changed = (): void => {
    void invalidate('pages', 'org', 'audit')
    void refreshContext()
  }
  const goTo = (id: string, path: string): void => {
    choosePage(id)
    navigate(path)
  }
  useCommands(() => [
    {
      id: 'pages.create',
      group: 'actions',
      label: t('pages.createEllipsis'),
      keys: 'N',
      enabled: canWrite,
      unavailable: awayReason,
      run: create,
    },
    {
      id: 'pages.create.window',
      group: 'actions',
      label: t('pages.createEllipsis'),
      keys: 'mod+N',
      keysOnly: true,
      inFields: true,
      enabled: canWrite,
      unavailable: awayReason,
      run: create,
    },
  ])
  const makeDefault = async (page: PageResource): Promise<void> => {
    setRefusal(null)
    try {
      await call(updatePage, { params: { id: page.id }, body: { is_default: true } })
      toast(t('pages.madeDefault', page.name), t('pages.madeDefaultDetail'))
      changed()
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'cancelled') setRefusal(problem)
    }
  }
  const menuOf = (page: PageResource): MenuEntry[] => {
    const refused = canWrite() ? awayReason() : t('pages.menu.notAllowed')
    return [
      {
        id: 'go',
        label: t('pages.menu.go'),
        icon: ArrowRight,
        unavailable: page.id === context()?.page?.id ? t('pages.menu.here') : undefined,
        run: () => choosePage(page.id),
      },
      ...(hasScreen('settings-tab')
        ? [
            {
              id: 'hosts',
              label: t('pages.menu.hosts'),
              icon: Globe,
              run: () => goTo(page.id, '/settings/domains'),
            },
          ]
        : []),
      {
        id: 'rename',
        label: t('pages.menu.rename'),
        icon: Pencil,
        separated: true,
        unavailable: refused,
        run: () => setParams({ rename: page.id }),
      },
      {
        id: 'default',
        label: t('pages.menu.makeDefault'),
        icon: Star,
        unavailable: refused ?? (page.is_default ? t('pages.menu.isDefault') : undefined),
        run: () => void makeDefault(page),
      },
      {
        id: 'delete',
        label: t('pages.menu.remove'),
        icon: Trash,
        danger: true,
        separated: true,
        unavailable: refused ?? (page.is_default ? t('pages.menu.defaultStays') : undefined),
        run: () => setParams({ delete: page.id }),
      },
    ]
  }
  const back = (page: PageResource): HTMLElement | null => rowButton(page.id)
  return (
    <>
      <PageHeader
        title={t('pages.title')}
        subtitle={
          <span>
            {t('pages.subtitle')} <b>{context()?.workspace.name}</b>
          </span>
        }
        actions={
          <Show when={canWrite()}>
            <Button variant="primary" icon={Plus} keys="N" unavailable={awayReason()} onClick={create}>
              {t('pages.create')}
            </Button>
          </Show>
        }
      />
      <div class={styles.notes}>
        <Show when={refusal()}>
          <FormProblem problem={refusal()} />
        </Show>
      </div>
      <Show when={pages.problem()?.state !== 'forbidden'}>
        <Toolbar end={pages.data() === undefined ? '' : t('pages.shown', loaded().length, pages.hasMore())}>
          <SearchField
            label={t('pages.filterLabel')}
            placeholder={t('pages.filterPlaceholder')}
            value={typed()}
            onChange={setTyped}
          />
        </Toolbar>
      </Show>
      <ScreenState result={pages} things={t('pages.things')} skeleton={<SkeletonRows rows={3} />}>
        {(list) => (
          <DataTable
            label={t('pages.table')}
            columns={columns}
            rows={list()}
            rowId={(page) => page.id}
            rowName={(page) => page.name}
            minWidth={640}
            sort={sortOf(params)}
            onSort={({ column, descending }) =>
              setParams({ sort: `${descending ? '-' : ''}${column}` }, { replace: true })
            }
            actions={menuOf}
            onOpen={(page) => {
              if (canWrite()) setParams({ rename: page.id })
            }}
            nothing={
              <>
                <p>{t('pages.noMatch')}</p>
                <Button
                  small
                  onClick={() => {
                    setTyped('')
                    setParams({ q: undefined })
                  }}
                >
                  {t('pages.showAll')}
                </Button>
              </>
            }
            hasMore={pages.hasMore()}
            loadingMore={pages.loadingMore()}
            onMore={pages.more}
          />
        )}
      </ScreenState>
      <LazyDialog wanted={params.new === '1'}>
        <CreateDialog
          open={params.new === '1' && canWrite()}
          onClose={close}
          onCreated={(page) => {
            changed()
            toast(t('pages.form.done', page.name), t('pages.form.doneDetail'), {
              label: t('pages.form.switchTo'),
              run: () => choosePage(page.id),
            })
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={named('rename') !== undefined}>
        <RenameDialog page={named('rename')} onClose={close} onChanged={changed} returnTo={back} />
      </LazyDialog>
      <DeleteDialog
        page={named('delete')}
        onClose={close}
        onChanged={changed}
        onDeleted={(id) => {
          if (pageId() === id) choosePage(null)
          changed()
        }}
        onTokens={(id) => goTo(id, '/tokens')}
        returnTo={back}
      />
    </>
  )
}
