import { createSignal, For, Show } from 'solid-js'
import type { IncidentUpdate } from '../../../src-server/contract/incidents.ts'
import { IncidentBadge } from '../../ui/content-badges.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Ago } from '../../ui/time-words.tsx'
import styles from './incidents.module.css'
import { t } from './words.ts'

/** What was said, newest first. One entry is in the tab order; ↑ ↓ J K Home End move. */
export function Timeline(props: { updates: readonly IncidentUpdate[] }) {
  const [active, setActive] = createSignal(0)
  let list: HTMLOListElement | undefined
  const move = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const last = props.updates.length - 1
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, active() + 1),
      j: Math.min(last, active() + 1),
      ArrowUp: Math.max(0, active() - 1),
      k: Math.max(0, active() - 1),
      Home: 0,
      End: last,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    setActive(next)
    list?.querySelectorAll<HTMLElement>('li')[next]?.focus()
  }
  return (
    <Show when={props.updates.length > 0} fallback={<p class={styles.quiet}>{t('incidents.detail.noUpdates')}</p>}>
      <ol
        class={styles.timeline}
        ref={(element) => {
          list = element
        }}
      >
        <For each={props.updates}>
          {(update, index) => (
            <li
              class={styles.entry}
              tabindex={Math.min(active(), props.updates.length - 1) === index() ? 0 : -1}
              onFocus={() => setActive(index())}
              onKeyDown={move}
            >
              <div>
                <IncidentBadge status={update.status} />
                <div class={styles.entryMeta}>
                  <Ago at={update.created_at} />
                  <br />
                  {t('incidents.detail.by', update.author.name)}
                </div>
              </div>
              <Show
                when={update.body.trim() !== ''}
                fallback={<p class={styles.quiet}>{t('incidents.detail.noWords')}</p>}
              >
                <Prose text={update.body} />
              </Show>
            </li>
          )}
        </For>
      </ol>
    </Show>
  )
}
