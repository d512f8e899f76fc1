import { createUniqueId, For, Show } from 'solid-js'
import {
  OAUTH_SCOPES,
  type OAuthScope,
  PERMISSION_SENTENCES,
  RESOURCES,
} from '../../../src-server/contract/permissions.ts'
import { CheckField, FieldNotes } from '../../ui/field.tsx'
import text from '../../ui/text.module.css'
import { withScope } from './model.ts'
import styles from './oauth.module.css'

/** The scopes to choose from, by area, each with the sentence that people will read. */
export function ScopeField(props: {
  label: string
  /** Where a heading says it already. */
  labelHidden?: boolean
  hint?: string
  value: readonly OAuthScope[]
  onChange: (scopes: OAuthScope[]) => void
  /** Left out: all that an app may have. */
  of?: readonly OAuthScope[]
  error?: string | undefined
}) {
  const id = createUniqueId()
  const offered = (): readonly OAuthScope[] => props.of ?? OAUTH_SCOPES
  const areas = () =>
    RESOURCES.map((area) => ({
      ...area,
      scopes: offered().filter((scope) => scope === area.read || scope === area.write),
    })).filter((area) => area.scopes.length > 0)
  return (
    <fieldset class={styles.rows} aria-describedby={props.error === undefined ? `${id}-hint` : `${id}-error`}>
      <legend class={props.labelHidden === true ? text.hidden : undefined}>{props.label}</legend>
      <Show when={props.hint}>
        <FieldNotes id={id} hint={props.hint} error={undefined} />
      </Show>
      <div class={styles.scopes}>
        <For each={areas()}>
          {(area) => (
            <div class={styles.area} role="group" aria-label={area.label}>
              <span class={styles.areaName} aria-hidden="true">
                {area.label}
              </span>
              <For each={area.scopes}>
                {(scope, index) => (
                  <CheckField
                    label={PERMISSION_SENTENCES[scope]}
                    hint={<code>{scope}</code>}
                    checked={props.value.includes(scope)}
                    onChange={(on) => props.onChange(withScope(props.value, scope, on))}
                    name={index() === 0 && area === areas()[0] ? '/scopes' : undefined}
                  />
                )}
              </For>
            </div>
          )}
        </For>
      </div>
      <Show when={props.error}>
        <FieldNotes id={id} error={props.error} />
      </Show>
    </fieldset>
  )
}
