import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { type Component, componentStatuses } from '../../../src-server/contract/components.ts'
import { hasScreen } from '../../screen-ids.ts'
import { may } from '../../state/session.ts'
import { ComponentBadge } from '../../ui/content-badges.tsx'
import fields from '../../ui/field.module.css'
import type { ComponentActions } from './actions.ts'
import styles from './components.module.css'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

/** The present status, to be changed at once; who else decides it. */
export function Status(props: { component: Component; actions: ComponentActions }) {
  const source = (): string | null => {
    const { type, id } = props.component.status_source
    if (type === 'manual' || id === null) return null
    const path = type === 'incident' ? 'incidents' : 'maintenances'
    return hasScreen(type) && may(`${path}:read`) ? `/${path}/${id}` : null
  }
  return (
    <div class={styles.status}>
      <Show when={whyNotChange() === undefined} fallback={<ComponentBadge status={props.component.status} />}>
        <span class={styles.pick}>
          <span class={styles.dot} data-status={props.component.status} aria-hidden="true" />
          <select
            class={fields.input}
            aria-label={t('components.statusOf', props.component.name)}
            onChange={(event) => {
              const chosen = componentStatuses.find((status) => status === event.currentTarget.value)
              if (chosen !== undefined && chosen !== props.component.status)
                void props.actions.setStatus(props.component, chosen)
            }}
          >
            <For each={componentStatuses}>
              {(status) => (
                <option value={status} selected={status === props.component.status}>
                  {t(`content.component.${status}`)}
                </option>
              )}
            </For>
          </select>
        </span>
      </Show>
      <Show when={source()}>
        {(href) => (
          <A href={href()} class={styles.source}>
            {props.component.status_source.type === 'incident'
              ? t('components.byIncident')
              : t('components.byMaintenance')}
          </A>
        )}
      </Show>
    </div>
  )
}
