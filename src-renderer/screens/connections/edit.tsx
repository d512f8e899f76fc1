import Pencil from 'lucide-solid/icons/pencil'
import { Show } from 'solid-js'
import type { ConnectionView } from '../../../src-main/bridge/contract.ts'
import { answerOf, bridge } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { Fingerprint } from './certificate.tsx'
import { type Looks, LooksFields } from './looks-fields.tsx'
import { t } from './words.ts'

type Values = Looks & { address: string; private_network: boolean; refused: string }

const blank: Values = {
  name: '',
  environment: '',
  colour: 'blue',
  safe_mode: 'normal',
  address: '',
  private_network: false,
  refused: '',
}

/** What a connection is called, how careful this app is with it, and where it leads. */
export function EditDialog(props: { connection: ConnectionView | undefined; onClose: () => void }) {
  const one = useLast(() => props.connection)
  const isRemote = (): boolean => one()?.kind === 'remote'
  const form = createForm({
    initial: blank,
    body: (values: Values) => values,
    check: (values) => [
      ...(values.name.trim() === '' ? [{ path: '/name', message: t('connections.form.nameMissing') }] : []),
      ...(values.environment.trim() === ''
        ? [{ path: '/environment', message: t('connections.form.environmentMissing') }]
        : []),
    ],
    send: async ({ refused: _refused, address, private_network: privateNetwork, ...looks }) => {
      const target = one()
      if (target === undefined) return
      const way =
        target.kind === 'local'
          ? {}
          : {
              ...(address.trim() === target.address ? {} : { address: address.trim() }),
              ...(privateNetwork === target.private_network ? {} : { private_network: privateNetwork }),
            }
      const answer = await answerOf(bridge?.editConnection({ id: target.id, ...looks, ...way }))
      if (answer?.outcome === 'trouble') {
        form.set('refused', t(`connections.troubles.${answer.why}`))
        return
      }
      if (answer?.outcome !== 'saved') return
      props.onClose()
      toast(t('connections.form.saved', looks.name))
      if (target.kind === 'remote') void bridge?.testConnection({ id: target.id, who: false })
    },
  })
  onOpening(
    () => props.connection?.id,
    () => {
      const target = props.connection
      if (target === undefined) return
      const { name, environment, colour, safe_mode, address, private_network } = target
      form.reset({ name, environment, colour, safe_mode, address, private_network, refused: '' })
    },
  )
  return (
    <Dialog
      open={props.connection !== undefined}
      onClose={props.onClose}
      icon={Pencil}
      title={isRemote() ? t('connections.form.edit', one()?.name ?? '') : t('connections.form.editLocal')}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('common.saveChanges')}
          </Button>
        </>
      }
    >
      <form
        class={text.stack}
        ref={form.element}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <LooksFields
          values={form.values}
          set={(key, value) => form.set(key, value as Values[typeof key])}
          error={form.error}
          signIn={one()?.sign_in ?? null}
          autofocus
        />
        <Show when={isRemote()}>
          <TextField
            label={t('connections.form.address')}
            mono
            inputmode="url"
            {...form.text('address')}
            hint={
              form.values.address.trim() === one()?.address
                ? t('connections.form.addressHint')
                : t('connections.form.moving')
            }
          />
          <CheckField
            label={t('connections.form.privateNetwork')}
            hint={t('connections.form.privateNetworkHint')}
            checked={form.values.private_network}
            onChange={(checked) => form.set('private_network', checked)}
          />
          <Show when={one()?.pinned}>
            {(pinned) => (
              <div class={text.stack}>
                <b>{t('connections.form.pin')}</b>
                <Fingerprint of={pinned()} />
                <div>
                  <Button
                    small
                    onClick={() =>
                      void bridge
                        ?.trustCertificate({ id: one()?.id ?? '', fingerprint: null })
                        .then(() => toast(t('connections.form.unpinned')))
                    }
                  >
                    {t('connections.form.unpin')}
                  </Button>
                </div>
              </div>
            )}
          </Show>
        </Show>
        <button type="submit" hidden />
      </form>
      <Show when={form.values.refused !== ''}>
        <Callout tone="danger" role="alert">
          {form.values.refused}
        </Callout>
      </Show>
    </Dialog>
  )
}
