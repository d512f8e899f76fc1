import Check from 'lucide-solid/icons/check'
import Eye from 'lucide-solid/icons/eye'
import Minus from 'lucide-solid/icons/minus'
import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { PERMISSION_SENTENCES, type Permission } from '../../../src-server/contract/permissions.ts'
import { may } from '../../state/session.ts'
import type { Icon } from '../../ui/button.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import { type AreaRow, type GrantLevel, grantLevels, matching, rowsOf, summaryOf, withLevel } from './model.ts'
import styles from './roles.module.css'
import { t } from './words.ts'

const levelIcons: Readonly<Record<GrantLevel, Icon>> = { none: Minus, view: Eye, change: Check }

/** Areas × none, view, change: to look at, and with `onChange` to choose. */
export function RoleMatrix(props: {
  permissions: readonly Permission[]
  /** What it was: rows that differ are marked. */
  before?: readonly Permission[]
  onChange?: (permissions: Permission[]) => void
}) {
  const [typed, setTyped] = createSignal('')
  const rows = createMemo(() => rowsOf(props.permissions))
  const old = createMemo(() => rowsOf(props.before ?? props.permissions))
  const shown = createMemo(() => matching(rows(), typed()))
  const summary = createMemo(() => summaryOf(props.permissions))
  const hasChanged = (row: AreaRow): boolean => old().find((one) => one.area.key === row.area.key)?.level !== row.level
  return (
    <>
      <div class={styles.matrixTools}>
        <SearchField
          label={t('roles.matrix.search')}
          placeholder={t('roles.matrix.search')}
          value={typed()}
          onChange={setTyped}
        />
        <span class={styles.quiet} role="status">
          {t('roles.matrix.summary', summary().view, summary().change)}
        </span>
      </div>
      <table class={styles.matrix}>
        <caption>
          <Hidden>{t('roles.matrix.caption')}</Hidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('roles.matrix.area')}</th>
            <th scope="col">
              <span class={styles.levels}>
                <For each={grantLevels}>{(level) => <span>{t(`roles.matrix.level.${level}`)}</span>}</For>
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For
            each={shown()}
            fallback={
              <tr>
                <td colspan="2" class={styles.quiet}>
                  {t('roles.matrix.noMatch', typed())}
                </td>
              </tr>
            }
          >
            {(row) => (
              <tr data-changed={hasChanged(row) ? 'true' : undefined}>
                <th scope="row">
                  {row.area.label}
                  <span class={styles.what}>
                    {
                      PERMISSION_SENTENCES[
                        row.level === 'change' && row.area.write !== null ? row.area.write : row.area.read
                      ]
                    }
                    <Show when={row.through}>
                      {(area) => <em class={styles.through}>{t('roles.matrix.implied', area().label)}</em>}
                    </Show>
                  </span>
                </th>
                <td>
                  <Levels row={row} permissions={props.permissions} onChange={props.onChange} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </>
  )
}

function Levels(props: {
  row: AreaRow
  permissions: readonly Permission[]
  onChange: ((permissions: Permission[]) => void) | undefined
}) {
  const name = createUniqueId()
  /** Why a level cannot be chosen. */
  const obstacle = (level: GrantLevel): string | undefined => {
    const { area, atLeast, through } = props.row
    if (level === 'change' && area.write === null) return t('roles.matrix.nothingToChange')
    if (grantLevels.indexOf(level) < grantLevels.indexOf(atLeast))
      return t('roles.matrix.implied', through?.label ?? area.label)
    const needed = level === 'none' ? null : level === 'view' ? area.read : area.write
    return needed !== null && level !== props.row.level && !may(needed) ? t('roles.matrix.beyond') : undefined
  }
  return (
    <Show when={props.onChange} fallback={<Level of={props.row.level} />}>
      {(change) => (
        <div class={styles.levels} role="radiogroup" aria-label={t('roles.matrix.levelOf', props.row.area.label)}>
          <For each={grantLevels}>
            {(level) => (
              <label class={styles.level} data-level={level} data-tip={obstacle(level)}>
                <input
                  type="radio"
                  name={name}
                  value={level}
                  checked={props.row.level === level}
                  disabled={obstacle(level) !== undefined && props.row.level !== level}
                  onChange={() => change()(withLevel(props.permissions, props.row.area, level))}
                />
                <span class={styles.levelFace}>
                  <Dynamic component={levelIcons[level]} size={13} aria-hidden="true" />
                  {t(`roles.matrix.level.${level}`)}
                </span>
              </label>
            )}
          </For>
        </div>
      )}
    </Show>
  )
}

function Level(props: { of: GrantLevel }) {
  return (
    <span class={styles.levels}>
      <span class={styles.fixed} data-level={props.of}>
        <Dynamic component={levelIcons[props.of]} size={13} aria-hidden="true" />
        {t(`roles.matrix.level.${props.of}`)}
      </span>
    </span>
  )
}
