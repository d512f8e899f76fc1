import { A } from '@solidjs/router'
import ChevronLeft from 'lucide-solid/icons/chevron-left'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import { createMemo, For, Show } from 'solid-js'
import type { Maintenance } from '../../../src-server/contract/maintenances.ts'
import { now, zone } from '../../state/clock.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import { clockWords } from '../../ui/time.ts'
import { calendarOf, monthName, monthOf } from './calendar-model.ts'
import styles from './maintenances.module.css'
import { windowWords } from './window-words.ts'
import { t } from './words.ts'

const shownAtMost = 3

/** A month as a table: each day with the windows that touch it. */
export function Calendar(props: {
  maintenances: readonly Maintenance[]
  month: string
  onMonth: (month: string | undefined) => void
}) {
  const month = createMemo(() => calendarOf(monthOf(props.month, now(), zone()), props.maintenances, now(), zone()))
  return (
    <>
      <div class={styles.calendarHead}>
        <h2 aria-live="polite">{monthName(month().id)}</h2>
        <span class={styles.quiet}>{t('maintenances.calendar.zone', zone())}</span>
        <span class={styles.grow} />
        <IconButton
          icon={ChevronLeft}
          label={t('maintenances.calendar.previous')}
          onClick={() => props.onMonth(month().previous)}
        />
        <Button small onClick={() => props.onMonth(undefined)}>
          {t('maintenances.calendar.today')}
        </Button>
        <IconButton
          icon={ChevronRight}
          label={t('maintenances.calendar.next')}
          onClick={() => props.onMonth(month().next)}
        />
      </div>
      <div
        class={styles.calendarWrap}
        role="region"
        tabindex="0"
        aria-label={t('maintenances.calendar.label', monthName(month().id))}
      >
        <table class={styles.calendar}>
          <caption>
            <Hidden>{t('maintenances.calendar.label', monthName(month().id))}</Hidden>
          </caption>
          <thead>
            <tr>
              <For each={weekdays()}>
                {(name) => (
                  <th scope="col" abbr={name}>
                    {name.slice(0, 3)}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={month().weeks}>
              {(week) => (
                <tr>
                  <For each={week}>
                    {(day) => (
                      <td data-outside={day.inMonth ? undefined : 'true'}>
                        <time datetime={day.day} class={styles.day} aria-current={day.isToday ? 'date' : undefined}>
                          {day.number}
                        </time>
                        <ul class={styles.items}>
                          <For each={day.items.slice(0, shownAtMost)}>
                            {({ maintenance, begins }) => (
                              <li>
                                <A
                                  href={`/maintenances/${maintenance.id}`}
                                  class={styles.item}
                                  data-status={maintenance.status}
                                  data-tip={`${maintenance.name}: ${windowWords(Date.parse(maintenance.scheduled_for), Date.parse(maintenance.scheduled_until), zone())}`}
                                >
                                  {begins
                                    ? clockWords(Date.parse(maintenance.scheduled_for), zone())
                                    : t('maintenances.calendar.goesOn')}{' '}
                                  {maintenance.name}
                                  <Hidden>, {t(`content.maintenance.${maintenance.status}`)}</Hidden>
                                </A>
                              </li>
                            )}
                          </For>
                          <Show when={day.items.length > shownAtMost}>
                            <li class={styles.quiet}>
                              {t('maintenances.calendar.more', day.items.length - shownAtMost)}
                            </li>
                          </Show>
                        </ul>
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </>
  )
}

function weekdays(): string[] {
  // Monday 1 January 2024 and the six days after it.
  const format = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, index) => format.format(Date.UTC(2024, 0, 1 + index)))
}
