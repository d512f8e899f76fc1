import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createMemo, Show } from 'solid-js'
import { listTokens } from '../../../src-server/contract/tokens.ts'
import { useApi } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { Select } from '../../ui/select.tsx'
import { t } from './words.ts'

/** Which token? From the header and the palette. */
export default function ChooseRotation(props: { open: boolean; onClose: () => void; onChosen: (id: string) => void }) {
  const tokens = useApi(() => ({
    endpoint: listTokens,
    input: { query: { status: 'active' as const, sort: 'name' as const, limit: '200' } },
    enabled: props.open,
  }))
  const candidates = createMemo(() => (tokens.data()?.data ?? []).filter((token) => token.rotation === null))
  const form = createForm({
    initial: { id: '' },
    body: (values) => values.id,
    send: async (id) => props.onChosen(id === '' ? (candidates()[0]?.id ?? '') : id),
  })
  const value = (): string => (form.values.id === '' ? (candidates()[0]?.id ?? '') : form.values.id)
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      icon={RefreshCw}
      title={t('tokens.rotate.chooseTitle')}
      description={t('tokens.rotate.chooseWords')}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={value() === ''} onClick={() => void form.submit()}>
            {t('tokens.rotate.next')}
          </Button>
        </>
      }
    >
      <Show when={candidates().length > 0} fallback={<p>{tokens.loading() ? '' : t('tokens.rotate.chooseNone')}</p>}>
        <Select
          label={t('tokens.rotate.chooseLabel')}
          autofocus
          options={candidates().map((token) => ({
            value: token.id,
            label: token.name,
            detail: `${token.token_prefix}… · ${token.permission} · ${token.role_name}`,
          }))}
          value={value()}
          onChange={(id) => form.set('id', id)}
        />
      </Show>
    </Dialog>
  )
}
