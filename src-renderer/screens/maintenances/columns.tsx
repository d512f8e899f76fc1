import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import type { Maintenance } from '../../../src-server/contract/maintenances.ts'
import { now, zone } from '../../state/clock.ts'
import { MaintenanceBadge } from '../../ui/content-badges.tsx'
import { type Column, cellStyles } from '../../ui/data-table.tsx'
import { durationWords, relativeWords } from '../../ui/time.ts'
import { windowWords } from './window-words.ts'
import { t } from './words.ts'

/** The columns of the list of maintenances. */
export const maintenanceColumns: readonly Column<Maintenance>[] = [
  {
    id: 'name',
    header: t('maintenances.column.name'),
    heading: true,
    cell: (maintenance) => (
      <>
        <A href={`/maintenances/${maintenance.id}`} class={cellStyles.name} tabindex="-1">
          {maintenance.name}
        </A>
        <div class={cellStyles.under}>
          <span>{maintenance.body.split('\n')[0]}</span>
        </div>
      </>
    ),
  },
  {
    id: 'status',
    header: t('maintenances.column.status'),
    width: '140px',
    cell: (maintenance) => <MaintenanceBadge status={maintenance.status} />,
  },
  {
    id: 'window',
    header: t('maintenances.column.window'),
    width: '270px',
    cell: (maintenance) => {
      const [from, until] = [Date.parse(maintenance.scheduled_for), Date.parse(maintenance.scheduled_until)]
      return (
        <span class={cellStyles.two}>
          <span>{windowWords(from, until, zone())}</span>
          <span class={cellStyles.second}>
            {relativeWords(from, now())} · {t('maintenances.lasts', durationWords((until - from) / 1000))}
          </span>
        </span>
      )
    },
  },
  {
    id: 'components',
    header: t('maintenances.column.components'),
    width: '180px',
    cell: ({ components }) => (
      <span class={cellStyles.two}>
        <span class={cellStyles.second}>
          {components.length === 0
            ? t('maintenances.noComponents')
            : components
                .slice(0, 2)
                .map((component) => component.name)
                .join(', ')}
        </span>
        <Show when={components.length > 2}>
          <span class={cellStyles.second}>{t('maintenances.more', components.length - 2)}</span>
        </Show>
      </span>
    ),
  },
]
