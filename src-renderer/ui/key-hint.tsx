import { Show } from 'solid-js'
import { isSingleKey, keyWords, singleKeys } from './commands.ts'
import styles from './key-hint.module.css'

/** A keycap, for the eye only: the control that it stands in says `aria-keyshortcuts` itself. Takes `mod+K`, `G > T`. */
export function KeyHint(props: { keys: string; spoken?: boolean }) {
  return (
    <Show when={singleKeys() || props.spoken === true || !isSingleKey(props.keys)}>
      <kbd class={styles.key} aria-hidden={props.spoken === true ? undefined : 'true'}>
        {keyWords(props.keys)}
      </kbd>
    </Show>
  )
}
