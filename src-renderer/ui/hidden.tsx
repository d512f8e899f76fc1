import type { ParentProps } from 'solid-js'
import styles from './text.module.css'

/** Text for screen readers only. */
export function Hidden(props: ParentProps) {
  return <span class={styles.hidden}>{props.children}</span>
}

/** Says its text when it changes (polite), without showing it. */
export function Announce(props: ParentProps) {
  return (
    <p class={styles.hidden} role="status">
      {props.children}
    </p>
  )
}
