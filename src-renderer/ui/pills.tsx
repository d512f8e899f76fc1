import { For } from 'solid-js'
import styles from './pills.module.css'

export interface Pill<Id extends string> {
  id: Id
  label: string
}

/** One of a few views of a list, as toggle buttons in a row: All, Allowed, Denied. */
export function Pills<Id extends string>(props: {
  label: string
  pills: readonly Pill<Id>[]
  chosen: Id
  onChoose: (id: Id) => void
}) {
  return (
    <div class={styles.pills} role="group" aria-label={props.label}>
      <For each={props.pills}>
        {(pill) => (
          <button
            type="button"
            class={styles.pill}
            aria-pressed={props.chosen === pill.id ? 'true' : 'false'}
            onClick={() => props.onChoose(pill.id)}
          >
            {pill.label}
          </button>
        )}
      </For>
    </div>
  )
}
