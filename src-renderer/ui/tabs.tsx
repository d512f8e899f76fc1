import { Tabs as Ark } from '@ark-ui/solid/tabs'
import { For, type JSX } from 'solid-js'
import styles from './tabs.module.css'

export interface Tab {
  id: string
  label: string
  content: () => JSX.Element
}

/** Tabs within a screen or a dialog; arrows move, each panel is reached by Tab. */
export function Tabs(props: {
  label: string
  tabs: readonly Tab[]
  value?: string
  onChange?: (id: string) => void
  /** Forgets a panel when another is chosen: where what was typed is asked about first. */
  forget?: boolean
}) {
  return (
    <Ark.Root
      class={styles.tabs}
      lazyMount
      unmountOnExit={props.forget === true}
      {...(props.value === undefined ? { defaultValue: props.tabs[0]?.id ?? '' } : { value: props.value })}
      onValueChange={(details) => props.onChange?.(details.value)}
    >
      <Ark.List class={styles.list} aria-label={props.label}>
        <For each={props.tabs}>
          {(tab) => (
            <Ark.Trigger value={tab.id} class={styles.tab}>
              {tab.label}
            </Ark.Trigger>
          )}
        </For>
      </Ark.List>
      <For each={props.tabs}>
        {(tab) => (
          <Ark.Content value={tab.id} class={styles.panel}>
            {tab.content()}
          </Ark.Content>
        )}
      </For>
    </Ark.Root>
  )
}
