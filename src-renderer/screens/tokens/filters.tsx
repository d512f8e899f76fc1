import ListFilter from 'lucide-solid/icons/list-filter'
import X from 'lucide-solid/icons/x'
import { createMemo, For } from 'solid-js'
import { LEVELS } from '../../../src-server/contract/permissions.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { context } from '../../state/session.ts'
import buttons from '../../ui/button.module.css'
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx'
import styles from './filters.module.css'
import type { TokensParams } from './model.ts'
import type { RoleOption } from './use-roles.ts'
import { t } from './words.ts'

type FilterName = 'permission' | 'role' | 'owner' | 'terraform' | 'purpose' | 'environment' | 'line'
const names: readonly FilterName[] = ['permission', 'role', 'owner', 'terraform', 'purpose', 'environment', 'line']

export interface FiltersProps {
  params: TokensParams
  onChange: (name: FilterName, value: string | undefined) => void
  roles: readonly RoleOption[]
  loaded: readonly Token[]
}

/** "Add filter" and the filters in force, each a chip that takes itself away. */
export function Filters(props: FiltersProps) {
  const owners = createMemo(() => {
    const found = new Map<string, string>()
    for (const token of props.loaded) if (token.owner !== null) found.set(token.owner.id, token.owner.name)
    const me = context()?.user
    if (me !== undefined) found.delete(me.id)
    return [...found].sort((a, b) => a[1].localeCompare(b[1])).slice(0, 12)
  })
  const entries = createMemo<MenuEntry[]>(() => {
    const entry = (name: FilterName, value: string, label: string, separated = false): MenuEntry => ({
      id: `${name}:${value}`,
      label,
      separated,
      checked: props.params[name] === value,
      run: () => props.onChange(name, props.params[name] === value ? undefined : value),
    })
    const me = context()?.user
    return [
      ...LEVELS.map((level) => entry('permission', level, t('tokens.filter.level', level))),
      ...props.roles.map((role, index) => entry('role', role.key, t('tokens.filter.role', role.name), index === 0)),
      ...(me === undefined ? [] : [entry('owner', me.id, t('tokens.filter.mine'), true)]),
      ...owners().map(([id, name]) => entry('owner', id, t('tokens.filter.owner', name))),
      entry('terraform', 'true', t('tokens.filter.terraform'), true),
      entry('terraform', 'false', t('tokens.filter.notTerraform')),
      entry('purpose', 'automation', t('tokens.filter.automation'), true),
      entry('purpose', 'interactive', t('tokens.filter.interactive')),
      entry('environment', 'live', t('tokens.filter.environment', t('tokens.form.live')), true),
      entry('environment', 'test', t('tokens.filter.environment', t('tokens.form.test'))),
    ]
  })
  const inForce = createMemo(() =>
    names.flatMap((name) => {
      const value = props.params[name]
      if (value === undefined || value === '') return []
      const known = entries().find((entry) => entry.id === `${name}:${value}`)?.label
      return [{ name, label: known ?? (name === 'line' ? t('tokens.filter.line') : String(value)) }]
    }),
  )
  return (
    <>
      <MenuButton class={buttons.button} label={t('tokens.addFilter')} entries={entries()}>
        <ListFilter size={15} aria-hidden="true" />
        <span>{t('tokens.addFilter')}</span>
      </MenuButton>
      <For each={inForce()}>
        {(filter) => (
          <button
            type="button"
            class={styles.chip}
            aria-label={t('tokens.filter.remove', filter.label)}
            onClick={() => props.onChange(filter.name, undefined)}
          >
            {filter.label}
            <X size={12} aria-hidden="true" />
          </button>
        )}
      </For>
    </>
  )
}
