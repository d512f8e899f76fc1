import { Show } from 'solid-js'
import { useComponents } from '../../api/components.ts'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { RadioField } from '../../ui/field.tsx'
import type { Following } from './model.ts'
import { t } from './words.ts'

/** Everything, or chosen components. A custom view is always of some. */
export function InterestField(props: {
  value: Following
  onChange: (value: Following) => void
  someOnly?: boolean
  error?: string | undefined
}) {
  const { components, groups } = useComponents()
  return (
    <>
      <Show when={props.someOnly !== true}>
        <RadioField
          look="cards"
          label={t('subscribers.follows.label')}
          value={props.value.scope}
          onChange={(scope) => props.onChange({ ...props.value, scope })}
          choices={[
            {
              value: 'everything',
              label: t('subscribers.follows.everything'),
              detail: t('subscribers.follows.everythingDetail'),
            },
            { value: 'some', label: t('subscribers.follows.some'), detail: t('subscribers.follows.someDetail') },
          ]}
        />
      </Show>
      <Show when={props.value.scope === 'some'}>
        <ComponentPicker
          label={t('subscribers.follows.components')}
          components={components()}
          groups={groups()}
          picked={props.value.components.map((id) => ({ id, status: 'operational' as const }))}
          onChange={(picked) => props.onChange({ ...props.value, components: picked.map(({ id }) => id) })}
          error={props.error}
          name="/components"
          needed
        />
      </Show>
    </>
  )
}
