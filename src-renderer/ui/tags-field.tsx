import { TagsInput as Ark } from '@ark-ui/solid/tags-input'
import X from 'lucide-solid/icons/x'
import { createUniqueId, For, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import styles from './field.module.css'
import { describedBy, type FieldBase, FieldNotes } from './field.tsx'

/** Several short values, one chip each: addresses, hosts. Enter, comma or leaving the field adds; Backspace takes the last. */

export interface TagsFieldProps extends FieldBase {
  values: readonly string[]
  onChange: (values: string[]) => void
  placeholder?: string
  /** Whether a typed value may become a chip; what is wrong with it otherwise is the caller's to say. */
  accepts?: (value: string) => boolean
}

export function TagsField(props: TagsFieldProps) {
  const id = createUniqueId()
  return (
    <Ark.Root
      class={styles.field}
      value={[...props.values]}
      onValueChange={(details) => props.onChange(details.value)}
      validate={(details) =>
        (props.accepts?.(details.inputValue.trim()) ?? true) && !details.value.includes(details.inputValue.trim())
      }
      blurBehavior="add"
      addOnPaste
      delimiter={/[,\s]+/}
      editable={false}
      invalid={props.error !== undefined}
      disabled={props.disabled === true}
    >
      <Ark.Label class={styles.label}>
        {props.label}
        <Show when={props.optional === true}>
          <span class={styles.optional}> {t('common.optional')}</span>
        </Show>
      </Ark.Label>
      <Ark.Control class={`${styles.input} ${styles.tags}`}>
        <For each={props.values}>
          {(value, index) => (
            <Ark.Item index={index()} value={value}>
              <Ark.ItemPreview class={styles.tag}>
                <Ark.ItemText>{value}</Ark.ItemText>
                <Ark.ItemDeleteTrigger aria-label={t('common.removeValue', value)}>
                  <X size={12} aria-hidden="true" />
                </Ark.ItemDeleteTrigger>
              </Ark.ItemPreview>
            </Ark.Item>
          )}
        </For>
        <Ark.Input
          class={styles.tagInput}
          placeholder={props.values.length === 0 ? props.placeholder : undefined}
          aria-describedby={describedBy(id, props)}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          data-field={props.name}
          autocomplete="off"
          spellcheck={false}
        />
      </Ark.Control>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
      <Ark.HiddenInput />
    </Ark.Root>
  )
}
