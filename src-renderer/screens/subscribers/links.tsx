import { useSearchParams } from '@solidjs/router'
import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import Hourglass from 'lucide-solid/icons/hourglass'
import Link from 'lucide-solid/icons/link'
import { Show } from 'solid-js'
import { deleteMagicLink, listMagicLinks, type MagicLink } from '../../../src-server/contract/subscribers.ts'
import { call } from '../../api/call.ts'
import { useApiList, useInvalidate } from '../../api/query.ts'
import { awayReason } from '../../state/connection.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, type Icon } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { type Column, cellStyles, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Confirm } from './confirm.tsx'
import { LinkDialogs } from './link-dialogs.tsx'
import type { LinkWish } from './link-make.tsx'
import { linkFilters, linkStateOf, linksQuery, type Params, paramOf } from './model.ts'
import { whyNotChange } from './standing.ts'
import styles from './subscribers.module.css'
import { t } from './words.ts'

const marks: Readonly<Record<MagicLink['status'], { tone: Tone; icon: Icon }>> = {
  open: { tone: 'accent', icon: Link },
  used: { tone: 'ok', icon: CircleCheck },
  expired: { tone: 'neutral', icon: Hourglass },
  revoked: { tone: 'neutral', icon: Ban },
}

const columns: readonly Column<MagicLink>[] = [
  {
    id: 'subscriber',
    header: t('magic.column.subscriber'),
    heading: true,
    cell: (link) => <span class={cellStyles.name}>{link.subscriber.email}</span>,
  },
  {
    id: 'opens',
    header: t('magic.column.opens'),
    width: '26%',
    cell: (link) => (
      <span class={cellStyles.two}>
        <span>{t(`magic.purposes.${link.purpose}`)}</span>
        <Show when={link.subject.id !== link.subscriber.id}>
          <span class={cellStyles.second}>{link.subject.name}</span>
        </Show>
      </span>
    ),
  },
  {
    id: 'status',
    header: t('magic.column.status'),
    width: '110px',
    cell: ({ status }) => (
      <Badge tone={marks[status].tone} icon={marks[status].icon}>
        {t(`magic.statuses.${status}`)}
      </Badge>
    ),
  },
  {
    id: 'made',
    header: t('magic.column.made'),
    width: '160px',
    cell: (link) => (
      <span class={cellStyles.two}>
        <Ago at={link.created_at} />
        <span class={cellStyles.second}>
          {link.created_by === null ? t('magic.byMail') : t('magic.by', link.created_by.name)}
        </span>
      </span>
    ),
  },
  {
    id: 'expires',
    header: t('magic.column.expires'),
    width: '120px',
    cell: (link) => <Ago at={link.expires_at} />,
  },
]

/** Links of subscribers: which there are, ending one, making one. */
export default function MagicLinksScreen() {
  const [params, setParams] = useSearchParams<Params>()
  const invalidate = useInvalidate()
  const list = useApiList(() => ({ endpoint: listMagicLinks, input: { query: linksQuery(params) }, every: 30_000 }))
  const changed = (): void => void invalidate('subscribers', 'audit')
  const canMake = (): boolean => whyNotChange() === undefined
  const make = (): void => setParams({ new: '1' })
  useCommands(() => [
    {
      id: 'magic.make',
      group: 'actions',
      label: t('magic.makeEllipsis'),
      keys: 'N',
      enabled: canMake,
      unavailable: awayReason,
      run: make,
    },
  ])
  const named = (dialog: 'end' | 'link'): MagicLink | undefined => {
    const id = paramOf(params[dialog])
    return id === '' ? undefined : list.data()?.find((link) => link.id === id)
  }
  const close = (): void => setParams({ new: undefined, end: undefined, link: undefined }, { replace: true })
  const wish = (): LinkWish | undefined => {
    const again = named('link')
    if (again !== undefined)
      return {
        subscriber: again.subscriber,
        purpose: again.purpose,
        object: again.subject.id === again.subscriber.id ? '' : again.subject.id,
      }
    return params.new === '1' && canMake() ? { subscriber: null, purpose: 'manage', object: '' } : undefined
  }
  const menuOf = (link: MagicLink): MenuEntry[] => {
    const refused = whyNotChange()
    const isOver = link.status === 'expired' || link.status === 'revoked'
    return [
      {
        id: 'again',
        label: t('magic.menu.again'),
        icon: Link,
        unavailable: refused,
        run: () => setParams({ link: link.id }),
      },
      {
        id: 'end',
        label: t('magic.menu.end'),
        icon: Ban,
        danger: true,
        separated: true,
        unavailable: refused ?? (isOver ? t('magic.menu.over') : undefined),
        run: () => setParams({ end: link.id }),
      },
    ]
  }
  const isWhole = (): boolean => linkStateOf(params) === 'all' && paramOf(params.subscriber) === ''
  return (
    <>
      <PageHeader
        title={t('magic.title')}
        subtitle={t('magic.subtitle')}
        actions={
          <Button
            variant="primary"
            icon={Link}
            keys={canMake() ? 'N' : undefined}
            disabled={!canMake()}
            unavailable={awayReason()}
            data-tip={whyNotChange()}
            onClick={make}
          >
            {t('magic.make')}
          </Button>
        }
      />
      <div class={styles.notes}>
        <Callout tone="neutral">{t('magic.hint')}</Callout>
      </div>
      <Show when={list.problem()?.state !== 'forbidden'}>
        <Toolbar end={list.data() === undefined ? '' : t('magic.shown', list.data()?.length ?? 0, list.hasMore())}>
          <Pills
            label={t('magic.statusLabel')}
            pills={linkFilters.map((id) => ({ id, label: t(`magic.statuses.${id}`) }))}
            chosen={linkStateOf(params)}
            onChoose={(state) => setParams({ state: state === 'all' ? undefined : state }, { replace: true })}
          />
          <Show when={paramOf(params.subscriber) !== ''}>
            <span>{t('magic.ofOne')}</span>
            <Button small onClick={() => setParams({ subscriber: undefined })}>
              {t('subscribers.showAll')}
            </Button>
          </Show>
        </Toolbar>
      </Show>
      <ScreenState
        result={list}
        things={t('magic.things')}
        skeleton={<SkeletonRows rows={6} />}
        isEmpty={(rows) => rows.length === 0 && isWhole()}
        empty={<EmptyState title={t('magic.emptyTitle')} words={t('magic.empty')} />}
      >
        {(rows) => (
          <DataTable
            label={t('magic.table')}
            columns={columns}
            rows={rows()}
            rowId={(link) => link.id}
            rowName={(link) => `${link.subscriber.email}, ${t(`magic.purposes.${link.purpose}`)}`}
            dim={(link) => link.status !== 'open'}
            minWidth={780}
            actions={menuOf}
            nothing={
              <>
                <p>{t('subscribers.noMatch')}</p>
                <Button small onClick={() => setParams({ state: undefined, subscriber: undefined })}>
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
      <Confirm
        subject={named('end')}
        icon={Ban}
        title={({ subscriber }) => t('magic.end.title', subscriber.email)}
        body={t('magic.end.body')}
        keep={t('magic.end.keep')}
        confirm={t('magic.end.confirm')}
        send={({ id }) => call(deleteMagicLink, { params: { id } })}
        onClose={close}
        onDone={() => {
          changed()
          toast(t('magic.end.done'), t('magic.end.doneDetail'))
        }}
      />
      <LinkDialogs wish={wish()} onClose={close} onMade={changed} />
    </>
  )
}
