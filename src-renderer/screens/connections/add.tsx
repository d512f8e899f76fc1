import Plug from 'lucide-solid/icons/plug'
import { createSignal, Match, Show, Switch } from 'solid-js'
import type { CertificateView, ConnectionView, VerbOutputs } from '../../../src-main/bridge/contract.ts'
import { answerOf, bridge } from '../../platform.ts'
import { connections } from '../../state/connections.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog, onOpening } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { CheckField, RadioField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { CompareCertificate } from './certificate.tsx'
import { type Looks, LooksFields } from './looks-fields.tsx'
import { compareFingerprint, type EnvironmentKind, proposedName, usual } from './model.ts'
import RemoteSignIn from './sign-in.tsx'
import { t } from './words.ts'

type Checked = VerbOutputs['checkAddress']
type Found = Extract<Checked, { outcome: 'found' }>
type Values = Looks & { address: string; private_network: boolean; kind: EnvironmentKind }

const blank: Values = {
  name: '',
  environment: t('connections.form.kinds.production'),
  colour: usual.production.colour,
  safe_mode: usual.production.safeMode,
  address: '',
  private_network: false,
  kind: 'production',
}

/** What another connection looked like, to begin with. */
export type AddFrom = Pick<
  ConnectionView,
  'name' | 'address' | 'environment' | 'colour' | 'safe_mode' | 'private_network'
>

/** A new connection in three steps: where it is, how it looks, how one signs in. */
export function AddDialog(props: { open: boolean; from: AddFrom | null; onClose: () => void }) {
  const [step, setStep] = createSignal<'address' | 'looks' | 'sign_in'>('address')
  const [busy, setBusy] = createSignal(false)
  const [checked, setChecked] = createSignal<Checked | null>(null)
  const [pinned, setPinned] = createSignal<string | null>(null)
  const [pasted, setPasted] = createSignal('')
  const [addedId, setAddedId] = createSignal<string | null>(null)
  const [discarding, setDiscarding] = createSignal(false)
  const added = (): ConnectionView | undefined => connections()?.connections.find((one) => one.id === addedId())

  const form = createForm({
    initial: blank,
    body: (values: Values) => values,
    check: (values) => [
      ...(values.address.trim() === '' ? [{ path: '/address', message: t('connections.form.addressMissing') }] : []),
      ...(step() === 'looks' && values.name.trim() === ''
        ? [{ path: '/name', message: t('connections.form.nameMissing') }]
        : []),
      ...(step() === 'looks' && values.environment.trim() === ''
        ? [{ path: '/environment', message: t('connections.form.environmentMissing') }]
        : []),
    ],
    send: (values) => (step() === 'address' ? check(values) : add(values)),
  })
  onOpening(
    () => props.open,
    () => {
      setStep('address')
      setChecked(null)
      setPinned(null)
      setPasted('')
      setAddedId(null)
      const from = props.from
      form.reset(from === null ? blank : { ...blank, ...from, kind: 'other' })
    },
  )

  async function check({ address, private_network }: Values): Promise<void> {
    setBusy(true)
    const answer = await answerOf(bridge?.checkAddress({ address: address.trim(), private_network, pinned: pinned() }))
    setBusy(false)
    setChecked(answer)
    if (answer?.outcome !== 'found') return
    form.assign({ address: answer.address })
    if (form.values.name === '') form.set('name', proposedName(answer.workspace, answer.address))
    setStep('looks')
  }

  async function add({ kind: _kind, ...values }: Values): Promise<void> {
    const found = checked()
    const answer = await answerOf(
      bridge?.addConnection({
        ...values,
        pinned: pinned(),
        sign_in: found?.outcome === 'found' && found.browser_sign_in ? 'oauth' : 'password',
      }),
    )
    if (answer?.outcome === 'trouble') {
      setChecked(answer)
      setStep('address')
    }
    if (answer?.outcome !== 'added') return
    setAddedId(answer.id)
    toast(t('connections.form.added', values.name))
    void bridge?.testConnection({ id: answer.id, who: false })
    setStep('sign_in')
  }

  const trouble = () => {
    const found = checked()
    return found?.outcome === 'trouble' ? found : null
  }
  const unknownCertificate = (): CertificateView | null =>
    trouble()?.why === 'certificate_untrusted' ? (trouble()?.certificate ?? null) : null
  /** The fingerprint was compared: the same question again, with that certificate and no other. */
  const trustAndGoOn = (certificate: CertificateView): void => {
    setPinned(certificate.fingerprint)
    void form.submit()
  }
  const choose = (kind: EnvironmentKind): void => {
    form.assign({
      kind,
      environment: kind === 'other' ? '' : t(`connections.form.kinds.${kind}`),
      colour: usual[kind].colour,
      safe_mode: usual[kind].safeMode,
    })
  }
  const close = (): void => {
    if (step() === 'looks' || (step() === 'address' && form.dirty())) setDiscarding(true)
    else props.onClose()
  }
  const title = (): string =>
    step() === 'sign_in' ? t('connections.form.stepSignIn', form.values.name) : t('connections.form.title')
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={Plug}
        title={title()}
        description={
          step() === 'address'
            ? t('connections.form.stepAddress')
            : step() === 'looks'
              ? t('connections.form.stepLooks')
              : undefined
        }
        onSubmitKeys={() => {
          if (step() !== 'sign_in') void form.submit()
        }}
        footer={
          <Switch>
            <Match when={step() === 'address'}>
              <Button onClick={close}>{t('common.cancel')}</Button>
              <Button variant="primary" keys="mod+Enter" busy={busy()} onClick={() => void form.submit()}>
                {busy() ? t('connections.form.checking') : t('connections.form.check')}
              </Button>
            </Match>
            <Match when={step() === 'looks'}>
              <Button onClick={() => setStep('address')}>{t('common.back')}</Button>
              <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
                {t('connections.form.submit')}
              </Button>
            </Match>
            <Match when={step() === 'sign_in'}>
              <Button onClick={props.onClose}>{t('connections.form.later')}</Button>
            </Match>
          </Switch>
        }
      >
        <Show
          when={step() !== 'sign_in'}
          fallback={<Show when={added()}>{(one) => <RemoteSignIn connection={one()} onDone={props.onClose} />}</Show>}
        >
          <form
            class={text.stack}
            ref={form.element}
            onSubmit={(event) => {
              event.preventDefault()
              void form.submit()
            }}
          >
            <Show
              when={step() === 'address'}
              fallback={
                <>
                  <Show when={checked()?.outcome === 'found' ? (checked() as Found) : null}>
                    {(found) => <FoundNote found={found()} isPinned={pinned() !== null} />}
                  </Show>
                  <RadioField
                    label={t('connections.form.kind')}
                    look="chips"
                    value={form.values.kind}
                    onChange={choose}
                    choices={(['production', 'staging', 'private', 'other'] as const).map((kind) => ({
                      value: kind,
                      label: t(`connections.form.kinds.${kind}`),
                    }))}
                  />
                  <LooksFields
                    values={form.values}
                    set={(key, value) => form.set(key, value as Values[typeof key])}
                    error={form.error}
                    withoutEnvironment={form.values.kind !== 'other'}
                    signIn="password"
                    autofocus
                  />
                </>
              }
            >
              <TextField
                label={t('connections.form.address')}
                hint={t('connections.form.addressHint')}
                placeholder={t('connections.form.addressPlaceholder')}
                inputmode="url"
                mono
                autofocus
                {...form.text('address')}
              />
              <CheckField
                label={t('connections.form.privateNetwork')}
                hint={t('connections.form.privateNetworkHint')}
                checked={form.values.private_network}
                onChange={(on) => form.set('private_network', on)}
              />
              <Show when={trouble()}>
                {(found) => (
                  <Callout tone={unknownCertificate() === null ? 'danger' : 'warn'} role="alert">
                    {t(`connections.troubles.${found().why}`)}
                  </Callout>
                )}
              </Show>
              <Show when={unknownCertificate()}>
                {(certificate) => (
                  <>
                    <CompareCertificate
                      certificate={certificate()}
                      before={null}
                      pasted={pasted()}
                      onPaste={setPasted}
                    />
                    <div>
                      <Button
                        disabled={compareFingerprint(pasted(), certificate().fingerprint) !== 'same'}
                        onClick={() => trustAndGoOn(certificate())}
                      >
                        {t('connections.certificate.trust')}
                      </Button>
                    </div>
                  </>
                )}
              </Show>
            </Show>
            <button type="submit" hidden />
          </form>
        </Show>
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('connections.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}

/** What answered: reachable, version, certificate. */
function FoundNote(props: { found: Found; isPinned: boolean }) {
  const words = (): string => {
    const { workspace, version, latency_ms: latency } = props.found
    return workspace === null
      ? t('connections.form.found', version, latency)
      : t('connections.form.foundNamed', workspace, version, latency)
  }
  return (
    <Callout tone={props.found.age === 'same' ? 'ok' : 'warn'} role="status">
      {words()}{' '}
      {props.found.certificate === null
        ? t('connections.form.plain')
        : props.isPinned
          ? t('connections.form.pinned')
          : t('connections.form.trusted')}{' '}
      <Show when={props.found.age === 'older'}>{t('connections.form.older')}</Show>
      <Show when={props.found.age === 'newer'}>{t('connections.form.newer')}</Show>
    </Callout>
  )
}
