import { Select as Ark, createListCollection } from '@ark-ui/solid/select'
import Check from 'lucide-solid/icons/check'
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down'
import { createMemo, createUniqueId, For, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import styles from './field.module.css'
import { describedBy, type FieldBase, FieldNotes } from './field.tsx'

/**
 * One of many, with a line of detail each; typing jumps to a label. Take RadioField for up to four.
 * The list stands beside its field, not in a portal: a modal dialog hides everything outside of it from assistive technology.
 */

export interface SelectOption {
  value: string
  label: string
  detail?: string | undefined
  disabled?: boolean
}

export interface SelectProps extends FieldBase {
  options: readonly SelectOption[]
  value: string
  onChange: (value: string) => void
  /** Hides the label from sight; it stays its accessible name. */
  labelHidden?: boolean
}

export function Select(props: SelectProps) {
  const id = createUniqueId()
  const collection = createMemo(() =>
    createListCollection({
      items: [...props.options],
      itemToString: (option) => option.label,
      isItemDisabled: (option) => option.disabled === true,
    }),
  )
  const chosen = (): SelectOption | undefined => props.options.find((option) => option.value === props.value)
  return (
    <Ark.Root
      class={`${styles.field} ${props.class ?? ''}`}
      collection={collection()}
      value={props.value === '' ? [] : [props.value]}
      onValueChange={(details) => {
        const value = details.value[0]
        if (value !== undefined && value !== props.value) props.onChange(value)
      }}
      disabled={props.disabled === true}
      invalid={props.error !== undefined}
      positioning={{ sameWidth: true, gutter: 4, strategy: 'fixed' }}
      lazyMount
      unmountOnExit
    >
      <Ark.Label class={styles.label} hidden={props.labelHidden === true}>
        {props.label}
        <Show when={props.optional === true}>
          <span class={styles.optional}> {t('common.optional')}</span>
        </Show>
      </Ark.Label>
      <Ark.Control>
        <Ark.Trigger
          class={`${styles.input} ${styles.trigger}`}
          aria-label={props.labelHidden === true ? props.label : undefined}
          aria-describedby={describedBy(id, props)}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          data-field={props.name}
          data-autofocus={props.autofocus === true ? '' : undefined}
        >
          <span>{chosen()?.label ?? t('common.choose')}</span>
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Ark.Trigger>
      </Ark.Control>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
      <Ark.Positioner>
        <Ark.Content class={styles.list}>
          <For each={props.options}>
            {(option) => (
              <Ark.Item item={option} class={styles.option}>
                <div>
                  <Ark.ItemText>{option.label}</Ark.ItemText>
                  <Show when={option.detail}>
                    <div class={styles.optionDetail}>{option.detail}</div>
                  </Show>
                </div>
                <Ark.ItemIndicator>
                  <Check size={14} aria-hidden="true" />
                </Ark.ItemIndicator>
              </Ark.Item>
            )}
          </For>
        </Ark.Content>
      </Ark.Positioner>
      <Ark.HiddenSelect />
    </Ark.Root>
  )
}
