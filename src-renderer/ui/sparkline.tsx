import { createMemo, Index } from 'solid-js'
import styles from './sparkline.module.css'

/** Thirty little bars; the label says in words what they show. */
export function Sparkline(props: { values: readonly number[]; label: string }) {
  const tallest = createMemo(() => Math.max(1, ...props.values))
  const height = (value: number): number => Math.max(1, (value / tallest()) * 21)
  return (
    <svg
      class={styles.spark}
      viewBox={`0 0 ${props.values.length * 3} 22`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
    >
      <Index each={props.values}>
        {(value, index) => (
          <rect
            x={index * 3}
            y={22 - height(value())}
            width="2"
            height={height(value())}
            class={value() > 0 ? styles.bar : styles.zero}
          />
        )}
      </Index>
    </svg>
  )
}
