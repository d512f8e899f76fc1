import { Dialog as Ark } from '@ark-ui/solid/dialog'
import X from 'lucide-solid/icons/x'
import {
  createComputed,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  type JSX,
  on,
  onMount,
  type ParentProps,
  Show,
} from 'solid-js'
import { Dynamic, Portal } from 'solid-js/web'
import { t } from '../strings/strings.ts'
import buttonStyles from './button.module.css'
import { Button, type Icon, IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { focusIfLost, wayBack } from './focus-return.ts'

/**
 * Dialogs. `Dialog` for a form or a look at something, `AlertDialog` for what cannot be taken back (ux.md §8): it takes the safe
 * button first and focuses it, and a press outside does nothing.
 *
 * Focus: the element with `data-autofocus`, else the box. On closing: `returnTo`, else what had the focus before, else where the dialog
 * that this one came out of would have led, else the screen's heading, else `main` (`focus-return.ts`). Keep the last record while it closes (`useLast`), or the title reads "Revoke ?" for 90 ms.
 */

export interface DialogProps extends ParentProps {
  open: boolean
  onClose: () => void
  title: string
  description?: JSX.Element
  icon?: Icon
  tone?: 'danger'
  wide?: boolean
  /** Buttons, the safe one first, the verb of the title last. */
  footer?: JSX.Element
  /** Nothing but its own buttons closes it. */
  stay?: boolean
  /** Lies over all other layers and hides what is behind it: a session has ended. */
  veil?: boolean
  /** Nothing can be seen behind it: the console is locked. */
  blank?: boolean
  /** Asked when Escape, the cross or a press outside would close it; false keeps it open. */
  mayClose?: () => boolean
  returnTo?: () => HTMLElement | null | undefined
  /** `Ctrl ↵` anywhere inside. */
  onSubmitKeys?: () => void
  /** It has faded. A dialog that comes out of this one opens now: one that is opened before is closed together with it. */
  onGone?: () => void
}

export function Dialog(props: DialogProps) {
  return <Modal {...props} role="dialog" />
}

export interface AlertDialogProps extends DialogProps {
  /** The safe way out, focused at first: "Keep token". */
  keep?: string
}

export function AlertDialog(props: AlertDialogProps) {
  return (
    <Modal
      {...props}
      role="alertdialog"
      footer={
        <>
          <Show when={props.keep}>
            {(keep) => (
              <Button onClick={() => props.onClose()} data-autofocus="">
                {keep()}
              </Button>
            )}
          </Show>
          {props.footer}
        </>
      }
    />
  )
}

/**
 * Whether a layer is there: from its opening until it has faded. Its portal exists just as long: a container that stood in the
 * document before another dialog opened would be hidden from assistive technology by that one, and stay so.
 */
function usePresence(open: () => boolean): { present: () => boolean; gone: () => void } {
  const [present, setPresent] = createSignal(false)
  createComputed(() => {
    if (open()) setPresent(true)
  })
  return { present, gone: () => setPresent(open()) }
}

/**
 * Takes the focus as soon as the layer is in the document. The focus trap does so a frame later, and what is typed in between would
 * reach the page behind: `N`, then a name, must not press keys on a row.
 */
function FocusNow(props: { target: () => HTMLElement | null | undefined }) {
  onMount(() => props.target()?.focus({ preventScroll: true }))
  return null
}

function Modal(props: DialogProps & { role: 'dialog' | 'alertdialog' }) {
  let box: HTMLDivElement | undefined
  const descriptionId = createUniqueId()
  const way = wayBack(() => props.returnTo?.())
  createMemo(() => {
    if (props.open) way.note()
  })
  const { present, gone } = usePresence(() => props.open)
  const close = (): void => {
    if (props.mayClose?.() ?? true) props.onClose()
  }
  return (
    <Ark.Root
      role={props.role}
      open={props.open}
      onOpenChange={(details) => {
        if (!details.open) close()
      }}
      lazyMount
      unmountOnExit
      onExitComplete={() => {
        gone()
        focusIfLost(way.target)
        props.onGone?.()
      }}
      preventScroll={false}
      closeOnEscape={props.stay !== true}
      closeOnInteractOutside={props.role === 'dialog' && props.stay !== true}
      initialFocusEl={() => box?.querySelector<HTMLElement>('[data-autofocus]') ?? box ?? null}
      finalFocusEl={way.target}
    >
      <Show when={present()}>
        <Portal>
          <Ark.Backdrop
            class={`${styles.backdrop} ${props.veil === true ? styles.veil : ''} ${props.blank === true ? styles.blank : ''}`}
          />
          <Ark.Positioner
            class={`${styles.positioner} ${props.veil === true ? styles.above : ''} ${props.blank === true ? styles.topmost : ''}`}
          >
            <Ark.Content
              ref={(element: HTMLDivElement) => {
                box = element
                way.leadsOutOf(element)
              }}
              class={[styles.box, props.wide === true ? styles.wide : '', props.tone === 'danger' ? styles.danger : '']
                .filter(Boolean)
                .join(' ')}
              aria-describedby={props.description === undefined ? undefined : descriptionId}
              onKeyDown={(event: KeyboardEvent) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && props.onSubmitKeys !== undefined) {
                  event.preventDefault()
                  props.onSubmitKeys()
                }
              }}
            >
              <FocusNow target={() => box?.querySelector<HTMLElement>('[data-autofocus]') ?? box} />
              <div class={styles.head}>
                <Show when={props.icon}>
                  {(icon) => (
                    <span class={styles.symbol} aria-hidden="true">
                      <Dynamic component={icon()} size={18} />
                    </span>
                  )}
                </Show>
                <div class={styles.words}>
                  <Ark.Title class={styles.title}>{props.title}</Ark.Title>
                  <Show when={props.description !== undefined}>
                    <div class={styles.description} id={descriptionId}>
                      {props.description}
                    </div>
                  </Show>
                </div>
                <Show when={props.stay !== true}>
                  <IconButton icon={X} label={t('common.closeDialog')} onClick={close} class={buttonStyles.icon} />
                </Show>
              </div>
              <div class={styles.body}>{props.children}</div>
              <Show when={props.footer !== undefined}>
                <div class={styles.foot}>{props.footer}</div>
              </Show>
            </Ark.Content>
          </Ark.Positioner>
        </Portal>
      </Show>
    </Ark.Root>
  )
}

export interface BarePanelProps extends ParentProps {
  open: boolean
  onClose: () => void
  label: string
  initialFocus: () => HTMLElement | null | undefined
}

/** A panel without title and buttons: the command palette. */
export function BarePanel(props: BarePanelProps) {
  const way = wayBack()
  createMemo(() => {
    if (props.open) way.note()
  })
  const { present, gone } = usePresence(() => props.open)
  return (
    <Ark.Root
      open={props.open}
      onOpenChange={(details) => {
        if (!details.open) props.onClose()
      }}
      lazyMount
      unmountOnExit
      onExitComplete={() => {
        gone()
        focusIfLost(way.target)
      }}
      preventScroll={false}
      initialFocusEl={() => props.initialFocus() ?? null}
      finalFocusEl={way.target}
    >
      <Show when={present()}>
        <Portal>
          <Ark.Backdrop class={`${styles.backdrop} ${styles.light}`} />
          <Ark.Positioner class={`${styles.positioner} ${styles.top}`}>
            <Ark.Content class={`${styles.box} ${styles.palette}`} aria-label={props.label}>
              <FocusNow target={props.initialFocus} />
              {props.children}
            </Ark.Content>
          </Ark.Positioner>
        </Portal>
      </Show>
    </Ark.Root>
  )
}

/** The last value that was there: what a closing dialog goes on showing. */
export function useLast<Value>(value: () => Value | null | undefined): () => Value | undefined {
  return createMemo<Value | undefined>((before) => value() ?? before)
}

/**
 * Runs each time a dialog opens for something: when `subject` (an id, `true`) becomes another one. Not when the record behind the same
 * id is read anew, which would throw away what was typed meanwhile.
 */
export function onOpening<Subject>(
  subject: () => Subject | null | undefined | false,
  begin: (subject: Subject) => void,
): void {
  const current = createMemo(() => {
    const now = subject()
    return now === null || now === false ? undefined : now
  })
  createEffect(
    on(current, (now) => {
      if (now !== undefined) begin(now)
    }),
  )
}
