import { createVirtualizer } from '@tanstack/solid-virtual'
import { createEffect, createUniqueId, For, Index, type JSX, Show } from 'solid-js'
import styles from './virtual-grid.module.css'

/**
 * A grid for very many rows (the audit log): fixed row height, its own scroll region, one selected row told by
 * `aria-activedescendant`. Only rows in view are in the DOM and their nodes are recycled (`Index`), so that a million rows scroll
 * like fifty. ↑ ↓ J K PgUp PgDn Home End move, Enter opens, Escape closes what was opened.
 * Keep at most 200,000 rows loaded (Chromium's limit for the height of an element lies near a million rows).
 */

export interface GridColumn<Row> {
  id: string
  header: string
  /** A track of `grid-template-columns`: `124px`, `minmax(120px, 1fr)`. */
  track: string
  cell: (row: () => Row) => JSX.Element
}

export interface VirtualGridProps<Row> {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  selected: string | null
  onSelect: (id: string) => void
  onOpen?: (row: Row) => void
  onEscape?: () => void
  /** A key on the selected row; true when it was taken. */
  onRowKey?: (event: KeyboardEvent, row: Row) => boolean
  /** Narrower than this, the grid scrolls sideways. */
  minWidth: number
  hasMore?: boolean
  loadingMore?: boolean
  onMore?: () => void
  nothing?: JSX.Element
}

const rowHeight = 32

export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const id = createUniqueId()
  let element: HTMLDivElement | undefined
  const virtualizer = createVirtualizer({
    get count() {
      return props.rows.length
    },
    getScrollElement: () => element ?? null,
    estimateSize: () => rowHeight,
    scrollPaddingStart: rowHeight,
    overscan: 8,
  })
  const tracks = (): string => props.columns.map((column) => column.track).join(' ')
  const selectedIndex = (): number =>
    props.selected === null ? -1 : props.rows.findIndex((row) => props.rowId(row) === props.selected)
  const isRendered = (index: number): boolean => virtualizer.getVirtualItems().some((item) => item.index === index)

  createEffect(() => {
    const last = virtualizer.getVirtualItems().at(-1)
    if (
      props.hasMore === true &&
      props.loadingMore !== true &&
      (last === undefined || last.index >= props.rows.length - 30)
    )
      props.onMore?.()
  })

  const select = (index: number): void => {
    const row = props.rows[index]
    if (row === undefined) return
    props.onSelect(props.rowId(row))
    virtualizer.scrollToIndex(index)
  }
  const onKey = (event: KeyboardEvent): void => {
    const at = selectedIndex()
    const page = Math.max(1, Math.floor((element?.clientHeight ?? 320) / rowHeight) - 2)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
    }
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key]
    const row = props.rows[at]
    if (step !== undefined) {
      event.preventDefault()
      select(Math.max(0, Math.min(props.rows.length - 1, at + step)))
    } else if (event.key === 'Home') {
      event.preventDefault()
      select(0)
    } else if (event.key === 'End') {
      event.preventDefault()
      select(props.rows.length - 1)
    } else if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault()
      props.onOpen?.(row)
    } else if (event.key === 'Escape') props.onEscape?.()
    else if (row !== undefined && props.onRowKey?.(event, row) === true) event.preventDefault()
  }

  return (
    <div
      class={styles.grid}
      role="grid"
      tabindex="0"
      aria-label={props.label}
      aria-rowcount={props.hasMore === true ? -1 : props.rows.length + 1}
      aria-colcount={props.columns.length}
      aria-activedescendant={isRendered(selectedIndex()) ? `${id}-${selectedIndex()}` : undefined}
      onKeyDown={onKey}
      ref={(found) => {
        element = found
      }}
    >
      {/* The header's row is inside a rowgroup of its own, so that the grid owns nothing but rowgroups. */}
      <div role="rowgroup">
        <div
          role="row"
          class={styles.head}
          aria-rowindex={1}
          style={{ 'grid-template-columns': tracks(), 'min-width': `${props.minWidth}px` }}
        >
          <For each={props.columns}>
            {(column) => (
              <div role="columnheader" class={styles.cell}>
                {column.header}
              </div>
            )}
          </For>
        </div>
      </div>
      <div
        role="rowgroup"
        class={styles.body}
        style={{ height: `${virtualizer.getTotalSize()}px`, 'min-width': `${props.minWidth}px` }}
      >
        <Index each={virtualizer.getVirtualItems()}>
          {(item) => (
            <Show when={props.rows[item().index]}>
              {(row) => (
                <div
                  role="row"
                  id={`${id}-${item().index}`}
                  class={styles.row}
                  aria-rowindex={item().index + 2}
                  aria-selected={props.rowId(row()) === props.selected ? 'true' : 'false'}
                  style={{ 'grid-template-columns': tracks(), transform: `translateY(${item().start}px)` }}
                  onClick={() => {
                    props.onSelect(props.rowId(row()))
                    props.onOpen?.(row())
                  }}
                >
                  <For each={props.columns}>
                    {(column) => (
                      <div role="gridcell" class={styles.cell}>
                        {column.cell(row)}
                      </div>
                    )}
                  </For>
                </div>
              )}
            </Show>
          )}
        </Index>
      </div>
      <Show when={props.rows.length === 0 && props.hasMore !== true}>
        <div class={styles.nothing}>{props.nothing}</div>
      </Show>
    </div>
  )
}
