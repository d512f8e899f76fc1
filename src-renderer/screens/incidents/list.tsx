import { useNavigate, useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import { createEffect, createSignal, lazy, on, onCleanup, Show } from 'solid-js'
import { type Incident, listIncidents } from '../../../src-server/contract/incidents.ts'
import { useApiList } from '../../api/query.ts'
import { environment } from '../../state/choices.ts'
import { zone } from '../../state/clock.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { useIncidentActions } from './actions.ts'
import { incidentColumns } from './columns.tsx'
import { publicHost } from './host.ts'
import { incidentMenu } from './incident-menu.ts'
import styles from './incidents.module.css'
import { type ComposerValues, type IncidentsParams, isOpen, listQuery, viewOf, views } from './model.ts'
import { t } from './words.ts'

const CreateDialog = lazy(() => import('./create.tsx'))

const typingPauseMs = 200

/** Incidents by state. The rest happens on an incident's own page. */
export default function IncidentsScreen() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<IncidentsParams>()
  const incidents = useApiList(() => ({ endpoint: listIncidents, input: { query: listQuery(params) }, every: 30_000 }))
  const actions = useIncidentActions()
  const canWrite = (): boolean => may('incidents:write')
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
      id: 'incidents.create',
      group: 'actions',
      label: t('incidents.createEllipsis'),
      keys: 'N',
      enabled: canWrite,
      run: create,
    },
    {
      id: 'incidents.create.window',
      group: 'actions',
      label: t('incidents.createEllipsis'),
      keys: 'mod+N',
      keysOnly: true,
      inFields: true,
      enabled: canWrite,
      run: create,
    },
  ])
  const created = (incident: Incident, publish: ComposerValues['publish']): void => {
    void actions.changed()
    const show = { label: t('incidents.form.show'), run: () => navigate(`/incidents/${incident.id}`) }
    if (publish === 'draft')
      toast(t('incidents.form.createdDraft', incident.name), t('incidents.form.createdDraftDetail'), show)
    else if (publish === 'later')
      toast(
        t('incidents.form.createdLater', incident.name),
        t('incidents.form.createdLaterDetail', dateTimeWords(Date.parse(incident.published_at ?? ''), zone())),
        show,
      )
    else if (environment() === 'test') toast(t('incidents.form.createdTest', incident.name), undefined, show)
    else toast(t('incidents.form.created', incident.name), t('incidents.publish.doneDetail', publicHost()), show)
  }
  const isUnfiltered = (): boolean => ['open', 'all'].includes(viewOf(params)) && (params.q ?? '') === ''
  const emptyWords = (): { title: string; words: string } => {
    if (environment() === 'test')
      return { title: t('incidents.emptyTest.title'), words: t('incidents.emptyTest.words') }
    return viewOf(params) === 'open'
      ? { title: t('incidents.quiet.title'), words: t('incidents.quiet.words') }
      : { title: t('incidents.empty.title'), words: t('incidents.empty.words') }
  }

  return (
    <>
      <PageHeader
        title={t('incidents.title')}
        subtitle={
          <span>
            {t('incidents.subtitle')} <b>{publicHost()}</b>
          </span>
        }
        actions={
          <Show when={canWrite()}>
            <Button variant="primary" icon={Plus} keys="N" onClick={create}>
              {t('incidents.create')}
            </Button>
          </Show>
        }
      />
      <div class={styles.headNotes}>
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
      </div>
      <Toolbar
        end={
          incidents.data() === undefined ? '' : t('incidents.shown', incidents.data()?.length ?? 0, incidents.hasMore())
        }
      >
        <SearchField
          label={t('incidents.filterLabel')}
          placeholder={t('incidents.filterPlaceholder')}
          value={typed()}
          onChange={setTyped}
        />
        <Pills
          label={t('incidents.views')}
          pills={views.map((id) => ({ id, label: t(`incidents.view.${id}`) }))}
          chosen={viewOf(params)}
          onChoose={(view) => setParams({ view: view === 'open' ? undefined : view })}
        />
      </Toolbar>
      <ScreenState
        result={incidents}
        things={t('incidents.things')}
        skeleton={<SkeletonRows rows={6} />}
        isEmpty={(list) => list.length === 0 && isUnfiltered()}
        empty={
          <EmptyState
            title={emptyWords().title}
            words={emptyWords().words}
            actions={
              <>
                <Show when={canWrite()}>
                  <Button variant="primary" icon={Plus} onClick={create}>
                    {t('incidents.create')}
                  </Button>
                </Show>
                <Show when={viewOf(params) === 'open'}>
                  <Button onClick={() => setParams({ view: 'all' })}>{t('incidents.showAll')}</Button>
                </Show>
              </>
            }
          />
        }
      >
        {(list) => (
          <DataTable
            label={t('incidents.table')}
            columns={incidentColumns}
            rows={list()}
            rowId={(incident) => incident.id}
            rowName={(incident) => incident.name}
            dim={(incident) => !isOpen(incident)}
            minWidth={860}
            actions={(incident) =>
              incidentMenu(incident, {
                write: canWrite(),
                open: () => navigate(`/incidents/${incident.id}`),
                step: (step) => navigate(`/incidents/${incident.id}?do=${step}`),
                acknowledge: () => void actions.acknowledge(incident),
              })
            }
            onOpen={(incident) => navigate(`/incidents/${incident.id}`)}
            nothing={
              <>
                <p>{t('incidents.noMatch', t(`incidents.view.${viewOf(params)}`))}</p>
                <Button
                  small
                  onClick={() => {
                    setTyped('')
                    setParams({ view: 'all', q: undefined })
                  }}
                >
                  {t('incidents.showAll')}
                </Button>
              </>
            }
            hasMore={incidents.hasMore()}
            loadingMore={incidents.loadingMore()}
            onMore={incidents.more}
          />
        )}
      </ScreenState>
      <LazyDialog wanted={params.new === '1'}>
        <CreateDialog
          open={params.new === '1'}
          onClose={() => setParams({ new: undefined }, { replace: true })}
          onCreated={created}
        />
      </LazyDialog>
    </>
  )
}
