import { For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import styles from './stat-tiles.module.css'
import { countWords } from './time.ts'

export interface Stat {
  id: string
  label: string
  count: number | undefined
  detail?: string | undefined
  /** Amber while above zero. */
  attention?: boolean
}

export interface StatTilesProps {
  label: string
  stats: readonly Stat[]
  /** Given: the tiles are filter buttons. */
  chosen?: string
  onChoose?: (id: string) => void
}

/** A row of figures; as filters each is a toggle button that says its count. */
export function StatTiles(props: StatTilesProps) {
  return (
    <div class={styles.tiles} role="group" aria-label={props.label}>
      <For each={props.stats}>
        {(stat) => (
          <Dynamic
            component={props.onChoose === undefined ? 'div' : 'button'}
            type={props.onChoose === undefined ? undefined : 'button'}
            class={`${styles.tile} ${stat.attention === true && (stat.count ?? 0) > 0 ? styles.attention : ''}`}
            aria-pressed={props.onChoose === undefined ? undefined : props.chosen === stat.id ? 'true' : 'false'}
            onClick={() => props.onChoose?.(stat.id)}
          >
            <span class={styles.label}>{stat.label}</span>
            <b class={styles.number}>{stat.count === undefined ? '–' : countWords(stat.count)}</b>
            <Show when={stat.detail !== undefined}>
              <small class={styles.detail}>{stat.detail}</small>
            </Show>
          </Dynamic>
        )}
      </For>
    </div>
  )
}
