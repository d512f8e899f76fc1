import { createMemo } from 'solid-js'
import { listMembers } from '../../../src-server/contract/members.ts'
import { useApiList } from '../../api/query.ts'
import { context, may } from '../../state/session.ts'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { t } from './words.ts'

/** Who answers for a token: the members where one may see them, else oneself and whoever it is now. */
export function OwnerField(props: {
  value: string
  onChange: (id: string) => void
  error?: string | undefined
  current: { id: string; name: string } | null
}) {
  const members = useApiList(() => ({
    endpoint: listMembers,
    input: { query: { status: 'active' as const, sort: 'name' as const, limit: '200' } },
    enabled: may('teams:read') && context()?.every_page === true,
  }))
  const options = createMemo<SelectOption[]>(() => {
    const me = context()?.user
    const known: SelectOption[] = (members.data() ?? []).map((member) => ({
      value: member.id,
      label: member.id === me?.id ? `${member.name} (${t('tokens.form.me').toLowerCase()})` : member.name,
      detail: member.email,
    }))
    if (me !== undefined && !known.some((option) => option.value === me.id))
      known.unshift({ value: me.id, label: `${me.name} (${t('tokens.form.me').toLowerCase()})`, detail: me.email })
    const current = props.current
    if (current !== null && !known.some((option) => option.value === current.id))
      known.unshift({ value: current.id, label: current.name })
    return [...known, { value: nobody, label: t('tokens.form.nobody') }]
  })
  return (
    <Select
      label={t('tokens.form.owner')}
      hint={t('tokens.form.ownerHint')}
      options={options()}
      value={props.value === '' ? nobody : props.value}
      onChange={(value) => props.onChange(value === nobody ? '' : value)}
      error={props.error}
      name="/owner_id"
    />
  )
}

const nobody = '-'
