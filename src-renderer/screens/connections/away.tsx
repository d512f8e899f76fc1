import { createSignal, Show } from 'solid-js'
import type { ConnectionView } from '../../../src-main/bridge/contract.ts'
import { now } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import text from '../../ui/text.module.css'
import { relativeWordsOf } from '../../ui/time.ts'
import { CertificateDialog } from './certificate.tsx'
import { isCertificateTrouble } from './model.ts'
import { t } from './words.ts'

/** What to do about a remote that cannot be shown: look at its certificate, where that is the reason. */
export default function RemoteAway(props: { connection: ConnectionView; onTrusted: () => void }) {
  const [looking, setLooking] = createSignal(false)
  const seen = (): string | null => relativeWordsOf(props.connection.last_seen_at, now())
  const isUntrusted = (): boolean =>
    isCertificateTrouble(props.connection.state.why) && props.connection.certificate !== null
  return (
    <>
      <p class={text.hint}>
        {props.connection.address}
        <Show when={seen()}>
          {(words) => (
            <>
              {' · '}
              {t('connections.detail.lastSeen', words())}
            </>
          )}
        </Show>
      </p>
      <Show when={isUntrusted()}>
        <div>
          <Button onClick={() => setLooking(true)}>{t('connections.lookAtCertificate')}</Button>
        </div>
      </Show>
      <CertificateDialog
        connection={looking() ? props.connection : undefined}
        onClose={() => {
          setLooking(false)
          if (props.connection.state.why === null) props.onTrusted()
        }}
      />
    </>
  )
}
