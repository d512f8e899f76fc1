import { useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { createMemo, createSignal, Show } from 'solid-js'
import { getIncident, type Incident } from '../../../src-server/contract/incidents.ts'
import { useComponents } from '../../api/components.ts'
import { useApi } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { may } from '../../state/session.ts'
import buttons from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { ImpactBadge, IncidentBadge, PublicationBadge } from '../../ui/content-badges.tsx'
import { MenuButton } from '../../ui/menu.tsx'
import { Card, Cards, Column, PageHeader } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { useIncidentActions } from './actions.ts'
import { CloseDialog } from './close.tsx'
import { DeleteDialog } from './delete.tsx'
import { EditDialog } from './edit.tsx'
import { IncidentFacts } from './facts.tsx'
import { incidentMenu } from './incident-menu.ts'
import styles from './incidents.module.css'
import { type IncidentsParams, isOpen, publicationOf } from './model.ts'
import { Notes } from './notes.tsx'
import { hiddenNames, newlyPublic, publicViewOf, withUpdate } from './public-view.ts'
import { PublishDialog, UnpublishDialog } from './publish.tsx'
import { RootCause } from './root-cause.tsx'
import { Timeline } from './timeline.tsx'
import { type PendingUpdate, UpdateComposer } from './update-composer.tsx'
import { t } from './words.ts'
import { World } from './world.tsx'

/** One incident: the next word to visitors, what was said so far, and what the team knows besides. */
export default function IncidentScreen() {
  const route = useParams()
  const id = (): string => route.id ?? ''
  const incident = useApi(() => ({ endpoint: getIncident, input: { params: { id: id() } }, every: 30_000 }))
  return (
    <ScreenState
      result={incident}
      things={t('incidents.things')}
      skeleton={
        <>
          <PageHeader title={t('incidents.title')} back={{ href: '/incidents', label: t('incidents.detail.back') }} />
          <SkeletonBlock height={320} />
        </>
      }
    >
      {(found) => <IncidentView incident={found()} />}
    </ScreenState>
  )
}

function IncidentView(props: { incident: Incident }) {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<IncidentsParams>()
  const actions = useIncidentActions()
  const { components, groups } = useComponents()
  const canWrite = (): boolean => may('incidents:write')
  const open = (step: string): void => {
    if (step === 'update') document.querySelector<HTMLElement>('[data-field="/body"]')?.focus()
    else setParams({ do: step })
  }
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const when = (step: string): Incident | undefined => (params.do === step ? props.incident : undefined)
  const canAcknowledge = (): boolean => canWrite() && isOpen(props.incident) && props.incident.acknowledged_at === null
  const canClose = (): boolean => canWrite() && isOpen(props.incident)
  const isPublic = (): boolean => publicationOf(props.incident, now()) === 'public'
  useCommands(() => [
    {
      id: 'incident.acknowledge',
      group: 'actions',
      label: t('incidents.menu.acknowledge'),
      keys: 'A',
      enabled: canAcknowledge,
      run: () => void actions.acknowledge(props.incident),
    },
    {
      id: 'incident.update',
      group: 'actions',
      label: t('incidents.menu.update'),
      keys: 'U',
      enabled: canWrite,
      run: () => open('update'),
    },
    {
      id: 'incident.edit',
      group: 'actions',
      label: t('incidents.menu.edit'),
      keys: 'E',
      enabled: canWrite,
      run: () => open('edit'),
    },
    {
      id: 'incident.close',
      group: 'actions',
      label: t('incidents.menu.close'),
      enabled: canClose,
      run: () => open('close'),
    },
  ])

  // What the composer holds shows beside it before it is posted.
  const [pending, setPending] = createSignal<PendingUpdate | null>(null)
  const present = createMemo(() => publicViewOf(props.incident, components()))
  const view = createMemo(() => {
    const update = pending()
    return update === null ? present() : withUpdate(present(), update, update.components(components()))
  })
  const newly = createMemo(() => {
    if (!isPublic()) return undefined
    return pending() === null ? undefined : newlyPublic(present(), view())
  })

  return (
    <>
      <PageHeader
        title={props.incident.name}
        back={{ href: '/incidents', label: t('incidents.detail.back') }}
        subtitle={
          <>
            <IncidentBadge status={props.incident.status} />
            <ImpactBadge impact={props.incident.impact} />
            <PublicationBadge incident={props.incident} />
          </>
        }
        actions={
          <Show when={canWrite()}>
            <MenuButton
              class={buttons.icon}
              label={t('incidents.detail.actions')}
              tip={t('incidents.detail.actions')}
              placement="bottom-end"
              entries={incidentMenu(props.incident, {
                write: canWrite(),
                step: open,
                acknowledge: () => void actions.acknowledge(props.incident),
              })}
            >
              <Ellipsis size={16} aria-hidden="true" />
            </MenuButton>
            <Show when={canAcknowledge()}>
              <Button keys="A" onClick={() => void actions.acknowledge(props.incident)}>
                {t('incidents.detail.acknowledge')}
              </Button>
            </Show>
            <Show when={canClose()}>
              <Button onClick={() => open('close')}>{t('incidents.detail.close')}</Button>
            </Show>
            <Show when={props.incident.published_at === null}>
              <Button variant="primary" onClick={() => open('publish')}>
                {t('incidents.detail.publish')}
              </Button>
            </Show>
          </Show>
        }
      />
      <div class={styles.headNotes}>
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
        <Show when={isOpen(props.incident) ? props.incident.acknowledged_by : null}>
          {(person) => (
            <Callout tone="accent">
              {t('incidents.detail.acknowledged', person().name)} <Ago at={props.incident.acknowledged_at} />
            </Callout>
          )}
        </Show>
      </div>
      <Cards>
        <Column wide>
          <Show when={canWrite()}>
            <Card title={t('incidents.detail.compose')}>
              <UpdateComposer
                incident={props.incident}
                components={components()}
                groups={groups()}
                focused={params.do === 'update'}
                onPending={setPending}
                onPosted={() => {
                  close()
                  void actions.changed()
                }}
              />
            </Card>
          </Show>
          <Card title={t('incidents.detail.timeline')}>
            <Timeline updates={props.incident.updates} />
          </Card>
        </Column>
        <Column>
          <Card title={t('content.world.title')}>
            <Show
              when={isPublic() || pending() !== null || props.incident.published_at !== null}
              fallback={<p class={styles.quiet}>{t('content.world.nothing')}</p>}
            >
              <World view={view()} newly={newly()} hidden={hiddenNames(props.incident.components, components())} />
            </Show>
          </Card>
          <IncidentFacts incident={props.incident} />
          <RootCause incident={props.incident} onChanged={() => void actions.changed()} />
          <Notes incident={props.incident} onChanged={() => void actions.changed()} />
        </Column>
      </Cards>
      <CloseDialog incident={when('close')} onClose={close} onChanged={() => void actions.changed()} />
      <PublishDialog
        incident={when('publish')}
        onClose={close}
        onChanged={() => void actions.changed()}
        view={present()}
        hidden={hiddenNames(props.incident.components, components())}
      />
      <UnpublishDialog incident={when('unpublish')} onClose={close} onChanged={() => void actions.changed()} />
      <EditDialog
        incident={when('edit')}
        onClose={close}
        onChanged={() => void actions.changed()}
        components={components()}
        groups={groups()}
      />
      <DeleteDialog
        incident={when('delete')}
        onClose={close}
        onDeleted={() => {
          navigate('/incidents', { replace: true })
          void actions.changed()
        }}
      />
    </>
  )
}
