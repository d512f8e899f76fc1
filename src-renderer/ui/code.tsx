import type { ParentProps } from 'solid-js'
import styles from './code.module.css'

/** A block of code; it scrolls, so it is reached by keyboard (WCAG 2.1.1). */
export function Code(props: ParentProps<{ label: string }>) {
  return (
    <div class={styles.code} role="region" tabindex="0" aria-label={props.label}>
      <pre>{props.children}</pre>
    </div>
  )
}
