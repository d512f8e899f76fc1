import { useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { createMemo, For, Show } from 'solid-js'
import { getMaintenance, listMaintenances, type Maintenance } from '../../../src-server/contract/maintenances.ts'
import { useApi, useInvalidate } from '../../api/query.ts'
import { now, zone } from '../../state/clock.ts'
import { may } from '../../state/session.ts'
import buttons from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { MaintenanceBadge } from '../../ui/content-badges.tsx'
import { MenuButton } from '../../ui/menu.tsx'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { Prose } from '../../ui/prose.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { durationWords, relativeWords } from '../../ui/time.ts'
import { Instant } from '../../ui/time-words.tsx'
import { EditMaintenance } from './edit.tsx'
import { maintenanceMenu } from './maintenance-menu.ts'
import styles from './maintenances.module.css'
import { type MaintenancesParams, overlapsOf } from './model.ts'
import { Overlaps } from './overlaps.tsx'
import { type AskedStep, StepDialog } from './step.tsx'
import { windowWords } from './window-words.ts'
import { t } from './words.ts'

/** One maintenance: what visitors read, when, and the next step. */
export default function MaintenanceScreen() {
  const route = useParams()
  const id = (): string => route.id ?? ''
  const maintenance = useApi(() => ({ endpoint: getMaintenance, input: { params: { id: id() } }, every: 30_000 }))
  return (
    <ScreenState
      result={maintenance}
      things={t('maintenances.things')}
      skeleton={
        <>
          <PageHeader
            title={t('maintenances.title')}
            back={{ href: '/maintenances', label: t('maintenances.detail.back') }}
          />
          <SkeletonBlock height={260} />
        </>
      }
    >
      {(found) => <MaintenanceView maintenance={found()} />}
    </ScreenState>
  )
}

const asked: readonly AskedStep[] = ['start', 'complete', 'cancel', 'delete']

function MaintenanceView(props: { maintenance: Maintenance }) {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<MaintenancesParams>()
  const invalidate = useInvalidate()
  const canWrite = (): boolean => may('maintenances:write')
  const changed = (): void => void invalidate('maintenances', 'components')
  const open = (step: string): void => setParams({ do: step })
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const times = createMemo(() => ({
    from: Date.parse(props.maintenance.scheduled_for),
    until: Date.parse(props.maintenance.scheduled_until),
  }))
  const others = useApi(() => ({
    endpoint: listMaintenances,
    input: { query: { sort: '-scheduled_for' as const, limit: '100' } },
  }))
  const overlaps = createMemo(() =>
    props.maintenance.status === 'completed' || props.maintenance.status === 'cancelled'
      ? []
      : overlapsOf(
          {
            id: props.maintenance.id,
            ...times(),
            components: props.maintenance.components.map((component) => component.id),
          },
          others.data()?.data ?? [],
        ),
  )
  useCommands(() => [
    {
      id: 'maintenance.edit',
      group: 'actions',
      label: t('maintenances.menu.edit'),
      keys: 'E',
      enabled: canWrite,
      run: () => open('edit'),
    },
    {
      id: 'maintenance.start',
      group: 'actions',
      label: t('maintenances.menu.start'),
      enabled: () => canWrite() && props.maintenance.status === 'scheduled',
      run: () => open('start'),
    },
    {
      id: 'maintenance.complete',
      group: 'actions',
      label: t('maintenances.menu.complete'),
      enabled: () => canWrite() && props.maintenance.status === 'in_progress',
      run: () => open('complete'),
    },
  ])
  return (
    <>
      <PageHeader
        title={props.maintenance.name}
        back={{ href: '/maintenances', label: t('maintenances.detail.back') }}
        subtitle={
          <>
            <MaintenanceBadge status={props.maintenance.status} />
            <span>{windowWords(times().from, times().until, zone())}</span>
            <span class={styles.quiet}>
              {props.maintenance.status === 'scheduled'
                ? t('maintenances.detail.startsBy', relativeWords(times().from, now()))
                : props.maintenance.status === 'in_progress'
                  ? t('maintenances.detail.endsBy', relativeWords(times().until, now()))
                  : ''}
            </span>
          </>
        }
        actions={
          <Show when={canWrite()}>
            <MenuButton
              class={buttons.icon}
              label={t('maintenances.detail.actions')}
              tip={t('maintenances.detail.actions')}
              placement="bottom-end"
              entries={maintenanceMenu(props.maintenance, { write: true, step: open })}
            >
              <Ellipsis size={16} aria-hidden="true" />
            </MenuButton>
            <Button keys="E" onClick={() => open('edit')}>
              {t('maintenances.detail.edit')}
            </Button>
            <Show when={props.maintenance.status === 'scheduled'}>
              <Button variant="primary" onClick={() => open('start')}>
                {t('maintenances.detail.start')}
              </Button>
            </Show>
            <Show when={props.maintenance.status === 'in_progress'}>
              <Button variant="primary" onClick={() => open('complete')}>
                {t('maintenances.detail.complete')}
              </Button>
            </Show>
          </Show>
        }
      />
      <div class={styles.notes}>
        <Overlaps of={overlaps()} />
      </div>
      <Cards>
        <Column wide>
          <Card title={t('maintenances.detail.message')}>
            <Show
              when={props.maintenance.body.trim() !== ''}
              fallback={<p class={styles.quiet}>{t('maintenances.detail.noMessage')}</p>}
            >
              <Prose text={props.maintenance.body} />
            </Show>
          </Card>
        </Column>
        <Column>
          <Card title={t('maintenances.detail.details')}>
            <Facts
              of={[
                { label: t('maintenances.detail.from'), value: <Instant at={props.maintenance.scheduled_for} /> },
                { label: t('maintenances.detail.until'), value: <Instant at={props.maintenance.scheduled_until} /> },
                {
                  label: t('maintenances.detail.length'),
                  value: durationWords((times().until - times().from) / 1000),
                },
                props.maintenance.started_at !== null && {
                  label: t('maintenances.detail.started'),
                  value: <Instant at={props.maintenance.started_at} />,
                },
                props.maintenance.completed_at !== null && {
                  label: t('maintenances.detail.completed'),
                  value: <Instant at={props.maintenance.completed_at} />,
                },
                props.maintenance.cancelled_at !== null && {
                  label: t('maintenances.detail.cancelled'),
                  value: <Instant at={props.maintenance.cancelled_at} />,
                },
              ]}
            />
          </Card>
          <Card title={t('maintenances.detail.components')}>
            <ul class={styles.components}>
              <For
                each={props.maintenance.components}
                fallback={<li class={styles.quiet}>{t('maintenances.noComponents')}</li>}
              >
                {(component) => <li>{component.name}</li>}
              </For>
            </ul>
          </Card>
        </Column>
      </Cards>
      <EditMaintenance
        maintenance={params.do === 'edit' ? props.maintenance : undefined}
        onClose={close}
        onChanged={changed}
      />
      <StepDialog
        step={asked.find((step) => step === params.do)}
        maintenance={props.maintenance}
        onClose={close}
        onDone={(step) => {
          if (step === 'delete') navigate('/maintenances', { replace: true })
          changed()
        }}
      />
    </>
  )
}
