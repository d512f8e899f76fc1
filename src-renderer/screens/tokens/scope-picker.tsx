import { createMemo, For, Show } from 'solid-js'
import { LEVEL_SETS, scopesOfLevel } from '../../../src-server/access/levels.ts'
import { includes, setOf } from '../../../src-server/access/permission-set.ts'
import { type Level, type Permission, RESOURCES } from '../../../src-server/contract/permissions.ts'
import { TextButton } from '../../ui/button.tsx'
import { CheckField } from '../../ui/field.tsx'
import { scopesWithin } from './create-model.ts'
import styles from './scope-picker.module.css'
import { t } from './words.ts'

/** "Limit further": the permissions that the level holds, by area; all of them ticked is no limit. */
export function ScopePicker(props: {
  level: Level
  value: readonly Permission[] | null
  onChange: (value: Permission[] | null) => void
}) {
  const areas = createMemo(() =>
    RESOURCES.filter((area) => includes(LEVEL_SETS[props.level], setOf([area.read]))).map((area) => ({
      ...area,
      write: area.write !== null && includes(LEVEL_SETS[props.level], setOf([area.write])) ? area.write : null,
    })),
  )
  const isOn = (scope: Permission): boolean => props.value === null || props.value.includes(scope)
  const toggle = (scope: Permission, on: boolean): void => {
    const before = props.value ?? scopesOfLevel(props.level)
    props.onChange(scopesWithin(props.level, on ? [...before, scope] : before.filter((one) => one !== scope)))
  }
  return (
    <details class={styles.picker} open={props.value !== null}>
      <summary>
        {t('tokens.form.limit')}
        <span class={styles.summary}>
          {props.value === null ? t('tokens.form.limitAll') : t('tokens.form.limitSome', props.value.length)}
        </span>
      </summary>
      <div class={styles.inside}>
        <div class={styles.tools}>
          <span>{t('tokens.form.limitHint')}</span>
          <TextButton onClick={() => props.onChange(null)}>{t('tokens.form.limitAllButton')}</TextButton>
          <TextButton onClick={() => props.onChange([])}>{t('tokens.form.limitNoneButton')}</TextButton>
        </div>
        <div class={styles.areas}>
          <For each={areas()}>
            {(area) => (
              <fieldset class={styles.area}>
                <legend>{area.label}</legend>
                <CheckField
                  label={t('access.view')}
                  checked={isOn(area.read)}
                  onChange={(on) => toggle(area.read, on)}
                />
                <Show when={area.write}>
                  {(write) => (
                    <CheckField
                      label={t('access.change')}
                      checked={isOn(write())}
                      onChange={(on) => toggle(write(), on)}
                    />
                  )}
                </Show>
              </fieldset>
            )}
          </For>
        </div>
      </div>
    </details>
  )
}
