import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js'
import fields from './field.module.css'
import { Announce } from './hidden.tsx'
import styles from './query-field.module.css'

/**
 * A filter with a language of its own: a combobox that proposes how the typed query may go on. ↑ ↓ choose, Enter or Tab take the chosen
 * one, Enter without one searches at once, Escape closes the list and then clears the field. `Ctrl F` and `/` lead here.
 */

export interface QuerySuggestion {
  label: string
  detail?: string | undefined
  /** The whole text once it is taken, and where the caret stands then. */
  text: string
  caret: number
}

export interface QueryFieldProps {
  label: string
  listLabel: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
  /** Enter: now, not when typing pauses. */
  onSearch: () => void
  suggest: (text: string, caret: number) => readonly QuerySuggestion[]
  /** What is wrong with it. */
  error?: string | undefined
}

export function QueryField(props: QueryFieldProps) {
  const id = createUniqueId()
  const [caret, setCaret] = createSignal(0)
  const [isOpen, setOpen] = createSignal(false)
  const [at, setAt] = createSignal(-1)
  let input: HTMLInputElement | undefined
  const shown = createMemo(() => (isOpen() ? props.suggest(props.value, caret()) : []))
  const noteCaret = (): void => {
    setCaret(input?.selectionStart ?? 0)
  }
  const take = (suggestion: QuerySuggestion): void => {
    props.onChange(suggestion.text)
    setAt(-1)
    queueMicrotask(() => {
      input?.setSelectionRange(suggestion.caret, suggestion.caret)
      noteCaret()
    })
  }
  const onKey = (event: KeyboardEvent): void => {
    const count = shown().length
    const chosen = shown()[at()]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen()) setOpen(true)
      else if (count > 0) setAt((at() + (event.key === 'ArrowDown' ? 1 : -1) + count) % count)
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen)
    else if (event.key === 'Enter') {
      setOpen(false)
      props.onSearch()
    } else if (event.key === 'Escape' && isOpen() && count > 0) {
      setOpen(false)
      event.stopPropagation()
    } else if (event.key === 'Escape' && props.value !== '') {
      props.onChange('')
      props.onSearch()
      event.stopPropagation()
    } else return
    event.preventDefault()
  }
  return (
    <div class={styles.box}>
      <input
        ref={(element) => {
          input = element
        }}
        class={`${fields.input} ${fields.search} ${styles.input}`}
        type="search"
        role="combobox"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={shown().length > 0 ? 'true' : 'false'}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown()[at()] === undefined ? undefined : `${id}-${at()}`}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={props.error === undefined ? undefined : `${id}-error`}
        placeholder={props.placeholder}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={props.value}
        onInput={(event) => {
          props.onChange(event.currentTarget.value)
          setOpen(true)
          setAt(-1)
          noteCaret()
        }}
        onKeyDown={onKey}
        onKeyUp={noteCaret}
        onClick={() => {
          noteCaret()
          setOpen(true)
        }}
        onBlur={() => setOpen(false)}
      />
      {/* Always there, so that `aria-controls` leads somewhere. */}
      <div
        class={styles.list}
        role="listbox"
        id={`${id}-list`}
        aria-label={props.listLabel}
        hidden={shown().length === 0}
      >
        <For each={shown()}>
          {(suggestion, index) => (
            <div
              role="option"
              id={`${id}-${index()}`}
              class={styles.option}
              aria-selected={at() === index() ? 'true' : 'false'}
              onMouseMove={() => setAt(index())}
              // Before the field loses the focus.
              onPointerDown={(event) => {
                event.preventDefault()
                take(suggestion)
              }}
            >
              <code>{suggestion.label}</code>
              <Show when={suggestion.detail}>
                <span>{suggestion.detail}</span>
              </Show>
            </div>
          )}
        </For>
      </div>
      <Show when={props.error} fallback={<Announce />}>
        <p class={styles.error} id={`${id}-error`} role="status">
          {props.error}
        </p>
      </Show>
    </div>
  )
}
