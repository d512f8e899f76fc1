import { useNavigate, useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js'
import { listMaintenances } from '../../../src-server/contract/maintenances.ts'
import { useApiList, useInvalidate } from '../../api/query.ts'
import { environment } from '../../state/choices.ts'
import { context, may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Calendar } from './calendar.tsx'
import { maintenanceColumns } from './columns.tsx'
import { CreateMaintenance } from './edit.tsx'
import { maintenanceMenu } from './maintenance-menu.ts'
import { isOver, listQuery, type MaintenancesParams, viewOf, views } from './model.ts'
import { t } from './words.ts'

const typingPauseMs = 200

/** Maintenances as a list by state, or as a month. */
export default function MaintenancesScreen() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<MaintenancesParams>()
  const invalidate = useInvalidate()
  const list = useApiList(() => ({ endpoint: listMaintenances, input: { query: listQuery(params) }, every: 30_000 }))
  const canWrite = (): boolean => may('maintenances:write')
  const host = (): string => context()?.page?.hosts[0] ?? context()?.page?.name ?? ''
  const [typed, setTyped] = createSignal(typeof params.q === 'string' ? params.q : '')
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
  const create = (): void => setParams({ new: '1' })
  useCommands(() => [
    {
      id: 'maintenances.create',
      group: 'actions',
      label: t('maintenances.createEllipsis'),
      keys: 'N',
      enabled: canWrite,
      run: create,
    },
  ])
  const createButton = () => (
    <Show when={canWrite()}>
      <Button variant="primary" icon={Plus} keys="N" onClick={create}>
        {t('maintenances.create')}
      </Button>
    </Show>
  )
  return (
    <>
      <PageHeader
        title={t('maintenances.title')}
        subtitle={
          <span>
            {t('maintenances.subtitle')} <b>{host()}</b>
          </span>
        }
        actions={createButton()}
      />
      <Toolbar end={list.data() === undefined ? '' : t('maintenances.shown', list.data()?.length ?? 0, list.hasMore())}>
        <SearchField
          label={t('maintenances.filterLabel')}
          placeholder={t('maintenances.filterPlaceholder')}
          value={typed()}
          onChange={setTyped}
        />
        <Pills
          label={t('maintenances.views')}
          pills={views.map((id) => ({ id, label: t(`maintenances.view.${id}`) }))}
          chosen={viewOf(params)}
          onChoose={(view) => setParams({ view: view === 'all' ? undefined : view })}
        />
      </Toolbar>
      <ScreenState
        result={list}
        things={t('maintenances.things')}
        skeleton={<SkeletonRows rows={6} />}
        isEmpty={(found) => found.length === 0 && viewOf(params) === 'all' && (params.q ?? '') === ''}
        empty={
          <EmptyState
            title={environment() === 'test' ? t('maintenances.emptyTest.title') : t('maintenances.empty.title')}
            words={environment() === 'test' ? t('maintenances.emptyTest.words') : t('maintenances.empty.words')}
            actions={createButton()}
          />
        }
      >
        {(found) => (
          <Show
            when={viewOf(params) === 'calendar'}
            fallback={
              <DataTable
                label={t('maintenances.table')}
                columns={maintenanceColumns}
                rows={found()}
                rowId={(maintenance) => maintenance.id}
                rowName={(maintenance) => maintenance.name}
                dim={isOver}
                minWidth={860}
                actions={(maintenance) =>
                  maintenanceMenu(maintenance, {
                    write: canWrite(),
                    open: () => navigate(`/maintenances/${maintenance.id}`),
                    step: (step) => navigate(`/maintenances/${maintenance.id}?do=${step}`),
                  })
                }
                onOpen={(maintenance) => navigate(`/maintenances/${maintenance.id}`)}
                nothing={
                  <>
                    <p>{t('maintenances.noMatch', t(`maintenances.view.${viewOf(params)}`))}</p>
                    <Button
                      small
                      onClick={() => {
                        setTyped('')
                        setParams({ view: undefined, q: undefined })
                      }}
                    >
                      {t('maintenances.showAll')}
                    </Button>
                  </>
                }
                hasMore={list.hasMore()}
                loadingMore={list.loadingMore()}
                onMore={list.more}
              />
            }
          >
            <Calendar
              maintenances={found()}
              month={typeof params.month === 'string' ? params.month : ''}
              onMonth={(month) => setParams({ month })}
            />
          </Show>
        )}
      </ScreenState>
      <CreateMaintenance
        open={params.new === '1'}
        onClose={() => setParams({ new: undefined }, { replace: true })}
        onCreated={(maintenance) => {
          void invalidate('maintenances', 'components')
          toast(
            t('maintenances.form.created', maintenance.name),
            environment() === 'test'
              ? t('maintenances.form.createdTest')
              : t('maintenances.form.createdDetail', host()),
            { label: t('maintenances.form.show'), run: () => navigate(`/maintenances/${maintenance.id}`) },
          )
        }}
      />
    </>
  )
}
