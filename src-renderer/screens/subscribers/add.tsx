import UserPlus from 'lucide-solid/icons/user-plus'
import { createSignal } from 'solid-js'
import { createSubscriber, type Subscriber } from '../../../src-server/contract/subscribers.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, onOpening } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { InterestField } from './interest-field.tsx'
import { chosenOf, followingOf } from './model.ts'
import { inSandbox } from './standing.ts'
import { t } from './words.ts'

/** Adds someone: asked by mail, or at once where they have agreed already. */
export default function AddDialog(props: {
  open: boolean
  onClose: () => void
  onAdded: (subscriber: Subscriber) => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: { email: '', following: followingOf(null), confirmed: false },
    body: (values) => ({
      email: values.email.trim(),
      components: chosenOf(values.following),
      ...(values.confirmed ? { confirmed: true } : {}),
    }),
    schema: createSubscriber.body,
    check: (values) => [
      ...(values.email.trim() === '' ? [{ path: '/email', message: t('subscribers.add.emailMissing') }] : []),
    ],
    words: (pointer) => (pointer === '/components' ? t('subscribers.follows.missing') : undefined),
    send: (body) => call(createSubscriber, { body }),
    done: (added) => {
      props.onClose()
      props.onAdded(added)
    },
  })
  onOpening(
    () => props.open,
    () => form.reset(),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={UserPlus}
        title={t('subscribers.add.title')}
        description={inSandbox() ? t('subscribers.add.bodySandbox') : t('subscribers.add.body')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('subscribers.add.submit')}
            </Button>
          </>
        }
      >
        <form
          class={text.contents}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextField
            label={t('subscribers.add.email')}
            type="email"
            inputmode="email"
            placeholder="name@example.com"
            maxLength={254}
            autofocus
            {...form.text('email')}
          />
          <InterestField
            value={form.values.following}
            onChange={(following) => form.set('following', following)}
            error={form.error('/components')}
          />
          <CheckField
            label={t('subscribers.add.consent')}
            hint={t('subscribers.add.consentHint')}
            checked={form.values.confirmed}
            onChange={(confirmed) => form.set('confirmed', confirmed)}
          />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('subscribers.add.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
