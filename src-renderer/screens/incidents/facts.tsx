import { For, Show } from 'solid-js'
import type { Incident } from '../../../src-server/contract/incidents.ts'
import { now } from '../../state/clock.ts'
import { ComponentBadge } from '../../ui/content-badges.tsx'
import { Card, Facts } from '../../ui/page.tsx'
import { durationWords } from '../../ui/time.ts'
import { Instant } from '../../ui/time-words.tsx'
import styles from './incidents.module.css'
import { lasted, publicationOf } from './model.ts'
import { t } from './words.ts'

/** When it happened, and what it said about components. */
export function IncidentFacts(props: { incident: Incident }) {
  const seconds = (): number | null => lasted(props.incident)
  return (
    <>
      <Card title={t('incidents.detail.details')}>
        <Facts
          of={[
            { label: t('incidents.detail.opened'), value: <Instant at={props.incident.created_at} /> },
            props.incident.published_at === null
              ? { label: t('incidents.detail.published'), value: t('incidents.detail.notPublished') }
              : {
                  label:
                    publicationOf(props.incident, now()) === 'later'
                      ? t('incidents.detail.publishes')
                      : t('incidents.detail.published'),
                  value: <Instant at={props.incident.published_at} />,
                },
            {
              label: t('incidents.detail.acknowledgedBy'),
              value: props.incident.acknowledged_by?.name ?? t('incidents.detail.notAcknowledged'),
            },
            props.incident.resolved_at !== null && {
              label: t('incidents.detail.resolved'),
              value: <Instant at={props.incident.resolved_at} />,
            },
            seconds() !== null && { label: t('incidents.detail.lasted'), value: durationWords(seconds() ?? 0) },
          ]}
        />
      </Card>
      <Show when={props.incident.components.length > 0}>
        <Card title={t('incidents.detail.components')}>
          <ul class={styles.components}>
            <For each={props.incident.components}>
              {(component) => (
                <li>
                  <span>{component.name}</span>
                  <ComponentBadge status={component.status} />
                </li>
              )}
            </For>
          </ul>
        </Card>
      </Show>
    </>
  )
}
