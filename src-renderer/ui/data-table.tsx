import {
  createColumnHelper,
  createSortedRowModel,
  createTable,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
} from '@tanstack/solid-table'
import { createVirtualizer } from '@tanstack/solid-virtual'
import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { createEffect, createMemo, createSignal, For, type JSX, onMount, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import { Button, IconButton } from './button.tsx'
import styles from './data-table.module.css'
import { RowCheck } from './field.tsx'
import { Hidden } from './hidden.tsx'
import { type MenuEntry, RowMenu, type RowMenuTarget } from './menu.tsx'

/**
 * A table: real `<table>`, caption, `aria-sort`, one row menu for the whole page.
 *
 * Keyboard (ux.md §9): one row is in the tab order; ↑ ↓ J K Home End PgUp PgDn move, Enter opens, Space chooses, Shift extends,
 * other keys go to `onRowKey`. Beyond 80 rows only those in view are in the DOM; the scrolling element is the screen's `main`.
 * Sorting is the server's where the list is paged (`sort` and `onSort`), else done here on `value`.
 * `cellStyles` has the classes that cells are made of (name, under, two …).
 */

export interface Column<Row> {
  id: string
  header: string
  /** CSS width; one column without takes the rest. */
  width?: string
  /** The row's name: its `<th scope="row">`. */
  heading?: boolean
  /** Can be sorted; what by, where sorting is done here. */
  sortable?: boolean
  value?: (row: Row) => string | number
  cell: (row: Row) => JSX.Element
}

export interface SortOrder {
  column: string
  descending: boolean
}

export interface DataTableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  rowName: (row: Row) => string
  /** Faded, for what has ended. */
  dim?: (row: Row) => boolean
  dense?: boolean
  /** Minimum width of the table before its own region scrolls. */
  minWidth?: number
  /** Sorted by the server: the order in force, and a wish for another. */
  sort?: SortOrder | undefined
  onSort?: (order: SortOrder) => void
  /** Chosen rows by id; given, the table has boxes to tick. */
  chosen?: ReadonlySet<string>
  onChoose?: (chosen: ReadonlySet<string>) => void
  /** Entries of the row's menu. */
  actions?: (row: Row) => readonly MenuEntry[]
  onOpen?: (row: Row) => void
  /** A key on the active row; true when it was taken. */
  onRowKey?: (event: KeyboardEvent, row: Row) => boolean
  /** Instead of rows, when a filter leaves none. */
  nothing?: JSX.Element
  hasMore?: boolean
  loadingMore?: boolean
  onMore?: () => void
}

const features = tableFeatures({
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
})
const virtualFrom = 80
const estimatedRow = 54

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const helper = createColumnHelper<typeof features, Row>()
  const [own, setOwn] = createSignal<SortOrder | undefined>()
  const serverSorts = (): boolean => props.onSort !== undefined
  const order = (): SortOrder | undefined => (serverSorts() ? props.sort : own())
  const table = createTable({
    features,
    columns: helper.columns(
      props.columns.map((column) =>
        helper.accessor((row: Row) => column.value?.(row) ?? '', {
          id: column.id,
          sortFn: 'alphanumeric',
          enableSorting: column.sortable === true,
        }),
      ),
    ),
    get data() {
      return [...props.rows]
    },
    getRowId: (row: Row) => props.rowId(row),
    get manualSorting() {
      return serverSorts()
    },
    state: {
      get sorting() {
        const now = order()
        return now === undefined ? [] : [{ id: now.column, desc: now.descending }]
      },
      get rowSelection() {
        return Object.fromEntries([...(props.chosen ?? [])].map((id) => [id, true as const]))
      },
    },
  })
  const rows = createMemo(() => table.getRowModel().rows.map((row) => row.original))
  // A row in the document is kept as long as its id is there: whoever stands on it keeps the focus while its data change.
  const byId = createMemo(() => new Map(rows().map((row) => [props.rowId(row), row])))

  let wrap: HTMLDivElement | undefined
  let body: HTMLTableSectionElement | undefined
  const [scroller, setScroller] = createSignal<HTMLElement | null>(null)
  const [margin, setMargin] = createSignal(0)
  onMount(() => {
    const main = wrap?.closest('main') ?? null
    setScroller(main)
    if (main !== null && body !== undefined)
      setMargin(body.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop)
  })
  const isVirtual = (): boolean => rows().length > virtualFrom && scroller() !== null
  const virtualizer = createVirtualizer({
    get count() {
      return isVirtual() ? rows().length : 0
    },
    getScrollElement: () => scroller(),
    estimateSize: () => estimatedRow,
    get scrollMargin() {
      return margin()
    },
    overscan: 12,
  })
  const view = createMemo(() => {
    if (!isVirtual()) return { rows: rows(), first: 0, before: 0, after: 0 }
    const items = virtualizer.getVirtualItems()
    const first = items[0]
    const last = items.at(-1)
    if (first === undefined || last === undefined)
      return {
        rows: rows().slice(0, virtualFrom),
        first: 0,
        before: 0,
        after: (rows().length - virtualFrom) * estimatedRow,
      }
    return {
      rows: rows().slice(first.index, last.index + 1),
      first: first.index,
      before: first.start - margin(),
      after: virtualizer.getTotalSize() - (last.end - margin()),
    }
  })

  // More is asked for when the end comes near; the button stays for whoever does not scroll.
  createEffect(() => {
    if (!isVirtual() || props.hasMore !== true || props.loadingMore === true) return
    const last = virtualizer.getVirtualItems().at(-1)
    if (last !== undefined && last.index >= rows().length - 20) props.onMore?.()
  })

  const [active, setActive] = createSignal<string | null>(null)
  const activeId = createMemo(() => {
    const wanted = active()
    const all = rows()
    if (wanted !== null && all.some((row) => props.rowId(row) === wanted)) return wanted
    const first = all[0]
    return first === undefined ? null : props.rowId(first)
  })
  const focusRow = (index: number): void => {
    const row = rows()[index]
    if (row === undefined) return
    setActive(props.rowId(row))
    if (isVirtual()) virtualizer.scrollToIndex(index)
    requestAnimationFrame(() =>
      body?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(props.rowId(row))}"]`)?.focus(),
    )
  }

  const [menu, setMenu] = createSignal<RowMenuTarget<Row> | null>(null)
  const menuRowId = (): string | null => {
    const target = menu()
    return target === null ? null : props.rowId(target.row)
  }
  const columnCount = (): number =>
    props.columns.length + (props.onChoose === undefined ? 0 : 1) + (props.actions === undefined ? 0 : 1)

  const [anchor, setAnchor] = createSignal<number | null>(null)
  const choose = (id: string, on: boolean): void => {
    const next = new Set(props.chosen ?? [])
    if (on) next.add(id)
    else next.delete(id)
    props.onChoose?.(next)
  }
  const chooseRange = (from: number, to: number): void => {
    const next = new Set(props.chosen ?? [])
    for (const row of rows().slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(props.rowId(row))
    props.onChoose?.(next)
  }
  const allChosen = (): boolean =>
    rows().length > 0 && rows().every((row) => props.chosen?.has(props.rowId(row)) === true)

  const onKey = (event: KeyboardEvent, row: Row): void => {
    // Keys of a control inside the row are its own.
    if (event.target !== event.currentTarget) return
    const index = rows().indexOf(row)
    const id = props.rowId(row)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      j: 1,
      J: 1,
      ArrowUp: -1,
      k: -1,
      K: -1,
      PageDown: 10,
      PageUp: -10,
    }
    const step = steps[event.key]
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (plain && step !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(rows().length - 1, index + step))
      if (event.shiftKey && props.onChoose !== undefined) {
        const start = anchor() ?? index
        setAnchor(start)
        chooseRange(start, next)
      } else setAnchor(null)
      focusRow(next)
    } else if (plain && event.key === 'Home') {
      event.preventDefault()
      focusRow(0)
    } else if (plain && event.key === 'End') {
      event.preventDefault()
      focusRow(rows().length - 1)
    } else if (plain && event.key === 'Enter' && props.onOpen !== undefined) {
      event.preventDefault()
      props.onOpen(row)
    } else if (plain && event.key === ' ' && props.onChoose !== undefined) {
      event.preventDefault()
      choose(id, props.chosen?.has(id) !== true)
    } else if (event.key === 'Escape' && (props.chosen?.size ?? 0) > 0) {
      event.preventDefault()
      props.onChoose?.(new Set())
    } else if (props.onRowKey?.(event, row) === true) event.preventDefault()
  }

  const toggleSort = (column: Column<Row>): void => {
    const now = order()
    const next: SortOrder = { column: column.id, descending: now?.column === column.id ? !now.descending : false }
    if (props.onSort !== undefined) props.onSort(next)
    else setOwn(next)
  }

  return (
    <>
      <div
        class={styles.wrap}
        role="region"
        tabindex="0"
        aria-label={props.label}
        ref={(element) => {
          wrap = element
        }}
      >
        <table
          class={`${styles.table} ${props.dense === true ? styles.dense : ''}`}
          style={props.minWidth === undefined ? {} : { 'min-width': `${props.minWidth}px` }}
          aria-rowcount={props.hasMore === true ? -1 : rows().length + 1}
        >
          <caption>
            <Hidden>{props.label}</Hidden>
          </caption>
          <colgroup>
            <Show when={props.onChoose !== undefined}>
              <col class={styles.check} />
            </Show>
            <For each={props.columns}>
              {(column) => <col style={column.width === undefined ? {} : { width: column.width }} />}
            </For>
            <Show when={props.actions !== undefined}>
              <col class={styles.actions} />
            </Show>
          </colgroup>
          <thead>
            <tr>
              <Show when={props.onChoose !== undefined}>
                <th scope="col" class={styles.check}>
                  <RowCheck
                    label={t('common.selectAll')}
                    checked={allChosen()}
                    indeterminate={!allChosen() && (props.chosen?.size ?? 0) > 0}
                    onChange={(on) => props.onChoose?.(on ? new Set(rows().map((row) => props.rowId(row))) : new Set())}
                  />
                </th>
              </Show>
              <For each={props.columns}>
                {(column) => (
                  <th
                    scope="col"
                    aria-sort={
                      order()?.column === column.id
                        ? order()?.descending === true
                          ? 'descending'
                          : 'ascending'
                        : undefined
                    }
                  >
                    <Show when={column.sortable === true} fallback={column.header}>
                      <button type="button" class={styles.sort} onClick={() => toggleSort(column)}>
                        {column.header}
                        <Show when={order()?.column === column.id}>
                          {order()?.descending === true ? (
                            <ArrowDown size={12} aria-hidden="true" />
                          ) : (
                            <ArrowUp size={12} aria-hidden="true" />
                          )}
                        </Show>
                      </button>
                    </Show>
                  </th>
                )}
              </For>
              <Show when={props.actions !== undefined}>
                <th scope="col">
                  <Hidden>{t('common.actions')}</Hidden>
                </th>
              </Show>
            </tr>
          </thead>
          <tbody
            ref={(element) => {
              body = element
            }}
          >
            <Show when={view().before > 0}>
              <tr class={styles.spacer} aria-hidden="true">
                <td colspan={columnCount()} style={{ height: `${view().before}px` }} />
              </tr>
            </Show>
            <For
              each={view().rows.map(props.rowId)}
              fallback={
                <tr>
                  <td colspan={columnCount()} class={styles.nothing}>
                    {props.nothing}
                  </td>
                </tr>
              }
            >
              {(id, index) => (
                <Show when={byId().get(id)}>
                  {(row) => (
                    <tr
                      data-row={id}
                      data-index={view().first + index()}
                      ref={(element) =>
                        queueMicrotask(() => isVirtual() && element.isConnected && virtualizer.measureElement(element))
                      }
                      class={`${styles.row} ${props.dim?.(row()) === true ? styles.dim : ''} ${props.chosen?.has(id) === true ? styles.chosen : ''}`}
                      aria-rowindex={view().first + index() + 2}
                      tabindex={activeId() === id ? 0 : -1}
                      onFocus={() => setActive(id)}
                      onKeyDown={(event) => onKey(event, row())}
                    >
                      <Show when={props.onChoose !== undefined}>
                        <td class={styles.check}>
                          <RowCheck
                            label={t('common.selectRow', props.rowName(row()))}
                            checked={props.chosen?.has(id) === true}
                            onChange={(on, event) => {
                              const at = rows().indexOf(row())
                              const from = anchor()
                              if (event instanceof MouseEvent && event.shiftKey && from !== null && on)
                                chooseRange(from, at)
                              else choose(id, on)
                              setAnchor(at)
                            }}
                          />
                        </td>
                      </Show>
                      <For each={props.columns}>
                        {(column) => (
                          <Show when={column.heading === true} fallback={<td>{column.cell(row())}</td>}>
                            <th scope="row">{column.cell(row())}</th>
                          </Show>
                        )}
                      </For>
                      <Show when={props.actions !== undefined}>
                        <td class={styles.actions}>
                          <IconButton
                            icon={Ellipsis}
                            label={t('common.actionsFor', props.rowName(row()))}
                            aria-haspopup="menu"
                            aria-expanded={menuRowId() === id}
                            data-row-actions={id}
                            onClick={(event) => setMenu({ row: row(), button: event.currentTarget })}
                          />
                        </td>
                      </Show>
                    </tr>
                  )}
                </Show>
              )}
            </For>
            <Show when={view().after > 0}>
              <tr class={styles.spacer} aria-hidden="true">
                <td colspan={columnCount()} style={{ height: `${view().after}px` }} />
              </tr>
            </Show>
          </tbody>
        </table>
        <Show when={props.hasMore === true}>
          <div class={styles.more}>
            <Button small busy={props.loadingMore} onClick={() => props.onMore?.()}>
              {t('common.loadMore')}
            </Button>
          </div>
        </Show>
      </div>
      <Show when={props.actions}>
        {(actions) => (
          <RowMenu
            target={menu()}
            onClose={() => setMenu(null)}
            label={(row: Row) => t('common.actionsFor', props.rowName(row))}
            entries={(row: Row) => actions()(row)}
          />
        )}
      </Show>
    </>
  )
}

/** The row's menu button, where a dialog about that row gives the focus back. */
export function rowButton(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row-actions="${CSS.escape(id)}"]`)
}

export { styles as cellStyles }
