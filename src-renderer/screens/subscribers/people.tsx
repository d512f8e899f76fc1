import { useNavigate, useSearchParams } from '@solidjs/router'
import CircleSlash from 'lucide-solid/icons/circle-slash'
import Link from 'lucide-solid/icons/link'
import ListChecks from 'lucide-solid/icons/list-checks'
import ScrollText from 'lucide-solid/icons/scroll-text'
import Trash from 'lucide-solid/icons/trash'
import UserPlus from 'lucide-solid/icons/user-plus'
import { lazy, Show } from 'solid-js'
import {
  deleteSubscriber,
  listSubscribers,
  type Subscriber,
  type subscriberStates,
  subscriberStats,
  updateSubscriber,
} from '../../../src-server/contract/subscribers.ts'
import { call } from '../../api/call.ts'
import { useApi, useApiList, useInvalidate } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Toolbar } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Confirm } from './confirm.tsx'
import { LinkDialogs } from './link-dialogs.tsx'
import { type Params, paramOf, peopleQuery, peopleSort, peopleStateOf } from './model.ts'
import { peopleColumns } from './people-columns.tsx'
import { inSandbox, whyNotChange } from './standing.ts'
import { typedSearch } from './typed-search.ts'
import { t } from './words.ts'

const AddDialog = lazy(() => import('./add.tsx'))
const FollowDialog = lazy(() => import('./follow.tsx'))

/** Who is told, and about what. */
export function People() {
  preloadWhenIdle([AddDialog, FollowDialog])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<Params>()
  const invalidate = useInvalidate()
  const list = useApiList(() => ({
    endpoint: listSubscribers,
    input: { query: peopleQuery(params) },
    every: 60_000,
  }))
  const stats = useApi(() => ({ endpoint: subscriberStats, every: 60_000 }))
  const { typed, setTyped } = typedSearch(paramOf(params.q), (q) => setParams({ q }, { replace: true }))
  const changed = (): void => void invalidate('subscribers', 'outbox', 'custom_views', 'rss_feeds', 'audit')
  const named = (dialog: 'follow' | 'end' | 'forget' | 'link'): Subscriber | undefined => {
    const id = paramOf(params[dialog])
    return id === '' ? undefined : list.data()?.find((one) => one.id === id)
  }
  const close = (): void =>
    setParams(
      { new: undefined, follow: undefined, end: undefined, forget: undefined, link: undefined },
      { replace: true },
    )
  const menuOf = (subscriber: Subscriber): MenuEntry[] => {
    const refused = whyNotChange()
    const over = subscriber.state === 'ended' ? t('subscribers.people.menu.ended') : undefined
    return [
      {
        id: 'follow',
        label: t('subscribers.people.menu.follow'),
        icon: ListChecks,
        unavailable: refused,
        run: () => setParams({ follow: subscriber.id }),
      },
      {
        id: 'link',
        label: t('subscribers.people.menu.link'),
        icon: Link,
        unavailable: refused ?? over,
        run: () => setParams({ link: subscriber.id }),
      },
      {
        id: 'links',
        label: t('subscribers.people.menu.links'),
        icon: ScrollText,
        run: () => navigate(`/magic?subscriber=${subscriber.id}`),
      },
      {
        id: 'end',
        label: t('subscribers.people.menu.end'),
        icon: CircleSlash,
        separated: true,
        unavailable: refused ?? over,
        run: () => setParams({ end: subscriber.id }),
      },
      {
        id: 'forget',
        label: t('subscribers.people.menu.forget'),
        icon: Trash,
        danger: true,
        unavailable: refused,
        run: () => setParams({ forget: subscriber.id }),
      },
    ]
  }
  const state = () => peopleStateOf(params)
  const isWhole = (): boolean => state() === 'all' && paramOf(params.q) === ''
  return (
    <>
      <Show when={list.problem()?.state !== 'forbidden'}>
        <StatTiles
          label={t('subscribers.people.stats')}
          chosen={state()}
          onChoose={(id) => setParams({ state: id === 'all' ? undefined : id }, { replace: true })}
          stats={[
            { id: 'all', label: t('subscribers.people.total'), count: stats.data()?.total },
            ...(['confirmed', 'pending', 'ended'] as const satisfies readonly (typeof subscriberStates)[number][]).map(
              (id) => ({ id, label: t(`subscribers.people.states.${id}`), count: stats.data()?.[id] }),
            ),
          ]}
        />
        <Toolbar
          end={list.data() === undefined ? '' : t('subscribers.people.shown', list.data()?.length ?? 0, list.hasMore())}
        >
          <SearchField
            label={t('subscribers.people.filterLabel')}
            placeholder={t('subscribers.people.filterPlaceholder')}
            value={typed()}
            onChange={setTyped}
          />
        </Toolbar>
      </Show>
      <ScreenState
        result={list}
        things={t('subscribers.people.things')}
        skeleton={<SkeletonRows rows={6} />}
        isEmpty={(rows) => rows.length === 0 && isWhole()}
        empty={
          <EmptyState
            title={t('subscribers.people.emptyTitle')}
            words={t('subscribers.people.empty')}
            actions={
              <Show when={whyNotChange() === undefined}>
                <Button variant="primary" icon={UserPlus} onClick={() => setParams({ new: '1' })}>
                  {t('subscribers.people.add')}
                </Button>
              </Show>
            }
          />
        }
      >
        {(rows) => (
          <DataTable
            label={t('subscribers.people.table')}
            columns={peopleColumns}
            rows={rows()}
            rowId={(one) => one.id}
            rowName={(one) => one.email}
            dim={(one) => one.state === 'ended'}
            minWidth={760}
            sort={peopleSort(params)}
            onSort={({ column, descending }) =>
              setParams({ sort: `${descending ? '-' : ''}${column}` }, { replace: true })
            }
            actions={menuOf}
            onOpen={(one) => {
              if (whyNotChange() === undefined) setParams({ follow: one.id })
            }}
            nothing={
              <>
                <p>{t('subscribers.noMatch')}</p>
                <Button
                  small
                  onClick={() => {
                    setTyped('')
                    setParams({ q: undefined, state: undefined })
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
      <LazyDialog wanted={params.new === '1'}>
        <AddDialog
          open={params.new === '1' && whyNotChange() === undefined}
          onClose={close}
          onAdded={(added) => {
            changed()
            toast(t('subscribers.add.done', added.email), addedWords(added))
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={named('follow') !== undefined}>
        <FollowDialog
          subscriber={named('follow')}
          onClose={close}
          onChanged={(one) => {
            changed()
            toast(t('subscribers.follow.done', one.email), t('subscribers.follow.doneDetail'))
          }}
        />
      </LazyDialog>
      <Confirm
        subject={named('end')}
        icon={CircleSlash}
        title={({ email }) => t('subscribers.end.title', email)}
        body={t('subscribers.end.body')}
        keep={t('subscribers.end.keep')}
        confirm={t('subscribers.end.confirm')}
        send={({ id }) => call(updateSubscriber, { params: { id }, body: { state: 'ended' } })}
        onClose={close}
        onDone={({ email }) => {
          changed()
          toast(t('subscribers.end.done', email), t('subscribers.end.doneDetail'))
        }}
      />
      <Confirm
        subject={named('forget')}
        icon={Trash}
        title={({ email }) => t('subscribers.forget.title', email)}
        body={t('subscribers.forget.body')}
        keep={t('subscribers.forget.keep')}
        confirm={t('subscribers.forget.confirm')}
        send={({ id }) => call(deleteSubscriber, { params: { id } })}
        onClose={close}
        onDone={({ email }) => {
          changed()
          toast(t('subscribers.forget.done', email), t('subscribers.forget.doneDetail'))
        }}
      />
      <LinkDialogs wish={wishOf(named('link'))} onClose={close} onMade={changed} />
    </>
  )
}

function addedWords({ state }: Subscriber): string {
  if (inSandbox()) return t('subscribers.add.doneSandbox')
  return state === 'pending' ? t('subscribers.add.doneAsked') : t('subscribers.add.doneAtOnce')
}

function wishOf(subscriber: Subscriber | undefined) {
  return subscriber === undefined ? undefined : { subscriber, purpose: 'manage' as const, object: '' }
}
