import { useSearchParams } from '@solidjs/router'
import Link from 'lucide-solid/icons/link'
import Pencil from 'lucide-solid/icons/pencil'
import Plus from 'lucide-solid/icons/plus'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import Share from 'lucide-solid/icons/share-2'
import Trash from 'lucide-solid/icons/trash'
import { createSignal, lazy, Show } from 'solid-js'
import {
  deleteCustomView,
  deleteRssFeed,
  getCustomView,
  getRssFeed,
  listCustomViews,
  listRssFeeds,
  updateCustomView,
  updateRssFeed,
} from '../../../src-server/contract/subscribers.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { type ListResult, useApiList, useInvalidate } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, cellStyles, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Toolbar } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Confirm } from './confirm.tsx'
import { InterestWords } from './interest-words.tsx'
import { LinkDialogs } from './link-dialogs.tsx'
import { namedSort, type Params, paramOf, selectionsQuery } from './model.ts'
import type { Kind, Selection } from './selection.ts'
import { whyNotChange } from './standing.ts'
import styles from './subscribers.module.css'
import { typedSearch } from './typed-search.ts'
import { t } from './words.ts'

const SelectionDialog = lazy(() => import('./selection-form.tsx'))
const AddressDialog = lazy(() => import('./address.tsx'))

const columns: readonly Column<Selection>[] = [
  {
    id: 'name',
    header: t('subscribers.selection.column.name'),
    heading: true,
    sortable: true,
    cell: (one) => (
      <>
        <span class={cellStyles.name}>{one.name}</span>
        <div class={cellStyles.under}>
          <span>{t('subscribers.selection.by', one.created_by.name)}</span>
        </div>
      </>
    ),
  },
  {
    id: 'shows',
    header: t('subscribers.selection.column.shows'),
    width: '30%',
    cell: (one) => <InterestWords components={one.components} />,
  },
  {
    id: 'owner',
    header: t('subscribers.selection.column.owner'),
    width: '24%',
    cell: (one) => one.subscriber?.email ?? t('subscribers.selection.nobody'),
  },
  {
    id: 'updated_at',
    header: t('subscribers.selection.column.changed'),
    width: '120px',
    sortable: true,
    cell: (one) => <Ago at={one.updated_at} />,
  },
]

/** Custom views, or feeds: the same but for what they show. */
export function Selections(props: { kind: Kind }) {
  preloadWhenIdle([SelectionDialog, AddressDialog])
  // A panel is made anew for each tab.
  const kind = props.kind
  const isFeeds = kind === 'feeds'
  const [params, setParams] = useSearchParams<Params>()
  const invalidate = useInvalidate()
  const list: ListResult<Selection> = useApiList(() => ({
    endpoint: isFeeds ? listRssFeeds : listCustomViews,
    input: { query: selectionsQuery(params) },
    every: 60_000,
  }))
  const { typed, setTyped } = typedSearch(paramOf(params.q), (q) => setParams({ q }, { replace: true }))
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [address, setAddress] = createSignal<{ id: string; name: string; url: string | null } | undefined>()
  // What was just made or renewed: its address is shown once the dialog that did it has gone.
  const [fresh, setFresh] = createSignal<{ id: string; name: string; url: string | null } | undefined>()
  const showFresh = (): void => {
    setAddress(fresh())
    setFresh(undefined)
  }
  const changed = (): void => void invalidate('custom_views', 'rss_feeds', 'subscribers', 'audit')
  const named = (dialog: 'edit' | 'renew' | 'delete' | 'link'): Selection | undefined => {
    const id = paramOf(params[dialog])
    return id === '' ? undefined : list.data()?.find((one) => one.id === id)
  }
  const close = (): void =>
    setParams(
      { new: undefined, edit: undefined, renew: undefined, delete: undefined, link: undefined },
      { replace: true },
    )
  const showAddress = async ({ id }: Selection): Promise<void> => {
    setRefusal(null)
    try {
      setAddress(await (isFeeds ? call(getRssFeed, { params: { id } }) : call(getCustomView, { params: { id } })))
    } catch (thrown) {
      setRefusal(problemOf(thrown))
    }
  }
  const menuOf = (one: Selection): MenuEntry[] => {
    const refused = whyNotChange()
    return [
      {
        id: 'edit',
        label: t('subscribers.selection.menu.edit'),
        icon: Pencil,
        unavailable: refused,
        run: () => setParams({ edit: one.id }),
      },
      {
        id: 'address',
        label: t('subscribers.selection.menu.address'),
        icon: Share,
        run: () => void showAddress(one),
      },
      {
        id: 'link',
        label: t('subscribers.selection.menu.link'),
        icon: Link,
        unavailable: refused ?? (one.subscriber === null ? t('subscribers.selection.menu.noOwner') : undefined),
        run: () => setParams({ link: one.id }),
      },
      {
        id: 'renew',
        label: t('subscribers.selection.menu.renew'),
        icon: RefreshCw,
        separated: true,
        unavailable: refused,
        run: () => setParams({ renew: one.id }),
      },
      {
        id: 'delete',
        label: t('subscribers.selection.menu.delete'),
        icon: Trash,
        danger: true,
        unavailable: refused,
        run: () => setParams({ delete: one.id }),
      },
    ]
  }
  return (
    <>
      <div class={styles.notes}>
        <Show when={refusal()}>
          <FormProblem problem={refusal()} />
        </Show>
      </div>
      <Show when={list.problem()?.state !== 'forbidden'}>
        <Toolbar
          end={
            list.data() === undefined ? '' : t(`subscribers.${kind}.shown`, list.data()?.length ?? 0, list.hasMore())
          }
        >
          <SearchField
            label={t(`subscribers.${kind}.filterLabel`)}
            placeholder={t(`subscribers.${kind}.filterPlaceholder`)}
            value={typed()}
            onChange={setTyped}
          />
        </Toolbar>
      </Show>
      <ScreenState
        result={list}
        things={t(`subscribers.${kind}.things`)}
        skeleton={<SkeletonRows rows={4} />}
        isEmpty={(rows) => rows.length === 0 && paramOf(params.q) === ''}
        empty={
          <EmptyState
            title={t(`subscribers.${kind}.emptyTitle`)}
            words={t(`subscribers.${kind}.empty`)}
            actions={
              <Show when={whyNotChange() === undefined}>
                <Button variant="primary" icon={Plus} onClick={() => setParams({ new: '1' })}>
                  {t(`subscribers.${kind}.add`)}
                </Button>
              </Show>
            }
          />
        }
      >
        {(rows) => (
          <DataTable
            label={t(`subscribers.${kind}.table`)}
            columns={columns}
            rows={rows()}
            rowId={(one) => one.id}
            rowName={(one) => one.name}
            minWidth={760}
            sort={namedSort(params)}
            onSort={({ column, descending }) =>
              setParams({ sort: `${descending ? '-' : ''}${column}` }, { replace: true })
            }
            actions={menuOf}
            onOpen={(one) => void showAddress(one)}
            nothing={
              <>
                <p>{t('subscribers.noMatch')}</p>
                <Button
                  small
                  onClick={() => {
                    setTyped('')
                    setParams({ q: undefined })
                  }}
                >
                  {t('subscribers.showAll')}
                </Button>
              </>
            }
            hasMore={list.hasMore()}
            loadingMore={list.loadingMore()}
            onMore={list.more}
          />
        )}
      </ScreenState>
      <LazyDialog wanted={params.new === '1' || named('edit') !== undefined}>
        <SelectionDialog
          kind={kind}
          open={(params.new === '1' || named('edit') !== undefined) && whyNotChange() === undefined}
          selection={named('edit')}
          onClose={close}
          onGone={showFresh}
          onSaved={(saved, isNew) => {
            changed()
            if (isNew) setFresh(saved)
            toast(
              t(isNew ? 'subscribers.selection.created' : 'subscribers.selection.saved', saved.name),
              t('subscribers.selection.savedDetail'),
            )
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={address() !== undefined}>
        <AddressDialog kind={kind} shown={address()} onClose={() => setAddress(undefined)} />
      </LazyDialog>
      <Confirm
        subject={named('renew')}
        icon={RefreshCw}
        title={({ name }) => t(`subscribers.${kind}.renewTitle`, name)}
        body={t('subscribers.selection.renewBody')}
        keep={t('subscribers.selection.renewKeep')}
        confirm={t('subscribers.selection.renewConfirm')}
        send={async ({ id }) => {
          const input = { params: { id }, body: { renew_url: true as const } }
          setFresh(await (isFeeds ? call(updateRssFeed, input) : call(updateCustomView, input)))
        }}
        onClose={close}
        onDone={changed}
        onGone={showFresh}
      />
      <Confirm
        subject={named('delete')}
        icon={Trash}
        title={({ name }) => t(`subscribers.${kind}.deleteTitle`, name)}
        body={t('subscribers.selection.deleteBody')}
        keep={t('subscribers.selection.deleteKeep')}
        confirm={t('subscribers.selection.deleteConfirm')}
        send={({ id }) =>
          isFeeds ? call(deleteRssFeed, { params: { id } }) : call(deleteCustomView, { params: { id } })
        }
        onClose={close}
        onDone={({ name }) => {
          changed()
          toast(t('subscribers.selection.deleted', name), t('subscribers.selection.deletedDetail'))
        }}
      />
      <LinkDialogs
        wish={(() => {
          const one = named('link')
          if (one?.subscriber == null) return undefined
          return { subscriber: one.subscriber, purpose: isFeeds ? 'rss_feed' : 'custom_view', object: one.id }
        })()}
        onClose={close}
        onMade={changed}
      />
    </>
  )
}
