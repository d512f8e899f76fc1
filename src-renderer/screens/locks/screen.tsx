import { A, useSearchParams } from '@solidjs/router'
import Lock from 'lucide-solid/icons/lock'
import LockOpen from 'lucide-solid/icons/lock-open'
import { createMemo, Show } from 'solid-js'
import type { LockFeature } from '../../../src-server/contract/endpoint.ts'
import { listLocks } from '../../../src-server/contract/locks.ts'
import { listTokens } from '../../../src-server/contract/tokens.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { useInvalidate } from '../../api/query.ts'
import { hasScreen } from '../../screen-ids.ts'
import { awayReason } from '../../state/connection.ts'
import { context, may, refreshContext } from '../../state/session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { type Column, cellStyles, DataTable } from '../../ui/data-table.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { Ago } from '../../ui/time-words.tsx'
import { LockDialog, UnlockDialog } from './dialogs.tsx'
import styles from './locks.module.css'
import { type FeatureRow, featureOf, featureRows, type LocksParams, needsEveryPage } from './model.ts'
import { t } from './words.ts'

/** What Terraform manages on this page: nine features, each open or locked, by whom, since when and why. */
export default function LocksScreen() {
  const [params, setParams] = useSearchParams<LocksParams>()
  const invalidate = useInvalidate()
  const locks = useWholeList(() => ({ endpoint: listLocks, every: 60_000 }))
  const tokens = useWholeList(() => ({
    endpoint: listTokens,
    input: { query: { terraform_managed: 'true' as const, status: 'active' as const, limit: '200' } },
    enabled: may('tokens:read'),
  }))
  const rows = createMemo(() => featureRows(locks.data() ?? []))
  const changed = (): void => {
    void invalidate('locks', 'settings', 'audit')
    // The chips on other screens read what the context says.
    void refreshContext()
  }
  const close = (): void => setParams({ lock: undefined, unlock: undefined }, { replace: true })
  const whyNot = (feature: LockFeature): string | undefined => {
    if (!may('settings:write')) return t('locks.notAllowed')
    if (needsEveryPage(feature) && context()?.every_page !== true) return t('locks.onlyEveryPage')
    return awayReason()
  }
  const act = (row: FeatureRow): void => {
    if (whyNot(row.feature) !== undefined) return
    setParams(row.lock === null ? { lock: row.feature } : { unlock: row.feature })
  }
  const named = (value: string | string[] | undefined): LockFeature | null => {
    const feature = featureOf(value)
    return feature === null || locks.data() === undefined || whyNot(feature) !== undefined ? null : feature
  }
  useCommands(() =>
    rows().map((row) => ({
      id: `locks.${row.feature}`,
      group: 'actions' as const,
      label: t(row.lock === null ? 'locks.lockNamed' : 'locks.unlockNamed', t(`locks.feature.${row.feature}`)),
      unavailable: () => whyNot(row.feature),
      run: () => act(row),
    })),
  )
  const columns: readonly Column<FeatureRow>[] = [
    {
      id: 'feature',
      header: t('locks.column.feature'),
      heading: true,
      cell: (row) => (
        <>
          <span class={cellStyles.name}>{t(`locks.feature.${row.feature}`)}</span>
          <div class={cellStyles.under}>
            <span>{row.lock?.reason ?? t(`locks.covers.${row.feature}`)}</span>
          </div>
        </>
      ),
    },
    {
      id: 'state',
      header: t('locks.column.state'),
      width: '104px',
      cell: (row) =>
        row.lock === null ? (
          <Badge tone="neutral" icon={LockOpen}>
            {t('locks.open')}
          </Badge>
        ) : (
          <Badge tone="terraform" icon={Lock}>
            {t('locks.locked')}
          </Badge>
        ),
    },
    {
      id: 'by',
      header: t('locks.column.by'),
      width: '21%',
      cell: (row) => <ManagedBy row={row} />,
    },
    {
      id: 'when',
      header: t('locks.column.when'),
      width: '124px',
      cell: (row) => (
        <Show when={row.lock} fallback={<span class={text.muted}>–</span>}>
          {(lock) => (
            <span class={cellStyles.two}>
              <Ago at={lock().locked_at} />
              <span class={cellStyles.second}>{t('locks.by', lock().locked_by.name)}</span>
            </span>
          )}
        </Show>
      ),
    },
    {
      id: 'action',
      header: t('locks.column.action'),
      width: '116px',
      cell: (row) => (
        <Button
          small
          icon={row.lock === null ? Lock : LockOpen}
          unavailable={whyNot(row.feature)}
          aria-label={t(row.lock === null ? 'locks.lockNamed' : 'locks.unlockNamed', t(`locks.feature.${row.feature}`))}
          onClick={() => act(row)}
        >
          {row.lock === null ? t('locks.lock') : t('locks.unlock')}
        </Button>
      ),
    },
  ]
  const lockedCount = (): number => rows().filter((row) => row.lock !== null).length
  return (
    <>
      <PageHeader
        title={t('locks.title')}
        subtitle={
          <span>
            {t('locks.subtitle')} <b>{context()?.page?.hosts[0] ?? context()?.page?.name}</b>
          </span>
        }
      />
      <Show when={locks.problem()?.state !== 'forbidden'}>
        <div class={styles.notes}>
          <Callout tone="neutral">
            {t('locks.explanation')}{' '}
            <Show when={tokens.data()?.length === 0}>
              {t('locks.noTokens')}{' '}
              <Show when={may('tokens:write') && hasScreen('tokens')}>
                <A href="/tokens?new=1&preset=governance">{t('locks.createToken')}</A>
              </Show>
            </Show>
          </Callout>
        </div>
        <Toolbar end={locks.data() === undefined ? '' : t('locks.shown', lockedCount(), rows().length)} />
      </Show>
      <ScreenState result={locks} things={t('locks.things')} skeleton={<SkeletonRows rows={9} />}>
        {() => (
          <DataTable
            label={t('locks.table')}
            columns={columns}
            rows={rows()}
            rowId={(row) => row.feature}
            rowName={(row) => t(`locks.feature.${row.feature}`)}
            minWidth={660}
            onOpen={act}
          />
        )}
      </ScreenState>
      <LockDialog feature={named(params.lock)} tokens={tokens.data() ?? []} onClose={close} onChanged={changed} />
      <UnlockDialog feature={named(params.unlock)} onClose={close} onChanged={changed} />
    </>
  )
}

function ManagedBy(props: { row: FeatureRow }) {
  return (
    <Show when={props.row.lock} fallback={<span class={text.muted}>–</span>}>
      {(lock) => (
        <Show when={lock().managed_by} fallback={t('locks.anyToken')}>
          {(token) => (
            <Show when={may('tokens:read') && hasScreen('token')} fallback={token().name}>
              <A href={`/tokens/${token().id}`} tabindex="-1">
                {token().name}
              </A>
            </Show>
          )}
        </Show>
      )}
    </Show>
  )
}
