import { A, useSearchParams } from '@solidjs/router'
import { createMemo, Show } from 'solid-js'
import { getUsage, type Usage } from '../../../src-server/contract/org.ts'
import { useApi } from '../../api/query.ts'
import { hasScreen } from '../../screen-ids.ts'
import { context, may } from '../../state/session.ts'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { RequestChart } from '../../ui/request-chart.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import text from '../../ui/text.module.css'
import { sizeWords } from '../../ui/time.ts'
import { type Range, rangeOf, ranges } from './model.ts'
import styles from './usage.module.css'
import { t } from './words.ts'

/** The plan, what there is, how much room it takes, how many requests came. */
export default function UsageScreen() {
  const [params, setParams] = useSearchParams<{ days?: string }>()
  const range = (): Range => rangeOf(params.days)
  const usage = useApi(() => ({ endpoint: getUsage, input: { query: { days: range() } }, every: 60_000 }))
  return (
    <>
      <PageHeader
        title={t('usage.title')}
        subtitle={
          <span>
            {t('usage.subtitle')} <b>{context()?.workspace.name}</b>
          </span>
        }
      />
      <ScreenState result={usage} things={t('usage.things')} skeleton={<SkeletonBlock height={360} />}>
        {(found) => (
          <>
            <Counts counts={found().counts} />
            <Cards>
              <Column wide>
                <Card
                  title={t('usage.requests')}
                  actions={
                    <Pills
                      label={t('usage.range')}
                      pills={ranges.map((id) => ({ id, label: t('usage.days', Number(id)) }))}
                      chosen={range()}
                      onChoose={(days) => setParams({ days: days === '30' ? undefined : days }, { replace: true })}
                    />
                  }
                >
                  <RequestChart days={found().requests} />
                </Card>
              </Column>
              <Column>
                <Card title={t('usage.plan')}>
                  <div>
                    <p class={styles.plan}>{found().plan.name}</p>
                    <p class={text.secondary}>{found().plan.description}</p>
                  </div>
                  <Facts of={[{ label: t('usage.invoices'), value: t('usage.noInvoices') }]} />
                </Card>
                <Storage storage={found().storage} />
              </Column>
            </Cards>
          </>
        )}
      </ScreenState>
    </>
  )
}

function Counts(props: { counts: Usage['counts'] }) {
  const stats = createMemo(() => [
    { id: 'pages', label: t('usage.pages'), count: props.counts.pages },
    { id: 'members', label: t('usage.members'), count: props.counts.members },
    {
      id: 'tokens',
      label: t('usage.tokens'),
      count: props.counts.active_tokens,
      detail: t('usage.tokensDetail', props.counts.tokens),
    },
    { id: 'roles', label: t('usage.roles'), count: props.counts.custom_roles },
    { id: 'rows', label: t('usage.rows'), count: props.counts.audit_rows, detail: t('usage.rowsDetail') },
  ])
  return <StatTiles label={t('usage.countsLabel')} stats={stats()} />
}

function Storage(props: { storage: Usage['storage'] }) {
  return (
    <Card title={t('usage.storage')}>
      <Facts
        of={[
          { label: t('usage.database'), value: sizeWords(props.storage.database_bytes) },
          { label: t('usage.free'), value: sizeWords(props.storage.free_bytes) },
        ]}
      />
      <p class={text.hint}>
        {t('usage.storageHint')}{' '}
        <Show when={may('settings:read') && hasScreen('settings-tab')}>
          <A href="/settings/policy">{t('usage.toSettings')}</A>
        </Show>
      </p>
    </Card>
  )
}
