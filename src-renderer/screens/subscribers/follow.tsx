import ListChecks from 'lucide-solid/icons/list-checks'
import { createSignal } from 'solid-js'
import { type Subscriber, updateSubscriber } from '../../../src-server/contract/subscribers.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { InterestField } from './interest-field.tsx'
import { chosenOf, followingOf } from './model.ts'
import { t } from './words.ts'

/** Changes what someone hears about. */
export default function FollowDialog(props: {
  subscriber: Subscriber | undefined
  onClose: () => void
  onChanged: (subscriber: Subscriber) => void
}) {
  const shown = useLast(() => props.subscriber)
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: { following: followingOf(null) },
    body: (values) => ({ components: chosenOf(values.following) }),
    schema: updateSubscriber.body,
    words: (pointer) => (pointer === '/components' ? t('subscribers.follows.missing') : undefined),
    send: async (body) => {
      const subscriber = shown()
      if (subscriber === undefined) throw new Error('There is no subscriber to change.')
      return call(updateSubscriber, { params: { id: subscriber.id }, body })
    },
    done: (changed) => {
      props.onClose()
      props.onChanged(changed)
    },
  })
  onOpening(
    () => props.subscriber?.id,
    () => form.reset({ following: followingOf(props.subscriber?.components ?? null) }),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.subscriber !== undefined}
        onClose={close}
        icon={ListChecks}
        title={t('subscribers.follow.title', shown()?.email ?? '')}
        description={t('subscribers.follow.body')}
        onSubmitKeys={() => void form.submit()}
        returnTo={() => rowButton(shown()?.id ?? '')}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('subscribers.follow.submit')}
            </Button>
          </>
        }
      >
        <div ref={form.element} class={text.stack}>
          <InterestField
            value={form.values.following}
            onChange={(following) => form.set('following', following)}
            error={form.error('/components')}
          />
        </div>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('subscribers.follow.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
