import LinkIcon from 'lucide-solid/icons/link'
import { Show } from 'solid-js'
import buttonStyles from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import type { Kind } from './selection.ts'
import { inSandbox } from './standing.ts'
import styles from './subscribers.module.css'
import { t } from './words.ts'

/** The address of a view or a feed: it can be looked up again, unlike a secret. */
export default function AddressDialog(props: {
  kind: Kind
  shown: { id: string; name: string; url: string | null } | undefined
  onClose: () => void
}) {
  const shown = useLast(() => props.shown)
  return (
    <Dialog
      open={props.shown !== undefined}
      onClose={props.onClose}
      icon={LinkIcon}
      title={t(`subscribers.${props.kind}.addressTitle`, shown()?.name ?? '')}
      description={t(`subscribers.${props.kind}.addressBody`)}
      returnTo={() => rowButton(shown()?.id ?? '')}
      footer={
        <>
          <Show when={shown()?.url}>
            {(url) => (
              <a class={buttonStyles.button} href={url()} target="_blank" rel="noopener noreferrer">
                {t('subscribers.selection.openAddress')}
              </a>
            )}
          </Show>
          <Button variant="primary" onClick={props.onClose}>
            {t('subscribers.selection.done')}
          </Button>
        </>
      }
    >
      <Show
        when={shown()?.url}
        fallback={
          <Callout tone="neutral">
            {inSandbox() ? t('subscribers.selection.noAddressSandbox') : t('subscribers.selection.noAddress')}
          </Callout>
        }
      >
        {(url) => (
          <div class={styles.address}>
            <span
              class={styles.value}
              role="textbox"
              aria-readonly="true"
              aria-label={t('subscribers.selection.address')}
              tabindex="0"
            >
              {url()}
            </span>
            <CopyButton text={url()} label={t('subscribers.selection.copyAddress')} data-autofocus="" />
          </div>
        )}
      </Show>
    </Dialog>
  )
}
