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
import type { CreatedInvite } from './invite.tsx'
import styles from './members.module.css'
import { t } from './words.ts'

/**
 * The link of an invite, once: it makes a member of whoever opens it, so it is treated like a token's secret. Done needs a copy or
 * the word that it was passed on; the value is dropped then. While it shows, the desktop keeps the window out of screenshots.
 */
export function InviteLinkDialog(props: { invite: CreatedInvite | null; onDone: (invite: CreatedInvite) => void }) {
  const shown = useLast(() => props.invite)
  const [copied, setCopied] = createSignal(false)
  const [refused, setRefused] = createSignal(false)
  const [sent, setSent] = createSignal(false)
  createEffect(
    on(
      () => props.invite?.id,
      (id) => {
        protectContent(id !== undefined)
        setCopied(false)
        setRefused(false)
        setSent(false)
      },
    ),
  )
  onCleanup(() => protectContent(false))
  const url = (): string => props.invite?.url ?? ''
  const expires = (): string => dateTimeWords(Date.parse(shown()?.expires_at ?? ''), zone())
  return (
    <AlertDialog
      open={props.invite !== null}
      onClose={() => {}}
      stay
      icon={Link}
      title={t('members.link.title', shown()?.email ?? '')}
      description={t('members.link.body')}
      footer={
        <>
          <CheckField class={styles.sent} label={t('members.link.sent')} checked={sent()} onChange={setSent} />
          <Button
            variant="primary"
            disabled={!copied() && !sent()}
            onClick={() => {
              const invite = props.invite
              if (invite !== null) props.onDone(invite)
            }}
          >
            {t('members.link.done')}
          </Button>
        </>
      }
    >
      <div class={styles.link}>
        <span
          class={styles.value}
          role="textbox"
          aria-readonly="true"
          aria-label={t('members.link.label')}
          tabindex="0"
        >
          {url()}
        </span>
        <CopyButton
          variant="primary"
          secret
          text={url()}
          label={t('members.link.copy')}
          data-autofocus=""
          onCopied={() => setCopied(true)}
          onFailed={() => setRefused(true)}
        />
      </div>
      <p class={text.hint} role="status">
        {refused() ? t('members.link.copyFailed') : shown() === undefined ? '' : t('members.link.expires', expires())}
      </p>
    </AlertDialog>
  )
}
