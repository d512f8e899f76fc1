import { Menu as Ark } from '@ark-ui/solid/menu'
import Check from 'lucide-solid/icons/check'
import { createMemo, createSignal, For, type JSX, type ParentProps, Show } from 'solid-js'
import { Dynamic, Portal } from 'solid-js/web'
import type { ConnectionColour } from '../../src-main/bridge/contract.ts'
import type { Icon } from './button.tsx'
import { ariaKeys } from './commands.ts'
import { EnvironmentTag, Stripe } from './connection-mark.tsx'
import { KeyHint } from './key-hint.tsx'
import styles from './menu.module.css'

/**
 * Menus. `RowMenu`: one for a whole page, anchored to the button of the row it was asked on (200 menus cost a quarter second to
 * mount). `MenuButton`: a button of the frame with its own.
 */

export interface MenuEntry {
  id: string
  label: string
  icon?: Icon
  keys?: string
  danger?: boolean
  /** Why it cannot be chosen now; it is shown, and skipped. */
  unavailable?: string | undefined
  /** The one that is in force, in a menu of choices. */
  checked?: boolean
  /** A line above it. */
  separated?: boolean
  /** A connection: its stripe before the label, its word behind it. */
  connection?: { colour: ConnectionColour; environment: string }
  /** A second line below the label. */
  detail?: string
  run: () => void
}

export interface RowMenuTarget<Row> {
  row: Row
  button: HTMLElement
}

export interface RowMenuProps<Row> {
  target: RowMenuTarget<Row> | null
  onClose: () => void
  label: (row: Row) => string
  entries: (row: Row) => readonly MenuEntry[]
}

/**
 * Runs what was chosen when the menu has gone. A dialog that opened while the menu is still there would count as a part of it, and be
 * closed along with it.
 */
function runOnceClosed(chosen: MenuEntry | undefined): void {
  if (chosen !== undefined) setTimeout(() => chosen.run())
}

export function RowMenu<Row>(props: RowMenuProps<Row>) {
  const last = createMemo<RowMenuTarget<Row> | null>((before) => props.target ?? before, null)
  const entries = createMemo(() => {
    const target = last()
    return target === null ? [] : props.entries(target.row)
  })
  const label = (): string | undefined => {
    const target = last()
    return target === null ? undefined : props.label(target.row)
  }
  return (
    <Ark.Root
      open={props.target !== null}
      onOpenChange={(details) => {
        if (!details.open) props.onClose()
      }}
      onSelect={(details) => {
        const chosen = entries().find((entry) => entry.id === details.value)
        // The button gets the focus back before a dialog opens, so that the dialog returns there and not to the top of the page.
        last()?.button.focus({ preventScroll: true })
        runOnceClosed(chosen)
      }}
      positioning={{
        placement: 'bottom-end',
        gutter: 2,
        getAnchorRect: () => last()?.button.getBoundingClientRect() ?? null,
      }}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Ark.Positioner>
          <Ark.Content
            class={styles.popup}
            aria-label={label()}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key === 'Escape' || event.key === 'Tab') last()?.button.focus({ preventScroll: true })
            }}
          >
            <Entries of={entries()} />
          </Ark.Content>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  )
}

export interface MenuButtonProps extends ParentProps {
  /** Accessible name of the menu. The button is named by its own text, or by `tip` where it has none. */
  label: string
  class?: string | undefined
  entries: readonly MenuEntry[]
  placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | 'right-end'
  /** Shown by the page's tooltip, where the button has no text. */
  tip?: string | undefined
  /** Shown by the tooltip while the sidebar is a rail of icons. */
  tipOnRail?: string | undefined
  /** Keys that open it. */
  keys?: string | undefined
  /** Lets a command open it: it is handed what does so. */
  opener?: ((open: () => void) => void) | undefined
  heading?: JSX.Element
}

export function MenuButton(props: MenuButtonProps) {
  const [open, setOpen] = createSignal(false)
  props.opener?.(() => setOpen(true))
  return (
    <Ark.Root
      open={open()}
      onOpenChange={(details) => setOpen(details.open)}
      onSelect={(details) => runOnceClosed(props.entries.find((entry) => entry.id === details.value))}
      positioning={{ placement: props.placement ?? 'bottom-start', gutter: 4 }}
      lazyMount
      unmountOnExit
    >
      <Ark.Trigger
        class={props.class}
        aria-label={props.tip}
        aria-keyshortcuts={props.keys === undefined ? undefined : ariaKeys(props.keys)}
        data-tip={props.tip}
        data-tip-rail={props.tipOnRail}
      >
        {props.children}
      </Ark.Trigger>
      <Portal>
        <Ark.Positioner>
          <Ark.Content class={styles.popup} aria-label={props.label}>
            <Show when={props.heading}>
              <div class={styles.heading}>{props.heading}</div>
            </Show>
            <Entries of={props.entries} />
          </Ark.Content>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  )
}

function Entries(props: { of: readonly MenuEntry[] }) {
  return (
    <For each={props.of}>
      {(entry) => (
        <>
          <Show when={entry.separated === true}>
            <Ark.Separator class={styles.separator} />
          </Show>
          <Ark.Item
            value={entry.id}
            disabled={entry.unavailable !== undefined}
            class={`${styles.item} ${entry.danger === true ? styles.danger : ''}`}
            {...(entry.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.checked })}
          >
            <Show when={entry.connection}>{(connection) => <Stripe colour={connection().colour} bar />}</Show>
            <Show when={entry.icon}>{(icon) => <Dynamic component={icon()} size={15} aria-hidden="true" />}</Show>
            <span class={styles.words}>
              {entry.label}
              <Show when={entry.detail}>{(detail) => <span class={styles.reason}>{detail()}</span>}</Show>
              <Show when={entry.unavailable}>{(reason) => <span class={styles.reason}>{reason()}</span>}</Show>
            </span>
            <Show when={entry.connection}>{(connection) => <EnvironmentTag word={connection().environment} />}</Show>
            <Show when={entry.checked === true}>
              <Check size={14} aria-hidden="true" />
            </Show>
            <Show when={entry.keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
          </Ark.Item>
        </>
      )}
    </For>
  )
}
