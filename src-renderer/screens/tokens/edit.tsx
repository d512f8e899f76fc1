import Pencil from 'lucide-solid/icons/pencil'
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import { patchToken, type Token } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { dateInputValue, dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { AddressField } from './address-field.tsx'
import { type EditValues, editBody, editProblems, editValues } from './edit-model.ts'
import { couldWork } from './model.ts'
import { OwnerField } from './owner-field.tsx'
import type { TokenDialogProps } from './revoke.tsx'
import { t } from './words.ts'

/** What can be changed of a token: everything but its access. */
export default function EditDialog(props: TokenDialogProps) {
  const token = useLast(() => props.token)
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: editValues(undefined, zone()),
    body: (values: EditValues) => editBody(values, token(), zone()),
    schema: patchToken.body,
    check: (values: EditValues) =>
      editProblems(values, token(), now(), zone(), {
        later: t('tokens.edit.expiryLater'),
        past: t('tokens.form.expiresPast'),
        name: t('tokens.form.nameMissing'),
      }),
    send: async (body) => {
      const target = token()
      if (target === undefined) throw new Error('There is no token to edit.')
      return call(patchToken, { params: { id: target.id }, body })
    },
    done: (saved: Token) => {
      props.onClose()
      void props.actions.changed()
      toast(t('tokens.edit.done', saved.name))
    },
  })
  createEffect(
    on(
      createMemo(() => props.token?.id),
      (id) => {
        if (id !== undefined) form.reset(editValues(props.token, zone()))
      },
    ),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  const expiryHint = (): string => {
    const at = token()?.expires_at ?? null
    return at === null
      ? t('tokens.edit.expiryHintNever')
      : t('tokens.edit.expiryHint', dateTimeWords(Date.parse(at), zone()))
  }
  return (
    <>
      <Dialog
        open={props.token !== undefined}
        onClose={close}
        icon={Pencil}
        title={t('tokens.edit.title', token()?.name ?? '')}
        description={t('tokens.edit.words')}
        onSubmitKeys={() => void form.submit()}
        returnTo={() => {
          const target = token()
          return target === undefined ? null : props.returnTo?.(target)
        }}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('tokens.edit.submit')}
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
          <TextField label={t('tokens.form.name')} {...form.text('name')} maxLength={120} autofocus />
          <TextArea label={t('tokens.form.description')} optional {...form.text('description')} maxLength={1000} />
          <TextArea
            label={t('tokens.form.notes')}
            optional
            hint={t('tokens.form.notesHint')}
            {...form.text('notes')}
            maxLength={10_000}
          />
          <OwnerField
            value={form.values.owner}
            onChange={(owner) => form.set('owner', owner)}
            error={form.error('/owner_id')}
            current={token()?.owner ?? null}
          />
          <RadioField
            look="segments"
            label={t('tokens.form.purpose')}
            value={form.values.purpose}
            onChange={(purpose) => form.set('purpose', purpose)}
            choices={[
              { value: 'automation', label: t('tokens.form.automation') },
              { value: 'interactive', label: t('tokens.form.interactive') },
            ]}
          />
          <AddressField
            values={form.values.addresses}
            onChange={(addresses) => form.set('addresses', addresses)}
            error={form.error('/allowed_ips')}
          />
          <Show when={token()}>
            {(target) => (
              <Show when={couldWork(target())}>
                <TextField
                  label={t('tokens.edit.expiry')}
                  optional
                  type="date"
                  hint={expiryHint()}
                  min={dateInputValue(now(), zone())}
                  {...form.text('lastDay', '/expires_at')}
                />
              </Show>
            )}
          </Show>
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('tokens.edit.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
