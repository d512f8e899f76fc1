import { createMemo } from 'solid-js'
import { narrowestFirst, type RoleOption } from '../../api/roles.ts'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { t } from './words.ts'

/** Stands for "no role" in the list, where the empty text means that nothing was chosen. */
const none = '-'

/** One of the roles; `none` in words where a page may be without. */
export function RoleField(props: {
  label: string
  labelHidden?: boolean
  roles: readonly RoleOption[]
  value: string
  onChange: (key: string) => void
  /** What having none means here; left out: one has to be chosen. */
  noneWords?: string | undefined
  error?: string | undefined
  name?: string | undefined
  autofocus?: boolean
}) {
  const options = createMemo<SelectOption[]>(() => [
    ...(props.noneWords === undefined ? [] : [{ value: none, label: props.noneWords }]),
    ...narrowestFirst(props.roles).map((role) => ({
      value: role.key,
      label: role.name,
      detail: role.assignable ? role.description : t('members.role.frozen'),
      disabled: !role.assignable,
    })),
  ])
  return (
    <Select
      label={props.label}
      labelHidden={props.labelHidden === true}
      options={options()}
      value={props.value === '' && props.noneWords !== undefined ? none : props.value}
      onChange={(value) => props.onChange(value === none ? '' : value)}
      error={props.error}
      name={props.name}
      autofocus={props.autofocus === true}
    />
  )
}
