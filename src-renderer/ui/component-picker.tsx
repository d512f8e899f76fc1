import { createMemo, createSignal, For, Show } from 'solid-js'
import { type ComponentStatus, componentStatuses } from '../../src-server/contract/components.ts'
import { t } from '../strings/strings.ts'
import { Badge } from './badge.tsx'
import styles from './component-picker.module.css'
import fields from './field.module.css'
import { CheckField, FieldNotes, SearchField } from './field.tsx'

/** Which components something is about and, where `statuses` is asked for, what it says about each. */

export interface PickableComponent {
  id: string
  name: string
  public: boolean
  group_id: string | null
}

export interface PickableGroup {
  id: string
  name: string
}

export interface Picked {
  id: string
  status: ComponentStatus
}

export interface ComponentPickerProps {
  components: readonly PickableComponent[]
  groups: readonly PickableGroup[]
  picked: readonly Picked[]
  onChange: (picked: Picked[]) => void
  /** Whether each has a status to choose; and what a fresh one begins with. */
  statuses?: boolean
  fresh?: ComponentStatus
  label?: string
  hint?: string
  error?: string | undefined
  name?: string
  /** At least one has to be chosen. */
  needed?: boolean
}

const searchFrom = 9

export function ComponentPicker(props: ComponentPickerProps) {
  const [typed, setTyped] = createSignal('')
  const matches = createMemo(() => {
    const wanted = typed().trim().toLowerCase()
    return wanted === ''
      ? props.components
      : props.components.filter((component) => component.name.toLowerCase().includes(wanted))
  })
  const sections = createMemo(() => {
    const groupIds = new Set(props.groups.map((group) => group.id))
    const inGroup = (id: string | null): PickableComponent[] =>
      matches().filter(
        (component) =>
          (component.group_id !== null && groupIds.has(component.group_id) ? component.group_id : null) === id,
      )
    const all = [
      ...props.groups.map((group) => ({ name: group.name, items: inGroup(group.id) })),
      { name: t('content.picker.ungrouped'), items: inGroup(null) },
    ]
    return all.filter((section) => section.items.length > 0)
  })
  const statusOf = (id: string): ComponentStatus | undefined => props.picked.find((one) => one.id === id)?.status
  const choose = (id: string, on: boolean): void => {
    const others = props.picked.filter((one) => one.id !== id)
    props.onChange(on ? [...others, { id, status: props.fresh ?? 'degraded_performance' }] : others)
  }
  return (
    <fieldset class={fields.field} aria-describedby={props.error === undefined ? undefined : 'component-picker-error'}>
      <legend class={fields.label}>
        {props.label ?? t('content.picker.label')}{' '}
        <Show when={props.needed !== true}>
          <span class={fields.optional}>{t('common.optional')}</span>
        </Show>
      </legend>
      <Show when={props.components.length > 0} fallback={<p class={fields.hint}>{t('content.picker.none')}</p>}>
        <Show when={props.components.length >= searchFrom}>
          <SearchField
            label={t('content.picker.search')}
            placeholder={t('content.picker.search')}
            value={typed()}
            onChange={setTyped}
          />
        </Show>
        <div class={styles.box} data-field={props.name}>
          <For each={sections()} fallback={<p class={fields.hint}>{t('content.picker.noMatch', typed())}</p>}>
            {(section) => (
              <div class={styles.section}>
                <Show when={sections().length > 1}>
                  <p class={styles.group}>{section.name}</p>
                </Show>
                <For each={section.items}>
                  {(component) => (
                    <div class={styles.row}>
                      <CheckField
                        checked={statusOf(component.id) !== undefined}
                        onChange={(on) => choose(component.id, on)}
                        label={
                          <>
                            {component.name}{' '}
                            <Show when={!component.public}>
                              <Badge tone="neutral">{t('content.picker.private')}</Badge>
                            </Show>
                          </>
                        }
                      />
                      <Show when={props.statuses === true ? statusOf(component.id) : undefined}>
                        {(status) => (
                          <select
                            class={`${fields.input} ${styles.status}`}
                            aria-label={t('content.picker.statusOf', component.name)}
                            value={status()}
                            onChange={(event) => {
                              const chosen = componentStatuses.find((one) => one === event.currentTarget.value)
                              if (chosen !== undefined)
                                props.onChange(
                                  props.picked.map((one) =>
                                    one.id === component.id ? { ...one, status: chosen } : one,
                                  ),
                                )
                            }}
                          >
                            <For each={componentStatuses}>
                              {(one) => (
                                <option value={one} selected={one === status()}>
                                  {t(`content.component.${one}`)}
                                </option>
                              )}
                            </For>
                          </select>
                        )}
                      </Show>
                    </div>
                  )}
                </For>
              </div>
            )}
          </For>
        </div>
      </Show>
      <FieldNotes id="component-picker" hint={props.hint} error={props.error} />
    </fieldset>
  )
}
