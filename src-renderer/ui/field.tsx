import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import { createEffect, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import { IconButton } from './button.tsx'
import styles from './field.module.css'
import text from './text.module.css'

/**
 * Fields. Each has a visible label, an optional hint, and its error tied to it by `aria-describedby`; the error's place is always
 * there, so that it is announced when it fills. Native inputs throughout: paste, password managers and spell-checkers work.
 * `name` is the JSON Pointer of the value (`/allowed_ips`): `createForm` finds fields by it to focus the first wrong one.
 */

export interface FieldBase {
  label: string
  hint?: JSX.Element
  error?: string | undefined
  optional?: boolean
  disabled?: boolean
  name?: string | undefined
  autofocus?: boolean
  class?: string | undefined
  /** Hides the label from sight, where a heading says it already; it stays the field's name. */
  labelHidden?: boolean
}

interface FrameProps extends FieldBase {
  id: string
  children: JSX.Element
}

function Frame(props: FrameProps) {
  return (
    <div class={`${styles.field} ${props.class ?? ''}`}>
      <label class={`${styles.label} ${props.labelHidden === true ? text.hidden : ''}`} for={props.id}>
        {props.label}
        <Show when={props.optional === true}>
          <span class={styles.optional}> {t('common.optional')}</span>
        </Show>
      </label>
      {props.children}
      <FieldNotes id={props.id} hint={props.hint} error={props.error} />
    </div>
  )
}

export function FieldNotes(props: { id: string; hint?: JSX.Element; error?: string | undefined }) {
  return (
    <>
      <Show when={props.hint !== undefined && props.error === undefined}>
        <p class={styles.hint} id={`${props.id}-hint`}>
          {props.hint}
        </p>
      </Show>
      <p class={styles.error} id={`${props.id}-error`} role="alert">
        {props.error}
      </p>
    </>
  )
}

export function describedBy(id: string, props: Pick<FieldBase, 'hint' | 'error'>): string | undefined {
  if (props.error !== undefined) return `${id}-error`
  return props.hint === undefined ? undefined : `${id}-hint`
}

export interface TextFieldProps extends FieldBase {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  type?: 'text' | 'email' | 'search' | 'url' | 'number' | 'date' | 'datetime-local'
  placeholder?: string
  mono?: boolean
  maxLength?: number
  min?: string | number
  max?: string | number
  autocomplete?: string
  inputmode?: 'text' | 'numeric' | 'email' | 'url'
}

export function TextField(props: TextFieldProps) {
  const id = createUniqueId()
  return (
    <Frame {...props} id={id}>
      <input
        id={id}
        type={props.type ?? 'text'}
        class={`${styles.input} ${props.mono === true ? styles.mono : ''}`}
        value={props.value}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        min={props.min}
        max={props.max}
        disabled={props.disabled}
        autocomplete={props.autocomplete ?? 'off'}
        inputmode={props.inputmode}
        spellcheck={false}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(id, props)}
        data-field={props.name}
        data-autofocus={props.autofocus === true ? '' : undefined}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        onBlur={() => props.onBlur?.()}
      />
    </Frame>
  )
}

export interface TextAreaProps extends FieldBase {
  value: string
  onChange: (value: string) => void
  rows?: number
  placeholder?: string
  maxLength?: number
  mono?: boolean
}

export function TextArea(props: TextAreaProps) {
  const id = createUniqueId()
  return (
    <Frame {...props} id={id}>
      <textarea
        id={id}
        class={`${styles.input} ${props.mono === true ? styles.mono : ''}`}
        rows={props.rows ?? 2}
        value={props.value}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        disabled={props.disabled}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(id, props)}
        data-field={props.name}
        data-autofocus={props.autofocus === true ? '' : undefined}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </Frame>
  )
}

export interface PasswordFieldProps extends FieldBase {
  value: string
  onChange: (value: string) => void
  /** `current-password` to sign in, `new-password` to choose one, `off` for another kind of secret. */
  autocomplete: 'current-password' | 'new-password' | 'off'
}

/** A password with one button to show it; paste and password managers are welcome. */
export function PasswordField(props: PasswordFieldProps) {
  const id = createUniqueId()
  const [shown, setShown] = createSignal(false)
  return (
    <Frame {...props} id={id}>
      <div class={styles.withButton}>
        <input
          id={id}
          type={shown() ? 'text' : 'password'}
          class={styles.input}
          value={props.value}
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
          disabled={props.disabled}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          aria-describedby={describedBy(id, props)}
          data-field={props.name}
          data-autofocus={props.autofocus === true ? '' : undefined}
          onInput={(event) => props.onChange(event.currentTarget.value)}
        />
        <IconButton
          class={styles.inside}
          icon={shown() ? EyeOff : Eye}
          label={shown() ? t('common.hidePassword') : t('common.showPassword')}
          aria-pressed={shown()}
          onClick={() => setShown(!shown())}
        />
      </div>
    </Frame>
  )
}

export interface Choice<Value extends string> {
  value: Value
  label: JSX.Element
  detail?: string
  disabled?: boolean
}

export interface RadioFieldProps<Value extends string> {
  label: string
  value: Value | ''
  onChange: (value: Value) => void
  choices: readonly Choice<Value>[]
  /** `cards` with a line of detail, `segments` in one row, `chips` that wrap. */
  look: 'cards' | 'segments' | 'chips'
  error?: string | undefined
  hint?: JSX.Element
  name?: string | undefined
}

/** One of a few: real radio buttons behind a nicer face. */
export function RadioField<Value extends string>(props: RadioFieldProps<Value>) {
  const id = createUniqueId()
  return (
    <fieldset class={styles.field} aria-describedby={describedBy(id, props)}>
      <legend class={styles.label}>{props.label}</legend>
      <div class={styles[props.look]}>
        <For each={props.choices}>
          {(choice, index) => (
            <label class={styles.choice}>
              <input
                type="radio"
                name={id}
                value={choice.value}
                checked={props.value === choice.value}
                disabled={choice.disabled}
                aria-invalid={props.error === undefined ? undefined : 'true'}
                data-field={index() === 0 ? props.name : undefined}
                onChange={() => props.onChange(choice.value)}
              />
              <span class={styles.face}>
                {choice.label}
                <Show when={choice.detail}>
                  <small>{choice.detail}</small>
                </Show>
              </span>
            </label>
          )}
        </For>
      </div>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </fieldset>
  )
}

export interface CheckFieldProps {
  label: JSX.Element
  hint?: JSX.Element
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  indeterminate?: boolean
  class?: string | undefined
  name?: string | undefined
}

export function CheckField(props: CheckFieldProps) {
  let input: HTMLInputElement | undefined
  createEffect(() => {
    if (input !== undefined) input.indeterminate = props.indeterminate === true
  })
  return (
    <label class={`${styles.check} ${props.class ?? ''}`}>
      <input
        ref={(element) => {
          input = element
        }}
        type="checkbox"
        class={styles.box}
        checked={props.checked}
        disabled={props.disabled}
        data-field={props.name}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>
        <span class={styles.checkLabel}>{props.label}</span>
        <Show when={props.hint}>
          <span class={styles.checkHint}>{props.hint}</span>
        </Show>
      </span>
    </label>
  )
}

/** The same as a switch: for what takes effect at once, without a save button. */
export function SwitchField(props: CheckFieldProps) {
  return (
    <label class={`${styles.check} ${props.class ?? ''}`}>
      <input
        type="checkbox"
        role="switch"
        class={styles.switch}
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>
        <span class={styles.checkLabel}>{props.label}</span>
        <Show when={props.hint}>
          <span class={styles.checkHint}>{props.hint}</span>
        </Show>
      </span>
    </label>
  )
}

/** A box to tick in a table row: its label is for assistive technology. */
export function RowCheck(props: {
  label: string
  checked: boolean
  indeterminate?: boolean
  onChange: (checked: boolean, event: Event) => void
  tabIndex?: number
}) {
  let input: HTMLInputElement | undefined
  createEffect(() => {
    if (input !== undefined) input.indeterminate = props.indeterminate === true
  })
  return (
    <input
      ref={(element) => {
        input = element
      }}
      type="checkbox"
      class={styles.box}
      aria-label={props.label}
      tabIndex={props.tabIndex}
      checked={props.checked}
      onChange={(event) => props.onChange(event.currentTarget.checked, event)}
    />
  )
}

/** The filter box above a list; `Ctrl F` and `/` lead here. */
export function SearchField(props: {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  ref?: (element: HTMLInputElement) => void
}) {
  return (
    <input
      ref={(element) => props.ref?.(element)}
      class={`${styles.input} ${styles.search}`}
      type="search"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={props.value}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && props.value !== '') {
          event.preventDefault()
          event.stopPropagation()
          props.onChange('')
        }
      }}
    />
  )
}
