import { Index } from 'solid-js'
import styles from './skeleton.module.css'

/** The shape of what is coming, at its real height; hidden from assistive technology, whose `aria-busy` stands on the region. */
export function SkeletonRows(props: { rows: number; dense?: boolean }) {
  return (
    <div class={styles.rows} aria-hidden="true">
      <Index each={Array.from({ length: props.rows })}>
        {() => (
          <div class={`${styles.row} ${props.dense === true ? styles.dense : ''}`}>
            <span class={styles.bar} />
            <span class={styles.bar} />
            <span class={styles.bar} />
            <span class={styles.bar} />
          </div>
        )}
      </Index>
    </div>
  )
}

export function SkeletonBlock(props: { height: number }) {
  return <div class={styles.block} aria-hidden="true" style={{ height: `${props.height}px` }} />
}
