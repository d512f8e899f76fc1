import { type JSX, Show } from 'solid-js'
import styles from './empty-state.module.css'

/** Nothing here yet: a title, one sentence, one action, a link to the docs. */
export function EmptyState(props: { title: string; words: JSX.Element; actions?: JSX.Element }) {
  return (
    <section class={styles.empty}>
      <h2 class={styles.title}>{props.title}</h2>
      <p class={styles.words}>{props.words}</p>
      <Show when={props.actions}>
        <div class={styles.actions}>{props.actions}</div>
      </Show>
    </section>
  )
}
