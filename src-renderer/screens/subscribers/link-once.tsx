import Link from 'lucide-solid/icons/link'
import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import { protectContent } from '../../platform.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import text from '../../ui/text.module.css'
import { dateTimeWords } from '../../ui/time.ts'
import type { MadeLink } from './link-make.tsx'
import styles from './subscribers.module.css'
import { t } from './words.ts'

/**
 * A link, once: whoever has it can change what it is for. Done needs a copy or the word that it was passed on; the value is dropped then.
 * While it shows, the desktop keeps the window out of screenshots.
 */
export default function LinkOnceDialog(props: { link: MadeLink | null; onDone: (link: MadeLink) => void }) {
  const shown = useLast(() => props.link)
  const [copied, setCopied] = createSignal(false)
  const [refused, setRefused] = createSignal(false)
  const [sent, setSent] = createSignal(false)
  createEffect(
    on(
      () => props.link?.url,
      (url) => {
        protectContent(url !== undefined)
        setCopied(false)
        setRefused(false)
        setSent(false)
      },
    ),
  )
  onCleanup(() => protectContent(false))
  const hint = (): string => {
    if (refused()) return t('subscribers.link.once.copyFailed')
    const link = shown()
    return link === undefined
      ? ''
      : t('subscribers.link.once.expires', dateTimeWords(Date.parse(link.expires_at), zone()))
  }
  return (
    <AlertDialog
      open={props.link !== null}
      onClose={() => {}}
      stay
      icon={Link}
      title={t('subscribers.link.once.title', shown()?.email ?? '')}
      description={t('subscribers.link.once.body')}
      footer={
        <>
          <CheckField class={styles.grow} label={t('subscribers.link.once.sent')} checked={sent()} onChange={setSent} />
          <Button
            variant="primary"
            disabled={!copied() && !sent()}
            onClick={() => {
              if (props.link !== null) props.onDone(props.link)
            }}
          >
            {t('subscribers.link.once.done')}
          </Button>
        </>
      }
    >
      <div class={styles.once}>
        <span
          class={styles.value}
          role="textbox"
          aria-readonly="true"
          aria-label={t('subscribers.link.once.label')}
          tabindex="0"
        >
          {props.link?.url ?? ''}
        </span>
        <CopyButton
          variant="primary"
          secret
          text={props.link?.url ?? ''}
          label={t('subscribers.link.once.copy')}
          data-autofocus=""
          onCopied={() => setCopied(true)}
          onFailed={() => setRefused(true)}
        />
      </div>
      <p class={text.hint} role="status">
        {hint()}
      </p>
    </AlertDialog>
  )
}
