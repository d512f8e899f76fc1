import MailOpen from 'lucide-solid/icons/mail-open'
import { createEffect, createSignal, For, on, onCleanup, Show } from 'solid-js'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import { type MailResource, openMail } from '../../../src-server/contract/mail.ts'
import { call } from '../../api/call.ts'
import { protectContent } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { AlertDialog, Dialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { Facts } from '../../ui/page.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import styles from './subscribers.module.css'
import { t } from './words.ts'

type OpenedMail = ReplyOf<typeof openMail>

/**
 * Asks, then shows one mail with its links, which are made at that moment. They live in the signal here and are dropped when it closes; while they
 * show, the desktop keeps the window out of screenshots.
 */
export default function OpenMailDialog(props: {
  mail: MailResource | undefined
  onClose: () => void
  onOpened: () => void
}) {
  const asked = useLast(() => props.mail)
  const [opened, setOpened] = createSignal<OpenedMail | null>(null)
  // Shown once the question has gone.
  const [answered, setAnswered] = createSignal<OpenedMail | null>(null)
  const shown = useLast(opened)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const mail = asked()
      if (mail === undefined) throw new Error('There is no mail to open.')
      return call(openMail, { params: { id: mail.id } })
    },
    done: (mail) => {
      setAnswered(mail)
      props.onClose()
      props.onOpened()
    },
  })
  createEffect(on(opened, (mail) => protectContent(mail !== null)))
  onCleanup(() => protectContent(false))
  return (
    <>
      <AlertDialog
        open={props.mail !== undefined}
        onClose={props.onClose}
        icon={MailOpen}
        title={t('subscribers.outbox.ask.title')}
        description={t('subscribers.outbox.ask.body')}
        keep={t('subscribers.outbox.ask.keep')}
        onGone={() => {
          setOpened(answered())
          setAnswered(null)
        }}
        returnTo={() => rowButton(asked()?.id ?? '')}
        footer={
          <Button variant="primary" busy={form.sending()} onClick={() => void form.submit()}>
            {t('subscribers.outbox.ask.confirm')}
          </Button>
        }
      >
        <FormProblem problem={form.problem()} />
      </AlertDialog>
      <Dialog
        open={opened() !== null}
        onClose={() => setOpened(null)}
        icon={MailOpen}
        wide
        title={shown()?.subject ?? ''}
        description={t('subscribers.outbox.mail.hint')}
        returnTo={() => rowButton(shown()?.id ?? '')}
        footer={
          <Button variant="primary" onClick={() => setOpened(null)}>
            {t('subscribers.outbox.mail.done')}
          </Button>
        }
      >
        <Facts
          of={[
            { label: t('subscribers.outbox.mail.to'), value: shown()?.to ?? '' },
            {
              label: t('subscribers.outbox.mail.from'),
              value: shown()?.from ?? t('subscribers.outbox.mail.noFrom'),
            },
          ]}
        />
        <Show when={(opened()?.links.length ?? 0) > 0}>
          <ul class={styles.links} aria-label={t('subscribers.outbox.mail.links')}>
            <For each={opened()?.links}>
              {(link) => (
                <li class={text.row}>
                  <CopyButton small secret text={link.url} label={t('subscribers.outbox.mail.copy', link.name)} />
                </li>
              )}
            </For>
          </ul>
        </Show>
        <pre class={styles.letter} tabindex="0" role="region" aria-label={t('subscribers.outbox.mail.text')}>
          {opened()?.text ?? ''}
        </pre>
      </Dialog>
    </>
  )
}
