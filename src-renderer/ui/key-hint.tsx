import { keyWords } from './commands.ts'
import styles from './key-hint.module.css'

/** A keycap, for the eye only: the control that it stands in says `aria-keyshortcuts` itself. Takes `mod+K`, `G > T`. */
export function KeyHint(props: { keys: string; spoken?: boolean }) {
  return (
    <kbd class={styles.key} aria-hidden={props.spoken === true ? undefined : 'true'}>
      {keyWords(props.keys)}
    </kbd>
  )
}
