import { createSignal, Show } from 'solid-js'
import { listMySessions } from '../../../src-server/contract/session.ts'
import { call } from '../../api/call.ts'
import { TextButton } from '../../ui/button.tsx'
import { TagsField } from '../../ui/tags-field.tsx'
import { t } from './words.ts'

/** From where a token may be used: addresses and ranges as chips, one's own with a click. The range check is the server's. */
export function AddressField(props: {
  values: readonly string[]
  onChange: (values: string[]) => void
  error?: string | undefined
}) {
  const [failed, setFailed] = createSignal(false)
  const addMine = async (): Promise<void> => {
    const mine = await call(listMySessions).then(
      (reply) => reply.data.find((session) => session.current)?.ip ?? null,
      () => null,
    )
    setFailed(mine === null)
    if (mine !== null && !props.values.includes(mine)) props.onChange([...props.values, mine])
  }
  return (
    <TagsField
      label={t('tokens.form.addresses')}
      optional
      values={props.values}
      onChange={props.onChange}
      placeholder="203.0.113.0/24"
      error={props.error}
      name="/allowed_ips"
      hint={
        <>
          {t('tokens.form.addressesHint')}{' '}
          <TextButton onClick={() => void addMine()}>{t('tokens.form.addAddress')}</TextButton>{' '}
          <Show when={failed()}>{t('tokens.form.addAddressFailed')}</Show>
        </>
      }
    />
  )
}
