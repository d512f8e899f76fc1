import { createUniqueId, For, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import styles from './field.module.css'
import { describedBy, type FieldBase, FieldNotes } from './field.tsx'

export interface Suggestible {
  value: string
  /** Shown beside the value by the browser. */
  label?: string
}

/** Text with many usual values (time zones, languages): a native list to choose from, and anything else may be typed. */
export function SuggestField(
  props: FieldBase & {
    value: string
    onChange: (value: string) => void
    suggestions: readonly Suggestible[]
    maxLength?: number
  },
) {
  const id = createUniqueId()
  return (
    <div class={`${styles.field} ${props.class ?? ''}`}>
      <label class={styles.label} for={id}>
        {props.label}
        <Show when={props.optional === true}>
          <span class={styles.optional}> {t('common.optional')}</span>
        </Show>
      </label>
      <input
        id={id}
        class={styles.input}
        type="text"
        list={`${id}-list`}
        value={props.value}
        maxLength={props.maxLength}
        disabled={props.disabled}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(id, props)}
        data-field={props.name}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        <For each={props.suggestions}>{(one) => <option value={one.value}>{one.label}</option>}</For>
      </datalist>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </div>
  )
}
