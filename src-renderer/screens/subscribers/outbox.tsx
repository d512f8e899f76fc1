import { useSearchParams } from '@solidjs/router'
import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleX from 'lucide-solid/icons/circle-x'
import Hourglass from 'lucide-solid/icons/hourglass'
import MailOpen from 'lucide-solid/icons/mail-open'
import { lazy, Show } from 'solid-js'
import { listOutbox, type MailResource, type MailState } from '../../../src-server/contract/mail.ts'
import { useApiList, useInvalidate } from '../../api/query.ts'
import { awayReason } from '../../state/connection.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, type Icon } from '../../ui/button.tsx'
import { type Column, cellStyles, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { mailFilters, mailStateOf, outboxQuery, type Params, paramOf } from './model.ts'
import { typedSearch } from './typed-search.ts'
import { t } from './words.ts'

const OpenMailDialog = lazy(() => import('./open-mail.tsx'))

const marks: Readonly<Record<MailState, { tone: Tone; icon: Icon }>> = {
  waiting: { tone: 'accent', icon: Hourglass },
  sent: { tone: 'ok', icon: CircleCheck },
  failed: { tone: 'danger', icon: CircleX },
  ended: { tone: 'neutral', icon: Ban },
}

const columns: readonly Column<MailResource>[] = [
  {
    id: 'subject',
    header: t('subscribers.outbox.column.subject'),
    heading: true,
    cell: (mail) => (
      <>
        <span class={cellStyles.name}>{mail.subject}</span>
        <div class={cellStyles.under}>
          <span>{mail.to}</span>
        </div>
      </>
    ),
  },
  {
    id: 'kind',
    header: t('subscribers.outbox.column.kind'),
    width: '170px',
    cell: (mail) => t(`subscribers.outbox.kinds.${mail.kind}`),
  },
  {
    id: 'state',
    header: t('subscribers.outbox.column.state'),
    width: '26%',
    cell: (mail) => (
      <span class={cellStyles.two}>
        <Badge tone={marks[mail.state].tone} icon={marks[mail.state].icon}>
          {t(`subscribers.outbox.states.${mail.state}`)}
        </Badge>
        <Show when={mail.problem}>{(problem) => <span class={cellStyles.second}>{problem().detail}</span>}</Show>
      </span>
    ),
  },
  {
    id: 'when',
    header: t('subscribers.outbox.column.when'),
    width: '120px',
    cell: (mail) => (
      <span class={cellStyles.two}>
        <Ago at={mail.settled_at ?? mail.created_at} />
        <Show when={mail.attempts > 1}>
          <span class={cellStyles.second}>{t('subscribers.outbox.attempts', mail.attempts)}</span>
        </Show>
      </span>
    ),
  },
]

/** What waits for a mail server, went, or could not go; opened one by one. */
export function Outbox() {
  preloadWhenIdle([OpenMailDialog])
  const [params, setParams] = useSearchParams<Params>()
  const invalidate = useInvalidate()
  const list = useApiList(() => ({ endpoint: listOutbox, input: { query: outboxQuery(params) }, every: 30_000 }))
  const { typed, setTyped } = typedSearch(paramOf(params.q), (q) => setParams({ q }, { replace: true }))
  const opened = (): MailResource | undefined => {
    const id = paramOf(params.open)
    return id === '' ? undefined : list.data()?.find((mail) => mail.id === id && mail.can_open)
  }
  const cannot = (mail: MailResource): string | undefined =>
    mail.can_open ? awayReason() : t('subscribers.outbox.cannotOpen')
  return (
    <>
      <Show when={list.problem()?.state !== 'forbidden'}>
        <Toolbar
          end={list.data() === undefined ? '' : t('subscribers.outbox.shown', list.data()?.length ?? 0, list.hasMore())}
        >
          <SearchField
            label={t('subscribers.outbox.filterLabel')}
            placeholder={t('subscribers.outbox.filterPlaceholder')}
            value={typed()}
            onChange={setTyped}
          />
          <Pills
            label={t('subscribers.outbox.stateLabel')}
            pills={mailFilters.map((id) => ({ id, label: t(`subscribers.outbox.states.${id}`) }))}
            chosen={mailStateOf(params)}
            onChoose={(state) => setParams({ state: state === 'all' ? undefined : state }, { replace: true })}
          />
        </Toolbar>
      </Show>
      <ScreenState
        result={list}
        things={t('subscribers.outbox.things')}
        skeleton={<SkeletonRows rows={6} />}
        isEmpty={(rows) => rows.length === 0 && mailStateOf(params) === 'all' && paramOf(params.q) === ''}
        empty={<EmptyState title={t('subscribers.outbox.emptyTitle')} words={t('subscribers.outbox.empty')} />}
      >
        {(rows) => (
          <DataTable
            label={t('subscribers.outbox.table')}
            columns={columns}
            rows={rows()}
            rowId={(mail) => mail.id}
            rowName={(mail) => mail.subject}
            dim={(mail) => mail.state === 'ended'}
            minWidth={760}
            actions={(mail) => [
              {
                id: 'open',
                label: t('subscribers.outbox.open'),
                icon: MailOpen,
                unavailable: cannot(mail),
                run: () => setParams({ open: mail.id }),
              },
            ]}
            onOpen={(mail) => {
              if (cannot(mail) === undefined) setParams({ open: mail.id })
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
      <LazyDialog wanted={opened() !== undefined}>
        <OpenMailDialog
          mail={opened()}
          onClose={() => setParams({ open: undefined }, { replace: true })}
          onOpened={() => void invalidate('outbox', 'subscribers', 'audit')}
        />
      </LazyDialog>
    </>
  )
}
