import type { Component, JSX } from 'solid-js'
import { mergeProps, Show, splitProps } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import styles from './button.module.css'
import { ariaKeys } from './commands.ts'
import { KeyHint } from './key-hint.tsx'

/**
 * Buttons. `variant` says what a press does: `primary` the one thing of this screen, `danger` what takes something away,
 * `quiet` a link-like step, none for the rest. A button that opens another step ends in an ellipsis (ux.md §8).
 * `busy` keeps it focusable and says so; it does not fire again meanwhile.
 */

export type Icon = Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>

export interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'> {
  variant?: 'primary' | 'danger' | 'quiet' | undefined
  small?: boolean | undefined
  icon?: Icon | undefined
  /** Keys that do the same, such as `mod+Enter`: shown as a keycap and told to assistive technology. */
  keys?: string | undefined
  busy?: boolean | undefined
  /** Why it cannot be pressed now: it stays in reach, says so, and does nothing. */
  unavailable?: string | undefined
  onClick?: ((event: MouseEvent & { currentTarget: HTMLButtonElement }) => void) | undefined
  /** Takes the focus when its dialog opens. */
  'data-autofocus'?: boolean | '' | undefined
}

function classes(variant: ButtonProps['variant'], small: boolean | undefined, extra: string | undefined): string {
  return [styles.button, variant === undefined ? '' : styles[variant], small === true ? styles.small : '', extra ?? '']
    .filter(Boolean)
    .join(' ')
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, [
    'variant',
    'small',
    'icon',
    'keys',
    'busy',
    'unavailable',
    'children',
    'class',
    'onClick',
  ])
  return (
    <button
      type="button"
      {...rest}
      class={classes(own.variant, own.small, own.class)}
      aria-busy={own.busy === true ? 'true' : undefined}
      aria-disabled={own.unavailable === undefined ? undefined : 'true'}
      data-tip={own.unavailable}
      aria-keyshortcuts={own.keys === undefined ? undefined : ariaKeys(own.keys)}
      onClick={(event) => {
        if (own.busy !== true && own.unavailable === undefined) own.onClick?.(event)
      }}
    >
      <ButtonInside icon={own.icon} keys={own.keys} small={own.small}>
        {own.children}
      </ButtonInside>
    </button>
  )
}

function ButtonInside(props: {
  icon: Icon | undefined
  keys: string | undefined
  small: boolean | undefined
  children: JSX.Element
}) {
  return (
    <>
      <Show when={props.icon}>
        {(icon) => <Dynamic component={icon()} size={props.small === true ? 14 : 15} aria-hidden="true" />}
      </Show>
      <span>{props.children}</span>
      <Show when={props.keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
    </>
  )
}

/** A link that looks like a button: for going somewhere, so that it can be opened in a new window. */
export function ButtonLink(
  props: JSX.AnchorHTMLAttributes<HTMLAnchorElement> & Pick<ButtonProps, 'variant' | 'small' | 'icon'>,
) {
  const [own, rest] = splitProps(props, ['variant', 'small', 'icon', 'children', 'class'])
  return (
    <a {...rest} class={classes(own.variant, own.small, own.class)}>
      <ButtonInside icon={own.icon} keys={undefined} small={own.small}>
        {own.children}
      </ButtonInside>
    </a>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'variant' | 'small' | 'icon' | 'busy'> {
  /** Its name, read out and shown by the one tooltip of the page. */
  label: string
  icon: Icon
  size?: number
}

export function IconButton(given: IconButtonProps) {
  const props = mergeProps({ size: 16 }, given)
  const [own, rest] = splitProps(props, ['label', 'icon', 'size', 'class', 'keys', 'children'])
  return (
    <button
      type="button"
      {...rest}
      aria-label={own.label}
      aria-keyshortcuts={own.keys === undefined ? undefined : ariaKeys(own.keys)}
      data-tip={own.label}
      data-tip-keys={own.keys}
      class={[styles.icon, own.class ?? ''].filter(Boolean).join(' ')}
    >
      <Dynamic component={own.icon} size={own.size} aria-hidden="true" />
      {own.children}
    </button>
  )
}

/** A press in the middle of a sentence. */
export function TextButton(props: JSX.ButtonHTMLAttributes<HTMLButtonElement>) {
  const [own, rest] = splitProps(props, ['class'])
  return <button type="button" {...rest} class={[styles.link, own.class ?? ''].filter(Boolean).join(' ')} />
}
