import { createUniqueId, type JSX, Show } from 'solid-js'
import styles from './progress.module.css'

/** Work that takes a while: what it is, how far it is (where that is known), and a way out. */
export function Progress(props: {
  label: string
  hint?: string
  /** 0 to 1; left out while nobody knows. */
  share?: number | undefined
  actions?: JSX.Element
}) {
  const id = createUniqueId()
  const percent = (): number | undefined => (props.share === undefined ? undefined : Math.round(props.share * 100))
  return (
    <div class={styles.progress}>
      <div class={styles.words}>
        <span id={id}>{props.label}</span>
        <Show when={props.hint}>
          <span class={styles.hint}>{props.hint}</span>
        </Show>
        <div
          class={styles.track}
          role="progressbar"
          aria-labelledby={id}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent()}
        >
          <div
            class={`${styles.bar} ${percent() === undefined ? styles.unknown : ''}`}
            style={percent() === undefined ? {} : { width: `${percent()}%` }}
          />
        </div>
      </div>
      {props.actions}
    </div>
  )
}
