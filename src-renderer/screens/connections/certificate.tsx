import ShieldAlert from 'lucide-solid/icons/shield-alert'
import { createSignal, For, Show } from 'solid-js'
import type { CertificateView, ConnectionView } from '../../../src-main/bridge/contract.ts'
import { answerOf, bridge } from '../../platform.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Facts } from '../../ui/page.tsx'
import text from '../../ui/text.module.css'
import { dateWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './connections.module.css'
import { compareFingerprint, fingerprintGroups, needsComparing } from './model.ts'
import { t } from './words.ts'

export function Fingerprint(props: { of: string }) {
  return (
    <div class={styles.fingerprint}>
      <For each={fingerprintGroups(props.of)}>{(group) => <span>{group}</span>}</For>
    </div>
  )
}

/** What a certificate says of itself, and the field in which its fingerprint is compared with the server's own. */
export function CompareCertificate(props: {
  certificate: CertificateView
  /** The one that was trusted until now. */
  before: string | null
  pasted: string
  onPaste: (text: string) => void
}) {
  const found = (): 'same' | 'different' | 'not_one' | null =>
    props.pasted.trim() === '' ? null : compareFingerprint(props.pasted, props.certificate.fingerprint)
  const day = (at: string | null): string => (at === null ? t('common.unknown') : dateWords(Date.parse(at), zone()))
  return (
    <>
      <Facts
        of={[
          props.before !== null && {
            label: t('connections.certificate.before'),
            value: <Fingerprint of={props.before} />,
          },
          { label: t('connections.certificate.now'), value: <Fingerprint of={props.certificate.fingerprint} /> },
          { label: t('connections.certificate.subject'), value: props.certificate.subject },
          { label: t('connections.certificate.issuer'), value: props.certificate.issuer },
          {
            label: t('connections.certificate.valid'),
            value: t(
              'connections.certificate.validWords',
              day(props.certificate.valid_from),
              day(props.certificate.valid_to),
            ),
          },
        ]}
      />
      <Show when={needsComparing(props.certificate)}>
        <TextField
          label={t('connections.certificate.compare')}
          hint={t('connections.certificate.compareHint')}
          mono
          value={props.pasted}
          onChange={props.onPaste}
          error={found() === 'not_one' ? t('connections.certificate.notOne') : undefined}
        />
      </Show>
      <Show when={found() === 'different'}>
        <Callout tone="danger" role="alert">
          {t('connections.certificate.different')}
        </Callout>
      </Show>
    </>
  )
}

/** A certificate that is not trusted: nothing goes on until its fingerprint was compared. There is no way past it. */
export function CertificateDialog(props: { connection: ConnectionView | undefined; onClose: () => void }) {
  const one = useLast(() => props.connection)
  const shown = useLast(() => props.connection?.certificate)
  const [pasted, setPasted] = createSignal('')
  const [stale, setStale] = createSignal(false)
  onOpening(
    () => props.connection?.id,
    () => {
      setPasted('')
      setStale(false)
    },
  )
  const isChanged = (): boolean => one()?.state.why === 'certificate_changed'
  const mayTrust = (): boolean => {
    const certificate = shown()
    if (certificate === undefined) return false
    return !needsComparing(certificate) || compareFingerprint(pasted(), certificate.fingerprint) === 'same'
  }
  const trust = async (): Promise<void> => {
    const target = one()
    const certificate = shown()
    if (target === undefined || certificate === undefined) return
    const answer = await answerOf(bridge?.trustCertificate({ id: target.id, fingerprint: certificate.fingerprint }))
    if (answer?.outcome !== 'trusted') {
      setStale(true)
      return
    }
    props.onClose()
    toast(t('connections.certificate.done'))
    void bridge?.testConnection({ id: target.id, who: false })
  }
  const name = (): string => one()?.name ?? ''
  return (
    <AlertDialog
      open={props.connection !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={ShieldAlert}
      title={
        isChanged()
          ? t('connections.certificate.titleChanged', name())
          : t('connections.certificate.titleUntrusted', name())
      }
      description={isChanged() ? t('connections.certificate.bodyChanged') : t('connections.certificate.bodyUntrusted')}
      keep={t('connections.certificate.keep')}
      footer={
        <Button variant="danger" disabled={!mayTrust()} onClick={() => void trust()}>
          {t('connections.certificate.trust')}
        </Button>
      }
    >
      <div class={text.stack}>
        <Show when={shown()}>
          {(certificate) => (
            <CompareCertificate
              certificate={certificate()}
              before={isChanged() ? (one()?.pinned ?? null) : null}
              pasted={pasted()}
              onPaste={setPasted}
            />
          )}
        </Show>
        <Show when={stale()}>
          <Callout tone="warn" role="alert">
            {t('connections.certificate.notShown')}
          </Callout>
        </Show>
      </div>
    </AlertDialog>
  )
}
