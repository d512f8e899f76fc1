import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import type { Incident } from '../../../src-server/contract/incidents.ts'
import { ImpactBadge, IncidentBadge, PublicationBadge } from '../../ui/content-badges.tsx'
import { type Column, cellStyles } from '../../ui/data-table.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { isOpen, latestWords } from './model.ts'
import { t } from './words.ts'

/** The columns of the list of incidents. */
export const incidentColumns: readonly Column<Incident>[] = [
  {
    id: 'name',
    header: t('incidents.column.name'),
    heading: true,
    cell: (incident) => (
      <>
        <A href={`/incidents/${incident.id}`} class={cellStyles.name} tabindex="-1">
          {incident.name}
        </A>
        <div class={cellStyles.under}>
          <span>{latestWords(incident)}</span>
        </div>
      </>
    ),
  },
  {
    id: 'status',
    header: t('incidents.column.status'),
    width: '150px',
    cell: (incident) => (
      <span class={cellStyles.two}>
        <IncidentBadge status={incident.status} />
        <PublicationBadge incident={incident} />
      </span>
    ),
  },
  {
    id: 'impact',
    header: t('incidents.column.impact'),
    width: '116px',
    cell: (incident) => <ImpactBadge impact={incident.impact} />,
  },
  {
    id: 'components',
    header: t('incidents.column.components'),
    width: '190px',
    cell: (incident) => (
      <span class={cellStyles.two}>
        <span class={cellStyles.second}>
          {incident.components.length === 0
            ? t('incidents.noComponents')
            : incident.components
                .slice(0, 2)
                .map((component) => component.name)
                .join(', ')}
        </span>
        <Show when={incident.components.length > 2}>
          <span class={cellStyles.second}>{t('incidents.more', incident.components.length - 2)}</span>
        </Show>
      </span>
    ),
  },
  {
    id: 'updated',
    header: t('incidents.column.updated'),
    width: '150px',
    cell: (incident) => (
      <span class={cellStyles.two}>
        <Ago at={incident.updated_at} />
        <Show when={isOpen(incident) ? incident.acknowledged_by : null}>
          {(person) => <span class={cellStyles.second}>{t('incidents.acknowledgedShort', person().name)}</span>}
        </Show>
      </span>
    ),
  },
]
